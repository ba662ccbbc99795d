-- Grain: one row per customer (a scored account) and dimension, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Portfolio and revenue
-- Purpose: The dimensions of each account; join it to break any figure down by segment or region.
-- account_id varchar: the account
-- dimension varchar: all, plan, segment, region, band, owner, or an attribute of the config
-- dimension_value varchar: the account's value; all for the dimension all; (none) when it has none. The values of a
--     dimension partition the customers
with customers as (
    select
        account_id,
        plan,
        segment,
        region,
        owner
    from accounts
    where as_of_date = date '{{ as_of_date }}'
        and is_scored
),

bands as (
    select
        account_id,
        band
    from scores
    where as_of_date = date '{{ as_of_date }}'
),

known_attributes as (
    select
        account_id,
        attribute,
        value
    from account_attributes
    where as_of_date = date '{{ as_of_date }}'
),

attribute_names as (
    select distinct attribute
    from known_attributes
),

told as (
    select
        account_id,
        'all' as dimension,
        'all' as value
    from customers

    union all

    select
        account_id,
        'plan' as dimension,
        plan as value
    from customers

    union all

    select
        account_id,
        'segment' as dimension,
        segment as value
    from customers

    union all

    select
        account_id,
        'region' as dimension,
        region as value
    from customers

    union all

    select
        account_id,
        'owner' as dimension,
        owner as value
    from customers

    union all

    select
        customers.account_id,
        'band' as dimension,
        bands.band as value
    from customers
    left join bands on bands.account_id = customers.account_id

    union all

    select
        customers.account_id,
        attribute_names.attribute as dimension,
        known_attributes.value
    from customers
    cross join attribute_names
    left join known_attributes
        on known_attributes.account_id = customers.account_id
        and known_attributes.attribute = attribute_names.attribute
),

account_dimensions as (
    select
        account_id,
        dimension,
        coalesce(nullif(trim(value), ''), '(none)') as dimension_value
    from told
)

select * from account_dimensions
