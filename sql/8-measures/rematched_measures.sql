-- Grain: one row per account and measure of a source with a key that pointed to another account in the run before.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account that the key points to now, or pointed to then
-- measure varchar: the measure
with keys_now as (
    select
        account_key,
        source,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),

keys_then as (
    select
        account_key,
        account_id
    from history_account_identity
    where as_of_date = date '{{ previous_date }}'
),

-- A key that is new is growth, not a correction.
rematched_keys as (
    select
        keys_now.source,
        keys_now.account_id as account_now,
        keys_then.account_id as account_then
    from keys_now
    inner join keys_then on keys_then.account_key = keys_now.account_key
    where keys_then.account_id is distinct from keys_now.account_id
),

rematched_accounts as (
    select
        source,
        account_now as account_id
    from rematched_keys
    where account_now is not null
    union
    select
        source,
        account_then as account_id
    from rematched_keys
    where account_then is not null
),

entity_sources as (
    select distinct
        source,
        entity
    from streams
    where as_of_date = date '{{ as_of_date }}'
),

counted_entities as (
    select
        measure,
        entity
    from measure_entities
    where as_of_date = date '{{ as_of_date }}'
),

rematched_measures as (
    select distinct
        rematched_accounts.account_id,
        counted_entities.measure
    from rematched_accounts
    inner join entity_sources on entity_sources.source = rematched_accounts.source
    inner join counted_entities on counted_entities.entity = entity_sources.entity
)

select * from rematched_measures
