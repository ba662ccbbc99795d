-- Grain: one row per subscription term that came due since the run before.
-- Kind: increment
-- source varchar: the source of the subscription, as the config names it
-- subscription_id varchar: the subscription, as its source names it
-- account_id varchar: the account it belonged to at the run before; null when its key matched none
-- account_key varchar: <source>:<the source's own account id>
-- due_on date: the day the term ended, as the run before knew it
-- mrr decimal(18,2): what it brought a month at the run before, in the reporting currency; null when unknown
-- arr decimal(18,2): twelve times mrr
-- is_renewed boolean: whether it runs past due_on, as known at the end of as_of_date
with renewals as (
    select
        cast(null as varchar) as source,
        cast(null as varchar) as subscription_id,
        cast(null as varchar) as account_id,
        cast(null as varchar) as account_key,
        cast(null as date) as due_on,
        cast(null as decimal(18,2)) as mrr,
        cast(null as decimal(18,2)) as arr,
        cast(null as boolean) as is_renewed
    where false
)
select * from renewals
