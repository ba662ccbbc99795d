"""The Athena API on a Trino: what it starts is run for real, over the S3 and the Glue of the emulator beside it.

handle(action, request, workgroup_of) -> (HTTP status, answer). A query runs in a thread of its own, which follows
Trino's pages; Trino answers each when there is something new, so that nothing here sleeps and asks again.
"""

import csv
import functools
import io
import json
import os
import re
import threading
import time
import urllib.error
import urllib.request
import uuid

import botocore.session
from botocore.config import Config

TRINO = os.environ["BELLWETHER_TRINO_URL"]
CATALOG = "awsdatacatalog"
ACTIONS = (
    "StartQueryExecution",
    "GetQueryExecution",
    "BatchGetQueryExecution",
    "ListQueryExecutions",
    "GetQueryResults",
    "StopQueryExecution",
)

UNLOAD = re.compile(
    r"^\s*UNLOAD\s*\((?P<query>.*)\)\s*TO\s*'(?P<to>s3://[^']+)'\s*(?:WITH\s*\((?P<options>.*)\))?\s*$",
    re.IGNORECASE | re.DOTALL,
)
OPTION = re.compile(r"(\w+)\s*=\s*('(?:[^']|'')*'|ARRAY\s*\[[^\]]*\]|[\w.]+)", re.IGNORECASE)
COMMENTS = re.compile(r"^(\s|--[^\n]*\n|/\*.*?\*/)*", re.DOTALL)


@functools.cache
def aws(service):
    return botocore.session.get_session().create_client(
        service,
        region_name=os.environ["AWS_REGION"],
        endpoint_url=os.environ["AWS_ENDPOINT_URL"],
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 2}),
    )


class Refused(Exception):
    """An error of Trino's: its name, whose fault it is, and what it says."""

    def __init__(self, name, kind, message):
        super().__init__(f"{name}: {message}")
        self.kind = kind


def fetch(url, body=None, headers=None, method=None):
    """One page of Trino's client protocol; busy answers are asked again, as the protocol has it."""
    request = urllib.request.Request(url, body, {"X-Trino-User": "athena", **(headers or {})}, method=method)
    for attempt in range(20):
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.loads(response.read() or b"{}")
        except urllib.error.HTTPError as error:
            if error.code not in (429, 502, 503, 504):
                raise
            time.sleep(0.05 * (attempt + 1))
    raise Refused("TRINO_UNAVAILABLE", "INTERNAL_ERROR", url)


