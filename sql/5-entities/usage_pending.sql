-- Grain: one row per event that has landed and is dated after as_of_date.
-- Kind: snapshot
-- Readers: internal
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- event_id varchar: the event's id in its source
-- load_id varchar: the load that the row came with
-- landed_on date: the date it landed on
-- extracted_at timestamp(3): when its load was created
-- account_key varchar: <source>:<the source's own account id>
-- user_id varchar: the user
-- feature varchar: the feature that was used
-- occurred_at timestamp(3): the time of the event
-- usage_date date: the UTC date of the event
-- events bigint: the number of uses that the row stands for
-- minutes double: the minutes of use
with usage_pending as (
    select
        source,
        stream,
        event_id,
        load_id,
        landed_on,
        extracted_at,
        account_key,
        user_id,
        feature,
        occurred_at,
        usage_date,
        events,
        minutes
    from usage_events
    where as_of_date = date '{{ as_of_date }}'
        and usage_date > date '{{ as_of_date }}'
)

select * from usage_pending
