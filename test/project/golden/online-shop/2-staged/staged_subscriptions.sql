-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: no stream brings subscriptions
-- source varchar: the source, as the config names it
-- stream varchar: the stream within the source
-- record_id varchar: the record, as its source names it
-- load_id varchar: the load it came with
-- landed_on date: the date it landed on; of a history loaded at once, the record's own
-- known_on date: the day from which on this row may be used
-- is_outline boolean: true for the part of a history's record that was known on its own date
-- extracted_at timestamp(3): when its load was made
-- position bigint: its place in its load: by file, then by row; null in loads that do not say
-- updated_at timestamp(3): when the source last changed the record
-- content_hash varchar: the MD5 of the record's text, in hex
-- reject_reason varchar: why the row cannot be used; null when it can
-- reject_payload varchar: the record's text, when it is rejected
-- cell_problems varchar: a line for each cell that could not be read: field, reason and what it said, with tabs between; null without
-- account_key varchar: <source>:<the source's own account id>
-- plan varchar: the plan
-- status varchar: trialing, active, past_due, unpaid, paused, cancelled, incomplete, future
-- amount decimal(28,10): the price of one unit for one interval, in its currency
-- interval varchar: how long the amount pays for: day, week, two_weeks, four_weeks, thirty_days, month, two_months, quarter, four_months, half_year, nine_months, year, eighteen_months, two_years, three_years, four_years, five_years
-- interval_count bigint: how many intervals the amount pays for; 1 when it is empty
-- quantity decimal(28,10): how many units the amount is paid for; 1 when it is empty
-- arr decimal(28,10): what it brings a year, in its currency, instead of an amount
-- mrr decimal(28,10): what it brings a month, in its currency, instead of an amount
-- currency varchar: the currency of its price; the reporting currency when the source has none
-- seats bigint: how many people may use it
-- started_on date: its first day
-- trial_ends_on date: the first day on which it is no trial any more
-- ended_on date: the first day it no longer runs
-- cancel_notice_on date: the day its end was announced
-- renewal_on date: the day its current term ends
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
