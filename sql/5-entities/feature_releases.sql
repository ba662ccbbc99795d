-- Grain: one row per release of a feature that is out, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Facts
-- Purpose: Which features came out when.
-- release_id varchar: the release, as its source names it
-- source varchar: the source, as the config names it
-- feature varchar: the feature, as usage names it
-- name varchar: what the release is called
-- released_on date: the first day on which it could be used
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
