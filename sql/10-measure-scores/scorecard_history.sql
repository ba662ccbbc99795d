-- Grain: one row per valid_from, scorecard, component and measure; a run adds the scorecards of a config that is new to it.
-- Kind: increment
-- Readers: public
-- Keep: every day
-- Section: The score, explained
-- Purpose: The scorecards of every config: weights, points, bands, caps and floors, and since when each is valid.
-- scorecard varchar: the scorecard
-- config_version varchar: the version of the config that contains it
-- scoring_version varchar: the version of all that defines the score: the scorecards, the measures' definitions and the
--     SQL of the score
-- valid_from date: the first day that was scored by it; valid until the next valid_from of the scorecard
-- component varchar: the component
-- component_weight double: the component's weight in the scorecard, as configured
-- combine varchar: how the component combines its measures: weighted_mean, lowest or highest
-- measure varchar: the measure
-- weight double: the measure's weight within the component, as configured
-- points varchar: its points as JSON: breakpoints [[value, points], ...], or an object of points by word
-- fallback_points double: the points for a missing value; null when it is left out
-- green double: the lowest score of the green band
-- yellow double: the lowest score of the yellow band
-- coverage_floor double: the coverage below which the band is insufficient_data
-- caps varchar: the caps as JSON: [{"name": ..., "when": ..., "at_most": ...}, ...]
-- floors varchar: the floors as JSON: [{"name": ..., "when": ..., "at_least": ...}, ...]
with cards as (
    select
        scorecard,
        config_version,
        scoring_version,
        green,
        yellow,
        coverage_floor,
        caps,
        floors
    from scorecards
    where as_of_date = date '{{ as_of_date }}'
),

card_measures as (
    select
        scorecard,
        component,
        component_weight,
        combine,
        measure,
        weight,
        points,
        fallback_points
    from scorecard_measures
    where as_of_date = date '{{ as_of_date }}'
),

past_versions as (
    select distinct
        scorecard,
        config_version,
        scoring_version,
        valid_from
    from history_scorecard_history
    where as_of_date < date '{{ as_of_date }}'
),

newest_versions as (
    select
        scorecard,
        max(valid_from) as valid_from
    from past_versions
    group by scorecard
),

known_versions as (
    select
        past_versions.scorecard,
        past_versions.config_version,
        past_versions.scoring_version
    from past_versions
    inner join newest_versions
        on
            newest_versions.scorecard = past_versions.scorecard
            and newest_versions.valid_from = past_versions.valid_from
),

scorecard_history as (
    select
        cards.scorecard,
        cards.config_version,
        cards.scoring_version,
        date '{{ as_of_date }}' as valid_from,
        card_measures.component,
        card_measures.component_weight,
        card_measures.combine,
        card_measures.measure,
        card_measures.weight,
        card_measures.points,
        card_measures.fallback_points,
        cards.green,
        cards.yellow,
        cards.coverage_floor,
        cards.caps,
        cards.floors
    from cards
    inner join card_measures on card_measures.scorecard = cards.scorecard
    left join known_versions
        on
            known_versions.scorecard = cards.scorecard
            and known_versions.config_version = cards.config_version
            and known_versions.scoring_version = cards.scoring_version
    where known_versions.scorecard is null
)

select * from scorecard_history
