-- Grain: one row per touchpoint that has taken place, as known at the end of as_of_date; notes are in comments.
-- Kind: snapshot
-- Readers: public
-- Section: Facts
-- Purpose: Contacts of customer success with an account, and the pulse they recorded.
-- touchpoint_id varchar: the touchpoint's id in its source
-- source varchar: the source, by its name in the config
-- account_id varchar: the account; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>; null when the record names none
-- occurred_at timestamp(3): when it took place
-- kind varchar: call, meeting, email, review, or another word of the source
-- owner varchar: the member of customer success who took part
-- contact_id varchar: the contact who took part
-- pulse double: customer success's rating of the account at the time, 1 to 5, 5 is best; null when its date of expiry
--     is unreadable
-- pulse_expires_on date: the first day on which the pulse no longer counts
with records as (
    select
        record_id,
        source,
        account_key,
        occurred_at,
        lower(kind) as kind,
        owner,
        contact_id,
        case
            when cell_problems is null then pulse
            when strpos(chr(10) || cell_problems, chr(10) || 'pulse_expires_on' || chr(9)) = 0 then pulse
        end as pulse,
        pulse_expires_on
    from touchpoints_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and cast(occurred_at as date) <= date '{{ as_of_date }}'
),

identity as (
    select
        account_key,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),

touchpoints as (
    select
        records.record_id as touchpoint_id,
        records.source,
        identity.account_id,
        records.account_key,
        records.occurred_at,
        records.kind,
        records.owner,
        records.contact_id,
        records.pulse,
        records.pulse_expires_on
    from records
    left join identity
        on identity.account_key = records.account_key
)

select * from touchpoints
