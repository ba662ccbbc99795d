-- Grain: one row per intervention that has started, as known at the end of as_of_date; notes are in comments.
-- Kind: snapshot
-- Readers: public
-- Section: Facts
-- Purpose: Actions that customer success took for an account.
-- intervention_id varchar: the intervention's id in its source
-- source varchar: the source, by its name in the config
-- account_id varchar: the account; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>
-- started_on date: the day the intervention started
-- ended_on date: the day the intervention ended
-- kind varchar: training, discount, executive call, or another word of the source
-- owner varchar: the person responsible for the intervention
-- alert_id varchar: the alert that the intervention responds to
-- outcome varchar: the outcome, in a word of the source
with records as (
    select
        record_id,
        source,
        account_key,
        started_on,
        ended_on,
        lower(kind) as kind,
        owner,
        alert_id,
        outcome
    from interventions_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and started_on <= date '{{ as_of_date }}'
),

identity as (
    select
        account_key,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),

-- If the end is after as_of_date, the outcome is hidden too.
interventions as (
    select
        records.record_id as intervention_id,
        records.source,
        identity.account_id,
        records.account_key,
        records.started_on,
        case when records.ended_on <= date '{{ as_of_date }}' then records.ended_on end as ended_on,
        records.kind,
        records.owner,
        records.alert_id,
        case when coalesce(records.ended_on <= date '{{ as_of_date }}', true) then records.outcome end as outcome
    from records
    left join identity
        on identity.account_key = records.account_key
)

select * from interventions
