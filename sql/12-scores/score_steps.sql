-- Grain: one row per account, from_date, cause, measure and reason, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- from_date date: the earlier day that the score is compared with
-- cause varchar: behaviour, availability or config, as in score_changes; unknown when no measure of the
--     account counted on from_date, by the scorecard and config of as_of_date
-- measure varchar: the measure
-- reason varchar: of availability, as in score_changes
-- points double: points of the raw score; 0 when the cause is unknown
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

weights as (
    select
        scorecard,
        component,
        component_weight,
        combine,
        measure,
        weight,
        fallback_points
    from scorecard_measures
    where as_of_date = date '{{ as_of_date }}' and component_weight > 0 and weight > 0
),

measures_now as (
    select
        account_id,
        measure,
        scorecard,
        points
    from measure_scores
    where as_of_date = date '{{ as_of_date }}' and points is not null
),

uneven_pairs as (
    select distinct
        account_id,
        from_date
    from sides
    where is_uneven
),

-- Where the same counts on both days, weights are the same.
even_behaviour as (
    select
        sides.account_id,
        sides.from_date,
        sides.measure,
        sides.is_known_then,
        sides.status_then,
        sides.is_known_now,
        sides.status_now,
        sides.value_from,
        sides.value_to,
        false as is_unknown,
        cast(0 as double) as leaving,
        sides.effective_weight * (sides.points_now - sides.points_then) as behaviour,
        cast(0 as double) as entering
    from sides
    left join uneven_pairs
        on
            uneven_pairs.account_id = sides.account_id
            and uneven_pairs.from_date = sides.from_date
    where uneven_pairs.account_id is null
),

uneven_sides as (
    select sides.*
    from sides
    inner join uneven_pairs
        on
            uneven_pairs.account_id = sides.account_id
            and uneven_pairs.from_date = sides.from_date
),

-- The score of from_date (1), what counted on both days with its values then (2) and now (3), the score of as_of_date
-- (4). What was known on one day only has its fallback's points in 2 and 3.
moving as (
    select
        uneven_sides.account_id,
        uneven_sides.from_date,
        weights.component,
        weights.component_weight,
        weights.combine,
        uneven_sides.measure,
        weights.weight,
        uneven_sides.is_known_then,
        uneven_sides.status_then,
        uneven_sides.is_known_now,
        uneven_sides.status_now,
        uneven_sides.value_from,
        uneven_sides.value_to,
        uneven_sides.points_then as points_1,
        case
            when uneven_sides.points_then is null or uneven_sides.points_now is null then null
            when uneven_sides.is_known_then and uneven_sides.is_known_now then uneven_sides.points_then
            else weights.fallback_points
        end as points_2,
        case
            when uneven_sides.points_then is null or uneven_sides.points_now is null then null
            when uneven_sides.is_known_then and uneven_sides.is_known_now then uneven_sides.points_now
            else weights.fallback_points
        end as points_3,
        uneven_sides.points_now as points_4
    from uneven_sides
    inner join weights
        on
            weights.scorecard = uneven_sides.scorecard
            and weights.measure = uneven_sides.measure
),

-- Where not the same counts on both days, the weights of what did not move matter as well.
unmoved as (
    select
        uneven_pairs.account_id,
        uneven_pairs.from_date,
        weights.component,
        weights.component_weight,
        weights.combine,
        weights.weight,
        measures_now.points
    from uneven_pairs
    inner join measures_now on measures_now.account_id = uneven_pairs.account_id
    inner join weights
        on
            weights.scorecard = measures_now.scorecard
            and weights.measure = measures_now.measure
    left join sides
        on
            sides.account_id = measures_now.account_id
            and sides.from_date = uneven_pairs.from_date
            and sides.measure = measures_now.measure
    where sides.measure is null
),

scenarios as (
    select
        account_id,
        from_date,
        component,
        component_weight,
        combine,
        weight,
        points_1,
        points_2,
        points_3,
        points_4
    from moving
    union all
    select
        account_id,
        from_date,
        component,
        component_weight,
        combine,
        weight,
        points as points_1,
        points as points_2,
        points as points_3,
        points as points_4
    from unmoved
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
        scenarios.account_id,
        scenarios.from_date,
        scenarios.component,
        scenarios.component_weight,
        scenarios.points_1,
        scenarios.points_2,
        scenarios.points_3,
        scenarios.points_4,
        extremes.set_1,
        extremes.set_2,
        extremes.set_3,
        extremes.set_4,
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
        min(set_1) as set_1,
        min(set_2) as set_2,
        min(set_3) as set_3,
        min(set_4) as set_4,
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
        case
            when moving.points_1 is null then cast(0 as double)
            when moving.combine = 'weighted_mean' then moving.weight
            when round(moving.points_1, 9) = round(components.set_1, 9) then cast(1 as double)
            else cast(0 as double)
        end / nullif(components.weight_1, 0) as inner_1,
        case
            when moving.points_2 is null then cast(0 as double)
            when moving.combine = 'weighted_mean' then moving.weight
            when round(moving.points_2, 9) = round(components.set_2, 9) then cast(1 as double)
            else cast(0 as double)
        end / nullif(components.weight_2, 0) as inner_2,
        case
            when moving.points_3 is null then cast(0 as double)
            when moving.combine = 'weighted_mean' then moving.weight
            when round(moving.points_3, 9) = round(components.set_3, 9) then cast(1 as double)
            else cast(0 as double)
        end / nullif(components.weight_3, 0) as inner_3,
        case
            when moving.points_4 is null then cast(0 as double)
            when moving.combine = 'weighted_mean' then moving.weight
            when round(moving.points_4, 9) = round(components.set_4, 9) then cast(1 as double)
            else cast(0 as double)
        end / nullif(components.weight_4, 0) as inner_4,
        components.points_1 as component_1,
        components.points_2 as component_2,
        components.points_3 as component_3,
        components.points_4 as component_4,
        scenario_scores.weight_1 is null as is_unknown,
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
        is_unknown,
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
        coalesce(all_steps.status_then = 'held', false) as is_held_then,
        all_steps.is_unknown,
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
        case
            when caused.is_unknown then 'unknown'
            when caused.correction = 'redefined' then 'config'
            when caused.correction = 'matched' then 'availability'
            else causes.cause
        end as cause,
        caused.measure,
        case
            when caused.is_unknown then null
            when caused.correction = 'matched' then 'matched'
            when caused.correction is null and causes.cause = 'availability' then caused.absence
        end as reason,
        case
            when caused.correction is not null and causes.cause = 'behaviour'
                then caused.behaviour + caused.availability
            when caused.correction is not null then cast(0 as double)
            when causes.cause = 'behaviour' then caused.behaviour
            else caused.availability
        end as points,
        caused.value_from,
        caused.value_to,
        caused.is_held_then
    from caused
    cross join causes
    where causes.cause = 'behaviour' or not caused.is_unknown
),

score_steps as (
    select *
    from named
    where abs(points) > 1e-12 or cause = 'unknown'
)

select * from score_steps
