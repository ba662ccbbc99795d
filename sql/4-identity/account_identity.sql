-- Grain: one row per account key of any source, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: The data itself
-- Purpose: The account that each key of each source is matched to, and how it was matched.
-- account_key varchar: <source>:<the source's own account id>
-- source varchar: the source, by its name in the config
-- source_account_id varchar: the account's id in that source
-- account_id varchar: the account's id in the first accounts source; null when nothing matches
-- matched_by varchar: id, link or domain; name: by the name of a company alone, in sources with match_by_name; record: its
--     records had another key before, which no record has any more and which matches; null when nothing matches
-- merged_into varchar: the surviving account, if the matched account was merged (equal to account_id); otherwise null
-- accounts_of_name bigint: the number of accounts with its name, if its source matches by name, it matches nothing, and
--     several have the name; otherwise null
-- is_free_mail boolean: true when its domain is a mail provider's, such as gmail.com, which is no company's
with first_source as (
    select
        min_by(source, source_position) filter (where entity = 'accounts') as source,
        coalesce(bool_or(match_by_name), false) as is_name_used
    from streams
    where as_of_date = date '{{ as_of_date }}'
),

name_sources as (
    select source
    from streams
    where as_of_date = date '{{ as_of_date }}'
        and match_by_name
    group by source
),

-- Includes accounts that their source has dropped, because their merges still apply, and because some still pay.
all_account_records as (
    select
        source,
        record_id,
        account_key,
        name,
        domain,
        other_domain,
        parent_account_key,
        merged_into_key,
        merged_ids,
        updated_at,
        deleted_on is null as is_there,
        coalesce(is_left_out, false) as is_left_out
    from accounts_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and coalesce(customer_since <= date '{{ as_of_date }}', true)
),

account_records as (
    select *
    from all_account_records
    where is_there
),

free_mail as (
    select domain
    from free_mail_domains
    where as_of_date = date '{{ as_of_date }}'
),

link_records as (
    select
        other_account_key,
        account_id,
        updated_at,
        record_id
    from account_links_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
),

-- Keys with a running subscription that is no trial.
paying_keys as (
    select distinct account_key
    from subscriptions_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and started_on <= date '{{ as_of_date }}'
        and coalesce(ended_on > date '{{ as_of_date }}', true)
        and case
            when status = 'trialing' then coalesce(trial_ends_on <= date '{{ as_of_date }}', false)
            when status is null then coalesce(trial_ends_on <= date '{{ as_of_date }}', true)
            else status not in ('cancelled', 'incomplete', 'future')
        end
),

-- Links that have not started yet match nothing.
record_keys as (
    {{ account_keys }}
),

-- Also keys that nothing has any more: a dropped account still identifies its past records, if it was merged into an
-- existing one; a parent is given by id only, and does not exist without an account of that id; a key that records had
-- before says whose the key is that they have instead.
keys_and_former as (
    select
        source,
        account_key,
        not is_there as is_former,
        cast(null as varchar) as renamed_to,
        cast(null as varchar) as renamed_from
    from all_account_records
    union all
    select
        source,
        parent_account_key as account_key,
        true as is_former,
        cast(null as varchar) as renamed_to,
        cast(null as varchar) as renamed_from
    from account_records
    where parent_account_key is not null
    union all
    select
        record_keys.source,
        case names.name when 'key' then record_keys.account_key else record_keys.former_account_key end as account_key,
        names.name = 'former key' as is_former,
        case when names.name = 'former key' then record_keys.account_key end as renamed_to,
        case when names.name = 'key' then record_keys.former_account_key end as renamed_from
    from record_keys
    cross join (values ('key'), ('former key')) as names (name)
    where case names.name when 'key' then record_keys.account_key else record_keys.former_account_key end is not null
    union all
    select
        split_part(account_key, ':', 1) as source,
        account_key,
        false as is_former,
        cast(null as varchar) as renamed_to,
        cast(null as varchar) as renamed_from
    from usage_keys
    where as_of_date = date '{{ as_of_date }}'
),

