-- Grain: one row per customer (a scored account) and dimension, as known at the end of as_of_date.
-- Kind: snapshot
-- account_id varchar: the account
-- dimension varchar: all, plan, segment, region, band, owner, or an attribute of the config
-- dimension_value varchar: the account's value, all for all, (none) when it has none: the cells of a dimension
--     partition the customers
with account_dimensions as (
    select
        cast(null as varchar) as account_id,
        cast(null as varchar) as dimension,
        cast(null as varchar) as dimension_value
    where false
)
select * from account_dimensions
