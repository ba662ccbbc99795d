-- Grain: one row per horizon_days, from_band and to_band with at least one account.
-- Kind: snapshot
-- Readers: public
-- Keep: every day
-- Section: Portfolio and revenue
-- Purpose: Accounts and revenue that moved from one band to another.
-- horizon_days integer: the days between the two dates: 7, 30 or 90; a horizon without a published day that long ago is
--     left out
-- from_date date: the start of the movement: the newest published day that is horizon_days to a week more ago
-- from_band varchar: the band on from_date: green, yellow, red, insufficient_data or not_scored
-- to_band varchar: the band on as_of_date
-- accounts bigint: the number of accounts with this movement, including those that stayed
-- arr decimal(18,2): annual recurring revenue of the accounts whose revenue is known, on as_of_date, or on from_date
--     when they are no longer scored; null when none is known
-- accounts_without_arr bigint: the number of accounts whose revenue is unknown
with current_scores as (
    select
        account_id,
        band
    from scores
    where as_of_date = date '{{ as_of_date }}'
),

known_accounts as (
    select
        account_id,
        arr
    from accounts
    where as_of_date = date '{{ as_of_date }}'
),

merges as (
    select
        past_id,
        account_id
    from account_merges
    where as_of_date = date '{{ as_of_date }}'
),

past_scores as (
    select
        7 as horizon_days,
        as_of_date as from_date,
        account_id,
        band
    from history_scores
    where as_of_date = date '{{ movement_7d_from }}'

    union all

    select
        30 as horizon_days,
        as_of_date as from_date,
        account_id,
        band
    from history_scores
    where as_of_date = date '{{ movement_30d_from }}'

    union all

    select
        90 as horizon_days,
        as_of_date as from_date,
        account_id,
        band
    from history_scores
    where as_of_date = date '{{ movement_90d_from }}'
),

past_months as (
    select
        7 as horizon_days,
        account_id,
        end_mrr
    from history_account_months
    where as_of_date = date '{{ movement_7d_from }}'
        and month = date_trunc('month', date '{{ movement_7d_from }}')

    union all

    select
        30 as horizon_days,
        account_id,
        end_mrr
    from history_account_months
    where as_of_date = date '{{ movement_30d_from }}'
        and month = date_trunc('month', date '{{ movement_30d_from }}')

    union all

    select
        90 as horizon_days,
        account_id,
        end_mrr
    from history_account_months
    where as_of_date = date '{{ movement_90d_from }}'
        and month = date_trunc('month', date '{{ movement_90d_from }}')
),

days_to_compare as (
    select distinct
        horizon_days,
        from_date
    from past_scores
),

scored_then as (
    select
        past_scores.horizon_days,
        coalesce(merges.account_id, past_scores.account_id) as account_id,
        past_scores.account_id as past_id,
        past_scores.band,
        merges.past_id is null as is_itself
    from past_scores
    left join merges on merges.past_id = past_scores.account_id
),

-- For merged accounts, the band of the survivor.
ranked_then as (
    select
        *,
        row_number() over (
            partition by horizon_days, account_id
            order by is_itself desc, past_id
        ) as place
    from scored_then
),

revenue_then as (
    select
        horizon_days,
        account_id,
        try_cast(12 * end_mrr as decimal(18,2)) as arr
    from past_months
),

compared as (
    select
        horizon_days,
        account_id,
        max(past_id) as past_id,
        coalesce(max(from_band), 'not_scored') as from_band,
        coalesce(max(to_band), 'not_scored') as to_band
    from (
        select
            horizon_days,
            account_id,
            past_id,
            band as from_band,
            cast(null as varchar) as to_band
        from ranked_then
        where place = 1

        union all

        select
            days_to_compare.horizon_days,
            current_scores.account_id,
            cast(null as varchar) as past_id,
            cast(null as varchar) as from_band,
            current_scores.band as to_band
        from current_scores
        cross join days_to_compare
    ) as bands
    group by horizon_days, account_id
),

valued as (
    select
        compared.horizon_days,
        compared.from_band,
        compared.to_band,
        case when compared.to_band = 'not_scored' then revenue_then.arr else known_accounts.arr end as arr
    from compared
    left join known_accounts on known_accounts.account_id = compared.account_id
    left join revenue_then
        on revenue_then.horizon_days = compared.horizon_days
        and revenue_then.account_id = compared.past_id
),

counted as (
    select
        horizon_days,
        from_band,
        to_band,
        count(*) as accounts,
        try_cast(sum(arr) as decimal(18,2)) as arr,
        count(*) - count(arr) as accounts_without_arr
    from valued
    group by horizon_days, from_band, to_band
),

band_movements as (
    select
        cast(counted.horizon_days as integer) as horizon_days,
        days_to_compare.from_date,
        counted.from_band,
        counted.to_band,
        counted.accounts,
        counted.arr,
        counted.accounts_without_arr
    from counted
    inner join days_to_compare on days_to_compare.horizon_days = counted.horizon_days
)

select * from band_movements
