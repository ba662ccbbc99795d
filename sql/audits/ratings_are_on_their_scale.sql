-- Every rating of the last 90 days is within its scale (NPS: 0 to 10); NPS and CSAT leave out all others.
-- Severity: warn
with ratings as (
    select
        source,
        survey,
        score,
        scale_max,
        coalesce(scale_max, case when survey = 'nps' then 10 else 5 end) as best_rating
    from survey_responses
    where as_of_date = date '{{ as_of_date }}'
        and survey in ('nps', 'csat')
        and cast(responded_at as date) > cast(date '{{ as_of_date }}' - interval '90' day as date)
),

ratings_off_scale as (
    select
        source,
        survey,
        scale_max,
        count(*) as responses,
        min(score) as lowest_score,
        max(score) as highest_score
    from ratings
    where score < 0
        or score > best_rating
        or (survey = 'nps' and best_rating <> 10)
    group by source, survey, scale_max
)

select * from ratings_off_scale
