-- Grain: one row per scored account and feedback measure, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- measure varchar: the measure
-- value double: the measure's value; null when absence has a reason
-- sample_size bigint: the number of answers, detractors or invitations behind the value
-- absence varchar: no_response when a contact of the account was invited and nobody answered; not_applicable when
--     none was invited or the measure does not apply; null when there is a value
with scored_accounts as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

invitation_streams as (
    select count(last_landed_on) > 0 as are_connected
    from streams
    where as_of_date = date '{{ as_of_date }}' and entity = 'survey_invitations'
),

sent_invitations as (
    select
        source,
        invitation_id,
        account_id,
        survey,
        contact_id,
        sent_at,
        date_diff('day', cast(sent_at as date), date '{{ as_of_date }}') as age_days
    from survey_invitations
    where
        as_of_date = date '{{ as_of_date }}'
        and account_id is not null
        and cast(sent_at as date) >= cast(date '{{ as_of_date }}' - interval '364' day as date)
),

known_responses as (
    select
        source,
        response_id,
        account_id,
        survey,
        score,
        coalesce(scale_max, case when survey = 'nps' then 10 else 5 end) as scale_max,
        contact_id,
        ticket_id,
        invitation_id,
        responded_at,
        date_diff('day', cast(responded_at as date), date '{{ as_of_date }}') as age_days
    from survey_responses
    where
        as_of_date = date '{{ as_of_date }}'
        and cast(responded_at as date) >= cast(date '{{ as_of_date }}' - interval '364' day as date)
),

rated_responses as (
    select
        *,
        -- An NPS answer counts per contact, a CSAT answer per ticket; without either id it counts by itself.
        coalesce(
            case when survey = 'nps' then 'contact ' || contact_id else 'ticket ' || ticket_id end,
            'response ' || response_id
        ) as subject
    from known_responses
    where account_id is not null and (survey = 'nps' or survey = 'csat' and age_days < 90)
),

-- A rating outside its scale, or an NPS rating on a scale other than 0 to 10, is ignored.
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
    where survey = 'nps' and age_days < 180
    group by account_id
),

account_detractors as (
    select
        account_id,
        count(*) as year_responses,
        count(*) filter (where score <= 6) as detractors,
        min(age_days) filter (where score <= 6) as days_since_detractor
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
        -- At least 80 % of the best rating, without the rounding of 0.8.
        count(*) filter (where score * 5 >= scale_max * 4) as positive_answers,
        max(responded_at) as last_responded_at
    from latest_responses
    where survey = 'csat'
    group by account_id, scale_max
),

-- Of the scale with the most answers; of several, the one that was answered last.
account_answers as (
    select
        account_id,
        max(answers) as answers,
        max_by(positive_answers, row(answers, last_responded_at, scale_max)) as positive_answers
    from scale_answers
    group by account_id
),

-- An answer without an invitation id belongs to its contact's latest invitation to the survey in the 60 days before.
probable_invitations as (
    select
        known_responses.source,
        max_by(
            sent_invitations.invitation_id,
            row(sent_invitations.sent_at, sent_invitations.invitation_id)
        ) as invitation_id
    from known_responses
    inner join sent_invitations
        on
            sent_invitations.source = known_responses.source
            and sent_invitations.contact_id = known_responses.contact_id
            and sent_invitations.survey = known_responses.survey
    where
        known_responses.invitation_id is null
        and sent_invitations.sent_at <= known_responses.responded_at
        and sent_invitations.age_days - known_responses.age_days <= 60
    group by known_responses.source, known_responses.response_id
),

answered_invitations as (
    select
        source,
        invitation_id
    from probable_invitations
    union
    select
        source,
        invitation_id
    from known_responses
    where invitation_id is not null
),

