-- Grain: one row per account and from_date with a score on one of the two days, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- from_date date: the earlier day that the score is compared with
-- score_from double: the score on from_date
-- score_to double: the score on as_of_date
-- band_from varchar: the band on from_date
-- band_to varchar: the band on as_of_date
-- is_summed boolean: whether the change is the sum of its runs' changes, as the scorecard, the scoring or the matching
--     of keys changed in between
-- definition_cause varchar: config or scorecard: what changed the definition of the score, if it changed
-- floor_rule varchar: the floor that floor_points is about
-- cap_rule varchar: the cap that cap_points is about
-- definition_points double: points of the score by its other definition; null when it is the same, is_summed, or not
--     scored on both days
-- floor_points double: points by floors; null when is_summed, or not scored on both days
-- cap_points double: points by caps; null in the same cases
-- override_points double: points by overrides; null in the same cases
with from_days as (
    select distinct from_date
    from (
        values
        (date '{{ previous_date }}'),
        (date '{{ change_1d_from }}'),
        (date '{{ change_7d_from }}'),
        (date '{{ change_30d_from }}')
    ) as compared (from_date)
    where from_date > date '0001-01-01'
),

scores_now as (
    select
        account_id,
        scorecard,
        scoring_version,
        raw_score,
        floor_rule,
        floored_score,
        cap_rule,
        computed_score,
        score,
        band
    from scores
    where as_of_date = date '{{ as_of_date }}' and score is not null
),

scores_then as (
    select
        account_id,
        scorecard,
        scoring_version,
        raw_score,
        floor_rule,
        floored_score,
        cap_rule,
        computed_score,
        score,
        band,
        as_of_date as from_date
    from history_scores
    where
        as_of_date in (
            date '{{ previous_date }}',
            date '{{ change_1d_from }}',
            date '{{ change_7d_from }}',
            date '{{ change_30d_from }}'
        )
        and score is not null
),

-- A definition that changed is told from the run before alone.
last_steps as (
    select
        account_id,
        cause,
        reason,
        points
    from score_steps
    where as_of_date = date '{{ as_of_date }}' and from_date = date '{{ previous_date }}'
),

anew as (
    select
        account_id,
        ruled_scorecard,
        floor_points,
        cap_points
    from previous_limits
    where as_of_date = date '{{ as_of_date }}'
),

rescored_steps as (
    select
        anew.account_id,
        count(*) filter (where last_steps.cause = 'unknown') > 0 as is_unknown,
        sum(last_steps.points) as points
    from anew
    inner join last_steps on last_steps.account_id = anew.account_id
    group by anew.account_id
),

matched_runs as (
    select
        account_id,
        as_of_date as matched_on
    from history_score_changes
    where as_of_date > date '{{ change_30d_from }}' and horizon_days = 0 and reason = 'matched'
    union all
    select
        account_id,
        date '{{ as_of_date }}' as matched_on
    from last_steps
    where reason = 'matched'
),

matched_accounts as (
    select
        account_id,
        max(matched_on) as matched_on
    from matched_runs
    group by account_id
),

scored_accounts as (
    select account_id
    from scores_now
    union
    select account_id
    from scores_then
),

pairs as (
    select
        scored_accounts.account_id,
        from_days.from_date,
        scores_now.scorecard,
        scores_now.raw_score as raw_now,
        scores_now.floored_score as floored_now,
        scores_now.computed_score as computed_now,
        scores_now.score as score_now,
        scores_now.band as band_now,
        scores_then.raw_score as raw_then,
        scores_then.floored_score as floored_then,
        scores_then.computed_score as computed_then,
        scores_then.score as score_then,
        scores_then.band as band_then,
        scores_now.scorecard <> scores_then.scorecard as is_moved,
        scores_now.scorecard <> scores_then.scorecard
        or scores_now.scoring_version is distinct from scores_then.scoring_version as is_rescored,
        coalesce(scores_now.floor_rule, scores_then.floor_rule) as floor_rule,
        coalesce(scores_now.cap_rule, scores_then.cap_rule) as cap_rule
    from scored_accounts
    cross join from_days
    left join scores_now on scores_now.account_id = scored_accounts.account_id
    left join scores_then
        on
            scores_then.account_id = scored_accounts.account_id
            and scores_then.from_date = from_days.from_date
    where scores_now.score is not null or scores_then.score is not null
),

-- The score of from_date by the scorecard and config of as_of_date: raw, after floors, after caps.
scored_anew as (
    select
        pairs.*,
        anew.ruled_scorecard,
        anew.floor_points,
        anew.cap_points,
        pairs.score_now is not null and pairs.score_then is not null as is_compared,
        pairs.from_date < date '{{ previous_date }}'
        and (pairs.is_rescored or coalesce(matched_accounts.matched_on > pairs.from_date, false)) as is_summed,
        case
            when not pairs.is_rescored then pairs.raw_then
            when rescored_steps.is_unknown then null
            else pairs.raw_now - coalesce(rescored_steps.points, 0)
        end as raw_1
    from pairs
    left join rescored_steps on rescored_steps.account_id = pairs.account_id
    left join anew on anew.account_id = pairs.account_id
    left join matched_accounts on matched_accounts.account_id = pairs.account_id
),

floored_anew as (
    select
        scored_anew.*,
        case
            when not is_rescored then floored_then
            when floor_points > raw_1 then floor_points
            else raw_1
        end as floored_1
    from scored_anew
),

limited_anew as (
    select
        floored_anew.*,
        case
            when not is_rescored then computed_then
            when cap_points < floored_1 then cap_points
            else floored_1
        end as computed_1
    from floored_anew
),

compared_scores as (
    select
        account_id,
        from_date,
        score_then as score_from,
        score_now as score_to,
        band_then as band_from,
        band_now as band_to,
        is_compared and is_summed as is_summed,
        case
            when is_moved and (is_summed or ruled_scorecard is distinct from scorecard) then 'scorecard'
            else 'config'
        end as definition_cause,
        floor_rule,
        cap_rule,
        case
            when is_compared and is_rescored and not is_summed then coalesce(computed_1, computed_now) - computed_then
        end as definition_points,
        case when is_compared and not is_summed then (floored_now - raw_now) - (floored_1 - raw_1) end as floor_points,
        case when is_compared and not is_summed then (computed_now - floored_now) - (computed_1 - floored_1) end as cap_points,
        case when is_compared and not is_summed then (score_now - computed_now) - (score_then - computed_then) end as override_points
    from limited_anew
)

select * from compared_scores
