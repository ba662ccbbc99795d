-- Grain: one row per account, from_date, cause, measure and reason, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- from_date date: the earlier day that the score is compared with
-- cause varchar: behaviour, availability or config, as in score_changes; unknown when none of its measures counted on
--     from_date, by the scorecard and config of as_of_date
-- measure varchar: the measure; null when the cause is unknown
-- reason varchar: of availability, as in score_changes
-- points double: points of the raw score
-- value_from double: the measure's value on from_date; null when it was not known
-- value_to double: the measure's value on as_of_date; null when it is not known
-- is_held_then boolean: whether value_from was the last good value of a late source
with versions as (
    select
        measure,
        is_redefined
    from measure_dictionary
    where as_of_date = date '{{ as_of_date }}'
),

rematched as (
    select
        account_id,
        measure
    from rematched_measures
    where as_of_date = date '{{ as_of_date }}'
),

sides as (
    select *
    from score_sides
    where as_of_date = date '{{ as_of_date }}'
),

-- Where the same counts on both days, weights are the same.
even_behaviour as (
    select
        account_id,
        from_date,
        measure,
        is_known_then,
        status_then,
        is_known_now,
        status_now,
        value_from,
        value_to,
        cast(0 as double) as leaving,
        effective_weight * (points_now - points_then) as behaviour,
        cast(0 as double) as entering
    from sides
    where not is_uneven
),

-- The score of from_date (1), what counted on both days with its values then (2) and now (3), the score of as_of_date
-- (4). What was known on one day only has its fallback's points in 2 and 3.
scenarios as (
    select
        account_id,
        from_date,
        component,
        component_weight,
        combine,
        measure,
        weight,
        is_known_then,
        status_then,
        is_known_now,
        status_now,
        value_from,
        value_to,
        points_then as points_1,
        case
            when points_then is null or points_now is null then null
            when is_known_then and is_known_now then points_then
            else fallback_points
        end as points_2,
        case
            when points_then is null or points_now is null then null
            when is_known_then and is_known_now then points_now
            else fallback_points
        end as points_3,
        points_now as points_4
    from sides
    where is_uneven
),

extremes as (
    select
        account_id,
        from_date,
        component,
        case when min(combine) = 'lowest' then min(points_1) else max(points_1) end as set_1,
        case when min(combine) = 'lowest' then min(points_2) else max(points_2) end as set_2,
        case when min(combine) = 'lowest' then min(points_3) else max(points_3) end as set_3,
        case when min(combine) = 'lowest' then min(points_4) else max(points_4) end as set_4
    from scenarios
    where combine <> 'weighted_mean'
    group by account_id, from_date, component
),

-- The weight within the component: of lowest and highest, 1 for those that set it.
weighed as (
    select
        scenarios.*,
        case
            when scenarios.points_1 is null then null
            when scenarios.combine = 'weighted_mean' then scenarios.weight
            when round(scenarios.points_1, 9) = round(extremes.set_1, 9) then cast(1 as double)
            else cast(0 as double)
        end as weight_1,
        case
            when scenarios.points_2 is null then null
            when scenarios.combine = 'weighted_mean' then scenarios.weight
            when round(scenarios.points_2, 9) = round(extremes.set_2, 9) then cast(1 as double)
            else cast(0 as double)
        end as weight_2,
        case
            when scenarios.points_3 is null then null
            when scenarios.combine = 'weighted_mean' then scenarios.weight
            when round(scenarios.points_3, 9) = round(extremes.set_3, 9) then cast(1 as double)
            else cast(0 as double)
        end as weight_3,
        case
            when scenarios.points_4 is null then null
            when scenarios.combine = 'weighted_mean' then scenarios.weight
            when round(scenarios.points_4, 9) = round(extremes.set_4, 9) then cast(1 as double)
            else cast(0 as double)
        end as weight_4
    from scenarios
    left join extremes
        on
            extremes.account_id = scenarios.account_id
            and extremes.from_date = scenarios.from_date
            and extremes.component = scenarios.component
),

components as (
    select
        account_id,
        from_date,
        component,
        min(component_weight) as component_weight,
        sum(weight_1) as weight_1,
        sum(weight_2) as weight_2,
        sum(weight_3) as weight_3,
        sum(weight_4) as weight_4,
        sum(weight_1 * points_1) / nullif(sum(weight_1), 0) as points_1,
        sum(weight_2 * points_2) / nullif(sum(weight_2), 0) as points_2,
        sum(weight_3 * points_3) / nullif(sum(weight_3), 0) as points_3,
        sum(weight_4 * points_4) / nullif(sum(weight_4), 0) as points_4
    from weighed
    group by account_id, from_date, component
),

scenario_scores as (
    select
        account_id,
        from_date,
        sum(case when points_1 is not null then component_weight end) as weight_1,
        sum(case when points_2 is not null then component_weight end) as weight_2,
        sum(case when points_4 is not null then component_weight end) as weight_4,
        sum(component_weight * points_1) as sum_1,
        sum(component_weight * points_2) as sum_2,
        sum(component_weight * points_3) as sum_3
    from components
    group by account_id, from_date
),

-- What is the same on both days moves nothing, and leaves before the joins.
moving as (
    select *
    from weighed
    where points_1 is distinct from points_4 or points_2 is distinct from points_1
),

