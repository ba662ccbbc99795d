-- Grain: one row per account and attribute that it has, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Accounts and their health
-- Purpose: What else your sources say of an account, by the names your config gives it.
-- Origin: bellwether.yaml: attributes of its streams
-- account_id varchar: the account, as the first accounts source names it
-- attribute varchar: the attribute, as the config names it
-- value varchar: its value, in the source's words
with account_attributes as (
    select
        cast(null as varchar) as account_id,
        cast(null as varchar) as attribute,
        cast(null as varchar) as value
    where false
)
select * from account_attributes
