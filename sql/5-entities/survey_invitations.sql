-- Grain: one row per survey invitation that has been sent, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Facts
-- Purpose: Invitations to surveys.
-- invitation_id varchar: the invitation's id in its source
-- source varchar: the source, by its name in the config
-- account_id varchar: the account; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>; null when the record names none
-- survey varchar: nps, csat, ces, enps, pmf or other
-- contact_id varchar: the contact who was invited
-- sent_at timestamp(3): when it was sent
with records as (
    select
        record_id,
        source,
        account_key,
        survey,
        contact_id,
        sent_at
    from survey_invitations_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and (is_outline or survey is not null)
        and cast(sent_at as date) <= date '{{ as_of_date }}'
),

identity as (
    select
        account_key,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),

survey_invitations as (
    select
        records.record_id as invitation_id,
        records.source,
        identity.account_id,
        records.account_key,
        records.survey,
        records.contact_id,
        records.sent_at
    from records
    left join identity
        on identity.account_key = records.account_key
)

select * from survey_invitations
