-- Grain: one row per contact, as known now: names and addresses are kept here and nowhere else.
-- Kind: replaced
-- Readers: public
-- Section: People
-- Purpose: Names and addresses: kept in this table only, and by each run replaced.
-- contact_id varchar: the contact, as its source names it
-- source varchar: the source, as the config names it
-- account_id varchar: the account they belong to; null when its key matches none
-- name varchar: their name
-- email varchar: their address
with records as (
    select
        source,
        record_id,
        name,
        email
    from people_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
),
known_contacts as (
    select
        source,
        contact_id,
        account_id
    from contacts
    where as_of_date = date '{{ as_of_date }}'
),
people as (
    select
        known_contacts.contact_id,
        known_contacts.source,
        known_contacts.account_id,
        records.name,
        records.email
    from known_contacts
    inner join records
        on known_contacts.source = records.source
        and known_contacts.contact_id = records.record_id
    where records.name is not null
        or records.email is not null
)
select * from people
