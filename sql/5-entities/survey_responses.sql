-- Grain: one row per survey response, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Facts
-- Purpose: Responses to surveys.
-- response_id varchar: the response's id in its source
-- source varchar: the source, by its name in the config
-- account_id varchar: the account; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>; null when the record names none
-- survey varchar: nps, csat, ces, enps, pmf or other
-- score double: the rating
-- scale_max double: the best rating of the scale; null when the source does not say
-- contact_id varchar: the contact who responded
-- ticket_id varchar: the ticket that the response is about
-- invitation_id varchar: the invitation that the response answers
-- responded_at timestamp(3): when the response was given
with records as (
    select
        record_id,
        source,
        account_key,
        survey,
        score,
        scale_max,
        contact_id,
        ticket_id,
        invitation_id,
        responded_at
    from survey_responses_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and (is_outline or (survey is not null and score is not null))
        and cast(responded_at as date) <= date '{{ as_of_date }}'
),

identity as (
    select
        account_key,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),

survey_responses as (
    select
        records.record_id as response_id,
        records.source,
        identity.account_id,
        records.account_key,
        records.survey,
        records.score,
        records.scale_max,
        records.contact_id,
        records.ticket_id,
        records.invitation_id,
        records.responded_at
    from records
    left join identity
        on identity.account_key = records.account_key
)

select * from survey_responses
