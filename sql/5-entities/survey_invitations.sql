-- Grain: one row per invitation to a survey that has been sent, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Facts
-- Purpose: Who was asked for an opinion.
-- invitation_id varchar: the invitation, as its source names it
-- source varchar: the source, as the config names it
-- account_id varchar: the account it belongs to; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>
-- survey varchar: nps, csat, ces, enps, pmf or other
-- contact_id varchar: who was asked
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
        on records.account_key = identity.account_key
)
select * from survey_invitations
