-- Trino functions that models use and DuckDB lacks. Athena needs none of these: a model's SQL is the same text on
-- both engines, and all differences between them are in this file.

-- Trino's path as a JSON pointer: in both, a number is a member of an object or a position in a list, and names have
-- no special characters. DuckDB's own paths have wildcards, even in quotes.
create or replace macro json_path(path) as
    substr(
        system.main.regexp_replace(
            system.main.regexp_replace(
                replace(replace(path, '~', '~0'), '/', '~1'),
                '\["((?:[^"\\]|\\.)*)"\]|\[([0-9]+)\]|\.([A-Za-z_][A-Za-z0-9_]*)',
                '/\1\2\3',
                'g'
            ),
            '\\(.)',
            '\1',
            'g'
        ),
        2
    );

-- Null for an object and a list; a scalar is short, so reading it again is cheap.
create or replace macro json_extract_scalar(json, path) as
    json_extract_string(json_value(json, json_path(path)), '');

create or replace macro json_extract(json, path) as system.main.json_extract(json, json_path(path));

-- Models only ask whether a text is JSON: null if it is not, as in Trino.
create or replace macro json_size(json, path) as case when json_valid(json) then 0 end;

create or replace macro json_format(json) as cast(json as varchar);

create or replace macro from_iso8601_timestamp(text) as cast(text as timestamptz);

create or replace macro from_unixtime(seconds) as to_timestamp(seconds);

create or replace macro with_timezone(clock, zone) as clock at time zone zone;

create or replace macro last_day_of_month(day) as last_day(day);

create or replace macro to_utf8(text) as encode(text);

-- Trino's default form is NFC.
create or replace macro normalize(text) as nfc_normalize(text);

create or replace macro to_hex(digest) as upper(digest);

create or replace macro is_finite(number) as isfinite(number);

create or replace macro regexp_like(text, pattern) as regexp_matches(text, pattern);

-- DuckDB's replaces only the first match, unless it is told.
create or replace macro regexp_replace(text, pattern, replacement) as
    system.main.regexp_replace(text, pattern, replacement, 'g');

create or replace macro regexp_split(text, pattern) as regexp_split_to_array(text, pattern);

-- DuckDB's returns a timestamp for a date; Trino's keeps the type, and models truncate only dates.
create or replace macro date_trunc(unit, day) as cast(system.main.date_trunc(unit, day) as date);

-- Trino's also takes numbers; models only count months.
create or replace macro sequence(first_day, last_day, step) as cast(generate_series(first_day, last_day, step) as date[]);

create or replace macro bitwise_or_agg(bits) as bit_or(bits);

-- Trino takes only an integer number of digits, DuckDB any number.
create or replace macro bitwise_left_shift(bits, places) as bits << places;

create or replace macro bit_count(bits, width) as cast(system.main.bit_count(bits) as bigint);

create or replace macro bitwise_and(bits, mask) as bits & mask;

-- DuckDB's counts the entries of a map; models only count lists.
create or replace macro cardinality(list) as len(list);
