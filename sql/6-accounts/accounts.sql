-- Grain: one row per account, as known at the end of as_of_date; merged accounts are left out.
-- Kind: snapshot
-- Readers: public
-- Section: Accounts and their health
-- Purpose: Accounts with their attributes, lifecycle and revenue. An account that vanished from its export stays while it pays.
-- account_id varchar: the account's id in the first accounts source
-- name varchar: the company's name
-- domain varchar: its internet domain
-- parent_account_id varchar: the parent account; null when it is unknown, the account itself, or one of its
--     descendants
-- segment varchar: the market segment
-- plan varchar: the plan of the largest active subscription, otherwise the plan in the accounts source
-- industry varchar: its industry
-- region varchar: its region
-- lifecycle varchar: internal, churned, notice, prospect, trial, onboarding or active; trial while the account has only
--     had trials, prospect while it has had no subscription at all (with churn by inactivity: no use and no invoice) and
--     no date on which it became a customer
-- owner varchar: the person responsible for the account
-- owner_email varchar: the owner's email address
-- owner_since date: the first run that saw this owner in place of another one; null when none has seen another
-- customer_since date: the day the account first became a customer; when the source has none, the start of its first
--     subscription, or its first use or invoice if churn is by inactivity
-- notice_on date: the day the account gave notice, or the earliest notice when every active subscription is cancelled
-- churned_on date: the day the account stopped being a customer; null when it is a customer again
-- churn_reason varchar: the reason for churn, in the source's words; null while the account is a customer
-- employees bigint: the number of employees
-- mrr decimal(18,2): monthly recurring revenue of the active subscriptions; null when it never had one or a price is
--     unknown. If revenue comes from invoices: a third of the amounts issued in the 90 days up to as_of_date; 0 once
--     the account has churned
-- arr decimal(18,2): annual recurring revenue: twelve times the unrounded mrr, so that a yearly price is exact to the
--     cent
-- seats bigint: seats of the active subscriptions; null when it never had one
-- renewal_date date: the next end of a term of an active subscription, on or after as_of_date
-- days_to_renewal bigint: days from as_of_date to renewal_date
-- source_url varchar: link to the account in the source
-- is_scored boolean: whether the account gets a score: onboarding, active or under notice
with records as (
    select
        account_key,
        name,
        domain,
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
        revenue_from,
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
        exact_mrr,
        seats,
        paid_from,
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
        first_used_on,
        last_used_on
    from usage_accounts
    where as_of_date = date '{{ as_of_date }}'
),

-- Drafts and void invoices do not count. If the status is unknown, the amount is unknown.
known_invoices as (
    select
        account_id,
        issued_on,
        case when is_billed then amount end as amount,
        amount_in_currency >= 0 as is_activity,
        issued_on > cast(date '{{ as_of_date }}' - interval '90' day as date) as is_recent
    from invoices
    where as_of_date = date '{{ as_of_date }}'
        and account_id is not null
        and coalesce(is_billed, true)
),

issued_invoices as (
    select
        account_id,
        min(issued_on) filter (where is_activity) as first_issued_on,
        max(issued_on) filter (where is_activity) as last_issued_on,
        count(*) filter (where is_recent and amount is null) as unknown_amounts,
        sum(amount) filter (where is_recent) as recent_amount
    from known_invoices
    group by account_id
),

known_parents as (
    select
        account_id,
        parent_account_id
    from account_parents
    where as_of_date = date '{{ as_of_date }}'
),

first_source as (
    select
        min_by(source, source_position) filter (where entity = 'accounts') as source,
        count(last_landed_on) filter (where entity = 'subscriptions') > 0 as has_subscriptions,
        count(last_landed_on) filter (where entity = 'invoices') > 0 as has_invoices
    from config_streams
),

