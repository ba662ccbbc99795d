-- Grain: one row per subscription term that came due since the previous run, and another each time is_renewed changes.
-- Kind: increment
-- Readers: public
-- Section: Portfolio and revenue
-- Purpose: Subscription terms that came due, and whether they were renewed; use the newest row of a term.
-- source varchar: the source of the subscription, by its name in the config
-- subscription_id varchar: the subscription's id in its source
-- account_id varchar: the account; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>
-- due_on date: the day on which the term ended, as last known before that day
-- term_days bigint: the length of the term in days: since the term before it, otherwise up to the next term,
--     otherwise since the start of the subscription; null when that is too long ago to be one term
-- is_billing_period boolean: whether the term is shorter than shortest_term_days of the config (default 90); if so,
--     renewal_rate leaves it out; null when unknown
-- mrr decimal(18,2): monthly recurring revenue during the term, in the reporting currency; null when unknown
-- arr decimal(18,2): annual recurring revenue during the term: twelve times the unrounded mrr
-- is_renewed boolean: whether the subscription ran past due_on, or another one of the account started within
--     grace_days of the config (default 30) of its end, as known at the end of as_of_date; use the newest row of a
--     term
-- grace_until date: the last day on which a contract that renews the term can start; a contract that becomes known
--     later, or a merge, can still change is_renewed
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
        on past_terms.source = known_terms.source
        and past_terms.subscription_id = known_terms.subscription_id
        and past_terms.due_on = known_terms.due_on
    where past_terms.due_on is null
        or known_terms.is_renewed <> past_terms.is_renewed
)

select * from renewals