account_invitations as (
    select
        sent_invitations.account_id,
        count(*) filter (where sent_invitations.survey = 'nps') as nps_invitations_of_year,
        count(*) filter (
            where sent_invitations.survey = 'nps' and sent_invitations.age_days < 180
        ) as nps_invitations,
        count(*) filter (
            where sent_invitations.survey = 'csat' and sent_invitations.age_days < 90
        ) as csat_invitations,
        count(answered_invitations.invitation_id) filter (
            where sent_invitations.age_days < 180
        ) as answered,
        -- Contacts invited in the last 14 days may still answer.
        count(*) filter (
            where
                sent_invitations.age_days < 180
                and (answered_invitations.invitation_id is not null or sent_invitations.age_days >= 14)
        ) as invitations
    from sent_invitations
    left join answered_invitations
        on
            answered_invitations.source = sent_invitations.source
            and answered_invitations.invitation_id = sent_invitations.invitation_id
    group by sent_invitations.account_id
),

accounts_with_feedback as (
    select
        scored_accounts.account_id,
        (account_ratings.ratings + 3 * portfolio_rating.mean_rating)
        / nullif(cast(account_ratings.responses + 3 as double), 0) as nps_rating,
        coalesce(account_ratings.responses, 0) as responses,
        cast(account_answers.positive_answers as double)
        / nullif(cast(account_answers.answers as double), 0) as csat,
        coalesce(account_answers.answers, 0) as answers,
        cast(account_detractors.days_since_detractor as double) as days_since_detractor,
        coalesce(account_detractors.detractors, 0) as detractors,
        coalesce(account_detractors.year_responses, 0) as year_responses,
        cast(account_invitations.answered as double)
        / nullif(cast(account_invitations.invitations as double), 0) as response_rate,
        coalesce(account_invitations.invitations, 0) as invitations,
        -- Without a stream of invitations, anyone may have been invited.
        not invitation_streams.are_connected
        or coalesce(account_invitations.nps_invitations, 0) > 0 as was_asked_nps,
        not invitation_streams.are_connected
        or coalesce(account_invitations.nps_invitations_of_year, 0) > 0 as was_asked_nps_this_year,
        not invitation_streams.are_connected
        or coalesce(account_invitations.csat_invitations, 0) > 0 as was_asked_csat
    from scored_accounts
    cross join portfolio_rating
    cross join invitation_streams
    left join account_ratings on account_ratings.account_id = scored_accounts.account_id
    left join account_answers on account_answers.account_id = scored_accounts.account_id
    left join account_detractors on account_detractors.account_id = scored_accounts.account_id
    left join account_invitations on account_invitations.account_id = scored_accounts.account_id
),

measure_names as (
    select measure
    from
        (
            values
                ('nps_rating_180d'),
                ('csat_90d'),
                ('days_since_detractor'),
                ('response_rate_180d')
        ) as names (measure)
),

measured as (
    select
        accounts_with_feedback.account_id,
        measure_names.measure,
        case measure_names.measure
            when 'nps_rating_180d' then nps_rating
            when 'csat_90d' then csat
            when 'days_since_detractor' then days_since_detractor
            when 'response_rate_180d' then response_rate
        end as value,
        case measure_names.measure
            when 'nps_rating_180d' then responses
            when 'csat_90d' then answers
            when 'days_since_detractor' then detractors
            when 'response_rate_180d' then invitations
        end as sample_size,
        -- Whether a contact was invited and nobody answered.
        case measure_names.measure
            when 'nps_rating_180d' then was_asked_nps
            when 'csat_90d' then was_asked_csat
            when 'days_since_detractor' then year_responses = 0 and was_asked_nps_this_year
            when 'response_rate_180d' then false
        end as is_unanswered
    from accounts_with_feedback
    cross join measure_names
),

feedback_measures as (
    select
        account_id,
        measure,
        value,
        cast(sample_size as bigint) as sample_size,
        case
            when value is not null then null
            when is_unanswered then 'no_response'
            else 'not_applicable'
        end as absence
    from measured
)

select * from feedback_measures
