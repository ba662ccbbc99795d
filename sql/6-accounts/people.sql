-- Grain: one row per contact, as known now; no other table holds names and addresses.
-- Kind: replaced
-- Readers: public
-- Section: People
-- Purpose: Names and addresses of contacts; no other table holds any. Each run replaces this table.
-- contact_id varchar: the contact's id in its source
-- source varchar: the source, by its name in the config
-- account_id varchar: the contact's account; null when its key matches none
-- name varchar: the contact's name
-- email varchar: the contact's email address
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
        on records.source = known_contacts.source
        and records.record_id = known_contacts.contact_id
    where records.name is not null
        or records.email is not null
)

select * from people
