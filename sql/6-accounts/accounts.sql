-- Grain: one row per account, as known at the end of as_of_date; merged ones are left out.
-- Kind: snapshot
-- account_id varchar: the account, as the first accounts source names it
-- name varchar: the company's name
-- domain varchar: its internet domain
-- parent_account_id varchar: the account above it
-- segment varchar: how the company divides its market
-- plan varchar: the plan of its largest active subscription, else what the accounts source says
-- industry varchar: its industry
-- region varchar: its region
-- lifecycle varchar: internal, churned, notice, trial, onboarding or active
-- owner varchar: who looks after it
-- owner_email varchar: the owner's address
-- customer_since date: the day it became a customer; its first subscription's when the source has none
-- notice_on date: the day it gave notice, or the first of the notices that end every active subscription
-- churned_on date: the day it stopped being a customer
-- churn_reason varchar: why it left, in the source's words; null while it is a customer
-- employees bigint: how many people it employs
-- mrr decimal(18,2): what its active subscriptions bring a month; null when it never had one
-- arr decimal(18,2): twelve times mrr
-- seats bigint: seats of its active subscriptions; null when it never had one
-- renewal_date date: the next end of a term of an active subscription, from as_of_date on
-- days_to_renewal bigint: days from as_of_date to renewal_date
-- source_url varchar: where a person finds it in the source
-- is_scored boolean: whether it gets a score: onboarding, active or under notice
with records as (
    select
        account_key,
        name,
        domain,
        parent_account_key,
        segment,
        plan,
        industry,
        region,
        owner,
        owner_email,
        customer_since,
        case when notice_on <= date '{{ as_of_date }}' then notice_on end as notice_on,
        case when churned_on <= date '{{ as_of_date }}' then churned_on end as churned_on,
        churn_reason,
        employees,
        is_internal,
        source_url
    from accounts_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and coalesce(customer_since <= date '{{ as_of_date }}', true)
),
config_streams as (
    select
        source,
        source_position,
        entity,
        last_landed_on
    from streams
    where as_of_date = date '{{ as_of_date }}'
),
company as (
    select
        churn_kind,
        churn_inactivity_days,
        onboarding_days
    from settings
    where as_of_date = date '{{ as_of_date }}'
),
identity as (
    select
        account_key,
        source,
        source_account_id,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),
known_subscriptions as (
    select
        account_id,
        subscription_id,
        plan,
        mrr,
        seats,
        started_on,
        ended_on,
        cancel_notice_on,
        renewal_on,
        is_active
    from subscriptions
    where as_of_date = date '{{ as_of_date }}'
        and account_id is not null
),
used_keys as (
    select
        account_key,
        last_used_on
    from usage_accounts
    where as_of_date = date '{{ as_of_date }}'
),
issued_invoices as (
    select
        account_id,
        max(issued_on) as last_active_on
    from invoices
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
),
first_source as (
    select
        min_by(source, source_position) filter (where entity = 'accounts') as source,
        count(last_landed_on) filter (where entity = 'subscriptions') > 0 as has_subscriptions
    from config_streams
),
activity as (
    select
        identity.account_id,
        used_keys.last_used_on as last_active_on
    from used_keys
    inner join identity
        on used_keys.account_key = identity.account_key
    union all
    select
        account_id,
        last_active_on
    from issued_invoices
),
last_activity as (
    select
        account_id,
        max(last_active_on) as last_active_on
    from activity
    group by account_id
),
subscription_totals as (
    select
        account_id,
        min(started_on) as first_started_on,
        max(ended_on) as last_ended_on,
        count(*) filter (where is_active) as active_count,
        sum(mrr) filter (where is_active) as mrr,
        sum(seats) filter (where is_active) as seats,
        count(cancel_notice_on) filter (where is_active) as noticed_count,
        min(cancel_notice_on) filter (where is_active) as first_notice_on,
        min(renewal_on) filter (where is_active and renewal_on >= date '{{ as_of_date }}') as renewal_date
    from known_subscriptions
    group by account_id
),
active_by_size as (
    select
        account_id,
        plan,
        row_number() over (
            partition by account_id
            order by mrr desc nulls last, started_on, subscription_id, plan
        ) as place
    from known_subscriptions
    where is_active
),
-- Merged accounts are not themselves any more, and those of other sources never were accounts here.
living as (
    select
        identity.account_id,
        records.*
    from records
    inner join identity
        on records.account_key = identity.account_key
        and identity.source_account_id = identity.account_id
    inner join first_source
        on identity.source = first_source.source
),
described as (
    select
        living.account_id,
        living.name,
        living.domain,
        coalesce(parents.account_id, substr(living.parent_account_key, length(first_source.source) + 2))
            as parent_account_id,
        living.segment,
        coalesce(active_by_size.plan, living.plan) as plan,
        living.industry,
        living.region,
        living.owner,
        living.owner_email,
        living.customer_since as stated_since,
        coalesce(living.customer_since, totals.first_started_on) as customer_since,
        coalesce(
            living.notice_on,
            case when totals.noticed_count = totals.active_count then totals.first_notice_on end
        ) as notice_on,
        coalesce(
            living.churned_on,
            case when totals.active_count = 0 then totals.last_ended_on end,
            case
                when company.churn_kind = 'inactivity'
                    and date_diff('day', last_activity.last_active_on, date '{{ as_of_date }}')
                        >= company.churn_inactivity_days
                    then cast(last_activity.last_active_on
                        + interval '1' day * company.churn_inactivity_days as date)
            end
        ) as churned_on,
        living.churn_reason,
        living.employees,
        case when totals.active_count = 0 then 0 else totals.mrr end as mrr,
        case when totals.active_count = 0 then 0 else totals.seats end as seats,
        totals.renewal_date,
        living.source_url,
        coalesce(living.is_internal, false) as is_internal,
        first_source.has_subscriptions and totals.account_id is null as is_without_subscription,
        company.onboarding_days
    from living
    cross join first_source
    cross join company
    left join subscription_totals as totals
        on living.account_id = totals.account_id
    left join active_by_size
        on living.account_id = active_by_size.account_id
        and active_by_size.place = 1
    left join last_activity
        on living.account_id = last_activity.account_id
    left join identity as parents
        on living.parent_account_key = parents.account_key
),
staged_in_life as (
    select
        *,
        case
            when is_internal then 'internal'
            when churned_on is not null then 'churned'
            when notice_on is not null then 'notice'
            when is_without_subscription and stated_since is null then 'trial'
            when date_diff('day', customer_since, date '{{ as_of_date }}') < onboarding_days then 'onboarding'
            else 'active'
        end as lifecycle
    from described
),
accounts as (
    select
        account_id,
        name,
        domain,
        parent_account_id,
        segment,
        plan,
        industry,
        region,
        lifecycle,
        owner,
        owner_email,
        customer_since,
        notice_on,
        churned_on,
        case when churned_on is not null then churn_reason end as churn_reason,
        employees,
        cast(mrr as decimal(18,2)) as mrr,
        cast(12 * mrr as decimal(18,2)) as arr,
        cast(seats as bigint) as seats,
        renewal_date,
        date_diff('day', date '{{ as_of_date }}', renewal_date) as days_to_renewal,
        source_url,
        lifecycle in ('onboarding', 'active', 'notice') as is_scored
    from staged_in_life
)
select * from accounts
