-- Grain: one row per horizon_days, from_band and to_band that any account has.
-- Kind: snapshot
-- horizon_days integer: how far it looks back: 7, 30 or 90 days; left out without a day scored that long ago
-- from_date date: the day it looks back to: the newest scored one from horizon_days to a week more ago
-- from_band varchar: green, yellow, red or insufficient_data on from_date; not_scored
-- to_band varchar: the same on as_of_date
-- accounts bigint: accounts that moved so, or stayed
-- arr decimal(18,2): what those of known revenue bring a year, or brought on from_date when they are not scored
--     any more; null when none is known
-- accounts_without_arr bigint: accounts whose revenue is not known
with band_movements as (
    select
        cast(null as integer) as horizon_days,
        cast(null as date) as from_date,
        cast(null as varchar) as from_band,
        cast(null as varchar) as to_band,
        cast(null as bigint) as accounts,
        cast(null as decimal(18,2)) as arr,
        cast(null as bigint) as accounts_without_arr
    where false
)
select * from band_movements
