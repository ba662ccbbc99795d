-- The contributions of a component's measures sum to the component's contribution and match its points.
-- Severity: error
with contributions as (
    select
        account_id,
        component,
        sum(contribution) as contribution
    from measure_scores
    where as_of_date = date '{{ as_of_date }}'
    group by account_id, component
),

components as (
    select
        account_id,
        component,
        points,
        effective_weight,
        contribution
    from component_scores
    where as_of_date = date '{{ as_of_date }}'
),

bad_rows as (
    select
        coalesce(components.account_id, contributions.account_id) as account_id,
        coalesce(components.component, contributions.component) as component,
        components.contribution as component_contribution,
        contributions.contribution as measures_contribution
    from components
    full outer join contributions
        on
            contributions.account_id = components.account_id
            and contributions.component = components.component
    where
        components.account_id is null
        or contributions.account_id is null
        or abs(components.contribution - contributions.contribution) > 1e-9
        or abs(components.contribution - components.effective_weight * coalesce(components.points, 0)) > 1e-9
)

select * from bad_rows
