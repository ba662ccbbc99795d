"""ministack 1.5.33 with the gaps that the project meets mended. Each function below mends one, and says what is missing.

Port GATEWAY_PORT, interface BIND_HOST; where Trino answers, BELLWETHER_TRINO_URL.
"""

import asyncio
import contextvars
import json
import threading

import athena_trino
from ministack.app import main
from ministack.core import lambda_runtime
from ministack.core.responses import json_response
from ministack.services import athena, glue, lambda_durable, lambda_svc
from ministack.services.cloudformation import provisioners


def action_of(headers):
    return headers.get("x-amz-target", "").rpartition(".")[2]


def let_trino_run_athena_queries():
    """ministack runs queries on a DuckDB of its own, or makes their results up; workgroups stay with it."""
    handle = athena.handle_request

    async def handle_request(method, path, headers, body, query_params):
        action = action_of(headers)
        if action not in athena_trino.ACTIONS:
            return await handle(method, path, headers, body, query_params)
        athena._ensure_default_workgroup()
        status, answer = athena_trino.handle(action, json.loads(body or b"{}"), athena._workgroups.get)
        return json_response(answer, status)

    athena.handle_request = handle_request


def let_glue_update_a_partition():
    """There is BatchUpdatePartition, and no UpdatePartition."""
    handle = glue.handle_request

    async def handle_request(method, path, headers, body, query_params):
        if action_of(headers) != "UpdatePartition":
            return await handle(method, path, headers, body, query_params)
        request = json.loads(body)
        entry = {name: request.pop(name) for name in ("PartitionValueList", "PartitionInput")}
        answer = glue._batch_update_partition({**request, "Entries": [entry]})
        errors = json.loads(answer[2]).get("Errors")
        if not errors:
            return answer
        detail = errors[0]["ErrorDetail"]
        return json_response({"__type": detail["ErrorCode"], "Message": detail["ErrorMessage"]}, 400)

    glue.handle_request = handle_request


def let_glue_delete_partitions():
    """There is DeletePartition, and no BatchDeletePartition."""
    handle = glue.handle_request

    async def handle_request(method, path, headers, body, query_params):
        if action_of(headers) != "BatchDeletePartition":
            return await handle(method, path, headers, body, query_params)
        request = json.loads(body)
        partitions = glue._partitions.get(f"{request['DatabaseName']}/{request['TableName']}", [])
        missing = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Partition not found"}
        errors = []
        for entry in request["PartitionsToDelete"]:
            found = [each for each in partitions if each.get("Values") == entry["Values"]]
            for each in found:
                partitions.remove(each)
            if not found:
                errors.append({"PartitionValues": entry["Values"], "ErrorDetail": missing})
        return json_response({"Errors": errors})

    glue.handle_request = handle_request


def let_node_errors_keep_their_names():
    """A thrown error is reported as Runtime.HandlerError; Lambda reports the error's own name as errorType."""
    mark = "@@lambda-error:"
    plain = 'status: "error", error: String(err.message || err), trace: err.stack || ""'
    named = (
        f'status: "error", error: "{mark}" + JSON.stringify({{ '
        'errorType: (err && err.name) || "Error", errorMessage: String((err && err.message) || err), '
        r'trace: String((err && err.stack) || "").split("\n") }), trace: err.stack || ""'
    )
    assert plain in lambda_runtime._NODEJS_WORKER_SCRIPT
    lambda_runtime._NODEJS_WORKER_SCRIPT = lambda_runtime._NODEJS_WORKER_SCRIPT.replace(plain, named)
    execute = lambda_svc._execute_function_warm

    def execute_named(*args, **options):
        result = execute(*args, **options)
        body = result.get("body") if result.get("error") else None
        if isinstance(body, dict) and str(body.get("errorMessage", "")).startswith(mark):
            result["body"] = json.loads(body["errorMessage"].removeprefix(mark))
        return result

    lambda_svc._execute_function_warm = execute_named


