-- Grain: one row per lens, scored account and component of its scorecard, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Keep: every day
-- Section: The score, explained
-- Purpose: As component_scores, of the scorecards with a lens; only in projects that have one.
-- Origin: bellwether.yaml: scorecards
-- lens varchar: the lens, by its name in the config
-- account_id varchar: the account
-- component varchar: the component
-- scorecard varchar: the scorecard that applies to the account
-- points double: 0 to 100: the weighted mean of its counted measures, or its lowest or highest, as the scorecard says; null when none counts
-- weight double: the component's weight in the scorecard, as configured
-- effective_weight double: the component's share of the raw score; 0 when none of its measures counts
-- contribution double: effective_weight times points; the contributions of an account sum to its raw score
-- coverage double: of the component's weight that applies to the account, the share whose measures are ok or held; null when nothing applies
with lens_component_scores as (
    select
        'engagement' as lens,
        given.*
    from (
with scored_measures as (
    select
        account_id,
        measure,
        scorecard,
        component,
        points,
        weight,
        effective_weight,
        contribution,
        status
    from lens_measure_scores
    where lens = 'engagement' and as_of_date = date '{{ as_of_date }}'
),

component_weights as (
    select distinct
        scorecard,
        component,
        component_weight
    from scorecard_measures
    where as_of_date = date '{{ as_of_date }}'
),

summed as (
    select
        account_id,
        scorecard,
        component,
        sum(contribution) / nullif(sum(effective_weight), 0) as points,
        sum(effective_weight) as effective_weight,
        sum(contribution) as contribution,
        coalesce(sum(case when status in ('ok', 'held') then weight end), 0)
        / nullif(sum(case when status <> 'not_applicable' then weight end), 0) as coverage
    from scored_measures
    group by account_id, scorecard, component
),

component_scores as (
    select
        summed.account_id,
        summed.component,
        summed.scorecard,
        summed.points,
        component_weights.component_weight as weight,
        summed.effective_weight,
        summed.contribution,
        summed.coverage
    from summed
    inner join component_weights
        on
            component_weights.scorecard = summed.scorecard
            and component_weights.component = summed.component
)

select * from component_scores
) as given
)

select * from lens_component_scores
