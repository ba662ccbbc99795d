-- Grain: one row per customer, month of account_months and dimension.
-- Kind: snapshot
-- account_id varchar: the account
-- month date: the first day of the month
-- dimension varchar: all, plan, segment, region, band, owner, or an attribute of the config
-- dimension_value varchar: its value when the month began, or when first seen for one that came later; (none)
--     when it had none
with month_dimensions as (
    select
        cast(null as varchar) as account_id,
        cast(null as date) as month,
        cast(null as varchar) as dimension,
        cast(null as varchar) as dimension_value
    where false
)
select * from month_dimensions
