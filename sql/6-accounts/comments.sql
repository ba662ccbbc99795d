-- Grain: one row per text that someone wrote, as known now: free text is kept here and nowhere else.
-- Kind: replaced
-- Readers: public
-- Section: People
-- Purpose: What people wrote in their own words: kept in this table only, and by each run replaced.
-- entity varchar: what it stands on: tickets, survey_responses, touchpoints or interventions
-- record_id varchar: the ticket, response, touchpoint or intervention, as its source names it
-- field varchar: the field that holds it: subject, comment or note
-- source varchar: the source, as the config names it
-- account_id varchar: the account it is about; null when its key matches none
-- written_on date: the day of the ticket, response, touchpoint or intervention
-- comment varchar: the words
with records as (
    select
        source,
        entity,
        record_id,
        field,
        comment
    from comments_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and comment is not null
),
-- What has not come about yet has no words either.
subjects as (
    select
        'tickets' as entity,
        source,
        ticket_id as record_id,
        account_id,
        cast(created_at as date) as written_on
    from tickets
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'survey_responses' as entity,
        source,
        response_id as record_id,
        account_id,
        cast(responded_at as date) as written_on
    from survey_responses
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'touchpoints' as entity,
        source,
        touchpoint_id as record_id,
        account_id,
        cast(occurred_at as date) as written_on
    from touchpoints
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'interventions' as entity,
        source,
        intervention_id as record_id,
        account_id,
        started_on as written_on
    from interventions
    where as_of_date = date '{{ as_of_date }}'
),
comments as (
    select
        records.entity,
        records.record_id,
        records.field,
        records.source,
        subjects.account_id,
        subjects.written_on,
        records.comment
    from records
    inner join subjects
        on records.source = subjects.source
        and records.entity = subjects.entity
        and records.record_id = subjects.record_id
)
select * from comments
