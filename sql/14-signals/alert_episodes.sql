-- Grain: one row per account, rule and start of an episode: open ones, and those closed in the last 400 days.
-- Kind: snapshot
-- Readers: public
-- Section: Signals
-- Purpose: Alert episodes: when each alert rule started and stopped holding for an account.
-- account_id varchar: the account
-- rule varchar: the alert rule of the config
-- severity varchar: low, medium, high or critical: the rule's severity when the episode opened
-- started_on date: the run date on which the rule held and the episode opened
-- cleared_on date: the run date on which the episode closed; null while it is open
-- clear_reason varchar: cleared (its clear_when held, or the rule did not hold for 2 runs), recovered (half the fall
--     regained, or the band), expired (after 30 days), churned, unscored, rule_removed; null while the episode is
--     open
-- score_from double: the score before: as many days ago as a change rule looks back, otherwise at the previous run
-- score_to double: the score when the episode opened
-- band_from varchar: the band of score_from
-- band_to varchar: the band when the episode opened
-- from_date date: the date of score_from; null when the account was not scored then
-- last_held_on date: the last run date in the episode on which the rule held
-- runs_not_holding bigint: the number of consecutive runs since then on which the rule did not hold; for an episode
--     that closed while its rule still held, it counts on until the first such run
-- is_open boolean: whether the episode is open at the end of as_of_date
with states as (
    select
        account_id,
        rule,
        holds,
        clears
    from rule_states
    where as_of_date = date '{{ as_of_date }}'
),

rules as (
    select
        rule,
        severity,
        severity_rank,
        kind,
        coalesce(horizon_days, 0) as horizon_days,
        has_clear_when,
        coalesce(cooldown_days, 0) as cooldown_days
    from alert_rules
    where as_of_date = date '{{ as_of_date }}'
),

scored as (
    select
        account_id,
        score,
        band
    from scores
    where as_of_date = date '{{ as_of_date }}'
),

lifecycles as (
    select
        account_id,
        lifecycle
    from accounts
    where as_of_date = date '{{ as_of_date }}'
),

-- The scores that an alert compares with: of the rule's horizon, or of the previous run.
scores_before as (
    select
        0 as horizon_days,
        account_id,
        as_of_date as scored_on,
        score,
        band
    from history_scores
    where as_of_date = date '{{ previous_date }}'

    union all

    select
        1 as horizon_days,
        account_id,
        as_of_date as scored_on,
        score,
        band
    from history_scores
    where as_of_date = date '{{ change_1d_from }}'

    union all

    select
        7 as horizon_days,
        account_id,
        as_of_date as scored_on,
        score,
        band
    from history_scores
    where as_of_date = date '{{ change_7d_from }}'

    union all

    select
        30 as horizon_days,
        account_id,
        as_of_date as scored_on,
        score,
        band
    from history_scores
    where as_of_date = date '{{ change_30d_from }}'
),

previous_episodes as (
    select
        account_id,
        rule,
        severity,
        case severity when 'low' then 1 when 'medium' then 2 when 'high' then 3 else 4 end as severity_rank,
        started_on,
        cleared_on,
        clear_reason,
        score_from,
        score_to,
        band_from,
        band_to,
        case band_from when 'green' then 3 when 'yellow' then 2 when 'red' then 1 end as band_from_rank,
        case band_to when 'green' then 3 when 'yellow' then 2 when 'red' then 1 end as band_to_rank,
        from_date,
        last_held_on,
        runs_not_holding,
        is_open
    from history_alert_episodes
    where as_of_date = date '{{ previous_date }}'
),

-- Today's state of every known episode. Unknown states (null) change nothing.
observed as (
    select
        previous_episodes.*,
        states.holds,
        states.clears,
        scored.account_id is not null as is_scored,
        lifecycles.lifecycle,
        rules.rule is not null as is_rule,
        coalesce(rules.has_clear_when, false) as has_clear_when,
        coalesce(
            rules.kind = 'change' and previous_episodes.score_from <> previous_episodes.score_to,
            false
        ) as is_fall,
        case
            when states.holds and previous_episodes.is_open then 0
            when states.holds or states.holds is null then previous_episodes.runs_not_holding
            when previous_episodes.is_open or previous_episodes.runs_not_holding = 0
                then previous_episodes.runs_not_holding + 1
            else previous_episodes.runs_not_holding
        end as runs_not_holding_today,
        coalesce(
            scored.band <> 'insufficient_data'
            and round(
                (scored.score - previous_episodes.score_to)
                / nullif(previous_episodes.score_from - previous_episodes.score_to, 0),
                9
            ) >= 0.5,
            false
        ) as is_half_regained,
        coalesce(
            previous_episodes.band_from_rank > previous_episodes.band_to_rank
            and case scored.band when 'green' then 3 when 'yellow' then 2 when 'red' then 1 end
                >= previous_episodes.band_from_rank,
            false
        ) as is_band_regained
    from previous_episodes
    left join states
        on states.account_id = previous_episodes.account_id
        and states.rule = previous_episodes.rule
    left join scored on scored.account_id = previous_episodes.account_id
    left join lifecycles on lifecycles.account_id = previous_episodes.account_id
    left join rules on rules.rule = previous_episodes.rule
),

