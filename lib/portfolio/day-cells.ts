import { lines } from "../scoring/sql-text.ts";
import { onDay, sumsOf, thisMonth } from "./cells.ts";
import { dayMetrics } from "./day-metrics.ts";

/** CTEs up to `day_cells`: the customers on D with their revenue, answers and usage. */
export const dayCells = `customers as (
    select
        account_id,
        arr,
        seats,
        days_to_renewal
    from accounts
    ${onDay} and is_scored
),

-- What accounts.mrr was rounded from: cents lost account by account would add up.
exact_revenue as (
    select
        account_id,
        end_mrr
    from account_months
    ${onDay} and month = ${thisMonth}
),

known_scores as (
    select
        account_id,
        band,
        case when band <> 'insufficient_data' then score end as score
    from scores
    ${onDay}
),

feedback as (
    select
        account_id,
        answers,
        promoters,
        detractors,
        invitations,
        answered_invitations
    from account_feedback
    ${onDay}
),

active_users as (
    select
        account_id,
        value as active_users
    from measures
    ${onDay} and measure = 'active_users_28d' and status in ('ok', 'held')
),

customer_facts as (
    select
        customers.account_id,
        case when customers.arr is not null then exact_revenue.end_mrr end as mrr,
        customers.seats,
        customers.days_to_renewal,
        known_scores.band,
        known_scores.score,
        feedback.answers,
        feedback.promoters,
        feedback.detractors,
        feedback.invitations,
        feedback.answered_invitations,
        active_users.active_users
    from customers
    left join exact_revenue on exact_revenue.account_id = customers.account_id
    left join known_scores on known_scores.account_id = customers.account_id
    left join feedback on feedback.account_id = customers.account_id
    left join active_users on active_users.account_id = customers.account_id
),

-- A value's own row has no account, and nothing to count.
placed_values as (
    select
        dimension,
        dimension_value,
        account_id
    from customer_dimensions
    union all
    select
        dimension,
        dimension_value,
        cast(null as varchar) as account_id
    from shown_values
),

placed_customers as (
    select
        placed_values.dimension,
        placed_values.dimension_value,
        customer_facts.*
    from placed_values
    inner join dimension_names on dimension_names.dimension = placed_values.dimension
    left join customer_facts on customer_facts.account_id = placed_values.account_id
),

day_cells as (
    select
        ${lines(["dimension", "dimension_value", ...sumsOf(dayMetrics)])}
    from placed_customers
    group by
        dimension,
        dimension_value
)`;
