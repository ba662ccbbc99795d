-- Grain: one row per scored account and measure defined by the project, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- Origin: measures/*.sql
-- account_id varchar: the account
-- measure varchar: the measure, by the name of its file
-- value double: the measure's value; null when absence has a reason
-- unknown_word varchar: of a measure of words: the word that it gives and does not list; null otherwise
-- sample_size bigint: the number of facts behind the value
-- absence varchar: not_applicable when the measure has no row or no finite value for the account; unreadable when it gives a word that it does not list; null when there is a value
-- observed_at timestamp(3): when the value was observed, as returned by the measure; null when it does not return it
with scored_accounts as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

measure_names as (
    select cast(null as varchar) as measure from scored_accounts where false
),

given_values as (
    select
        account_id,
        cast(null as varchar) as measure,
        cast(null as double) as value,
        cast(null as varchar) as unknown_word,
        cast(null as bigint) as sample_size,
        cast(null as timestamp(3)) as observed_at
    from scored_accounts
    where false
),

own_measures as (
    select
        scored_accounts.account_id,
        measure_names.measure,
        case when is_finite(given_values.value) then given_values.value end as value,
        given_values.unknown_word,
        coalesce(given_values.sample_size, 0) as sample_size,
        case
            when is_finite(given_values.value) then null
            when given_values.unknown_word is not null then 'unreadable'
            else 'not_applicable'
        end as absence,
        given_values.observed_at
    from scored_accounts
    cross join measure_names
    left join given_values
        on
            given_values.account_id = scored_accounts.account_id
            and given_values.measure = measure_names.measure
)

select * from own_measures
