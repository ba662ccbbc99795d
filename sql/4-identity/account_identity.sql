-- Grain: one row per account key of any source, as known at the end of as_of_date.
-- Kind: snapshot
-- account_key varchar: <source>:<the source's own account id>
-- source varchar: the source, as the config names it
-- source_account_id varchar: the account, as that source names it
-- account_id varchar: the account, as the first accounts source names it; null when nothing matches
-- matched_by varchar: id, link or domain; null when nothing matches
-- merged_into varchar: the account that the matched one was merged into, the same as account_id; null without
with account_streams as (
    select
        source,
        source_position
    from streams
    where as_of_date = date '{{ as_of_date }}'
        and entity = 'accounts'
),
first_source as (
    select min_by(source, source_position) as source
    from account_streams
),
account_records as (
    select
        source,
        record_id,
        account_key,
        domain,
        merged_into_key
    from accounts_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and coalesce(customer_since <= date '{{ as_of_date }}', true)
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
-- What has not begun yet names nobody.
keys as (
    select source, account_key
    from account_records
    union
    select source, account_key
    from subscriptions_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and started_on <= date '{{ as_of_date }}'
    union
    select source, account_key
    from invoices_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and issued_on <= date '{{ as_of_date }}'
    union
    select source, account_key
    from tickets_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and cast(created_at as date) <= date '{{ as_of_date }}'
    union
    select source, account_key
    from survey_responses_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and cast(responded_at as date) <= date '{{ as_of_date }}'
    union
    select source, account_key
    from survey_invitations_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and cast(sent_at as date) <= date '{{ as_of_date }}'
    union
    select source, account_key
    from touchpoints_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and cast(occurred_at as date) <= date '{{ as_of_date }}'
    union
    select source, account_key
    from contacts_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
    union
    select source, account_key
    from interventions_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and started_on <= date '{{ as_of_date }}'
    union
    select split_part(account_key, ':', 1) as source, account_key
    from usage_accounts
    where as_of_date = date '{{ as_of_date }}'
),
named_keys as (
    select
        source,
        account_key,
        substr(account_key, length(source) + 2) as source_account_id
    from keys
),
-- Each step from an account to the one it was merged into, in whatever source; a step to nowhere is none.
steps as (
    select
        merged.account_key,
        target.account_key as next_key,
        target.record_id as next_id
    from account_records as merged
    inner join account_records as target
        on merged.merged_into_key = target.account_key
    where merged.account_key <> target.account_key
),
hops as (
    select
        hop1.account_key,
        coalesce(hop5.next_key, hop4.next_key, hop3.next_key, hop2.next_key, hop1.next_key) as last_key,
        coalesce(hop5.next_id, hop4.next_id, hop3.next_id, hop2.next_id, hop1.next_id) as last_id
    from steps as hop1
    left join steps as hop2
        on hop1.next_key = hop2.account_key
    left join steps as hop3
        on hop2.next_key = hop3.account_key
    left join steps as hop4
        on hop3.next_key = hop4.account_key
    left join steps as hop5
        on hop4.next_key = hop5.account_key
),
-- Merges in a circle, or longer than five, lead nowhere: such accounts stay themselves.
merges as (
    select
        hops.account_key,
        hops.last_id
    from hops
    left join steps
        on hops.last_key = steps.account_key
    where steps.account_key is null
),
living_accounts as (
    select
        account_records.record_id as account_id,
        regexp_extract(
            lower(trim(account_records.domain)),
            '^(?:[a-z]+://)?(?:[^@/]*@)?(?:www[.])?([a-z0-9.-]+[.][a-z]+)(?:[:/?#].*)?$',
            1
        ) as domain,
        coalesce(merges.last_id, account_records.record_id) as last_id,
        merges.last_id as merged_into
    from account_records
    inner join first_source
        on account_records.source = first_source.source
    left join merges
        on account_records.account_key = merges.account_key
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
free_mail as (
    select domain
    from (
        values
            ('gmail.com'),
            ('googlemail.com'),
            ('outlook.com'),
            ('hotmail.com'),
            ('live.com'),
            ('msn.com'),
            ('yahoo.com'),
            ('icloud.com'),
            ('me.com'),
            ('aol.com'),
            ('gmx.com'),
            ('gmx.de'),
            ('gmx.net'),
            ('web.de'),
            ('mail.com'),
            ('mail.ru'),
            ('yandex.com'),
            ('yandex.ru'),
            ('proton.me'),
            ('protonmail.com'),
            ('qq.com'),
            ('163.com')
    ) as listed (domain)
),
-- What an account goes by: its id, and its domain when only one account has it, merged ones counted as what they became.
names as (
    select
        case kinds.kind
            when 'id' then 'id ' || living_accounts.account_id
            else 'domain ' || living_accounts.domain
        end as name,
        kinds.kind,
        living_accounts.last_id,
        case when kinds.kind = 'id' then living_accounts.merged_into end as merged_into
    from living_accounts
    cross join (values ('id'), ('domain')) as kinds (kind)
    left join free_mail
        on living_accounts.domain = free_mail.domain
    where kinds.kind = 'id'
        or (living_accounts.domain <> '' and free_mail.domain is null)
),
named_accounts as (
    select
        name,
        min(last_id) as account_id,
        min(merged_into) as merged_into
    from names
    group by name
    having count(distinct last_id) = 1
),
-- What a key goes by, in the order in which it is believed; a domain as it stands in https://www.example.com/about,
-- someone@example.com or Example.com.
key_names as (
    select
        named_keys.account_key,
        named_keys.source,
        named_keys.source_account_id,
        ways.place,
        ways.matched_by,
        case
            when ways.matched_by = 'id' then 'id ' || named_keys.source_account_id
            when named_keys.source = first_source.source then null
            when ways.matched_by = 'link' then 'id ' || links.account_id
            else 'domain ' || regexp_extract(
                lower(trim(coalesce(account_records.domain, named_keys.source_account_id))),
                '^(?:[a-z]+://)?(?:[^@/]*@)?(?:www[.])?([a-z0-9.-]+[.][a-z]+)(?:[:/?#].*)?$',
                1
            )
        end as name
    from named_keys
    cross join first_source
    cross join (values (1, 'id'), (2, 'link'), (3, 'domain')) as ways (place, matched_by)
    left join links
        on named_keys.account_key = links.other_account_key
        and links.place = 1
    left join account_records
        on named_keys.account_key = account_records.account_key
),
believed as (
    select
        key_names.account_key,
        key_names.source,
        key_names.source_account_id,
        key_names.matched_by,
        case when named_accounts.name is not null then key_names.place end as place,
        named_accounts.account_id,
        -- Engines differ in whether the least of several may be null.
        coalesce(named_accounts.merged_into, '') as merged_into
    from key_names
    left join named_accounts
        on key_names.name = named_accounts.name
),
account_identity as (
    select
        account_key,
        source,
        source_account_id,
        min_by(account_id, place) as account_id,
        min_by(matched_by, place) as matched_by,
        nullif(min_by(merged_into, place), '') as merged_into
    from believed
    group by
        account_key,
        source,
        source_account_id
)
select * from account_identity
