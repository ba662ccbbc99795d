-- Every scored account is in exactly one movement of each horizon, with its current band.
-- Severity: error
with movements as (
    select
        horizon_days,
        to_band,
        sum(accounts) as accounts
    from band_movements
    where as_of_date = date '{{ as_of_date }}'
        and to_band <> 'not_scored'
    group by horizon_days, to_band
),

horizons as (
    select distinct horizon_days
    from movements
),

bands as (
    select
        band,
        count(*) as accounts
    from scores
    where as_of_date = date '{{ as_of_date }}'
    group by band
),

expected as (
    select
        horizons.horizon_days,
        bands.band as to_band,
        bands.accounts
    from bands
    cross join horizons
),

bad_rows as (
    select
        coalesce(expected.horizon_days, movements.horizon_days) as horizon_days,
        coalesce(expected.to_band, movements.to_band) as band,
        expected.accounts as scored_accounts,
        movements.accounts
    from expected
    full join movements
        on movements.horizon_days = expected.horizon_days
        and movements.to_band = expected.to_band
    where expected.accounts is distinct from movements.accounts
)

select * from bad_rows
