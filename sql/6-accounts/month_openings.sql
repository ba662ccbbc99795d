-- Grain: one row per month and subscription that ran when it began; per month and account by invoices.
-- Kind: snapshot
-- month date: the first day of the month of as_of_date; on the first run of a month also of the month before
-- source varchar: the source of the subscription; invoices where revenue is told by invoices
-- subscription_id varchar: the subscription, as its source names it; the account where invoices tell
-- account_id varchar: the account it belonged to then; null when its key matched none
-- currency varchar: the currency of its price; the reporting currency where revenue is told by invoices
-- mrr_in_currency decimal(18,2): what it brought a month, in its currency; null when unknown
-- rate double: what one unit of the currency was worth when the month began; null when no rate is known
-- mrr decimal(18,2): mrr_in_currency at that rate; null when either is unknown
-- opened_on date: the run that fixed the row; later than that of others when its source came in mid-month
with month_openings as (
    select
        cast(null as date) as month,
        cast(null as varchar) as source,
        cast(null as varchar) as subscription_id,
        cast(null as varchar) as account_id,
        cast(null as varchar) as currency,
        cast(null as decimal(18,2)) as mrr_in_currency,
        cast(null as double) as rate,
        cast(null as decimal(18,2)) as mrr,
        cast(null as date) as opened_on
    where false
)
select * from month_openings
