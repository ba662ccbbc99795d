-- Grain: one row per record that this run read, and one more for what is known of it earlier.
-- Kind: increment
-- Readers: internal
-- Origin: bellwether.yaml: sources.helpdesk.streams.tickets
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
-- created_at timestamp(3): when the ticket was opened
-- solved_at timestamp(3): when the ticket was solved
-- status varchar: new, open, pending, hold, solved, closed, deleted
-- priority varchar: low, normal, high, urgent
-- channel varchar: the channel through which the ticket came in
-- reopens bigint: how often the ticket was reopened after it had been solved
-- contact_id varchar: the contact who opened the ticket
-- is_solved_at_mapped boolean: whether the stream maps solved_at, and this row's value is readable
with helpdesk_tickets_landed as (
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
    from raw_helpdesk_tickets
),

helpdesk_tickets_said as (
    select
        record_id as raw_record_id,
        load as load_id,
        landed as landed_on,
        cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at,
        position,
        payload,
        loaded_on,
        record_id as ticket_id_said,
        json_extract_scalar(readable, '$.customer') as account_id_said,
        json_extract_scalar(readable, '$.opened_at') as created_at_said,
        json_extract_scalar(readable, '$.solved_at') as solved_at_said,
        json_extract_scalar(readable, '$.channel') as channel_said,
        '_-.,:;()[]{}/\|"''`#*!?&+=<>' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8199) || chr(8203) || chr(8204) || chr(8205) || chr(8239) || chr(8288) || chr(65279) || chr(8211) || chr(8212) as gaps
    from helpdesk_tickets_landed
),

helpdesk_tickets_texts as (
    select
        *,
        ticket_id_said as ticket_id_text,
        account_id_said as account_id_text,
        nullif(trim(created_at_said), '') as created_at_text,
        nullif(trim(solved_at_said), '') as solved_at_text,
        cast(null as varchar) as status_text,
        cast(null as varchar) as priority_text,
        case when trim(channel_said) <> '' then channel_said end as channel_text,
        cast(null as varchar) as reopens_text,
        cast(null as varchar) as contact_id_text,
        cast(null as varchar) as updated_at_text
    from helpdesk_tickets_said
),

