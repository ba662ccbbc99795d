-- A month starts with the end of the month before, for every account whose revenue is known at both.
-- Severity: error
with months as (
    select
        account_id,
        month,
        start_mrr,
        end_mrr
    from account_months
    where as_of_date = date '{{ as_of_date }}'
),

openings as (
    select
        account_id,
        opened_on
    from month_openings
    where as_of_date = date '{{ as_of_date }}'
        and month = date_trunc('month', date '{{ as_of_date }}')
),

merges as (
    select
        past_id,
        account_id
    from account_merges
    where as_of_date = date '{{ as_of_date }}'
),

-- Each month by the first day of the next.
ends as (
    select
        coalesce(merges.account_id, months.account_id) as account_id,
        cast(months.month + interval '1' month as date) as next_month,
        case when count(months.end_mrr) = count(*) then sum(months.end_mrr) end as end_mrr
    from months
    left join merges on merges.past_id = months.account_id
    where months.month < date_trunc('month', date '{{ as_of_date }}')
    group by coalesce(merges.account_id, months.account_id), months.month
),

followed_months as (
    select distinct next_month as month
    from ends
),

starts as (
    select
        months.account_id,
        months.month,
        months.start_mrr
    from months
    inner join followed_months on followed_months.month = months.month
),

-- A source that is connected in mid-month adds to the start of this month, but not to the closed month before.
first_opened as (
    select min(opened_on) as opened_on
    from openings
),

opened_late as (
    select distinct coalesce(merges.account_id, openings.account_id) as account_id
    from openings
    inner join first_opened on openings.opened_on > first_opened.opened_on
    left join merges on merges.past_id = openings.account_id
),

compared as (
    select
        coalesce(starts.account_id, ends.account_id) as account_id,
        coalesce(starts.month, ends.next_month) as month,
        case when ends.account_id is null then 0 else ends.end_mrr end as end_mrr,
        case when starts.account_id is null then 0 else starts.start_mrr end as start_mrr
    from starts
    full join ends
        on ends.account_id = starts.account_id
        and ends.next_month = starts.month
),

bad_rows as (
    select compared.*
    from compared
    left join opened_late
        on opened_late.account_id = compared.account_id
        and compared.month = date_trunc('month', date '{{ as_of_date }}')
    where opened_late.account_id is null and compared.start_mrr <> compared.end_mrr
)

select * from bad_rows