activity as (
    select
        identity.account_id,
        used_keys.first_used_on as first_active_on,
        used_keys.last_used_on as last_active_on
    from used_keys
    inner join identity
        on identity.account_key = used_keys.account_key
    union all
    select
        account_id,
        first_issued_on as first_active_on,
        last_issued_on as last_active_on
    from issued_invoices
    where last_issued_on is not null
),

active_spans as (
    select
        account_id,
        min(first_active_on) as first_active_on,
        max(last_active_on) as last_active_on
    from activity
    group by account_id
),

subscription_totals as (
    select
        account_id,
        count(paid_from) as paid_count,
        count(*) - count(paid_from) as trial_count,
        min(paid_from) as first_started_on,
        max(paid_from) as last_started_on,
        max(ended_on) filter (where paid_from is not null) as last_ended_on,
        min(paid_from) filter (where is_active) as first_active_started_on,
        max(paid_from) filter (where is_active) as last_active_started_on,
        count(*) filter (where is_active) as active_count,
        count(exact_mrr) filter (where is_active) as priced_count,
        sum(exact_mrr) filter (where is_active) as mrr,
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
            order by exact_mrr desc nulls last, paid_from, subscription_id, plan
        ) as place
    from known_subscriptions
    where is_active
),

-- Merged accounts are left out, and so are those that their source has dropped, unless they still pay; keys of other
-- sources were never accounts here.
living as (
    select
        identity.account_id,
        records.*
    from records
    inner join identity
        on identity.account_key = records.account_key
        and identity.source_account_id = identity.account_id
    inner join first_source
        on first_source.source = identity.source
),

-- An account with all that is known of it. Dates from an earlier life of one that has come back since do not count.
known_lives as (
    select
        living.*,
        known_parents.parent_account_id,
        active_by_size.plan as subscribed_plan,
        totals.paid_count,
        totals.trial_count,
        totals.first_started_on,
        totals.last_ended_on,
        totals.active_count,
        totals.priced_count,
        totals.mrr as subscribed_mrr,
        totals.seats,
        totals.noticed_count,
        totals.first_notice_on,
        totals.renewal_date,
        active_spans.first_active_on,
        active_spans.last_active_on,
        issued_invoices.unknown_amounts,
        issued_invoices.recent_amount,
        first_source.has_subscriptions,
        first_source.has_invoices,
        company.*,
        coalesce(
            case
                when company.churn_kind = 'inactivity' then active_spans.last_active_on > living.churned_on
                when totals.active_count > 0 then totals.last_active_started_on >= living.churned_on
                else totals.last_started_on >= living.churned_on
            end,
            false
        ) as has_come_back,
        coalesce(totals.first_active_started_on > living.notice_on, false) as has_begun_since_notice
    from living
    cross join first_source
    cross join company
    left join subscription_totals as totals
        on totals.account_id = living.account_id
    left join active_by_size
        on active_by_size.account_id = living.account_id
        and active_by_size.place = 1
    left join active_spans
        on active_spans.account_id = living.account_id
    left join issued_invoices
        on issued_invoices.account_id = living.account_id
    left join known_parents
        on known_parents.account_id = living.account_id
),

