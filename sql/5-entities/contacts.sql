-- Grain: one row per person at an account, as known at the end of as_of_date; names are in people.
-- Kind: snapshot
-- Readers: public
-- Section: Facts
-- Purpose: Who works with you at an account, by id; names are in people.
-- contact_id varchar: the person, as its source names them
-- source varchar: the source, as the config names it
-- account_id varchar: the account they belong to; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>
-- role varchar: what they do there
-- is_champion boolean: whether they speak for the product at the account; null when nobody says
-- left_on date: the first day they were no longer there
-- is_active boolean: whether they are there on as_of_date; null when the source's own word for it cannot be read
with records as (
    select
        record_id,
        source,
        account_key,
        role,
        is_champion,
        case when left_on <= date '{{ as_of_date }}' then left_on end as left_on,
        case
            when cell_problems is null then false
            else strpos(chr(10) || cell_problems, chr(10) || 'left_on' || chr(9)) > 0
        end as is_end_unknown
    from contacts_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
),
identity as (
    select
        account_key,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),
contacts as (
    select
        records.record_id as contact_id,
        records.source,
        identity.account_id,
        records.account_key,
        records.role,
        records.is_champion,
        records.left_on,
        case when not records.is_end_unknown then records.left_on is null end as is_active
    from records
    left join identity
        on records.account_key = identity.account_key
)
select * from contacts