class Query:
    """A query execution. `workgroup` is the emulator's: where results go, and how much may be scanned."""

    def __init__(self, request, workgroup):
        self.id = str(uuid.uuid4())
        self.request = request
        self.sql = request["QueryString"].strip().rstrip(";")
        self.database = request.get("QueryExecutionContext", {}).get("Database") or "default"
        self.workgroup = request.get("WorkGroup") or "primary"
        configuration = workgroup.get("Configuration") or {}
        self.cutoff = configuration.get("BytesScannedCutoffPerQuery")
        own = (request.get("ResultConfiguration") or {}).get("OutputLocation")
        shared = (configuration.get("ResultConfiguration") or {}).get("OutputLocation")
        is_enforced = configuration.get("EnforceWorkGroupConfiguration", False)
        self.output = shared if is_enforced and shared or not own else own
        first_word = COMMENTS.sub("", self.sql).split(None, 1)[0].upper()
        self.statement_type = {"SHOW": "UTILITY", "DESCRIBE": "UTILITY", "EXPLAIN": "UTILITY", "CREATE": "DDL", "DROP": "DDL", "ALTER": "DDL"}.get(first_word, "DML")
        self.state, self.reason, self.error = "QUEUED", None, None
        self.columns, self.rows, self.statistics, self.updated = [], [], {}, None
        self.submitted, self.completed = time.time(), None
        self.is_stopped = False
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self, reason="Query cancelled by user"):
        if self.completed is None and not self.is_stopped:
            self.is_stopped, self.reason = True, reason

    def _run(self):
        try:
            unload = UNLOAD.match(self.sql)
            if unload:
                self._unload(unload)
            else:
                self._execute(self.sql, {})
                if self.output and not self.is_stopped:
                    self._write_result()
            state = "CANCELLED" if self.is_stopped else "SUCCEEDED"
        except Refused as refused:
            state = "CANCELLED" if self.is_stopped else "FAILED"
            if not self.is_stopped:
                self.reason = str(refused)
                category = 2 if refused.kind == "USER_ERROR" else 1
                is_retryable = refused.kind == "INSUFFICIENT_RESOURCES"
                self.error = {"ErrorCategory": category, "Retryable": is_retryable, "ErrorMessage": str(refused)}
        except Exception as error:  # A slip of this file's must not leave a query that never ends.
            state, self.reason = "FAILED", f"GENERIC_INTERNAL_ERROR: {error!r}"
        self.completed = time.time()
        self.state = state

    def _unload(self, unload):
        """Trino has no UNLOAD: a table is made at the location, and only the table is dropped again."""
        to = unload["to"].rstrip("/") + "/"
        bucket, _, prefix = to.removeprefix("s3://").partition("/")
        if aws("s3").list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1).get("KeyCount"):
            raise Refused(
                "HIVE_PATH_ALREADY_EXISTS", "USER_ERROR", f"Target directory for table '{self.database}.unload' already exists: {to}. Choose an empty directory."
            )
        options = {name.lower(): value for name, value in OPTION.findall(unload["options"] or "")}
        properties = [f"external_location = '{to}'", f"format = {options.get('format', chr(39) + 'PARQUET' + chr(39))}"]
        if "partitioned_by" in options:
            properties.append(f"partitioned_by = {options['partitioned_by']}")
        codec = options.get("compression", "'GZIP'").strip("'").upper()
        table = f"unload_{uuid.uuid4().hex}"
        try:
            self._execute(
                f'CREATE TABLE {CATALOG}."{self.database}".{table} WITH ({", ".join(properties)}) AS {unload["query"]}',
                {"compression_codec": codec},
            )
            self.columns, self.rows = [], []
        finally:
            try:
                aws("glue").delete_table(DatabaseName=self.database, Name=table)
            except aws("glue").exceptions.EntityNotFoundException:
                pass

    def _execute(self, sql, session):
        parameters = self.request.get("ExecutionParameters")
        if parameters:
            sql = "EXECUTE IMMEDIATE '{}' USING {}".format(sql.replace("'", "''"), ", ".join(parameters))
        headers = {
            "X-Trino-Catalog": CATALOG,
            "X-Trino-Schema": self.database,
            "X-Trino-Time-Zone": "UTC",
            "X-Trino-Session": ",".join(f"{CATALOG}.{name}={value}" for name, value in session.items()),
        }
        page = fetch(f"{TRINO}/v1/statement", sql.encode(), headers)
        while True:
            self._take(page)
            following = page.get("nextUri")
            if not following:
                return
            if self.is_stopped:
                fetch(following, method="DELETE")
                return
            page = fetch(following)

    def _take(self, page):
        self.statistics = page.get("stats", self.statistics)
        if self.statistics.get("state") not in (None, "QUEUED", "WAITING_FOR_RESOURCES"):
            self.state = "RUNNING"
        self.columns = page.get("columns") or self.columns
        self.rows += page.get("data") or []
        self.updated = page.get("updateCount", self.updated)
        error = page.get("error")
        if error:
            raise Refused(error["errorName"], error.get("errorType"), error["message"])
        if self.cutoff and self.statistics.get("physicalInputBytes", 0) > self.cutoff:
            self.stop("Query cancelled! : Bytes scanned limit was exceeded")

    def _write_result(self):
        text = io.StringIO()
        lines = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
        if self.columns:
            lines.writerow([column["name"] for column in self.columns])
        lines.writerows([["" if value is None else as_text(value) for value in row] for row in self.rows])
        bucket, _, key = self.result_location().removeprefix("s3://").partition("/")
        aws("s3").put_object(Bucket=bucket, Key=key, Body=text.getvalue().encode())

    def result_location(self):
        suffix = "csv" if self.statement_type == "DML" else "txt"
        return f"{self.output.rstrip('/')}/{self.id}.{suffix}" if self.output else ""

    def described(self):
        status = {"State": self.state, "SubmissionDateTime": self.submitted}
        if self.completed is not None:
            status["CompletionDateTime"] = self.completed
        if self.reason is not None:
            status["StateChangeReason"] = self.reason
        if self.error is not None:
            status["AthenaError"] = self.error
        elapsed = (self.completed or time.time()) - self.submitted
        return {
            "QueryExecutionId": self.id,
            "Query": self.request["QueryString"],
            "StatementType": self.statement_type,
            "WorkGroup": self.workgroup,
            "QueryExecutionContext": self.request.get("QueryExecutionContext") or {},
            "ResultConfiguration": {"OutputLocation": self.result_location()},
            "EngineVersion": {"SelectedEngineVersion": "AUTO", "EffectiveEngineVersion": "Athena engine version 3"},
            "Status": status,
            "Statistics": {
                "DataScannedInBytes": self.statistics.get("physicalInputBytes", 0),
                "EngineExecutionTimeInMillis": self.statistics.get("elapsedTimeMillis", 0),
                "QueryQueueTimeInMillis": self.statistics.get("queuedTimeMillis", 0),
                "QueryPlanningTimeInMillis": self.statistics.get("planningTimeMillis", 0),
                "TotalExecutionTimeInMillis": round(elapsed * 1000),
            },
        }

    def page(self, token, limit):
        names = [[column["name"] for column in self.columns]] if self.statement_type == "DML" and self.columns else []
        rows = names + self.rows
        start = int(token or 0)
        end = start + min(int(limit or 1000), 1000)
        answer = {
            "UpdateCount": self.updated or 0,
            "ResultSet": {
                "ResultSetMetadata": {"ColumnInfo": [column_info(column) for column in self.columns]},
                "Rows": [
                    {"Data": [{} if value is None else {"VarCharValue": as_text(value)} for value in row]}
                    for row in rows[start:end]
                ],
            },
        }
        return answer | ({"NextToken": str(end)} if end < len(rows) else {})