judged as (
    select
        observed.*,
        case
            when has_clear_when then case when coalesce(clears, false) then 'cleared' end
            when is_fall then case when is_half_regained or is_band_regained then 'recovered' end
            when runs_not_holding_today >= 2 then 'cleared'
        end as recovery
    from observed
),

followed as (
    select
        judged.*,
        case
            when not is_open then clear_reason
            when not is_scored and lifecycle = 'churned' then 'churned'
            when not is_scored then 'unscored'
            when not is_rule then 'rule_removed'
            when recovery is not null then recovery
            when date_diff('day', started_on, date '{{ as_of_date }}') >= 30 then 'expired'
        end as clear_reason_today
    from judged
),

latest as (
    select *
    from (
        select
            followed.*,
            row_number() over (partition by account_id, rule order by started_on desc) as recency
        from followed
    ) as by_recency
    where recency = 1
),

-- A rule that holds opens an episode, unless one is open until today, or one closed by a recovery while the rule
-- still held and that recovery still stands: the same fall alerts only once.
candidates as (
    select
        states.account_id,
        states.rule,
        rules.severity,
        rules.severity_rank,
        rules.horizon_days,
        scored.score,
        scored.band,
        latest.cleared_on as closed_on,
        latest.severity_rank as closed_severity_rank,
        coalesce(
            date_diff('day', latest.cleared_on, date '{{ as_of_date }}') < rules.cooldown_days
            and rules.severity_rank <= latest.severity_rank,
            false
        ) as is_cooling
    from states
    inner join rules on rules.rule = states.rule
    inner join scored on scored.account_id = states.account_id
    left join latest
        on latest.account_id = states.account_id
        and latest.rule = states.rule
    where coalesce(states.holds, false)
        and not coalesce(states.clears, false)
        and not coalesce(latest.is_open, false)
        and (coalesce(latest.runs_not_holding, 1) > 0 or latest.recovery is null)
),

-- A cooldown applies to one account and rule. It is broken when something more severe than its episode has come up
-- since: the rule became more severe, or the account has a newer episode of a higher severity.
newer_episodes as (
    select
        account_id,
        severity_rank,
        started_on
    from previous_episodes

    union all

    select
        account_id,
        severity_rank,
        date '{{ as_of_date }}' as started_on
    from candidates
    where not is_cooling
),

broken_cooldowns as (
    select distinct
        candidates.account_id,
        candidates.rule
    from candidates
    inner join newer_episodes
        on newer_episodes.account_id = candidates.account_id
        and newer_episodes.severity_rank > candidates.closed_severity_rank
        and newer_episodes.started_on > candidates.closed_on
    where candidates.is_cooling
),

opened as (
    select candidates.*
    from candidates
    left join broken_cooldowns
        on broken_cooldowns.account_id = candidates.account_id
        and broken_cooldowns.rule = candidates.rule
    where not candidates.is_cooling or broken_cooldowns.rule is not null
),

episodes as (
    select
        account_id,
        rule,
        severity,
        started_on,
        case
            when not is_open then cleared_on
            when clear_reason_today is not null then date '{{ as_of_date }}'
        end as cleared_on,
        clear_reason_today as clear_reason,
        score_from,
        score_to,
        band_from,
        band_to,
        from_date,
        case when is_open and holds then date '{{ as_of_date }}' else last_held_on end as last_held_on,
        cast(runs_not_holding_today as bigint) as runs_not_holding,
        clear_reason_today is null as is_open
    from followed

    union all

    select
        opened.account_id,
        opened.rule,
        opened.severity,
        date '{{ as_of_date }}' as started_on,
        cast(null as date) as cleared_on,
        cast(null as varchar) as clear_reason,
        scores_before.score as score_from,
        opened.score as score_to,
        scores_before.band as band_from,
        opened.band as band_to,
        scores_before.scored_on as from_date,
        date '{{ as_of_date }}' as last_held_on,
        cast(0 as bigint) as runs_not_holding,
        true as is_open
    from opened
    left join scores_before
        on scores_before.account_id = opened.account_id
        and scores_before.horizon_days = opened.horizon_days
),

kept as (
    select *
    from episodes
    where is_open
        or date_diff('day', cleared_on, date '{{ as_of_date }}') <= 400
)

select * from kept