def let_cloudformation_make_durable_functions():
    """A template's DurableConfig is dropped; the emulator runs a function durably when its config says Enabled."""
    create = provisioners._lambda_create

    def create_durable(logical_id, properties, stack_name):
        name, attributes = create(logical_id, properties, stack_name)
        if properties.get("DurableConfig"):
            config = lambda_svc._functions[name]["config"]
            config["DurableConfig"] = {**properties["DurableConfig"], "Enabled": True}
        return name, attributes

    provisioners._lambda_create = create_durable
    provisioners._RESOURCE_HANDLERS["AWS::Lambda::Function"]["create"] = create_durable


class Start:
    """What an Invoke asks of the durable execution that it starts, and the execution's ARN once there is one."""

    def __init__(self, name):
        self.name = name
        self.arn = asyncio.get_running_loop().create_future()


def let_durable_functions_start_by_name_and_in_the_background():
    """An asynchronous Invoke runs a durable function as a plain one, and DurableExecutionName is not read: on AWS it
    makes a second start with the same payload the first one's, and refuses one with another payload."""
    invoke = lambda_svc._invoke
    create = lambda_durable.create_execution_for_invoke
    current = contextvars.ContextVar("durable_start", default=None)
    payloads, tasks = {}, set()

    def create_execution(*args, **options):
        start = current.get()
        if start is None:
            return create(*args, **options)
        record = create(*args, **{**options, "name": start.name or options.get("name")})
        start.arn.set_result(record["DurableExecutionArn"])
        return record

    async def invoke_durably(name, event, headers, *args, **options):
        function = lambda_svc._functions.get(name)
        if not ((function or {}).get("config") or {}).get("DurableConfig"):
            return await invoke(name, event, headers, *args, **options)
        lower = {key.lower(): value for key, value in headers.items()}
        execution_name = lower.get("x-amz-durable-execution-name")
        if execution_name and (name, execution_name) in payloads:
            payload, arn = payloads[name, execution_name]
            if payload == event:
                return 202, {"X-Amz-Durable-Execution-Arn": arn}, b""
            message = f"Durable execution {execution_name} was started with another payload"
            return json_response({"__type": "DurableExecutionAlreadyStartedException", "message": message}, 409)
        start = Start(execution_name)
        current.set(start)
        waiting = {**lower, "x-amz-invocation-type": "RequestResponse"}
        task = asyncio.create_task(invoke(name, event, waiting, *args, **options))
        current.set(None)
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        await asyncio.wait({task, start.arn}, return_when=asyncio.FIRST_COMPLETED)
        if start.arn.done():
            if execution_name:
                payloads[name, execution_name] = (event, start.arn.result())
            if lower.get("x-amz-invocation-type") == "Event":
                return 202, {"X-Amz-Durable-Execution-Arn": start.arn.result()}, b""
        return await task

    lambda_durable.create_execution_for_invoke = create_execution
    lambda_svc._invoke = invoke_durably


def let_durable_executions_outlive_their_process():
    """When the process of an invocation dies, its execution is neither gone on with nor ended. On AWS another
    invocation replays it."""
    completed = lambda_durable.record_invocation_completed

    def replay(record):
        record["CheckpointToken"] = lambda_durable.new_checkpoint_token()
        name = record["FunctionArn"].rsplit(":", 1)[-1]
        event = json.loads(record.get("InputPayload") or "{}")
        lambda_svc.invoke_durable_resume(name, record["DurableExecutionArn"], event)

    def record_completed(arn, start_ts, request_id, error=None):
        completed(arn, start_ts, request_id, error=error)
        record = lambda_durable._executions.get(arn)
        if error and record and record["Status"] == "RUNNING":
            account = contextvars.copy_context()
            threading.Thread(target=account.run, args=(replay, record), daemon=True).start()

    lambda_durable.record_invocation_completed = record_completed


if __name__ == "__main__":
    let_trino_run_athena_queries()
    let_glue_update_a_partition()
    let_glue_delete_partitions()
    let_node_errors_keep_their_names()
    let_cloudformation_make_durable_functions()
    let_durable_functions_start_by_name_and_in_the_background()
    let_durable_executions_outlive_their_process()
    main()