def column_info(column):
    kind = column["typeSignature"]["rawType"]
    arguments = [argument["value"] for argument in column["typeSignature"].get("arguments", [])]
    precision, scale = (arguments + [0, 0])[:2] if kind == "decimal" else (0, 0)
    return {
        "CatalogName": "hive",
        "SchemaName": "",
        "TableName": "",
        "Name": column["name"],
        "Label": column["name"],
        "Type": kind,
        "Precision": precision,
        "Scale": scale,
        "Nullable": "UNKNOWN",
        "CaseSensitive": kind == "varchar",
    }


def as_text(value):
    """A value of Trino's JSON as Athena writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e7:
            return f"{value:.1f}"
        return repr(value).replace("e+", "E").replace("e", "E")
    if isinstance(value, list):
        return "[" + ", ".join("null" if each is None else as_text(each) for each in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}={'null' if each is None else as_text(each)}" for name, each in value.items()) + "}"
    return str(value)


def invalid(message):
    return 400, {"__type": "InvalidRequestException", "Message": message, "AthenaErrorCode": "INVALID_INPUT"}


queries = {}
started_by_token = {}


def start(request, workgroup):
    token = request.get("ClientRequestToken")
    asked = {name: value for name, value in request.items() if name != "ClientRequestToken"}
    if token in started_by_token:
        before, query_id = started_by_token[token]
        return (200, {"QueryExecutionId": query_id}) if before == asked else invalid("Idempotent parameters do not match")
    query = Query(request, workgroup)
    queries[query.id] = query
    if token:
        started_by_token[token] = (asked, query.id)
    return 200, {"QueryExecutionId": query.id}


def handle(action, request, workgroup_of):
    if action == "StartQueryExecution":
        workgroup = workgroup_of(request.get("WorkGroup") or "primary")
        return invalid("WorkGroup is not found.") if workgroup is None else start(request, workgroup)
    if action == "ListQueryExecutions":
        named = request.get("WorkGroup") or "primary"
        return 200, {"QueryExecutionIds": [query.id for query in reversed(queries.values()) if query.workgroup == named][:50]}
    if action == "BatchGetQueryExecution":
        known = [queries[each] for each in request["QueryExecutionIds"] if each in queries]
        unknown = [{"QueryExecutionId": each} for each in request["QueryExecutionIds"] if each not in queries]
        return 200, {"QueryExecutions": [query.described() for query in known], "UnprocessedQueryExecutionIds": unknown}
    query = queries.get(request.get("QueryExecutionId"))
    if query is None:
        return invalid(f"QueryExecution {request.get('QueryExecutionId')} was not found")
    if action == "GetQueryExecution":
        return 200, {"QueryExecution": query.described()}
    if action == "StopQueryExecution":
        query.stop()
        return 200, {}
    if query.state in ("QUEUED", "RUNNING"):
        return invalid(f"Query has not yet finished. Current state: {query.state}")
    if query.state != "SUCCEEDED":
        return invalid(f"Query did not finish successfully. Final query state: {query.state}")
    return 200, query.page(request.get("NextToken"), request.get("MaxResults"))
