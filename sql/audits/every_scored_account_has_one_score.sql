-- Every scored account has exactly one score, and no other account has one.
-- Severity: error
with scored_accounts as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

score_counts as (
    select
        account_id,
        count(*) as scores
    from scores
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
),

bad_rows as (
    select
        coalesce(scored_accounts.account_id, score_counts.account_id) as account_id,
        scored_accounts.account_id is not null as is_scored,
        coalesce(score_counts.scores, 0) as scores
    from scored_accounts
    full outer join score_counts on score_counts.account_id = scored_accounts.account_id
    where scored_accounts.account_id is null or coalesce(score_counts.scores, 0) <> 1
)

select * from bad_rows
