-- Grain: one row per account of a CSM that has priority 1 or a success plan, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: success plan
-- Unit: level 0-2
-- Better: higher
-- account_id varchar: the account
-- value double: 2 with an active plan that has objectives and a strategy, 1 with a draft, or an active plan that has
--     objectives alone, 0 without a plan or without objectives
-- sample_size bigint: objectives of the plan
-- observed_at timestamp(3): as_of_date
with plans as (
    select
        account_id,
        max(case when attribute = 'service' then value end) as service,
        max(case when attribute = 'csm_priority' then value end) as csm_priority,
        max(case when attribute = 'plan_status' then value end) as plan_status,
        coalesce(try_cast(max(case when attribute = 'plan_objectives' then value end) as bigint), 0) as objectives,
        max(case when attribute = 'plan_strategy' then value end) as strategy
    from account_attributes
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
),

levels as (
    select
        account_id,
        case
            when plan_status = 'draft' then cast(1 as double)
            when plan_status = 'active' and objectives > 0 and strategy is not null then cast(2 as double)
            when plan_status = 'active' and objectives > 0 then cast(1 as double)
            else cast(0 as double)
        end as value,
        objectives as sample_size,
        cast(date '{{ as_of_date }}' as timestamp(3)) as observed_at
    from plans
    where service = 'csm' and (csm_priority = '1' or plan_status in ('draft', 'active'))
)

select * from levels
