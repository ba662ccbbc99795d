-- Grain: one row per account that has been merged into another, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- past_id varchar: the merged account, as the first accounts source names it
-- account_id varchar: the account that it is now
with identity as (
    select
        source_account_id,
        account_id,
        matched_by,
        merged_into
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),

account_merges as (
    select distinct
        source_account_id as past_id,
        account_id
    from identity
    where matched_by = 'id' and merged_into is not null
)

select * from account_merges
