-- Grain: one row per customer that was invited or answered within 180 days, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- answers bigint: the number of contacts with an NPS answer in the 180 days, by their latest one; an answer without a
--     contact counts by itself
-- promoters bigint: answers of 9 or 10
-- detractors bigint: answers from 0 to 6
-- invitations bigint: invitations to any survey sent in the 180 days; those less than 14 days old count only if
--     answered
-- answered_invitations bigint: invitations that were answered
with customers as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

answers as (
    select
        source,
        response_id,
        account_id,
        survey,
        score,
        coalesce(scale_max, 10) as scale_max,
        contact_id,
        invitation_id,
        responded_at
    from survey_responses
    where
        as_of_date = date '{{ as_of_date }}'
        and cast(responded_at as date) >= cast(date '{{ as_of_date }}' - interval '179' day as date)
),

invitations as (
    select
        source,
        invitation_id,
        account_id,
        survey,
        contact_id,
        sent_at
    from survey_invitations
    where
        as_of_date = date '{{ as_of_date }}'
        and cast(sent_at as date) >= cast(date '{{ as_of_date }}' - interval '179' day as date)
),

-- A rating outside 0 to 10 is ignored.
nps_answers as (
    select
        answers.account_id,
        answers.score,
        row_number() over (
            partition by
                answers.account_id,
                answers.source,
                coalesce('contact ' || answers.contact_id, 'response ' || answers.response_id)
            order by answers.responded_at desc, answers.response_id desc
        ) as recency
    from answers
    inner join customers on customers.account_id = answers.account_id
    where answers.survey = 'nps' and answers.scale_max = 10 and answers.score between 0 and 10
),

nps as (
    select
        account_id,
        count(*) as answers,
        count(*) filter (where score >= 9) as promoters,
        count(*) filter (where score <= 6) as detractors
    from nps_answers
    where recency = 1
    group by account_id
),

-- An answer without an invitation id belongs to its contact's latest invitation to the survey in the 60 days before.
guessed_invitations as (
    select
        invitations.source,
        invitations.invitation_id,
        row_number() over (
            partition by answers.source, answers.response_id
            order by invitations.sent_at desc, invitations.invitation_id desc
        ) as recency
    from answers
    inner join invitations
        on
            invitations.source = answers.source
            and invitations.contact_id = answers.contact_id
            and invitations.survey = answers.survey
    where
        answers.invitation_id is null
        and invitations.sent_at <= answers.responded_at
        and date_diff('day', cast(invitations.sent_at as date), cast(answers.responded_at as date)) <= 60
),

answered as (
    select
        source,
        invitation_id
    from answers
    where invitation_id is not null
    union
    select
        source,
        invitation_id
    from guessed_invitations
    where recency = 1
),

responses as (
    select
        invitations.account_id,
        count(*) as invitations,
        count(answered.invitation_id) as answered_invitations
    from invitations
    inner join customers on customers.account_id = invitations.account_id
    left join answered
        on
            answered.source = invitations.source
            and answered.invitation_id = invitations.invitation_id
    where
        answered.invitation_id is not null
        or cast(invitations.sent_at as date) <= cast(date '{{ as_of_date }}' - interval '14' day as date)
    group by invitations.account_id
),

account_feedback as (
    select
        coalesce(nps.account_id, responses.account_id) as account_id,
        coalesce(nps.answers, 0) as answers,
        coalesce(nps.promoters, 0) as promoters,
        coalesce(nps.detractors, 0) as detractors,
        coalesce(responses.invitations, 0) as invitations,
        coalesce(responses.answered_invitations, 0) as answered_invitations
    from nps
    full outer join responses on responses.account_id = nps.account_id
)

select * from account_feedback
