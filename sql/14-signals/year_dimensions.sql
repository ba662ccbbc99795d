-- Grain: one row per account of account_years and dimension.
-- Kind: snapshot
-- account_id varchar: the account
-- dimension varchar: all, plan, segment, region, band, owner, or an attribute of the config
-- dimension_value varchar: its value when the 12 months began; (none) when it had none
with year_dimensions as (
    select
        cast(null as varchar) as account_id,
        cast(null as varchar) as dimension,
        cast(null as varchar) as dimension_value
    where false
)
select * from year_dimensions