-- A key is renamed when no record has it any more, and all that had it have one other key, which had no other.
named_keys as (
    select
        source,
        account_key,
        substr(account_key, length(source) + 2) as source_account_id,
        bool_and(is_former) as is_former,
        bool_and(renamed_to is not null) as is_renamed,
        case
            when bool_and(renamed_to is not null) and count(distinct renamed_to) = 1 then min(renamed_to)
        end as renamed_to,
        count(distinct renamed_from) = 1 as has_one_former
    from keys_and_former
    group by source, account_key
),

-- Ids in one text: 1;2 or 1,2 or 1|2 or ["1","2"].
survivors as (
    select
        source,
        account_key,
        is_there,
        updated_at,
        replace(replace(replace(replace(replace(merged_ids, '[', ''), ']', ''), '"', ''), ';', ','), '|', ',')
            as merged_ids
    from all_account_records
    where merged_ids is not null
),

-- The first hundred ids of a list. (Written out, because every later step repeats it and Athena allows a query 150
-- stages.)
list_places as (
    select place
    from (
        values
            (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15), (16), (17), (18), (19), (20),
            (21), (22), (23), (24), (25), (26), (27), (28), (29), (30), (31), (32), (33), (34), (35), (36), (37), (38), (39), (40),
            (41), (42), (43), (44), (45), (46), (47), (48), (49), (50), (51), (52), (53), (54), (55), (56), (57), (58), (59), (60),
            (61), (62), (63), (64), (65), (66), (67), (68), (69), (70), (71), (72), (73), (74), (75), (76), (77), (78), (79), (80),
            (81), (82), (83), (84), (85), (86), (87), (88), (89), (90), (91), (92), (93), (94), (95), (96), (97), (98), (99), (100)
    ) as listed (place)
),

listed_ids as (
    select
        survivors.source,
        survivors.account_key,
        survivors.is_there,
        survivors.updated_at,
        split_part(survivors.merged_ids, ',', list_places.place) as listed_id
    from survivors
    inner join list_places
        on length(survivors.merged_ids) - length(replace(survivors.merged_ids, ',', '')) >= list_places.place - 1
),

-- In the form that staging gives to keys (lib/mapping/cells/key-sql.ts).
listed_merges as (
    select
        source,
        account_key as next_key,
        is_there,
        updated_at,
        coalesce(
            nullif(
                regexp_extract(listed_id, '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(-?[0-9]+)[.]0+[\p{Z}\p{Cc}\p{Cf}]*$', 1),
                ''
            ),
            regexp_extract(normalize(listed_id), '(?s)^[\p{Z}\p{Cc}\p{Cf}]*(.*?)[\p{Z}\p{Cc}\p{Cf}]*$', 1)
        ) as merged_id
    from listed_ids
),

told_merges as (
    select
        account_key,
        merged_into_key as next_key,
        1 as telling,
        is_there,
        updated_at
    from all_account_records
    where merged_into_key is not null
    union all
    select
        source || ':' || merged_id as account_key,
        next_key,
        2 as telling,
        is_there,
        updated_at
    from listed_merges
    where merged_id <> ''
),

-- An account's own merged_into takes precedence over the lists of others.
ranked_merges as (
    select
        account_key,
        next_key,
        row_number() over (
            partition by account_key
            order by telling, is_there desc, updated_at desc nulls last, next_key
        ) as place
    from told_merges
    where account_key <> next_key
),

-- Each step from an account to the one it was merged into, and that account's id while it exists.
steps as (
    select
        ranked_merges.account_key,
        ranked_merges.next_key,
        targets.record_id as next_id
    from ranked_merges
    left join account_records as targets
        on targets.account_key = ranked_merges.next_key
    where ranked_merges.place = 1
),

-- Up to four steps lead to the last existing account. In circular or longer chains, the accounts stay
-- unmerged.
merges as (
    select
        hop1.account_key,
        coalesce(hop4.next_id, hop3.next_id, hop2.next_id, hop1.next_id) as last_id
    from steps as hop1
    left join steps as hop2
        on hop2.account_key = hop1.next_key
    left join steps as hop3
        on hop3.account_key = hop2.next_key
    left join steps as hop4
        on hop4.account_key = hop3.next_key
    left join steps as hop5
        on hop5.account_key = hop4.next_key
    where hop5.account_key is null
        and coalesce(hop4.next_id, hop3.next_id, hop2.next_id, hop1.next_id) is not null
),

