-- Grain: one row per scored account and measure defined by the project, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- Origin: measures/contacts_met_180d.sql
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
    select measure from (values ('contacts_met_180d')) as names (measure)
),

given_values as (
    select
        account_id,
        'contacts_met_180d' as measure,
        value,
        cast(null as varchar) as unknown_word,
        sample_size,
        observed_at
    from (
-- Grain: one row per account that customer success met anyone of in the last 180 days.
-- Kind: snapshot
-- Unit: people
-- Better: higher
-- account_id varchar: the account
-- value double: how many of its people were met: an account known through one person is lost with that person
-- sample_size bigint: touchpoints behind it
-- observed_at timestamp(3): the latest of them
with met as (
    select
        account_id,
        contact_id,
        occurred_at
    from touchpoints
    where
        as_of_date = date '{{ as_of_date }}'
        and account_id is not null
        and contact_id is not null
        and try_cast(occurred_at as date) >= cast(date '{{ as_of_date }}' - interval '179' day as date)
),

contacts_met as (
    select
        account_id,
        try_cast(count(distinct contact_id) as double) as value,
        count(*) as sample_size,
        max(occurred_at) as observed_at
    from met
    group by account_id
)

select * from contacts_met
) as given
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
