-- Grain: one row per account with products in its success metrics, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: products in use
-- Unit: products
-- Better: higher
-- account_id varchar: the account
-- value double: products that the account uses
-- sample_size bigint: the same
-- observed_at timestamp(3): as_of_date
with sums as (
    select
        account_id,
        try_cast(max(case when attribute = 'products' then value end) as double) as products
    from account_attributes
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
),

counts as (
    select
        account_id,
        products as value,
        try_cast(products as bigint) as sample_size,
        cast(date '{{ as_of_date }}' as timestamp(3)) as observed_at
    from sums
)

select * from counts
