-- Grain: one row per customer and scale of its ticket ratings in 90 days, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- scale_max double: the best rating of the scale; 5 when the source does not say
-- answers bigint: the number of latest ratings per ticket; a rating without a ticket counts by itself
-- positive_answers bigint: answers of at least 80 % of the best rating, such as 4 and 5 of 5
with customers as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

ratings as (
    select
        source,
        response_id,
        account_id,
        score,
        coalesce(scale_max, 5) as scale_max,
        coalesce('ticket ' || ticket_id, 'response ' || response_id) as subject,
        responded_at
    from survey_responses
    where
        as_of_date = date '{{ as_of_date }}'
        and survey = 'csat'
        and cast(responded_at as date) >= cast(date '{{ as_of_date }}' - interval '89' day as date)
),

-- A rating outside its scale is ignored.
ranked_ratings as (
    select
        ratings.account_id,
        ratings.scale_max,
        ratings.score,
        row_number() over (
            partition by ratings.account_id, ratings.source, ratings.subject
            order by ratings.responded_at desc, ratings.response_id desc
        ) as recency
    from ratings
    inner join customers on customers.account_id = ratings.account_id
    where ratings.score between 0 and ratings.scale_max
),

account_csat as (
    select
        account_id,
        scale_max,
        count(*) as answers,
        -- 80 % of the best rating, without the rounding of 0.8.
        count(*) filter (where score * 5 >= scale_max * 4) as positive_answers
    from ranked_ratings
    where recency = 1
    group by
        account_id,
        scale_max
)

select * from account_csat
