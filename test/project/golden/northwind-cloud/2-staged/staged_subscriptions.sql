-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: sources.billing.streams.subscriptions
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
with billing_subscriptions_landed as (
    select
        case when is_encoded then url_decode(record_id) else record_id end as record_id,
        load,
        landed,
        extracted_at,
        position,
        case when is_encoded then url_decode(payload) else payload end as payload,
        case when is_encoded then url_decode(coalesce(readable, payload)) else coalesce(readable, payload) end as readable,
        other_domain,
        coalesce(cast(loaded_on as date), cast(substr(extracted_at, 1, 10) as date)) as loaded_on
    from raw_billing_subscriptions
),

billing_subscriptions_paths as (
    select
        *,
        nullif(coalesce(json_extract_scalar(readable, '$["plan.amount"]'), json_extract_scalar(readable, '$.plan.amount')), '') as path_1,
        nullif(json_extract_scalar(readable, '$.quantity'), '') as path_2,
        nullif(coalesce(json_extract_scalar(readable, '$["plan.interval"]'), json_extract_scalar(readable, '$.plan.interval')), '') as path_3
    from billing_subscriptions_landed
),

billing_subscriptions_said as (
    select
        record_id as raw_record_id,
        load as load_id,
        landed as landed_on,
        cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at,
        position,
        payload,
        record_id as subscription_id_said,
        coalesce(json_extract_scalar(readable, '$["metadata.crm_account_id"]'), json_extract_scalar(readable, '$.metadata.crm_account_id')) as account_id_said,
        coalesce(json_extract_scalar(readable, '$["plan.nickname"]'), json_extract_scalar(readable, '$.plan.nickname')) as plan_said,
        json_extract_scalar(readable, '$.status') as status_said,
        case when (((case when regexp_like(nullif(trim(path_1), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_1), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_1), '') as double) end end) is null and coalesce(lower(nullif(trim(path_1), '')) not in ('', 'null', '(null)', '<null>', '\n', 'n/a', 'n.a.', 'na', '#n/a', 'none', 'nil', 'nan', 'nat', 'undefined', '-', '--', '---', '–', '—', '0000-00-00', '0000-00-00 00:00:00', '0000-00-00t00:00:00', '0000-00-00t00:00:00z'), false)) or case when (((case when regexp_like(nullif(trim(path_2), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_2), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_2), '') as double) end end) is null and coalesce(lower(nullif(trim(path_2), '')) not in ('', 'null', '(null)', '<null>', '\n', 'n/a', 'n.a.', 'na', '#n/a', 'none', 'nil', 'nan', 'nat', 'undefined', '-', '--', '---', '–', '—', '0000-00-00', '0000-00-00 00:00:00', '0000-00-00t00:00:00', '0000-00-00t00:00:00z'), false))) then true when (case when regexp_like(nullif(trim(path_2), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_2), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_2), '') as double) end end) is not null then false when 1 is not null then false else false end or coalesce(case when path_3 = 'year' then 12 else 1 end = 0, false) or not coalesce(is_finite(((((case when regexp_like(nullif(trim(path_1), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_1), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_1), '') as double) end end) * coalesce((case when regexp_like(nullif(trim(path_2), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_2), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_2), '') as double) end end), 1)) / 100) / nullif(case when path_3 = 'year' then 12 else 1 end, 0))), true)) or (((((case when regexp_like(nullif(trim(path_1), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_1), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_1), '') as double) end end) * coalesce((case when regexp_like(nullif(trim(path_2), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_2), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_2), '') as double) end end), 1)) / 100) / nullif(case when path_3 = 'year' then 12 else 1 end, 0)) is not null and try_cast(((((case when regexp_like(nullif(trim(path_1), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_1), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_1), '') as double) end end) * coalesce((case when regexp_like(nullif(trim(path_2), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_2), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_2), '') as double) end end), 1)) / 100) / nullif(case when path_3 = 'year' then 12 else 1 end, 0)) as decimal(38,10)) is null) then cast(null as varchar) else coalesce(cast(try_cast(((((case when regexp_like(nullif(trim(path_1), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_1), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_1), '') as double) end end) * coalesce((case when regexp_like(nullif(trim(path_2), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_2), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_2), '') as double) end end), 1)) / 100) / nullif(case when path_3 = 'year' then 12 else 1 end, 0)) as decimal(38,10)) as varchar), '') end as mrr_said,
        json_extract_scalar(readable, '$.currency') as currency_said,
        json_extract_scalar(readable, '$.quantity') as seats_said,
        json_extract_scalar(readable, '$.start_date') as started_on_said,
        json_extract_scalar(readable, '$.ended_at') as ended_on_said,
        json_extract_scalar(readable, '$.canceled_at') as cancel_notice_on_said,
        json_extract_scalar(readable, '$.current_period_end') as renewal_on_said,
        json_extract_scalar(readable, '$.updated') as updated_at_said,
        '_-.,:;()[]{}/\|"''`#*!?&+=<>' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8199) || chr(8203) || chr(8204) || chr(8205) || chr(8239) || chr(8288) || chr(65279) || chr(8211) || chr(8212) as gaps
    from billing_subscriptions_paths
),

