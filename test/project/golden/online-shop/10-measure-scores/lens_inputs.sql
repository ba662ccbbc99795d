-- Grain: one row per lens and scored account, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- Origin: bellwether.yaml: scorecards
-- lens varchar: the lens, by its name in the config
-- account_id varchar: the account
-- scorecard varchar: the first scorecard of the lens that applies
with inputs as (
    select *
    from account_inputs
    where as_of_date = date '{{ as_of_date }}'
),

lens_inputs as (
    select
        'engagement' as lens,
        account_id,
        cast('engagement' as varchar) as scorecard
    from inputs
)

select * from lens_inputs
