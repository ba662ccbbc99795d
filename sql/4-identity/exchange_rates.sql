-- Grain: one row per currency and start date of a rate, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Facts
-- Purpose: Exchange rates into the reporting currency.
-- source varchar: the source, by its name in the config; the first one that has a rate for the day
-- currency varchar: the currency code, in capitals
-- rate_on date: the first day on which the rate applies
-- until_on date: the first day on which a newer rate applies instead; null for the newest
-- rate double: the value of one unit of the currency in the reporting currency
with records as (
    select
        source,
        record_id,
        upper(trim(currency)) as currency,
        rate_on,
        rate
    from exchange_rates_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and rate_on <= date '{{ as_of_date }}'
        and currency is not null
        and rate is not null
),

rate_sources as (
    select
        source,
        min(source_position) as source_position
    from streams
    where as_of_date = date '{{ as_of_date }}'
        and entity = 'exchange_rates'
    group by source
),

ranked as (
    select
        records.source,
        records.currency,
        records.rate_on,
        records.rate,
        row_number() over (
            partition by records.currency, records.rate_on
            order by rate_sources.source_position nulls last, records.source, records.record_id
        ) as place
    from records
    left join rate_sources
        on rate_sources.source = records.source
),

exchange_rates as (
    select
        source,
        currency,
        rate_on,
        lead(rate_on) over (partition by currency order by rate_on) as until_on,
        rate
    from ranked
    where place = 1
)

select * from exchange_rates