described as (
    select
        account_id,
        name,
        domain,
        parent_account_id,
        segment,
        coalesce(subscribed_plan, plan) as plan,
        industry,
        region,
        owner,
        owner_email,
        coalesce(
            customer_since,
            first_started_on,
            case when churn_kind = 'inactivity' then first_active_on end
        ) as customer_since,
        coalesce(
            case
                when not has_begun_since_notice
                    and not coalesce(has_come_back and notice_on <= churned_on, false)
                    then notice_on
            end,
            case when noticed_count = active_count then first_notice_on end
        ) as notice_on,
        case when not has_come_back then churned_on end as stated_churned_on,
        case
            when churn_kind = 'inactivity'
                then cast(last_active_on + interval '1' day * churn_inactivity_days as date)
            when active_count = 0 then last_ended_on
        end as ceased_on,
        churn_reason,
        employees,
        case
            when revenue_from = 'invoices' and not has_invoices then null
            when revenue_from = 'invoices' and unknown_amounts > 0 then null
            when revenue_from = 'invoices'
                then try_cast(cast(4 * coalesce(recent_amount, 0) as double) / 12 as decimal(28,10))
            when active_count = 0 then 0
            when priced_count = active_count then subscribed_mrr
        end as exact_mrr,
        case when active_count = 0 then 0 else seats end as seats,
        renewal_date,
        source_url,
        coalesce(is_internal, false) as is_internal,
        coalesce(trial_count, 0) > 0 as has_tried,
        case
            when churn_kind = 'inactivity' then first_active_on is null
            else has_subscriptions
                and coalesce(paid_count, 0) = 0
                and (customer_since is null or trial_count > 0)
                and notice_on is null
        end as has_not_bought,
        churn_kind,
        revenue_from,
        onboarding_days
    from known_lives
),

-- With churn by subscription the source's date takes precedence; by inactivity, the earlier date counts.
ended as (
    select
        *,
        case
            when ceased_on > date '{{ as_of_date }}' then stated_churned_on
            when churn_kind = 'inactivity' and ceased_on < stated_churned_on then ceased_on
            else coalesce(stated_churned_on, ceased_on)
        end as churned_on
    from described
),

staged_in_life as (
    select
        *,
        case
            when is_internal then 'internal'
            when churned_on is not null then 'churned'
            when has_not_bought and not has_tried and customer_since is null then 'prospect'
            when has_not_bought then 'trial'
            when notice_on is not null then 'notice'
            when date_diff('day', customer_since, date '{{ as_of_date }}') < onboarding_days then 'onboarding'
            else 'active'
        end as lifecycle
    from ended
),

valued as (
    select
        *,
        case
            when lifecycle = 'churned' and revenue_from = 'invoices' then 0
            else exact_mrr
        end as current_exact_mrr
    from staged_in_life
),

-- DuckDB rounds wide decimals slowly. Up to a billion, a double is exact to far less than a hundredth of
-- a cent.
nearly_valued as (
    select
        *,
        case
            when abs(cast(current_exact_mrr as double)) < 1e9 then cast(current_exact_mrr as double)
        end as near_mrr
    from valued
),

-- A cent that is clearly the nearest to the double is also the nearest to the exact value.
nearly_rounded as (
    select
        *,
        cast(near_mrr as decimal(18,2)) as cents_mrr,
        cast(12 * near_mrr as decimal(18,2)) as cents_arr
    from nearly_valued
),

last_owners as (
    select
        account_id,
        owner,
        owner_since
    from history_accounts
    where as_of_date = date '{{ previous_date }}'
),

-- An owner who was not known before has taken over from nobody.
owned as (
    select
        nearly_rounded.*,
        case
            when last_owners.owner <> nearly_rounded.owner then date '{{ as_of_date }}'
            else last_owners.owner_since
        end as owner_since
    from nearly_rounded
    left join last_owners on last_owners.account_id = nearly_rounded.account_id
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
        owner_since,
        customer_since,
        notice_on,
        churned_on,
        case when churned_on is not null then churn_reason end as churn_reason,
        employees,
        case
            when abs(cast(cents_mrr as double) - near_mrr) < 0.0049 then cents_mrr
            else try_cast(round(current_exact_mrr, 2) as decimal(18,2))
        end as mrr,
        case
            when abs(cast(cents_arr as double) - 12 * near_mrr) < 0.0049 then cents_arr
            else try_cast(round(12 * current_exact_mrr, 2) as decimal(18,2))
        end as arr,
        cast(seats as bigint) as seats,
        renewal_date,
        date_diff('day', date '{{ as_of_date }}', renewal_date) as days_to_renewal,
        source_url,
        lifecycle in ('onboarding', 'active', 'notice') as is_scored
    from owned
)

select * from accounts
