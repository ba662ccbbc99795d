-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: no stream brings subscriptions
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- record_id varchar: the record's id in its source
-- load_id varchar: the load that the row came with
-- landed_on date: the landing date; in a history loaded at once, the record's own date
-- known_on date: the day from which this row may be used
-- is_outline boolean: true for the partial version of a history's record that was known on its own date
-- extracted_at timestamp(3): when its load was created
-- position bigint: the row's position in its load, by file, then by row; null in old loads without positions
-- updated_at timestamp(3): when the source last changed the record
-- content_hash varchar: the MD5 of the record's text, in hex
-- reject_reason varchar: why the row cannot be used; null when it can
-- reject_payload varchar: the record's text, if the row is rejected
-- cell_problems varchar: one line per unreadable cell: field, reason and text, separated by tabs; null when there are none
-- account_key varchar: <source>:<the source's own account id>
-- plan varchar: the plan
-- status varchar: trialing, active, past_due, unpaid, paused, cancelled, incomplete, future
-- amount decimal(28,10): the price of one unit for one interval, in its own currency
-- interval varchar: the interval that the amount pays for: day, week, two_weeks, four_weeks, thirty_days, month, two_months, quarter, four_months, half_year, nine_months, year, eighteen_months, two_years, three_years, four_years, five_years
-- interval_count bigint: the number of intervals that the amount pays for; 1 when empty
-- quantity decimal(28,10): the number of units; 1 when empty
-- arr decimal(28,10): annual recurring revenue in its own currency, instead of an amount
-- mrr decimal(28,10): monthly recurring revenue in its own currency, instead of an amount
-- currency varchar: the currency of the price; the reporting currency when the source has none
-- seats bigint: the number of people who may use the product
-- started_on date: the first day of the subscription
-- trial_ends_on date: the first day after the trial
-- ended_on date: the first day on which the subscription no longer runs
-- cancel_notice_on date: the day on which the cancellation was announced
-- renewal_on date: the day on which the current term ends
with staged as (
    select
        cast(null as varchar) as source,
        cast(null as varchar) as stream,
        cast(null as varchar) as record_id,
        cast(null as varchar) as load_id,
        cast(null as date) as landed_on,
        cast(null as date) as known_on,
        cast(null as boolean) as is_outline,
        cast(null as timestamp(3)) as extracted_at,
        cast(null as bigint) as position,
        cast(null as timestamp(3)) as updated_at,
        cast(null as varchar) as content_hash,
        cast(null as varchar) as reject_reason,
        cast(null as varchar) as reject_payload,
        cast(null as varchar) as cell_problems,
        cast(null as varchar) as account_key,
        cast(null as varchar) as plan,
        cast(null as varchar) as status,
        cast(null as decimal(28,10)) as amount,
        cast(null as varchar) as interval,
        cast(null as bigint) as interval_count,
        cast(null as decimal(28,10)) as quantity,
        cast(null as decimal(28,10)) as arr,
        cast(null as decimal(28,10)) as mrr,
        cast(null as varchar) as currency,
        cast(null as bigint) as seats,
        cast(null as date) as started_on,
        cast(null as date) as trial_ends_on,
        cast(null as date) as ended_on,
        cast(null as date) as cancel_notice_on,
        cast(null as date) as renewal_on
    where false
)

select * from staged
