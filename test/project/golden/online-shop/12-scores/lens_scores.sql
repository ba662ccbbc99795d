-- Grain: one row per lens, scored account, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Keep: every day
-- Section: The score, explained
-- Purpose: As scores, of the scorecards with a lens; only in projects that have one.
-- Origin: bellwether.yaml: scorecards
-- lens varchar: the lens, by its name in the config
-- account_id varchar: the account
-- scorecard varchar: the scorecard that applies to the account
-- config_version varchar: the version of the config that contains the scorecard
-- scoring_version varchar: the version of all that defines the score: the scorecards, the measures' definitions and the SQL of the score
-- raw_score double: 0 to 100, the weighted mean of the counted components; null when none counts
-- floor_rule varchar: the highest floor whose condition holds, even if the score is above it anyway; null when none holds
-- floored_score double: the raw score after floors, before caps
-- computed_score double: the raw score after floors, then caps
-- score double: 0 to 100, higher is healthier: computed_score, or the override's; null when no measure counts
-- override_reason varchar: why a person set the score; null when nobody did
-- override_author varchar: who set it
-- override_expires_on date: the first day on which it is the computed score again
-- band varchar: green, yellow or red; insufficient_data when coverage is too low to act on
-- coverage double: of the scorecard's weight that applies to the account, the share whose measures are ok or held; null when nothing applies
-- measures_missing bigint: the number of measures that apply to the account but are neither ok nor held
-- cap_rule varchar: the lowest cap whose condition holds, even if the score is below it anyway; null when none holds
-- previous_score double: the score at the previous run
-- change_0d double: score minus previous_score; 0 when this or another change is below 1e-9
-- change_1d double: score minus the score of the newest published day 1 to 2 days earlier; null without such a day
-- change_7d double: score minus the score of the newest published day 7 to 14 days earlier; null without such a day
-- change_30d double: score minus the score of the newest published day 30 to 60 days earlier; null without such a day
-- trend varchar: improving or declining when change_30d is at least 5 points up or down, otherwise stable; null without change_30d
-- is_stale boolean: true when a measure of the scorecard is held, or is missing because its source is stale
with lens_scores as (
    select
        'engagement' as lens,
        given.*
    from (
with assigned_accounts as (
    select
        account_id,
        scorecard
    from lens_inputs
    where lens = 'engagement' and as_of_date = date '{{ as_of_date }}'
),

scored_measures as (
    select
        account_id,
        measure,
        scorecard,
        component,
        points,
        contribution,
        status
    from lens_measure_scores
    where lens = 'engagement' and as_of_date = date '{{ as_of_date }}'
),

rules as (
    select
        scorecard,
        config_version,
        scoring_version,
        green,
        yellow,
        coverage_floor
    from scorecards
    where as_of_date = date '{{ as_of_date }}'
),

weights as (
    select
        scorecard,
        component,
        measure,
        component_weight * weight
        / nullif(sum(weight) over (partition by scorecard, component), 0) as nominal_weight
    from scorecard_measures
    where as_of_date = date '{{ as_of_date }}'
),

held_limits as (
    select
        account_id,
        limit_name,
        kind,
        points
    from lens_limits
    where lens = 'engagement' and as_of_date = date '{{ as_of_date }}' and holds
),

set_scores as (
    select
        account_id,
        score,
        reason,
        author,
        expires_on
    from overrides
    where false and as_of_date = date '{{ as_of_date }}' and is_active
),

last_scores as (
    select
        account_id,
        score
    from history_lens_scores
    where lens = 'engagement' and as_of_date = date '{{ previous_date }}'
),

scores_1d_before as (
    select
        account_id,
        score
    from history_lens_scores
    where lens = 'engagement' and as_of_date = date '{{ change_1d_from }}'
),

scores_7d_before as (
    select
        account_id,
        score
    from history_lens_scores
    where lens = 'engagement' and as_of_date = date '{{ change_7d_from }}'
),

scores_30d_before as (
    select
        account_id,
        score
    from history_lens_scores
    where lens = 'engagement' and as_of_date = date '{{ change_30d_from }}'
),

summed as (
    select
        scored_measures.account_id,
        case
            when count(scored_measures.points) = 0 then null
            when sum(scored_measures.contribution) > 100 then 100
            else sum(scored_measures.contribution)
        end as raw_score,
        coalesce(
            sum(case when scored_measures.status in ('ok', 'held') then weights.nominal_weight end),
            0
        )
        / nullif(
            sum(case when scored_measures.status <> 'not_applicable' then weights.nominal_weight end),
            0
        ) as coverage,
        count(*) filter (
            where scored_measures.status not in ('ok', 'held', 'not_applicable')
        ) as measures_missing,
        count(*) filter (
            where scored_measures.status in ('held', 'source_stale')
        ) > 0 as is_stale
    from scored_measures
    inner join weights
        on
            weights.scorecard = scored_measures.scorecard
            and weights.component = scored_measures.component
            and weights.measure = scored_measures.measure
    group by scored_measures.account_id
),

ranked_limits as (
    select
        account_id,
        limit_name,
        kind,
        points,
        row_number() over (
            partition by account_id, kind
            order by case kind when 'cap' then points else -points end asc, limit_name asc
        ) as place
    from held_limits
),

account_floors as (
    select
        account_id,
        limit_name as floor_rule,
        points as floor_points
    from ranked_limits
    where kind = 'floor' and place = 1
),

account_caps as (
    select
        account_id,
        limit_name as cap_rule,
        points as cap_points
    from ranked_limits
    where kind = 'cap' and place = 1
),

floored as (
    select
        summed.account_id,
        summed.raw_score,
        summed.coverage,
        summed.measures_missing,
        summed.is_stale,
        account_floors.floor_rule,
        case
            when account_floors.floor_points > summed.raw_score then account_floors.floor_points
            else summed.raw_score
        end as floored_score
    from summed
    left join account_floors on account_floors.account_id = summed.account_id
),

capped as (
    select
        floored.account_id,
        floored.raw_score,
        floored.coverage,
        floored.measures_missing,
        floored.is_stale,
        floored.floor_rule,
        floored.floored_score,
        account_caps.cap_rule,
        case
            when account_caps.cap_points < floored.floored_score then account_caps.cap_points
            else floored.floored_score
        end as computed_score
    from floored
    left join account_caps on account_caps.account_id = floored.account_id
),

overridden as (
    select
        capped.*,
        case when set_scores.account_id is null then capped.computed_score else set_scores.score end as score,
        set_scores.reason as override_reason,
        set_scores.author as override_author,
        set_scores.expires_on as override_expires_on
    from capped
    left join set_scores
        on
            set_scores.account_id = capped.account_id
            and capped.computed_score is not null
),

changed as (
    select
        assigned_accounts.account_id,
        assigned_accounts.scorecard,
        rules.config_version,
        rules.scoring_version,
        overridden.raw_score,
        overridden.floor_rule,
        overridden.floored_score,
        overridden.computed_score,
        overridden.score,
        overridden.override_reason,
        overridden.override_author,
        overridden.override_expires_on,
        case
            when overridden.score is null then 'insufficient_data'
            when coalesce(round(overridden.coverage, 9), 0) < rules.coverage_floor then 'insufficient_data'
            when round(overridden.score, 9) >= rules.green then 'green'
            when round(overridden.score, 9) >= rules.yellow then 'yellow'
            else 'red'
        end as band,
        overridden.coverage,
        coalesce(overridden.measures_missing, 0) as measures_missing,
        overridden.cap_rule,
        last_scores.score as previous_score,
        overridden.score - last_scores.score as since_last,
        overridden.score - scores_1d_before.score as since_1d,
        overridden.score - scores_7d_before.score as since_7d,
        overridden.score - scores_30d_before.score as since_30d,
        coalesce(overridden.is_stale, false) as is_stale
    from assigned_accounts
    inner join rules on rules.scorecard = assigned_accounts.scorecard
    left join overridden on overridden.account_id = assigned_accounts.account_id
    left join last_scores on last_scores.account_id = assigned_accounts.account_id
    left join scores_1d_before on scores_1d_before.account_id = assigned_accounts.account_id
    left join scores_7d_before on scores_7d_before.account_id = assigned_accounts.account_id
    left join scores_30d_before on scores_30d_before.account_id = assigned_accounts.account_id
),

scores as (
    select
        account_id,
        scorecard,
        config_version,
        scoring_version,
        raw_score,
        floor_rule,
        floored_score,
        computed_score,
        score,
        override_reason,
        override_author,
        override_expires_on,
        band,
        coverage,
        measures_missing,
        cap_rule,
        previous_score,
        case when abs(since_last) < 1e-9 then cast(0 as double) else since_last end as change_0d,
        case when abs(since_1d) < 1e-9 then cast(0 as double) else since_1d end as change_1d,
        case when abs(since_7d) < 1e-9 then cast(0 as double) else since_7d end as change_7d,
        case when abs(since_30d) < 1e-9 then cast(0 as double) else since_30d end as change_30d,
        case
            when round(since_30d, 9) >= 5 then 'improving'
            when round(since_30d, 9) <= -5 then 'declining'
            when since_30d is not null then 'stable'
        end as trend,
        is_stale
    from changed
)

select * from scores
) as given
)

select * from lens_scores
