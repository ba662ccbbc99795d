-- Grain: one row per account, from_date, cause, measure and reason, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- from_date date: the earlier day; over a change of scorecard or scoring only the run before
-- cause varchar: as in score_changes
-- measure varchar: the measure that behaviour, availability or config is about; null for other causes
-- reason varchar: as in score_changes
-- points double: points of the score
-- value_from double: the measure's value on from_date; null when it was not known
-- value_to double: the measure's value on as_of_date; null when it is not known
-- is_held_then boolean: whether value_from was the last good value of a late source
with scores_now as (
    select
        account_id,
        scorecard,
        scoring_version,
        raw_score,
        floor_rule,
        floored_score,
        cap_rule,
        computed_score,
        score
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

steps as (
    select
        account_id,
        from_date,
        cause,
        measure,
        reason,
        points,
        value_from,
        value_to,
        is_held_then
    from score_steps
    where as_of_date = date '{{ as_of_date }}'
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

scored_twice as (
    select
        scores_now.account_id,
        scores_then.from_date,
        scores_now.scorecard <> scores_then.scorecard as is_moved,
        scores_now.scorecard <> scores_then.scorecard
        or scores_now.scoring_version is distinct from scores_then.scoring_version as is_rescored,
        scores_now.scorecard,
        scores_now.raw_score as raw_now,
        scores_now.floored_score as floored_now,
        scores_now.computed_score as computed_now,
        scores_now.score as score_now,
        scores_then.raw_score as raw_then,
        scores_then.floored_score as floored_then,
        scores_then.computed_score as computed_then,
        scores_then.score as score_then,
        coalesce(scores_now.floor_rule, scores_then.floor_rule) as floor_rule,
        coalesce(scores_now.cap_rule, scores_then.cap_rule) as cap_rule
    from scores_now
    inner join scores_then on scores_then.account_id = scores_now.account_id
),

moved_scores as (
    select
        account_id,
        from_date,
        count(*) filter (where cause = 'unknown') > 0 as is_unknown,
        sum(points) as points
    from steps
    group by account_id, from_date
),

-- The score of from_date by the scorecard and config of as_of_date: raw, after floors, after caps.
scored_anew as (
    select
        scored_twice.account_id,
        scored_twice.from_date,
        scored_twice.is_moved,
        scored_twice.is_rescored,
        scored_twice.scorecard,
        scored_twice.raw_now,
        scored_twice.floored_now,
        scored_twice.computed_now,
        scored_twice.score_now,
        scored_twice.floored_then,
        scored_twice.computed_then,
        scored_twice.score_then,
        scored_twice.floor_rule,
        scored_twice.cap_rule,
        anew.ruled_scorecard,
        anew.floor_points,
        anew.cap_points,
        case
            when not scored_twice.is_rescored then scored_twice.raw_then
            when moved_scores.is_unknown then null
            else scored_twice.raw_now - coalesce(moved_scores.points, 0)
        end as raw_1
    from scored_twice
    left join moved_scores
        on
            moved_scores.account_id = scored_twice.account_id
            and moved_scores.from_date = scored_twice.from_date
    left join anew on anew.account_id = scored_twice.account_id
    where scored_twice.from_date = date '{{ previous_date }}' or not scored_twice.is_rescored
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

wholes as (
    select cause
    from (values ('definition'), ('floor'), ('cap'), ('override')) as listed (cause)
),

-- What moved the score besides its measures.
whole_changes as (
    select
        limited_anew.account_id,
        limited_anew.from_date,
        case
            when wholes.cause <> 'definition' then wholes.cause
            when
                limited_anew.is_moved
                and limited_anew.ruled_scorecard is distinct from limited_anew.scorecard
                then 'scorecard'
            else 'config'
        end as cause,
        case wholes.cause when 'floor' then limited_anew.floor_rule when 'cap' then limited_anew.cap_rule end as reason,
        case wholes.cause
            when 'definition'
                then
                    case
                        when limited_anew.is_rescored
                            then
                                coalesce(limited_anew.computed_1, limited_anew.computed_now)
                                - limited_anew.computed_then
                    end
            when 'floor'
                then
                    (limited_anew.floored_now - limited_anew.raw_now)
                    - (limited_anew.floored_1 - limited_anew.raw_1)
            when 'cap'
                then
                    (limited_anew.computed_now - limited_anew.floored_now)
                    - (limited_anew.computed_1 - limited_anew.floored_1)
            else
                (limited_anew.score_now - limited_anew.computed_now)
                - (limited_anew.score_then - limited_anew.computed_then)
        end as points
    from limited_anew
    cross join wholes
),

direct_changes as (
    select
        account_id,
        from_date,
        cause,
        cast(null as varchar) as measure,
        reason,
        points,
        cast(null as double) as value_from,
        cast(null as double) as value_to,
        false as is_held_then
    from whole_changes
    where abs(points) > 1e-12
    union all
    select
        account_id,
        from_date,
        cause,
        measure,
        reason,
        points,
        value_from,
        value_to,
        is_held_then
    from steps
    where cause <> 'unknown'
)

select * from direct_changes
