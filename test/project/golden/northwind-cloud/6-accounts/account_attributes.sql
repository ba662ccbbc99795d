-- Grain: one row per account and attribute with a value, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Accounts and their health
-- Purpose: Further attributes of accounts, as configured.
-- Origin: bellwether.yaml: attributes of its streams
-- account_id varchar: the account's id in the first accounts source
-- attribute varchar: the attribute, by its name in the config
-- value varchar: its value, in the source's words
with records as (
    select
        source,
        account_key,
        customer_since,
        attributes,
        deleted_on
    from accounts_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and coalesce(customer_since <= date '{{ as_of_date }}', true)
        and attributes is not null
),

account_streams as (
    select
        source,
        min(source_position) as source_position,
        min(min(source_position)) over () as first_position
    from streams
    where as_of_date = date '{{ as_of_date }}'
        and entity = 'accounts'
    group by source
),

identity as (
    select
        account_key,
        source_account_id,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
        and account_id is not null
        and merged_into is null
),

told as (
    select
        identity.account_id,
        names.attribute,
        records.account_key,
        account_streams.source_position,
        case names.attribute
            when 'acquisition_channel' then json_extract_scalar(attributes, '$.acquisition_channel')
        end as value
    from records
    inner join identity
        on identity.account_key = records.account_key
    inner join account_streams
        on account_streams.source = records.source
    cross join (values ('acquisition_channel')) as names (attribute)
    where records.deleted_on is null
        or (
            account_streams.source_position = account_streams.first_position
            and identity.source_account_id = identity.account_id
        )
),

-- If several sources have the attribute, the first one in the config wins.
ranked as (
    select
        *,
        row_number() over (
            partition by account_id, attribute
            order by source_position, account_key, value
        ) as place
    from told
    where value is not null
),

account_attributes as (
    select
        account_id,
        attribute,
        value
    from ranked
    where place = 1
)

select * from account_attributes