placed as (
    select
        moving.account_id,
        moving.from_date,
        moving.measure,
        moving.combine,
        moving.is_known_then,
        moving.status_then,
        moving.is_known_now,
        moving.status_now,
        moving.value_from,
        moving.value_to,
        moving.points_1,
        moving.points_2,
        moving.points_3,
        moving.points_4,
        -- The component's share of the score, and the measure's of the component.
        components.component_weight / nullif(scenario_scores.weight_1, 0) as outer_1,
        components.component_weight / nullif(scenario_scores.weight_2, 0) as outer_2,
        components.component_weight / nullif(scenario_scores.weight_4, 0) as outer_4,
        coalesce(moving.weight_1, 0) / nullif(components.weight_1, 0) as inner_1,
        coalesce(moving.weight_2, 0) / nullif(components.weight_2, 0) as inner_2,
        coalesce(moving.weight_3, 0) / nullif(components.weight_3, 0) as inner_3,
        coalesce(moving.weight_4, 0) / nullif(components.weight_4, 0) as inner_4,
        components.points_1 as component_1,
        components.points_2 as component_2,
        components.points_3 as component_3,
        components.points_4 as component_4,
        scenario_scores.sum_1 / nullif(scenario_scores.weight_1, 0) as raw_1,
        scenario_scores.sum_2 / nullif(scenario_scores.weight_2, 0) as raw_2,
        scenario_scores.sum_3 / nullif(scenario_scores.weight_2, 0) as raw_3
    from moving
    inner join components
        on
            components.account_id = moving.account_id
            and components.from_date = moving.from_date
            and components.component = moving.component
    inner join scenario_scores
        on
            scenario_scores.account_id = moving.account_id
            and scenario_scores.from_date = moving.from_date
    where scenario_scores.weight_1 is not null
),

-- A fall of the lowest goes to those that set it after the step, a rise to those that set it before; the highest the
-- other way round.
stepped as (
    select
        account_id,
        from_date,
        measure,
        is_known_then,
        status_then,
        is_known_now,
        status_now,
        value_from,
        value_to,
        case
            when combine <> 'weighted_mean' and component_1 is not null and component_2 is not null
                then
                    outer_1 * (component_2 - component_1)
                    * case when (component_2 < component_1) = (combine = 'lowest') then inner_2 else inner_1 end
            else outer_1 * inner_1 * (coalesce(points_2, component_2, raw_2) - points_1)
        end as leaving,
        case
            when combine <> 'weighted_mean'
                then
                    outer_2 * (component_3 - component_2)
                    * case when (component_3 < component_2) = (combine = 'lowest') then inner_3 else inner_2 end
            else outer_2 * inner_2 * (points_3 - points_2)
        end as behaviour,
        case
            when combine <> 'weighted_mean' and component_3 is not null and component_4 is not null
                then
                    outer_4 * (component_4 - component_3)
                    * case when (component_4 < component_3) = (combine = 'lowest') then inner_4 else inner_3 end
            else outer_4 * inner_4 * (points_4 - coalesce(points_3, component_3, raw_3, raw_1))
        end as entering
    from placed
),

all_steps as (
    select * from stepped
    union all
    select * from even_behaviour
),

-- What was counted otherwise, or matched otherwise, since the run before says nothing about the customer.
caused as (
    select
        all_steps.account_id,
        all_steps.from_date,
        all_steps.measure,
        all_steps.value_from,
        all_steps.value_to,
        all_steps.status_then = 'held' as is_held_then,
        coalesce(all_steps.behaviour, 0) as behaviour,
        coalesce(all_steps.leaving, 0) + coalesce(all_steps.entering, 0) as availability,
        case
            when all_steps.from_date <> date '{{ previous_date }}' then null
            when versions.is_redefined then 'redefined'
            when rematched.measure is not null then 'matched'
        end as correction,
        case
            when all_steps.is_known_now and all_steps.status_then = 'source_stale' then 'back'
            when all_steps.is_known_now and all_steps.status_then = 'never_connected' then 'unconnected'
            when all_steps.is_known_now then all_steps.status_then
            when all_steps.status_now = 'source_stale' then 'stale'
            when all_steps.status_now = 'never_connected' then 'unconnected'
            else all_steps.status_now
        end as absence
    from all_steps
    inner join versions on versions.measure = all_steps.measure
    left join rematched
        on
            rematched.account_id = all_steps.account_id
            and rematched.measure = all_steps.measure
),

causes as (
    select cause
    from (values ('behaviour'), ('availability')) as listed (cause)
),

-- A correction is one row.
named as (
    select
        caused.account_id,
        caused.from_date,
        case caused.correction when 'redefined' then 'config' when 'matched' then 'availability' else causes.cause end
        as cause,
        caused.measure,
        case
            when caused.correction = 'matched' then 'matched'
            when caused.correction is null and causes.cause = 'availability' then caused.absence
        end as reason,
        case
            when caused.correction is not null and causes.cause = 'behaviour' then caused.behaviour + caused.availability
            when caused.correction is not null then cast(0 as double)
            when causes.cause = 'behaviour' then caused.behaviour
            else caused.availability
        end as points,
        caused.value_from,
        caused.value_to,
        caused.is_held_then
    from caused
    cross join causes
),

score_steps as (
    select *
    from named
    where abs(points) > 1e-12
    union all
    select
        account_id,
        from_date,
        'unknown' as cause,
        cast(null as varchar) as measure,
        cast(null as varchar) as reason,
        cast(0 as double) as points,
        cast(null as double) as value_from,
        cast(null as double) as value_to,
        cast(null as boolean) as is_held_then
    from scenario_scores
    where weight_1 is null
)

select * from score_steps
