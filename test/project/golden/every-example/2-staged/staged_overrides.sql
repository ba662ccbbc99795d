-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: no stream brings overrides
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- record_id varchar: the record's id in its source
-- load_id varchar: the load that the row came with
-- landed_on date: the landing date; in a history loaded at once, the record's own date
-- known_on date: the day from which this row may be used
-- is_outline boolean: true for the partial version of a history's record that was known on its own date
-- extracted_at timestamp(3): when its load was created
-- position bigint: the row's position in its load, by file, then by row; null in old loads without positions
-- updated_at timestamp(3): when the source last changed the record
-- content_hash varchar: the MD5 of the record's text, in hex
-- reject_reason varchar: why the row cannot be used; null when it can
-- reject_payload varchar: the record's text, if the row is rejected
-- cell_problems varchar: one line per unreadable cell: field, reason and text, separated by tabs; null when there are none
-- account_key varchar: <source>:<the source's own account id>
-- set_at timestamp(3): when it was set
-- score double: the score that it sets, 0 to 100
-- reason varchar: why
-- author varchar: who set it
-- expires_on date: the first day on which it no longer counts
-- is_withdrawn boolean: true: the account has no override from here on
with staged as (
    select
        cast(null as varchar) as source,
        cast(null as varchar) as stream,
        cast(null as varchar) as record_id,
        cast(null as varchar) as load_id,
        cast(null as date) as landed_on,
        cast(null as date) as known_on,
        cast(null as boolean) as is_outline,
        cast(null as timestamp(3)) as extracted_at,
        cast(null as bigint) as position,
        cast(null as timestamp(3)) as updated_at,
        cast(null as varchar) as content_hash,
        cast(null as varchar) as reject_reason,
        cast(null as varchar) as reject_payload,
        cast(null as varchar) as cell_problems,
        cast(null as varchar) as account_key,
        cast(null as timestamp(3)) as set_at,
        cast(null as double) as score,
        cast(null as varchar) as reason,
        cast(null as varchar) as author,
        cast(null as date) as expires_on,
        cast(null as boolean) as is_withdrawn
    where false
)

select * from staged
