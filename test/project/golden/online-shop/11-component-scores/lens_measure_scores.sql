-- Grain: one row per lens, scored account and measure of its scorecard, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: The score, explained
-- Purpose: As measure_scores, of the scorecards with a lens; only in projects that have one.
-- Origin: bellwether.yaml: scorecards
-- lens varchar: the lens, by its name in the config
-- account_id varchar: the account
-- measure varchar: the measure
-- scorecard varchar: the scorecard that applies to the account
-- component varchar: the scorecard's component that contains the measure
-- value double: the measure's value; null unless status is ok or held
-- points double: 0 to 100, from the scorecard's breakpoints or fallback; null when the measure does not count
-- weight double: the measure's weight within the component, as configured
-- effective_weight double: the measure's share of the raw score, after the weights of uncounted measures were redistributed; 0 when it does not count, or another measure sets a component that combines by lowest or highest
-- contribution double: effective_weight times points; the contributions of an account sum to its raw score
-- status varchar: the measure's status
-- is_fallback boolean: true when the value is missing and counts for the scorecard's fallback points
with lens_measure_scores as (
    select
        'engagement' as lens,
        given.*
    from (
with assigned_accounts as (
    select
        account_id,
        scorecard
    from lens_inputs
    where lens = 'engagement' and as_of_date = date '{{ as_of_date }}'
),

known_measures as (
    select
        account_id,
        measure,
        status,
        value,
        round(value, 9) as rounded_value
    from measures
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

stretches as (
    select
        scorecard,
        measure,
        coalesce(value_from, cast('-Infinity' as double)) as starts_at,
        coalesce(value_to, cast('Infinity' as double)) as ends_at,
        value_from is null or value_to is null as is_flat,
        points_from,
        points_to
    from scorecard_points
    where as_of_date = date '{{ as_of_date }}'
),

account_measures as (
    select
        known_measures.account_id,
        assigned_accounts.scorecard,
        weights.component,
        weights.component_weight,
        weights.combine,
        known_measures.measure,
        weights.weight,
        weights.fallback_points,
        known_measures.status,
        known_measures.value,
        known_measures.rounded_value
    from known_measures
    inner join assigned_accounts on assigned_accounts.account_id = known_measures.account_id
    inner join weights
        on
            weights.scorecard = assigned_accounts.scorecard
            and weights.measure = known_measures.measure
),

pointed as (
    select
        account_measures.account_id,
        account_measures.scorecard,
        account_measures.component,
        account_measures.component_weight,
        account_measures.combine,
        account_measures.measure,
        account_measures.weight,
        account_measures.status,
        account_measures.value,
        case
            when account_measures.value is null then account_measures.fallback_points
            when stretches.is_flat then stretches.points_from
            else
                stretches.points_from
                + (account_measures.rounded_value - stretches.starts_at)
                * (stretches.points_to - stretches.points_from)
                / nullif(stretches.ends_at - stretches.starts_at, 0)
        end as points,
        account_measures.value is null and account_measures.fallback_points is not null as is_fallback
    from account_measures
    left join stretches
        on
            stretches.scorecard = account_measures.scorecard
            and stretches.measure = account_measures.measure
            and stretches.starts_at <= account_measures.rounded_value
            and stretches.ends_at > account_measures.rounded_value
),

extremes as (
    select
        account_id,
        component,
        min(points) as lowest,
        max(points) as highest
    from pointed
    where combine <> 'weighted_mean'
    group by account_id, component
),

weighed as (
    select
        pointed.*,
        case
            when pointed.points is null then null
            when pointed.combine = 'weighted_mean' then pointed.weight
            when
                round(pointed.points, 9)
                = round(case pointed.combine when 'lowest' then extremes.lowest else extremes.highest end, 9)
                then cast(1 as double)
            else cast(0 as double)
        end as counted_weight
    from pointed
    left join extremes
        on
            extremes.account_id = pointed.account_id
            and extremes.component = pointed.component
),

counted_components as (
    select
        account_id,
        component,
        min(component_weight) as component_weight,
        sum(counted_weight) as counted_weight
    from weighed
    where points is not null
    group by account_id, component
),

counted_accounts as (
    select
        account_id,
        sum(component_weight) as counted_component_weight
    from counted_components
    group by account_id
),

effective_weights as (
    select
        weighed.*,
        case
            when weighed.points is null then cast(0 as double)
            else
                weighed.component_weight / nullif(counted_accounts.counted_component_weight, 0)
                * weighed.counted_weight / nullif(counted_components.counted_weight, 0)
        end as effective_weight
    from weighed
    left join counted_accounts on counted_accounts.account_id = weighed.account_id
    left join counted_components
        on
            counted_components.account_id = weighed.account_id
            and counted_components.component = weighed.component
),

measure_scores as (
    select
        account_id,
        measure,
        scorecard,
        component,
        value,
        points,
        weight,
        effective_weight,
        effective_weight * coalesce(points, 0) as contribution,
        status,
        is_fallback
    from effective_weights
)

select * from measure_scores
) as given
)

select * from lens_measure_scores
