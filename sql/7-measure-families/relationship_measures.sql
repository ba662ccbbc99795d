-- Grain: one row per scored account and relationship measure, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- measure varchar: the measure
-- value double: the measure's value; null when absence has a reason
-- sample_size bigint: the number of touchpoints or contacts behind the value
-- absence varchar: not_applicable when the measure does not apply to the account; no_response when there is no recent
--     pulse; null when there is a value
with scored_accounts as (
    select
        account_id,
        customer_since,
        owner_since
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

known_touchpoints as (
    select
        account_id,
        source,
        touchpoint_id,
        occurred_at,
        case when pulse between 1 and 5 then pulse end as pulse,
        coalesce(
            pulse_expires_on,
            cast(cast(occurred_at as date) + interval '90' day as date)
        ) as pulse_expires_on
    from touchpoints
    where as_of_date = date '{{ as_of_date }}' and account_id is not null
),

champions as (
    select
        account_id,
        is_active
    from contacts
    where as_of_date = date '{{ as_of_date }}' and account_id is not null and is_champion
),

account_touchpoints as (
    select
        account_id,
        count(*) as touchpoints,
        cast(max(occurred_at) as date) as last_touched_on
    from known_touchpoints
    group by account_id
),

-- A pulse is its giver's: it ends with the handover to another owner.
ranked_pulses as (
    select
        known_touchpoints.account_id,
        known_touchpoints.pulse,
        known_touchpoints.pulse_expires_on > date '{{ as_of_date }}'
        and coalesce(
            cast(known_touchpoints.occurred_at as date) >= scored_accounts.owner_since,
            true
        ) as counts_still,
        row_number() over (
            partition by known_touchpoints.account_id
            order by known_touchpoints.occurred_at desc, known_touchpoints.source, known_touchpoints.touchpoint_id desc
        ) as recency
    from known_touchpoints
    inner join scored_accounts on scored_accounts.account_id = known_touchpoints.account_id
    where known_touchpoints.pulse is not null
),

account_pulses as (
    select
        account_id,
        pulse
    from ranked_pulses
    where recency = 1 and counts_still
),

account_champions as (
    select
        account_id,
        count(*) as champions,
        count(*) filter (where is_active) as active_champions,
        count(*) filter (where is_active is null) as unknown_champions
    from champions
    group by account_id
),

accounts_with_people as (
    select
        scored_accounts.account_id,
        coalesce(account_touchpoints.last_touched_on, scored_accounts.customer_since) as untouched_since,
        coalesce(account_touchpoints.touchpoints, 0) as touchpoints,
        account_pulses.pulse,
        coalesce(account_champions.champions, 0) as champions,
        coalesce(account_champions.active_champions, 0) as active_champions,
        coalesce(account_champions.unknown_champions, 0) as unknown_champions
    from scored_accounts
    left join account_touchpoints on account_touchpoints.account_id = scored_accounts.account_id
    left join account_pulses on account_pulses.account_id = scored_accounts.account_id
    left join account_champions on account_champions.account_id = scored_accounts.account_id
),

measure_names as (
    select measure
    from
        (values ('days_since_touchpoint'), ('champion_active'), ('csm_pulse')) as names (measure)
),

measured as (
    select
        accounts_with_people.account_id,
        measure_names.measure,
        case measure_names.measure
            when 'days_since_touchpoint' then
                cast(date_diff('day', untouched_since, date '{{ as_of_date }}') as double)
            when 'champion_active' then
                case
                    when active_champions > 0 then cast(1 as double)
                    when champions > 0 and unknown_champions = 0 then cast(0 as double)
                end
            when 'csm_pulse' then pulse
        end as value,
        case measure_names.measure
            when 'days_since_touchpoint' then touchpoints
            when 'champion_active' then champions
            when 'csm_pulse' then case when pulse is null then 0 else 1 end
        end as sample_size
    from accounts_with_people
    cross join measure_names
),

relationship_measures as (
    select
        account_id,
        measure,
        value,
        cast(sample_size as bigint) as sample_size,
        case
            when value is not null then null
            when measure = 'csm_pulse' then 'no_response'
            else 'not_applicable'
        end as absence
    from measured
)

select * from relationship_measures
