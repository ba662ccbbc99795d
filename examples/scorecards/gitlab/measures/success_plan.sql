-- Grain: one row per account of a CSM that has priority 1 or a success plan, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: success plan
-- Better: higher
-- Words: none, draft, active
-- account_id varchar: the account
-- word varchar: active with objectives and a strategy; draft, also when an active plan has objectives alone; none
--     without a plan, or when an active plan has no objectives. Other states are not listed, so they are unreadable
-- sample_size bigint: objectives of the plan
-- observed_at timestamp(3): as_of_date
with plans as (
    select
        account_id,
        max(case when attribute = 'service' then value end) as service,
        max(case when attribute = 'csm_priority' then value end) as csm_priority,
        max(case when attribute = 'plan_status' then value end) as plan_status,
        max(case when attribute = 'plan_objectives' then value end) as plan_objectives,
        max(case when attribute = 'plan_strategy' then value end) as strategy
    from account_attributes
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
),

counted_plans as (
    select
        *,
        try_cast(coalesce(plan_objectives, '0') as bigint) as objectives
    from plans
),

levels as (
    select
        account_id,
        case
            when plan_status is null then 'none'
            when plan_status <> 'active' then plan_status
            when objectives is null then 'objectives: ' || plan_objectives
            when objectives = 0 then 'none'
            when strategy is null then 'draft'
            else 'active'
        end as word,
        coalesce(objectives, 0) as sample_size,
        cast(date '{{ as_of_date }}' as timestamp(3)) as observed_at
    from counted_plans
    where service = 'csm' and (csm_priority = '1' or plan_status is not null)
)

select * from levels
