-- Grain: one row per feature release by as_of_date, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Facts
-- Purpose: Feature releases and their dates.
-- release_id varchar: the release's id in its source
-- source varchar: the source, by its name in the config
-- feature varchar: the feature, by its name in usage
-- name varchar: the name of the release
-- released_on date: the first day on which the feature was available
with feature_releases as (
    select
        record_id as release_id,
        source,
        feature,
        name,
        released_on
    from feature_releases_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and released_on <= date '{{ as_of_date }}'
)

select * from feature_releases
