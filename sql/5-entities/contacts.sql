-- Grain: one row per contact, as known at the end of as_of_date; names are in people.
-- Kind: snapshot
-- Readers: public
-- Section: Facts
-- Purpose: Contacts of each account, by id; names are in people.
-- contact_id varchar: the contact's id in its source
-- source varchar: the source, by its name in the config
-- account_id varchar: the contact's account; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>; null when the record names none
-- role varchar: the contact's role
-- is_champion boolean: whether the contact is a champion of the product; null when the source does not say
-- left_on date: the first day on which the contact had left
-- is_active boolean: whether the contact is at the account on as_of_date; null when the date of leaving is unreadable
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
        on identity.account_key = records.account_key
)

select * from contacts