billing_subscriptions_texts as (
    select
        *,
        subscription_id_said as subscription_id_text,
        account_id_said as account_id_text,
        case
            when trim(plan_said) = 'starter' then 'Starter'
            when trim(plan_said) = 'team' then 'Team'
            when trim(plan_said) = 'business' then 'Business'
            when trim(plan_said) = 'enterprise' then 'Enterprise'
            when trim(plan_said) = 'platform' then 'Platform'
        end as plan_text,
        case
            when regexp_like(lower(trim(status_said)), '^[a-z0-9]+( [a-z0-9]+)*$') then lower(trim(status_said))
            else replace(replace(replace(trim(translate(lower(trim(status_said)), gaps, '                                        ')), ' ', '<>'), '><', ''), '<>', ' ')
        end as status_text,
        cast(null as varchar) as amount_text,
        cast(null as varchar) as interval_text,
        cast(null as varchar) as interval_count_text,
        cast(null as varchar) as quantity_text,
        cast(null as varchar) as arr_text,
        nullif(trim(mrr_said), '') as mrr_text,
        case when trim(currency_said) <> '' then currency_said end as currency_text,
        nullif(trim(seats_said), '') as seats_text,
        nullif(trim(started_on_said), '') as started_on_text,
        cast(null as varchar) as trial_ends_on_text,
        nullif(trim(ended_on_said), '') as ended_on_text,
        nullif(trim(cancel_notice_on_said), '') as cancel_notice_on_text,
        nullif(trim(renewal_on_said), '') as renewal_on_text,
        nullif(trim(updated_at_said), '') as updated_at_text
    from billing_subscriptions_said
),