first_source_records as (
    select
        all_account_records.*,
        lower(all_account_records.domain) as stated_domain,
        case when first_source.is_name_used then all_account_records.name end as stated_name
    from all_account_records
    inner join first_source
        on first_source.source = all_account_records.source
),

first_source_merges as (
    select
        substr(merges.account_key, length(first_source.source) + 2) as merged_id,
        merges.account_key,
        merges.last_id
    from merges
    inner join first_source
        on substr(merges.account_key, 1, length(first_source.source) + 1) = first_source.source || ':'
),

-- Salesforce ids have 15 characters, or 18: the last three encode which of the 15 are capitals, five per character,
-- each as one of 32 characters. An id of 18 is the same in any case, and one of 15 becomes one of 18.
salesforce as (
    select
        'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789' as letters,
        '11111111111111111111111111000000000000000000000000000000000000' as bits,
        '00000=A,10000=B,01000=C,11000=D,00100=E,10100=F,01100=G,11100=H,00010=I,10010=J,01010=K,'
            || '11010=L,00110=M,10110=N,01110=O,11110=P,00001=Q,10001=R,01001=S,11001=T,00101=U,10101=V,'
            || '01101=W,11101=X,00011=Y,10011=Z,01011=0,11011=1,00111=2,10111=3,01111=4,11111=5' as marks
),

-- Existing accounts, the ids that were merged into them, and accounts that a source lacks without saying why.
living_accounts as (
    select
        coalesce(records.record_id, merges.merged_id) as account_id,
        case
            when records.stated_domain not like 'www.%'
                and regexp_like(records.stated_domain, '^[a-z0-9-]+(?:[.][a-z0-9-]+)*[.][a-z][a-z0-9-]+$') then records.stated_domain
            else regexp_extract(
                records.stated_domain,
                '^(?:[a-z][a-z0-9+.-]*://|//|mailto:)?(?:[^@/?#]*@)?(?:www[.])?([^@/:?#,;<>()\s]+[.][^@/:?#.,;<>()\s0-9][^@/:?#.,;<>()\s]+)[.]?(?:>|[:/?#].*)?$',
                1
            )
        end as domain,
        lower(records.other_domain) as other_domain,
        records.stated_name,
        coalesce(merges.last_id, records.record_id) as last_id,
        merges.last_id as merged_into,
        merges.last_id is null and not records.is_there as is_gone
    from first_source_records as records
    full join first_source_merges as merges
        on merges.account_key = records.account_key
    where records.is_there
        or merges.last_id is not null
        or not records.is_left_out
),

links as (
    select
        other_account_key,
        account_id,
        row_number() over (
            partition by other_account_key
            order by updated_at desc nulls last, record_id desc, account_id
        ) as place
    from link_records
),

-- The identifiers of an account: id, and domain or name if unique; merged accounts count as their survivor.
names as (
    select
        case kinds.kind
            when 'id' then 'id ' || living_accounts.account_id
            when 'salesforce' then 'salesforce ' || case
                when length(living_accounts.account_id) = 15 and regexp_like(living_accounts.account_id, '^[A-Za-z0-9]+$')
                    then upper(living_accounts.account_id)
                        || substr(salesforce.marks, strpos(salesforce.marks, translate(substr(living_accounts.account_id, 1, 5), salesforce.letters, salesforce.bits) || '=') + 6, 1)
                        || substr(salesforce.marks, strpos(salesforce.marks, translate(substr(living_accounts.account_id, 6, 5), salesforce.letters, salesforce.bits) || '=') + 6, 1)
                        || substr(salesforce.marks, strpos(salesforce.marks, translate(substr(living_accounts.account_id, 11, 5), salesforce.letters, salesforce.bits) || '=') + 6, 1)
                when length(living_accounts.account_id) = 18 and regexp_like(living_accounts.account_id, '^[A-Za-z0-9]+[A-Za-z0-5]{3}$')
                    then upper(living_accounts.account_id)
            end
            when 'domain' then 'domain ' || case when free_mail.domain is null then nullif(living_accounts.domain, '') end
            when 'other domain' then 'domain ' || living_accounts.other_domain
            when 'name' then 'name ' ||
                {{ company_name }}
        end as name,
        living_accounts.last_id,
        case when kinds.kind in ('id', 'salesforce') then living_accounts.merged_into end as merged_into,
        living_accounts.is_gone
    from living_accounts
    left join free_mail
        on free_mail.domain = living_accounts.domain
    cross join salesforce
    cross join (values ('id'), ('salesforce'), ('domain'), ('other domain'), ('name')) as kinds (kind)
),

