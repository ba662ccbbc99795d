-- Grain: one row per account of a CSM, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: personas met
-- Unit: personas
-- Better: higher
-- account_id varchar: the account
-- value double: which of Dev Lead and Security Lead attended a timeline entry of the last three months: 0, 1 or 2
-- sample_size bigint: attendances of theirs
-- observed_at timestamp(3): as_of_date
with csm_accounts as (
    select account_id
    from account_attributes
    where as_of_date = date '{{ as_of_date }}' and attribute = 'service' and value = 'csm'
),

personas as (
    select
        contact_id,
        role
    from contacts
    where as_of_date = date '{{ as_of_date }}' and role in ('Dev Lead', 'Security Lead')
),

entries as (
    select
        account_id,
        contact_id
    from touchpoints
    where
        as_of_date = date '{{ as_of_date }}'
        and cast(occurred_at as date) > cast(date '{{ as_of_date }}' - interval '3' month as date)
),

persona_entries as (
    select
        entries.account_id,
        personas.role
    from entries
    inner join personas on personas.contact_id = entries.contact_id
),

counts as (
    select
        csm_accounts.account_id,
        cast(count(distinct persona_entries.role) as double) as value,
        count(persona_entries.role) as sample_size,
        cast(date '{{ as_of_date }}' as timestamp(3)) as observed_at
    from csm_accounts
    left join persona_entries on persona_entries.account_id = csm_accounts.account_id
    group by csm_accounts.account_id
)

select * from counts