billing_subscriptions_formed as (
    select
        *,
        case
            when subscription_id_text between '!' and '}' and substr(subscription_id_text, -1) between '!' and '~' and subscription_id_text not like '%.%0' and normalize(subscription_id_text) = subscription_id_text then subscription_id_text
            else coalesce(nullif(regexp_extract(subscription_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(subscription_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as subscription_id_formed,
        case
            when account_id_text between '!' and '}' and substr(account_id_text, -1) between '!' and '~' and account_id_text not like '%.%0' and normalize(account_id_text) = account_id_text then account_id_text
            else coalesce(nullif(regexp_extract(account_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(account_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as account_id_formed
    from billing_subscriptions_texts
),

billing_subscriptions_values as (
    select
        *,
        case when subscription_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then subscription_id_formed end as subscription_id,
        case when account_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then account_id_formed end as account_id,
        case
            when plan_text between '!' and '~' and substr(plan_text, -1) between '!' and '~' and strpos(plan_text, '  ') = 0 and strpos(plan_text, chr(9)) = 0 and strpos(plan_text, chr(10)) = 0 and strpos(plan_text, chr(160)) = 0 then plan_text
            else nullif(trim(regexp_replace(plan_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as plan,
        case
            when status_text in ('trialing', 'trial', 'in trial', 'trialling', 'on trial', 'free trial', 'trial period', 'evaluation') then 'trialing'
        end as status,
        cast(null as decimal(28,10)) as amount,
        cast(null as varchar) as interval,
        cast(null as bigint) as interval_count,
        cast(null as decimal(28,10)) as quantity,
        cast(null as decimal(28,10)) as arr,
        case when regexp_like(mrr_text, '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then try_cast(mrr_text as decimal(28,10)) end as mrr,
        case
            when currency_text between '!' and '~' and substr(currency_text, -1) between '!' and '~' and strpos(currency_text, '  ') = 0 and strpos(currency_text, chr(9)) = 0 and strpos(currency_text, chr(10)) = 0 and strpos(currency_text, chr(160)) = 0 then currency_text
            else nullif(trim(regexp_replace(currency_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as currency,
        case when regexp_like(seats_text, '^[+-]?[0-9]+([.]0*)?$') then try_cast(regexp_extract(seats_text, '^[+-]?[0-9]+', 0) as bigint) end as seats,
        case when regexp_like(started_on_text, '^-?[0-9]{1,11}([.][0-9]+)?$') then cast(from_unixtime(try_cast(regexp_extract(started_on_text, '^-?[0-9]+([.][0-9]{1,3})?', 0) as double)) at time zone 'UTC' as date) end as started_on,
        cast(null as date) as trial_ends_on,
        case when regexp_like(ended_on_text, '^-?[0-9]{1,11}([.][0-9]+)?$') then cast(from_unixtime(try_cast(regexp_extract(ended_on_text, '^-?[0-9]+([.][0-9]{1,3})?', 0) as double)) at time zone 'UTC' as date) end as ended_on,
        case when regexp_like(cancel_notice_on_text, '^-?[0-9]{1,11}([.][0-9]+)?$') then cast(from_unixtime(try_cast(regexp_extract(cancel_notice_on_text, '^-?[0-9]+([.][0-9]{1,3})?', 0) as double)) at time zone 'UTC' as date) end as cancel_notice_on,
        case when regexp_like(renewal_on_text, '^-?[0-9]{1,11}([.][0-9]+)?$') then cast(from_unixtime(try_cast(regexp_extract(renewal_on_text, '^-?[0-9]+([.][0-9]{1,3})?', 0) as double)) at time zone 'UTC' as date) end as renewal_on,
        case when regexp_like(updated_at_text, '^-?[0-9]{1,11}([.][0-9]+)?$') then cast(from_unixtime(try_cast(regexp_extract(updated_at_text, '^-?[0-9]+([.][0-9]{1,3})?', 0) as double)) at time zone 'UTC' as timestamp(3)) end as updated_at
    from billing_subscriptions_formed
),

billing_subscriptions_flaws as (
    select
        *,
        case
            when subscription_id is null then 'missing'
        end as subscription_id_flaw,
        case
            when account_id is null then 'missing'
        end as account_id_flaw,
        case
            when trim(plan_said) not in ('', 'starter', 'team', 'business', 'enterprise', 'platform') then 'unknown word'
            when strpos(plan_text, chr(65533)) > 0 then 'lost character'
        end as plan_flaw,
        case
            when mrr_said is null then 'expression failed'
            when case when mrr is null then not coalesce(regexp_like(lower(mrr_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a number'
            when mrr < -1000000000000 or mrr > 1000000000000 then 'out of bounds'
        end as mrr_flaw,
        case
            when strpos(currency_text, chr(65533)) > 0 then 'lost character'
        end as currency_flaw,
        case
            when case when seats is null then not coalesce(regexp_like(lower(seats_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a whole number'
            when seats < 0 or seats > 1000000000 then 'out of bounds'
        end as seats_flaw,
        case
            when case when started_on is null then coalesce(regexp_like(lower(started_on_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'missing'
            when started_on is null then 'not a date'
        end as started_on_flaw,
        case
            when case when ended_on is null then not coalesce(regexp_like(lower(ended_on_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a date'
        end as ended_on_flaw,
        case
            when case when cancel_notice_on is null then not coalesce(regexp_like(lower(cancel_notice_on_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a date'
        end as cancel_notice_on_flaw,
        case
            when case when renewal_on is null then not coalesce(regexp_like(lower(renewal_on_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a date'
        end as renewal_on_flaw,
        case
            when case when updated_at is null then not coalesce(regexp_like(lower(updated_at_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a timestamp'
        end as updated_at_flaw,
        chr(9) || chr(10) || chr(13) as separators
    from billing_subscriptions_values
),

billing_subscriptions_checked as (
    select
        *,
        subscription_id as record_id,
        case
            when subscription_id is null then 'missing subscription_id'
            when subscription_id_flaw = 'missing' then 'missing subscription_id'
            when account_id_flaw = 'missing' then 'missing account_id'
            when started_on_flaw = 'missing' then 'missing started_on'
            when started_on_flaw = 'not a date' then 'not a date: started_on'
        end as reject_reason
    from billing_subscriptions_flaws
),

billing_subscriptions as (
    select
        'billing' as source,
        'subscriptions' as stream,
        record_id,
        load_id,
        landed_on,
        landed_on as known_on,
        false as is_outline,
        extracted_at,
        position,
        updated_at,
        to_hex(md5(to_utf8(payload))) as content_hash,
        reject_reason,
        case when reject_reason is not null then payload end as reject_payload,
        case
            when reject_reason is null then case
                when coalesce(plan_flaw, mrr_flaw, currency_flaw, seats_flaw, ended_on_flaw, cancel_notice_on_flaw, renewal_on_flaw, updated_at_flaw) is not null then concat_ws(
                    chr(10),
                    case when plan_flaw is not null then concat_ws(chr(9), 'plan', plan_flaw, coalesce(case when plan_flaw in ('unknown word') then substr(trim(translate(plan_said, separators, '   ')), 1, 60) when plan_flaw in ('lost character') then substr(trim(translate(plan_text, separators, '   ')), 1, 60) end, '')) end,
                    case when mrr_flaw is not null then concat_ws(chr(9), 'mrr', mrr_flaw, coalesce(case when mrr_flaw in ('not a number', 'out of bounds') then substr(trim(translate(mrr_text, separators, '   ')), 1, 60) end, '')) end,
                    case when currency_flaw is not null then concat_ws(chr(9), 'currency', currency_flaw, coalesce(substr(trim(translate(currency_text, separators, '   ')), 1, 60), '')) end,
                    case when seats_flaw is not null then concat_ws(chr(9), 'seats', seats_flaw, coalesce(substr(trim(translate(seats_text, separators, '   ')), 1, 60), '')) end,
                    case when ended_on_flaw is not null then concat_ws(chr(9), 'ended_on', ended_on_flaw, coalesce(substr(trim(translate(ended_on_text, separators, '   ')), 1, 60), '')) end,
                    case when cancel_notice_on_flaw is not null then concat_ws(chr(9), 'cancel_notice_on', cancel_notice_on_flaw, coalesce(substr(trim(translate(cancel_notice_on_text, separators, '   ')), 1, 60), '')) end,
                    case when renewal_on_flaw is not null then concat_ws(chr(9), 'renewal_on', renewal_on_flaw, coalesce(substr(trim(translate(renewal_on_text, separators, '   ')), 1, 60), '')) end,
                    case when updated_at_flaw is not null then concat_ws(chr(9), 'updated_at', updated_at_flaw, coalesce(substr(trim(translate(updated_at_text, separators, '   ')), 1, 60), '')) end
                )
            end
            when reject_reason not in ('too_late', 'filtered') then case
                when coalesce(subscription_id_flaw, account_id_flaw, started_on_flaw) is not null then concat_ws(
                    chr(10),
                    case when subscription_id_flaw is not null then concat_ws(chr(9), 'subscription_id', subscription_id_flaw, coalesce(cast(null as varchar), '')) end,
                    case when account_id_flaw is not null then concat_ws(chr(9), 'account_id', account_id_flaw, coalesce(cast(null as varchar), '')) end,
                    case when started_on_flaw is not null then concat_ws(chr(9), 'started_on', started_on_flaw, coalesce(case when started_on_flaw in ('not a date') then substr(trim(translate(started_on_text, separators, '   ')), 1, 60) end, '')) end
                )
            end
        end as cell_problems,
        'billing:' || account_id as account_key,
        plan,
        status,
        amount,
        interval,
        interval_count,
        quantity,
        arr,
        case when not (mrr < -1000000000000 or mrr > 1000000000000) then mrr end as mrr,
        currency,
        case when not (seats < 0 or seats > 1000000000) then seats end as seats,
        started_on,
        trial_ends_on,
        ended_on,
        cancel_notice_on,
        renewal_on
    from billing_subscriptions_checked
),

staged as (
    select * from billing_subscriptions
)

select * from staged