-- A name of an existing account is not that of one that is gone.
named_accounts as (
    select
        name,
        is_gone,
        case when count(distinct last_id) = 1 then min(last_id) end as account_id,
        min(merged_into) as merged_into,
        count(distinct last_id) as accounts
    from names
    where name is not null
    group by name, is_gone
),

-- A key's id, its domain, such as https://www.example.com/about or someone@example.com, and its company's name.
told_keys as (
    select
        named_keys.account_key,
        named_keys.source,
        named_keys.source_account_id,
        named_keys.is_former,
        named_keys.is_renamed,
        named_keys.renamed_to,
        named_keys.has_one_former,
        case when named_keys.source <> first_source.source then links.account_id end as linked_id,
        case
            when named_keys.source <> first_source.source
                then lower(coalesce(account_records.domain, named_keys.source_account_id))
        end as stated_domain,
        case
            when name_sources.source is not null
                then coalesce(account_records.name, named_keys.source_account_id)
        end as stated_name
    from named_keys
    cross join first_source
    left join links
        on links.other_account_key = named_keys.account_key
        and links.place = 1
    left join account_records
        on account_records.account_key = named_keys.account_key
    left join name_sources
        on name_sources.source = named_keys.source
),

-- The matches of a key, in order of precedence.
key_names as (
    select
        told_keys.account_key,
        told_keys.source,
        told_keys.source_account_id,
        told_keys.is_former,
        told_keys.is_renamed,
        told_keys.renamed_to,
        told_keys.has_one_former,
        ways.place,
        ways.matched_by,
        case ways.place
            when 1 then 'id ' || told_keys.source_account_id
            when 2 then 'salesforce ' || case
                when length(told_keys.source_account_id) = 15 and regexp_like(told_keys.source_account_id, '^[A-Za-z0-9]+$')
                    then upper(told_keys.source_account_id)
                        || substr(salesforce.marks, strpos(salesforce.marks, translate(substr(told_keys.source_account_id, 1, 5), salesforce.letters, salesforce.bits) || '=') + 6, 1)
                        || substr(salesforce.marks, strpos(salesforce.marks, translate(substr(told_keys.source_account_id, 6, 5), salesforce.letters, salesforce.bits) || '=') + 6, 1)
                        || substr(salesforce.marks, strpos(salesforce.marks, translate(substr(told_keys.source_account_id, 11, 5), salesforce.letters, salesforce.bits) || '=') + 6, 1)
                when length(told_keys.source_account_id) = 18 and regexp_like(told_keys.source_account_id, '^[A-Za-z0-9]+[A-Za-z0-5]{3}$')
                    then upper(told_keys.source_account_id)
            end
            when 3 then 'id ' || told_keys.linked_id
            when 4 then 'salesforce ' || case
                when length(told_keys.linked_id) = 15 and regexp_like(told_keys.linked_id, '^[A-Za-z0-9]+$')
                    then upper(told_keys.linked_id)
                        || substr(salesforce.marks, strpos(salesforce.marks, translate(substr(told_keys.linked_id, 1, 5), salesforce.letters, salesforce.bits) || '=') + 6, 1)
                        || substr(salesforce.marks, strpos(salesforce.marks, translate(substr(told_keys.linked_id, 6, 5), salesforce.letters, salesforce.bits) || '=') + 6, 1)
                        || substr(salesforce.marks, strpos(salesforce.marks, translate(substr(told_keys.linked_id, 11, 5), salesforce.letters, salesforce.bits) || '=') + 6, 1)
                when length(told_keys.linked_id) = 18 and regexp_like(told_keys.linked_id, '^[A-Za-z0-9]+[A-Za-z0-5]{3}$')
                    then upper(told_keys.linked_id)
            end
            when 5 then 'domain ' || case when strpos(told_keys.stated_domain, '.') > 0 then case
            when told_keys.stated_domain not like 'www.%'
                and regexp_like(told_keys.stated_domain, '^[a-z0-9-]+(?:[.][a-z0-9-]+)*[.][a-z][a-z0-9-]+$') then told_keys.stated_domain
            else regexp_extract(
                told_keys.stated_domain,
                '^(?:[a-z][a-z0-9+.-]*://|//|mailto:)?(?:[^@/?#]*@)?(?:www[.])?([^@/:?#,;<>()\s]+[.][^@/:?#.,;<>()\s0-9][^@/:?#.,;<>()\s]+)[.]?(?:>|[:/?#].*)?$',
                1
            )
        end end
            when 6 then 'name ' ||
                {{ company_name }}
        end as name
    from told_keys
    cross join salesforce
    cross join (values (1, 'id'), (2, 'id'), (3, 'link'), (4, 'link'), (5, 'domain'), (6, 'name')) as ways (place, matched_by)
),

