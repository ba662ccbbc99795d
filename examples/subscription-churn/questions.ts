/** What the example asks of its published tables. */
export const questions = {
  "Accounts by band, at the end of each month": `
    with last_days as (
        select max(as_of_date) as as_of_date
        from scores
        group by date_trunc('month', as_of_date)
    )
    select
        date_trunc('month', scores.as_of_date) as month,
        count(*) filter (where band = 'green') as green,
        count(*) filter (where band = 'yellow') as yellow,
        count(*) filter (where band = 'red') as red,
        count(*) filter (where band = 'insufficient_data') as insufficient_data
    from scores
    inner join last_days on scores.as_of_date = last_days.as_of_date
    group by date_trunc('month', scores.as_of_date)
    order by month`,

  "Monthly logo churn: of the customers at the month's start, those who left in it": `
    with months as (
        select distinct date_trunc('month', as_of_date) as month
        from scores
    )
    select
        month,
        count(*) filter (where customer_since < month and coalesce(churned_on >= month, true)) as at_start,
        count(*) filter (
            where customer_since < month and churned_on >= month and churned_on < month + interval '1' month
        ) as churned,
        round(
            cast(count(*) filter (
                where customer_since < month and churned_on >= month and churned_on < month + interval '1' month
            ) as double)
            / nullif(count(*) filter (where customer_since < month and coalesce(churned_on >= month, true)), 0),
            4
        ) as logo_churn
    from accounts_current
    cross join months
    group by month
    order by month`,

  "Mean score 56 to 84 days before they churned, beside those who did not churn": `
    with scored as (
        select
            scores.account_id,
            scores.as_of_date,
            scores.score,
            accounts_current.churned_on,
            date_diff('day', scores.as_of_date, accounts_current.churned_on) as days_to_churn
        from scores
        inner join accounts_current on scores.account_id = accounts_current.account_id
        where scores.score is not null
    )
    select
        case when churned_on is null then 'did not churn' else 'churned' end as customers,
        count(distinct account_id) as accounts,
        count(*) as scores,
        round(avg(score), 2) as mean_score
    from scored
    where churned_on is null or days_to_churn between 56 and 83
    group by case when churned_on is null then 'did not churn' else 'churned' end
    order by customers`,
} as const;
