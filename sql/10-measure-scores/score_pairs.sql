-- Grain: one row per scored account and earlier day that its score is compared with, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- from_date date: the earlier day
-- scorecard varchar: the scorecard that applies to the account now
-- is_rescored boolean: whether the scorecard, or what defines the score, was another one then
with cards as (
    select
        scorecard,
        scoring_version
    from scorecards
    where as_of_date = date '{{ as_of_date }}'
),

scored_then as (
    select
        account_id,
        scorecard,
        scoring_version,
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

assigned as (
    select
        account_id,
        scorecard
    from account_inputs
    where as_of_date = date '{{ as_of_date }}'
),

-- Over a change of scorecard or scoring, only the run before is scored anew: longer changes are sums of runs.
score_pairs as (
    select
        assigned.account_id,
        scored_then.from_date,
        assigned.scorecard,
        scored_then.scorecard <> assigned.scorecard
        or scored_then.scoring_version is distinct from cards.scoring_version as is_rescored
    from assigned
    inner join cards on cards.scorecard = assigned.scorecard
    inner join scored_then on scored_then.account_id = assigned.account_id
    where
        scored_then.from_date = date '{{ previous_date }}'
        or (
            scored_then.scorecard = assigned.scorecard
            and scored_then.scoring_version = cards.scoring_version
        )
)

select * from score_pairs
