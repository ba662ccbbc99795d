-- Grain: one row per scorecard and band: its accounts and their revenue.
with account_arr as (
    select
        account_id,
        arr
    from accounts
    where as_of_date = date '{{ as_of_date }}'
),

scored as (
    select
        account_id,
        scorecard,
        band
    from scores
    where as_of_date = date '{{ as_of_date }}'
)

select
    scored.scorecard,
    scored.band,
    count(*) as accounts,
    sum(cast(account_arr.arr as double)) as arr,
    count(*) - count(account_arr.arr) as arr_unknown
from scored
left join account_arr on account_arr.account_id = scored.account_id
group by scored.scorecard, scored.band
order by scored.scorecard, scored.band