believed as (
    select
        key_names.account_key,
        key_names.source,
        key_names.source_account_id,
        key_names.is_former,
        key_names.is_renamed,
        key_names.renamed_to,
        key_names.has_one_former,
        key_names.matched_by,
        case
            when named_accounts.account_id is not null
                then key_names.place + case when named_accounts.is_gone then 10 else 0 end
        end as place,
        case
            when key_names.matched_by = 'name' and named_accounts.accounts > 1 and not named_accounts.is_gone
                then named_accounts.accounts
        end as accounts_of_name,
        named_accounts.account_id,
        free_mail.domain is not null as is_free_mail,
        -- Engines differ in whether least() ignores nulls.
        coalesce(named_accounts.merged_into, '') as merged_into
    from key_names
    left join named_accounts
        on named_accounts.name = key_names.name
    left join free_mail
        on 'domain ' || free_mail.domain = key_names.name
    where key_names.name is not null
),

matched_keys as (
    select
        account_key,
        source,
        source_account_id,
        min_by(account_id, place) as account_id,
        min_by(matched_by, place) as matched_by,
        nullif(min_by(merged_into, place), '') as merged_into,
        case when min_by(account_id, place) is null then max(accounts_of_name) end as accounts_of_name,
        bool_or(is_free_mail) as is_free_mail,
        bool_and(is_renamed) as is_renamed,
        max(renamed_to) as renamed_to,
        bool_and(has_one_former) as has_one_former,
        bool_or(is_former) as is_former,
        coalesce(min(place) > 10, false) as is_of_gone
    from believed
    group by
        account_key,
        source,
        source_account_id
),

-- An account that its source lacks without saying why stays one as long as a key of it pays.
paying_matches as (
    select
        matched_keys.*,
        is_of_gone
            and count(paying_keys.account_key) over (partition by is_of_gone, account_id) = 0 as is_of_none
    from matched_keys
    left join paying_keys
        on paying_keys.account_key = matched_keys.account_key
),

present_matches as (
    select
        account_key,
        source,
        source_account_id,
        case when not is_of_none then account_id end as account_id,
        case when not is_of_none then matched_by end as matched_by,
        case when not is_of_none then merged_into end as merged_into,
        accounts_of_name,
        is_free_mail,
        is_renamed,
        renamed_to,
        has_one_former
    from paying_matches
    where not is_former
        or (account_id is not null and not is_of_none)
),

-- Of each key, the account of the key that its records had before.
keys_with_former as (
    select
        *,
        max(case when is_renamed then account_id end) over (partition by coalesce(renamed_to, account_key))
            as former_account_id,
        max(case when is_renamed then merged_into end) over (partition by coalesce(renamed_to, account_key))
            as former_merged_into,
        count(renamed_to) over (partition by source) as renamed_keys
    from present_matches
),

-- A single one may be a record of another company by now; five at once are a source that renames its keys.
renamed_matches as (
    select
        *,
        account_id is null and has_one_former and renamed_keys >= 5 and former_account_id is not null as is_by_record
    from keys_with_former
    where not is_renamed
),

account_identity as (
    select
        account_key,
        source,
        source_account_id,
        case when is_by_record then former_account_id else account_id end as account_id,
        case when is_by_record then 'record' else matched_by end as matched_by,
        case when is_by_record then former_merged_into else merged_into end as merged_into,
        accounts_of_name,
        is_free_mail
    from renamed_matches
)

select * from account_identity
