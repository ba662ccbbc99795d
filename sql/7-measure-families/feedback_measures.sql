-- Grain: one row per scored account and measure of what its people say, as known at the end of as_of_date.
-- Kind: snapshot
-- account_id varchar: the account
-- measure varchar: the measure
-- value double: its value; null when absence says why
-- sample_size bigint: the answers behind it
-- absence varchar: no_response when nobody of the account answered; null when there is a value
with scored_accounts as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

rated_responses as (
    select
        source,
        response_id,
        account_id,
        survey,
        score,
        coalesce(scale_max, case when survey = 'nps' then 10 else 5 end) as scale_max,
        -- An NPS answer speaks for a person, a CSAT answer for a ticket; one that names neither, for itself.
        coalesce(
            case when survey = 'nps' then 'contact ' || contact_id else 'ticket ' || ticket_id end,
            'response ' || response_id
        ) as subject,
        responded_at
    from survey_responses
    where
        as_of_date = date '{{ as_of_date }}'
        and account_id is not null
        and (
            survey = 'nps'
            and cast(responded_at as date) >= cast(date '{{ as_of_date }}' - interval '179' day as date)
            or survey = 'csat'
            and cast(responded_at as date) >= cast(date '{{ as_of_date }}' - interval '89' day as date)
        )
),

-- A rating off its scale, or an NPS rating on another scale than 0 to 10, says nothing.
usable_responses as (
    select
        rated_responses.*,
        row_number() over (
            partition by
                rated_responses.account_id,
                rated_responses.source,
                rated_responses.survey,
                rated_responses.subject
            order by rated_responses.responded_at desc, rated_responses.response_id desc
        ) as recency
    from rated_responses
    inner join scored_accounts on scored_accounts.account_id = rated_responses.account_id
    where
        rated_responses.score between 0 and rated_responses.scale_max
        and (rated_responses.survey = 'csat' or rated_responses.scale_max = 10)
),

latest_responses as (
    select *
    from usable_responses
    where recency = 1
),

account_ratings as (
    select
        account_id,
        count(*) as responses,
        sum(score) as ratings
    from latest_responses
    where survey = 'nps'
    group by account_id
),

portfolio_rating as (
    select sum(ratings) / nullif(cast(sum(responses) as double), 0) as mean_rating
    from account_ratings
),

scale_answers as (
    select
        account_id,
        scale_max,
        count(*) as answers,
        -- 80 % of the best rating or more, without the rounding of 0.8.
        count(*) filter (where score * 5 >= scale_max * 4) as positive_answers,
        max(responded_at) as last_responded_at
    from latest_responses
    where survey = 'csat'
    group by account_id, scale_max
),

ranked_scales as (
    select
        *,
        row_number() over (
            partition by account_id
            order by answers desc, last_responded_at desc, scale_max desc
        ) as choice
    from scale_answers
),

account_answers as (
    select
        account_id,
        answers,
        positive_answers
    from ranked_scales
    where choice = 1
),

accounts_with_feedback as (
    select
        scored_accounts.account_id,
        (account_ratings.ratings + 3 * portfolio_rating.mean_rating)
        / nullif(cast(account_ratings.responses + 3 as double), 0) as nps_rating,
        coalesce(account_ratings.responses, 0) as responses,
        cast(account_answers.positive_answers as double)
        / nullif(cast(account_answers.answers as double), 0) as csat,
        coalesce(account_answers.answers, 0) as answers
    from scored_accounts
    cross join portfolio_rating
    left join account_ratings on account_ratings.account_id = scored_accounts.account_id
    left join account_answers on account_answers.account_id = scored_accounts.account_id
),

measure_names as (
    select measure
    from (values ('nps_rating_180d'), ('csat_90d')) as names (measure)
),

measured as (
    select
        accounts_with_feedback.account_id,
        measure_names.measure,
        case when measure_names.measure = 'nps_rating_180d' then nps_rating else csat end as value,
        case when measure_names.measure = 'nps_rating_180d' then responses else answers end as sample_size
    from accounts_with_feedback
    cross join measure_names
),

feedback_measures as (
    select
        account_id,
        measure,
        value,
        cast(sample_size as bigint) as sample_size,
        case when value is null then 'no_response' end as absence
    from measured
)

select * from feedback_measures
