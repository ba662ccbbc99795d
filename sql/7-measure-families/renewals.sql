-- Grain: one row per subscription term that came due since the run before, and one more when is_renewed changed since.
-- Kind: increment
-- Readers: public
-- Section: Portfolio and revenue
-- Purpose: Terms that came due, and whether they were renewed; the newest row of a term counts.
-- source varchar: the source of the subscription, as the config names it
-- subscription_id varchar: the subscription, as its source names it
-- account_id varchar: the account it belongs to; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>
-- due_on date: the day the term ended, as it was last known ahead of it
-- term_days bigint: how long the term was: since the one before, else up to the next, else since the subscription
--     began; null when that was too long ago to be one term
-- is_billing_period boolean: whether that is less than shortest_term_days of the config, 90 without it: no renewal
--     rate counts it; null when nobody knows
-- mrr decimal(18,2): what it brought a month while it ran, in the reporting currency; null when unknown
-- arr decimal(18,2): what it brought a year: twelve times mrr before that was rounded
-- is_renewed boolean: whether the subscription runs past due_on, or another one of the account began within
--     grace_days of the config (30 without it) of its end, as known at the end of as_of_date; of several rows of
--     a term the newest counts
-- grace_until date: the last day on which a contract can begin that renews it; one that is told later changes
--     is_renewed later, and so do accounts that are merged
with known_terms as (
    select
        source,
        subscription_id,
        account_id,
        account_key,
        due_on,
        term_days,
        is_billing_period,
        exact_mrr,
        is_renewed,
        grace_until
    from due_terms
    where as_of_date = date '{{ as_of_date }}' and due_on <= date '{{ as_of_date }}'
),

past_terms as (
    select
        source,
        subscription_id,
        due_on,
        is_renewed
    from history_due_terms
    where as_of_date = date '{{ previous_date }}' and due_on <= date '{{ previous_date }}'
),

renewals as (
    select
        known_terms.source,
        known_terms.subscription_id,
        known_terms.account_id,
        known_terms.account_key,
        known_terms.due_on,
        known_terms.term_days,
        known_terms.is_billing_period,
        try_cast(known_terms.exact_mrr as decimal(18,2)) as mrr,
        try_cast(12 * known_terms.exact_mrr as decimal(18,2)) as arr,
        known_terms.is_renewed,
        known_terms.grace_until
    from known_terms
    left join past_terms
        on known_terms.source = past_terms.source
        and known_terms.subscription_id = past_terms.subscription_id
        and known_terms.due_on = past_terms.due_on
    where past_terms.due_on is null
        or known_terms.is_renewed <> past_terms.is_renewed
)

select * from renewals