helpdesk_tickets_formed as (
    select
        *,
        case
            when ticket_id_text between '!' and '}' and substr(ticket_id_text, -1) between '!' and '~' and ticket_id_text not like '%.%0' and normalize(ticket_id_text) = ticket_id_text then ticket_id_text
            else coalesce(nullif(regexp_extract(ticket_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(ticket_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as ticket_id_formed,
        case
            when account_id_text between '!' and '}' and substr(account_id_text, -1) between '!' and '~' and account_id_text not like '%.%0' and normalize(account_id_text) = account_id_text then account_id_text
            else coalesce(nullif(regexp_extract(account_id_text, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1), ''), regexp_extract(normalize(account_id_text), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1))
        end as account_id_formed
    from helpdesk_tickets_texts
),

helpdesk_tickets_values as (
    select
        *,
        case when ticket_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then ticket_id_formed end as ticket_id,
        case when account_id_formed not in ('', 'NULL', 'null', 'Null', '(null)', '<null>', '\N', 'N/A', 'n/a', '#N/A', 'None', 'none', 'nil', 'NaN', 'nan', 'undefined', '-', '--') then account_id_formed end as account_id,
        case
            when not regexp_like(created_at_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
            when length(created_at_text) = 10 then cast(try_cast(created_at_text as date) as timestamp(3))
            when strpos(substr(created_at_text, 12), '+') > 0 or strpos(substr(created_at_text, 12), '-') > 0 then cast(
                try_cast(substr(created_at_text, 1, 10) || ' ' || replace(regexp_extract(substr(created_at_text, 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
                - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(created_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(created_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(created_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
                as timestamp(3))
            else try_cast(substr(created_at_text, 1, 10) || ' ' || replace(substr(case when substr(created_at_text, length(created_at_text)) in ('Z', 'z') then substr(created_at_text, 1, length(created_at_text) - 1) else created_at_text end, 12, 12), ',', '.') as timestamp(3))
        end as created_at,
        case
            when not regexp_like(solved_at_text, '^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?(?: ?(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?))?)?$') then null
            when length(solved_at_text) = 10 then cast(try_cast(solved_at_text as date) as timestamp(3))
            when strpos(substr(solved_at_text, 12), '+') > 0 or strpos(substr(solved_at_text, 12), '-') > 0 then cast(
                try_cast(substr(solved_at_text, 1, 10) || ' ' || replace(regexp_extract(substr(solved_at_text, 12), '^[0-9:]+(?:[.,][0-9]{1,3})?', 0), ',', '.') as timestamp(3))
                - interval '1' minute * (60 * try_cast(substr(replace(regexp_extract(substr(solved_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 3) as bigint) + coalesce(try_cast(substr(replace(regexp_extract(substr(solved_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 1, 1) || substr(replace(regexp_extract(substr(solved_at_text, 12), '[+-][0-9:]+$', 0), ':', ''), 4, 2) as bigint), 0))
                as timestamp(3))
            else try_cast(substr(solved_at_text, 1, 10) || ' ' || replace(substr(case when substr(solved_at_text, length(solved_at_text)) in ('Z', 'z') then substr(solved_at_text, 1, length(solved_at_text) - 1) else solved_at_text end, 12, 12), ',', '.') as timestamp(3))
        end as solved_at,
        cast(null as varchar) as status,
        cast(null as varchar) as priority,
        case
            when channel_text between '!' and '~' and substr(channel_text, -1) between '!' and '~' and strpos(channel_text, '  ') = 0 and strpos(channel_text, chr(9)) = 0 and strpos(channel_text, chr(10)) = 0 and strpos(channel_text, chr(160)) = 0 then channel_text
            else nullif(trim(regexp_replace(channel_text, '[\p{Z}\x09-\x0d]+', ' ')), '')
        end as channel,
        cast(null as bigint) as reopens,
        cast(null as varchar) as contact_id,
        cast(null as timestamp(3)) as updated_at
    from helpdesk_tickets_formed
),

helpdesk_tickets_flaws as (
    select
        *,
        case
            when ticket_id is null then 'missing'
        end as ticket_id_flaw,
        case
            when case when created_at is null then coalesce(regexp_like(lower(created_at_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'missing'
            when created_at is null then 'not a timestamp'
            when cast(created_at as date) > cast(landed_on + interval '1' day as date) and cast(created_at as date) > cast(extracted_at + interval '1' day as date) then 'in_the_future'
        end as created_at_flaw,
        case
            when case when solved_at is null then not coalesce(regexp_like(lower(solved_at_text), '^(?:|null|\(null\)|<null>|\\n|n/a|n\.a\.|na|#n/a|none|nil|nan|nat|undefined|-|--|---|–|—|0000-00-00|0000-00-00 00:00:00|0000-00-00t00:00:00|0000-00-00t00:00:00z)\z'), true) else false end then 'not a timestamp'
        end as solved_at_flaw,
        case
            when strpos(channel_text, chr(65533)) > 0 then 'lost character'
        end as channel_flaw,
        chr(9) || chr(10) || chr(13) as separators
    from helpdesk_tickets_values
),

helpdesk_tickets_checked as (
    select
        *,
        ticket_id as record_id,
        case
            when ticket_id is null then 'missing ticket_id'
            when ticket_id_flaw = 'missing' then 'missing ticket_id'
            when created_at_flaw = 'missing' then 'missing created_at'
            when created_at_flaw = 'not a timestamp' then 'not a timestamp: created_at'
            when created_at_flaw = 'in_the_future' then 'in_the_future'
        end as reject_reason
    from helpdesk_tickets_flaws
),

helpdesk_tickets as (
    select
        'helpdesk' as source,
        'tickets' as stream,
        record_id,
        load_id,
        landed_on,
        case when is_outline then landed_on else loaded_on end as known_on,
        shapes.is_outline as is_outline,
        extracted_at,
        position,
        updated_at,
        to_hex(md5(to_utf8(payload))) as content_hash,
        reject_reason,
        case when reject_reason is not null then payload end as reject_payload,
        case
            when reject_reason is null then case
                when coalesce(solved_at_flaw, channel_flaw) is not null then concat_ws(
                    chr(10),
                    case when solved_at_flaw is not null then concat_ws(chr(9), 'solved_at', solved_at_flaw, coalesce(substr(trim(translate(solved_at_text, separators, '   ')), 1, 60), '')) end,
                    case when channel_flaw is not null then concat_ws(chr(9), 'channel', channel_flaw, coalesce(substr(trim(translate(channel_text, separators, '   ')), 1, 60), '')) end
                )
            end
            when reject_reason not in ('too_late', 'filtered') then case
                when coalesce(ticket_id_flaw, created_at_flaw) is not null then concat_ws(
                    chr(10),
                    case when ticket_id_flaw is not null then concat_ws(chr(9), 'ticket_id', ticket_id_flaw, coalesce(cast(null as varchar), '')) end,
                    case when created_at_flaw is not null then concat_ws(chr(9), 'created_at', created_at_flaw, coalesce(case when created_at_flaw in ('not a timestamp', 'in_the_future') then substr(trim(translate(created_at_text, separators, '   ')), 1, 60) end, '')) end
                )
            end
        end as cell_problems,
        'helpdesk:' || account_id as account_key,
        created_at,
        solved_at,
        case when not is_outline then status end as status,
        case when not is_outline then priority end as priority,
        channel,
        case when not is_outline then reopens end as reopens,
        contact_id,
        solved_at_flaw is null as is_solved_at_mapped
    from helpdesk_tickets_checked
    cross join (values (false), (true)) as shapes (is_outline)
    where not shapes.is_outline
        or (reject_reason is null and loaded_on > landed_on)
),

staged as (
    select * from helpdesk_tickets
)

select * from staged
