-- Grain: one row per account and attribute with a value, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Accounts and their health
-- Purpose: Further attributes of accounts, as configured.
-- Origin: bellwether.yaml: attributes of its streams
-- account_id varchar: the account's id in the first accounts source
-- attribute varchar: the attribute, by its name in the config
-- value varchar: its value, in the source's words
with account_attributes as (
    select
        cast(null as varchar) as account_id,
        cast(null as varchar) as attribute,
        cast(null as varchar) as value
    where false
)

select * from account_attributes
