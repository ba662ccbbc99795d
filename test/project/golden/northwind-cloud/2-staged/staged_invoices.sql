-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: sources.billing.streams.invoices
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
-- amount decimal(18,2): the invoiced amount, in its own currency
-- currency varchar: the currency of the amount; the reporting currency when the source has none
-- issued_on date: the day it was issued
-- due_on date: the due date; the issue date when the source has none
-- paid_on date: the day it was paid in full
-- balance decimal(18,2): the unpaid amount, in its own currency; 0 once it is paid
-- amount_paid decimal(18,2): the amount paid or credited, when there is no balance
-- status varchar: draft, open, paid, void, uncollectible
-- is_paid_on_mapped boolean: whether the stream maps paid_on, and this row's value is readable
with billing_invoices_landed as (
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
    from raw_billing_invoices
),

billing_invoices_paths as (
    select
        *,
        nullif(json_extract_scalar(readable, '$.amount_due'), '') as path_1
    from billing_invoices_landed
),

billing_invoices_said as (
    select
        record_id as raw_record_id,
        load as load_id,
        landed as landed_on,
        cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at,
        position,
        payload,
        record_id as invoice_id_said,
        coalesce(json_extract_scalar(readable, '$["subscription_details.metadata.crm_account_id"]'), json_extract_scalar(readable, '$.subscription_details.metadata.crm_account_id')) as account_id_said,
        case when (((case when regexp_like(nullif(trim(path_1), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_1), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_1), '') as double) end end) is null and coalesce(lower(nullif(trim(path_1), '')) not in ('', 'null', '(null)', '<null>', '\n', 'n/a', 'n.a.', 'na', '#n/a', 'none', 'nil', 'nan', 'nat', 'undefined', '-', '--', '---', '–', '—', '0000-00-00', '0000-00-00 00:00:00', '0000-00-00t00:00:00', '0000-00-00t00:00:00z'), false)) or not coalesce(is_finite(((case when regexp_like(nullif(trim(path_1), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_1), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_1), '') as double) end end) / 100)), true)) or (((case when regexp_like(nullif(trim(path_1), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_1), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_1), '') as double) end end) / 100) is not null and try_cast(((case when regexp_like(nullif(trim(path_1), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_1), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_1), '') as double) end end) / 100) as decimal(38,10)) is null) then cast(null as varchar) else coalesce(cast(try_cast(((case when regexp_like(nullif(trim(path_1), ''), '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then case when abs(try_cast(nullif(trim(path_1), '') as double)) <= 1.7976931348623157e308 then try_cast(nullif(trim(path_1), '') as double) end end) / 100) as decimal(38,10)) as varchar), '') end as amount_said,
        json_extract_scalar(readable, '$.currency') as currency_said,
        json_extract_scalar(readable, '$.created') as issued_on_said,
        json_extract_scalar(readable, '$.due_date') as due_on_said,
        coalesce(json_extract_scalar(readable, '$["status_transitions.paid_at"]'), json_extract_scalar(readable, '$.status_transitions.paid_at')) as paid_on_said,
        json_extract_scalar(readable, '$.status') as status_said,
        json_extract_scalar(readable, '$.updated') as updated_at_said,
        '_-.,:;()[]{}/\|"''`#*!?&+=<>' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8199) || chr(8203) || chr(8204) || chr(8205) || chr(8239) || chr(8288) || chr(65279) || chr(8211) || chr(8212) as gaps
    from billing_invoices_paths
),

billing_invoices_texts as (
    select
        *,
        invoice_id_said as invoice_id_text,
        account_id_said as account_id_text,
        nullif(trim(amount_said), '') as amount_text,
        case when trim(currency_said) <> '' then currency_said end as currency_text,
        nullif(trim(issued_on_said), '') as issued_on_text,
        nullif(trim(due_on_said), '') as due_on_text,
        nullif(trim(paid_on_said), '') as paid_on_text,
        cast(null as varchar) as balance_text,
        cast(null as varchar) as amount_paid_text,
        case
            when regexp_like(lower(trim(status_said)), '^[a-z0-9]+( [a-z0-9]+)*$') then lower(trim(status_said))
            else replace(replace(replace(trim(translate(lower(trim(status_said)), gaps, '                                        ')), ' ', '<>'), '><', ''), '<>', ' ')
        end as status_text,
        nullif(trim(updated_at_said), '') as updated_at_text
    from billing_invoices_said
),

billing_invoices_formed as (
    select
        *,
        case
            when invoice_id_text between '!' and '}' and substr(invoice_id_text, -1) between '!' and '~' and invoice_id_text not like '%.%0' and normalize(invoice_id_text) = invoice_id_text then invoice_id_text
            else coalesce(nullif(regexp_extract(invoice_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(invoice_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as invoice_id_formed,
        case
            when account_id_text between '!' and '}' and substr(account_id_text, -1) between '!' and '~' and account_id_text not like '%.%0' and normalize(account_id_text) = account_id_text then account_id_text
            else coalesce(nullif(regexp_extract(account_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(account_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as account_id_formed
    from billing_invoices_texts
),

billing_invoices_values as (
    select
        *,
        case when invoice_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then invoice_id_formed end as invoice_id,
        case when account_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then account_id_formed end as account_id,
        case when regexp_like(amount_text, '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') then try_cast(amount_text as decimal(18,2)) end as amount,
        case
            when currency_text between '!' and '~' and substr(currency_text, -1) between '!' and '~' and strpos(currency_text, '  ') = 0 and strpos(currency_text, chr(9)) = 0 and strpos(currency_text, chr(10)) = 0 and strpos(currency_text, chr(160)) = 0 then currency_text
            else nullif(trim(regexp_replace(currency_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as currency,
        case when regexp_like(issued_on_text, '^-?[0-9]{1,11}([.][0-9]+)?$') then cast(from_unixtime(try_cast(regexp_extract(issued_on_text, '^-?[0-9]+([.][0-9]{1,3})?', 0) as double)) at time zone 'UTC' as date) end as issued_on,
        case when regexp_like(due_on_text, '^-?[0-9]{1,11}([.][0-9]+)?$') then cast(from_unixtime(try_cast(regexp_extract(due_on_text, '^-?[0-9]+([.][0-9]{1,3})?', 0) as double)) at time zone 'UTC' as date) end as due_on,
        case when regexp_like(paid_on_text, '^-?[0-9]{1,11}([.][0-9]+)?$') then cast(from_unixtime(try_cast(regexp_extract(paid_on_text, '^-?[0-9]+([.][0-9]{1,3})?', 0) as double)) at time zone 'UTC' as date) end as paid_on,
        cast(null as decimal(18,2)) as balance,
        cast(null as decimal(18,2)) as amount_paid,
        case
            when status_text in ('draft', 'pending', 'pending approval', 'invoice pending approval', 'awaiting approval', 'submitted', 'not sent', 'unsent', 'scheduled', 'generated', 'proforma', 'pro forma', 'future', 'upcoming', 'preview') then 'draft'
            when status_text in ('open', 'invoice open', 'credit memo open', 'posted', 'sent', 'issued', 'approved', 'authorised', 'authorized', 'finalized', 'finalised', 'unpaid', 'not paid', 'not yet paid', 'outstanding', 'due', 'payment due', 'awaiting payment', 'pending payment', 'payment pending', 'past due', 'overdue', 'late', 'in dunning', 'dunning', 'failed', 'payment failed', 'failed payment', 'declined', 'payment declined', 'processing', 'in collection', 'in collections', 'partially paid', 'partial', 'partly paid', 'part paid', 'partial payment', 'partially applied', 'viewed', 'disputed', 'delinquent', 'invoiced', 'active', 'requires action') then 'open'
            when status_text in ('paid', 'paid in full', 'invoice paid in full', 'fully paid', 'settled', 'complete', 'completed', 'closed', 'succeeded', 'success', 'successful', 'collected', 'payment received', 'received', 'cleared', 'paid off', 'fully applied', 'credit memo fully applied', 'deposited') then 'paid'
            when status_text in ('void', 'voided', 'invoice voided', 'credit memo voided', 'canceled', 'cancelled', 'deleted', 'reversed', 'rejected', 'invoice rejected', 'refunded', 'credited', 'annulled', 'invalid', 'removed', 'archived') then 'void'
            when status_text in ('uncollectible', 'uncollectable', 'written off', 'write off', 'writeoff', 'written down', 'bad debt', 'charged off', 'forgiven', 'waived') then 'uncollectible'
        end as status,
        case when regexp_like(updated_at_text, '^-?[0-9]{1,11}([.][0-9]+)?$') then cast(from_unixtime(try_cast(regexp_extract(updated_at_text, '^-?[0-9]+([.][0-9]{1,3})?', 0) as double)) at time zone 'UTC' as timestamp(3)) end as updated_at
    from billing_invoices_formed
),

billing_invoices_flaws as (
    select
        *,
        case
            when invoice_id is null then 'missing'
        end as invoice_id_flaw,
        case
            when account_id is null then 'missing'
        end as account_id_flaw,
        case
            when amount_said is null then 'expression failed'
            when case when amount is null then coalesce(regexp_like(lower(amount_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'missing'
            when amount is null then 'not a number'
            when amount < -1000000000000 or amount > 1000000000000 then 'out of bounds'
        end as amount_flaw,
        case
            when strpos(currency_text, chr(65533)) > 0 then 'lost character'
        end as currency_flaw,
        case
            when case when issued_on is null then coalesce(regexp_like(lower(issued_on_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'missing'
            when issued_on is null then 'not a date'
        end as issued_on_flaw,
        case
            when case when due_on is null then not coalesce(regexp_like(lower(due_on_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a date'
        end as due_on_flaw,
        case
            when case when paid_on is null then not coalesce(regexp_like(lower(paid_on_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a date'
        end as paid_on_flaw,
        case
            when case when status is null then not coalesce(regexp_like(status_text, '^(?:|null|n|n a|na|none|nil|nan|nat|undefined|0000 00 00|0000 00 00 00 00 00|0000 00 00t00 00 00|0000 00 00t00 00 00z)\z'), true) else false end then 'unknown word'
        end as status_flaw,
        case
            when case when updated_at is null then not coalesce(regexp_like(lower(updated_at_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a timestamp'
        end as updated_at_flaw,
        chr(9) || chr(10) || chr(13) as separators
    from billing_invoices_values
),

billing_invoices_checked as (
    select
        *,
        invoice_id as record_id,
        case
            when invoice_id is null then 'missing invoice_id'
            when invoice_id_flaw = 'missing' then 'missing invoice_id'
            when account_id_flaw = 'missing' then 'missing account_id'
            when amount_flaw = 'expression failed' then 'expression failed: amount'
            when amount_flaw = 'missing' then 'missing amount'
            when amount_flaw = 'not a number' then 'not a number: amount'
            when amount_flaw = 'out of bounds' then 'out of bounds: amount'
            when issued_on_flaw = 'missing' then 'missing issued_on'
            when issued_on_flaw = 'not a date' then 'not a date: issued_on'
        end as reject_reason
    from billing_invoices_flaws
),

billing_invoices as (
    select
        'billing' as source,
        'invoices' as stream,
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
                when coalesce(currency_flaw, due_on_flaw, paid_on_flaw, status_flaw, updated_at_flaw) is not null then concat_ws(
                    chr(10),
                    case when currency_flaw is not null then concat_ws(chr(9), 'currency', currency_flaw, coalesce(substr(trim(translate(currency_text, separators, '   ')), 1, 60), '')) end,
                    case when due_on_flaw is not null then concat_ws(chr(9), 'due_on', due_on_flaw, coalesce(substr(trim(translate(due_on_text, separators, '   ')), 1, 60), '')) end,
                    case when paid_on_flaw is not null then concat_ws(chr(9), 'paid_on', paid_on_flaw, coalesce(substr(trim(translate(paid_on_text, separators, '   ')), 1, 60), '')) end,
                    case when status_flaw is not null then concat_ws(chr(9), 'status', status_flaw, coalesce(substr(trim(translate(status_said, separators, '   ')), 1, 60), '')) end,
                    case when updated_at_flaw is not null then concat_ws(chr(9), 'updated_at', updated_at_flaw, coalesce(substr(trim(translate(updated_at_text, separators, '   ')), 1, 60), '')) end
                )
            end
            when reject_reason not in ('too_late', 'filtered') then case
                when coalesce(invoice_id_flaw, account_id_flaw, amount_flaw, issued_on_flaw) is not null then concat_ws(
                    chr(10),
                    case when invoice_id_flaw is not null then concat_ws(chr(9), 'invoice_id', invoice_id_flaw, coalesce(cast(null as varchar), '')) end,
                    case when account_id_flaw is not null then concat_ws(chr(9), 'account_id', account_id_flaw, coalesce(cast(null as varchar), '')) end,
                    case when amount_flaw is not null then concat_ws(chr(9), 'amount', amount_flaw, coalesce(case when amount_flaw in ('not a number', 'out of bounds') then substr(trim(translate(amount_text, separators, '   ')), 1, 60) end, '')) end,
                    case when issued_on_flaw is not null then concat_ws(chr(9), 'issued_on', issued_on_flaw, coalesce(case when issued_on_flaw in ('not a date') then substr(trim(translate(issued_on_text, separators, '   ')), 1, 60) end, '')) end
                )
            end
        end as cell_problems,
        'billing:' || account_id as account_key,
        amount,
        currency,
        issued_on,
        due_on,
        paid_on,
        balance,
        amount_paid,
        status,
        paid_on_flaw is null as is_paid_on_mapped
    from billing_invoices_checked
),

staged as (
    select * from billing_invoices
)

select * from staged
