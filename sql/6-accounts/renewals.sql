-- Grain: one row per subscription term that came due since the run before.
-- Kind: increment
-- source varchar: the source of the subscription, as the config names it
-- subscription_id varchar: the subscription, as its source names it
-- account_id varchar: the account it belonged to at the run before, as it is named now; null when its key
--     matched none
-- account_key varchar: <source>:<the source's own account id>
-- due_on date: the day the term ended, as the run before knew it
-- mrr decimal(18,2): what it brought a month at the run before, in the reporting currency; null when unknown
-- arr decimal(18,2): twelve times mrr
-- is_renewed boolean: whether it runs past due_on, as known at the end of as_of_date
with terms_due as (
    select
        source,
        subscription_id,
        account_id,
        account_key,
        renewal_on as due_on,
        mrr
    from history_subscriptions
    where as_of_date = date '{{ previous_date }}'
        and is_active
        and renewal_on > date '{{ previous_date }}'
        and renewal_on <= date '{{ as_of_date }}'
),

known_now as (
    select
        source,
        subscription_id,
        ended_on
    from subscriptions
    where as_of_date = date '{{ as_of_date }}'
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

-- An account that was merged since is the one it became.
merges as (
    select distinct
        source_account_id as past_id,
        account_id
    from identity
    where matched_by = 'id' and merged_into is not null
),

renewals as (
    select
        terms_due.source,
        terms_due.subscription_id,
        coalesce(merges.account_id, terms_due.account_id) as account_id,
        terms_due.account_key,
        terms_due.due_on,
        terms_due.mrr,
        cast(12 * terms_due.mrr as decimal(18,2)) as arr,
        known_now.subscription_id is not null
        and coalesce(known_now.ended_on > terms_due.due_on, true) as is_renewed
    from terms_due
    left join known_now
        on terms_due.source = known_now.source
        and terms_due.subscription_id = known_now.subscription_id
    left join merges on terms_due.account_id = merges.past_id
)

select * from renewals
