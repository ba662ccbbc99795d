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
first_accounts as (
    select
        account_records.record_id as account_id,
        account_records.account_key,
        account_records.domain,
        account_records.merged_into_key
    from account_records
    inner join first_source
        on account_records.source = first_source.source
),
-- Each step from an account to the one it was merged into; a step to nowhere is none.
steps as (
    select
        merged.account_id,
        target.account_id as next_id
    from first_accounts as merged
    inner join first_accounts as target
        on merged.merged_into_key = target.account_key
    where merged.account_id <> target.account_id
),
hops as (
    select
        hop1.account_id,
        coalesce(hop5.next_id, hop4.next_id, hop3.next_id, hop2.next_id, hop1.next_id) as last_id
    from steps as hop1
    left join steps as hop2
        on hop1.next_id = hop2.account_id
    left join steps as hop3
        on hop2.next_id = hop3.account_id
    left join steps as hop4
        on hop3.next_id = hop4.account_id
    left join steps as hop5
        on hop4.next_id = hop5.account_id
),
-- Merges in a circle, or longer than five, lead nowhere: such accounts stay themselves.
merges as (
    select
        hops.account_id,
        hops.last_id
    from hops
    left join steps
        on hops.last_id = steps.account_id
    where steps.account_id is null
),
living_accounts as (
    select
        first_accounts.account_id,
        first_accounts.domain,
        coalesce(merges.last_id, first_accounts.account_id) as last_id,
        merges.last_id as merged_into
    from first_accounts
    left join merges
        on first_accounts.account_id = merges.account_id
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
-- A domain as it stands in https://www.example.com/about, someone@example.com or Example.com.
key_domains as (
    select
        named_keys.account_key,
        regexp_extract(
            lower(trim(coalesce(account_records.domain, named_keys.source_account_id))),
            '^(?:[a-z]+://)?(?:[^@/]*@)?(?:www[.])?([a-z0-9.-]+[.][a-z]+)(?:[:/?#].*)?$',
            1
        ) as domain
    from named_keys
    left join account_records
        on named_keys.account_key = account_records.account_key
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
account_domains as (
    select
        account_id,
        last_id,
        regexp_extract(
            lower(trim(domain)),
            '^(?:[a-z]+://)?(?:[^@/]*@)?(?:www[.])?([a-z0-9.-]+[.][a-z]+)(?:[:/?#].*)?$',
            1
        ) as domain
    from living_accounts
),
-- A domain stands for an account when only one has it, merged ones counted as what they became.
domain_owners as (
    select
        account_domains.domain,
        min(account_domains.last_id) as account_id
    from account_domains
    left join free_mail
        on account_domains.domain = free_mail.domain
    where account_domains.domain <> ''
        and free_mail.domain is null
    group by account_domains.domain
    having count(distinct account_domains.last_id) = 1
),
matches as (
    select
        named_keys.account_key,
        named_keys.source,
        named_keys.source_account_id,
        case
            when by_id.account_id is not null then by_id.account_id
            when named_keys.source = first_source.source then null
            when by_link.account_id is not null then by_link.account_id
            else domain_owners.account_id
        end as found_id,
        case
            when by_id.account_id is not null then 'id'
            when named_keys.source = first_source.source then null
            when by_link.account_id is not null then 'link'
            when domain_owners.account_id is not null then 'domain'
        end as matched_by
    from named_keys
    cross join first_source
    left join living_accounts as by_id
        on named_keys.source_account_id = by_id.account_id
    left join links
        on named_keys.account_key = links.other_account_key
        and links.place = 1
    left join living_accounts as by_link
        on links.account_id = by_link.account_id
    left join key_domains
        on named_keys.account_key = key_domains.account_key
    left join domain_owners
        on key_domains.domain = domain_owners.domain
),
account_identity as (
    select
        matches.account_key,
        matches.source,
        matches.source_account_id,
        living_accounts.last_id as account_id,
        matches.matched_by,
        living_accounts.merged_into
    from matches
    left join living_accounts
        on matches.found_id = living_accounts.account_id
)
select * from account_identity
