-- A month begins with what the month before ended with, for every account whose revenue is known at both.
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

identity as (
    select
        source_account_id,
        account_id,
        matched_by,
        merged_into
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),

merges as (
    select distinct
        source_account_id as past_id,
        account_id
    from identity
    where matched_by = 'id' and merged_into is not null
),

month_before as (
    select
        coalesce(merges.account_id, months.account_id) as account_id,
        case when count(months.end_mrr) = count(*) then sum(months.end_mrr) end as end_mrr
    from months
    left join merges on months.account_id = merges.past_id
    where months.month < date_trunc('month', date '{{ as_of_date }}')
    group by coalesce(merges.account_id, months.account_id)
),

this_month as (
    select
        account_id,
        start_mrr
    from months
    where month = date_trunc('month', date '{{ as_of_date }}')
),

-- A source that came in mid-month adds to the beginning of this month, when the one before was closed already.
first_opened as (
    select min(opened_on) as opened_on
    from openings
),

opened_late as (
    select distinct coalesce(merges.account_id, openings.account_id) as account_id
    from openings
    inner join first_opened on openings.opened_on > first_opened.opened_on
    left join merges on openings.account_id = merges.past_id
),

compared as (
    select
        coalesce(this_month.account_id, month_before.account_id) as account_id,
        case when month_before.account_id is null then 0 else month_before.end_mrr end as end_mrr,
        case when this_month.account_id is null then 0 else this_month.start_mrr end as start_mrr
    from this_month
    full join month_before on this_month.account_id = month_before.account_id
),

bad_rows as (
    select compared.*
    from compared
    cross join (select count(*) as accounts from month_before) as counted
    left join opened_late on compared.account_id = opened_late.account_id
    where
        counted.accounts > 0
        and opened_late.account_id is null
        and compared.start_mrr <> compared.end_mrr
)

select * from bad_rows
