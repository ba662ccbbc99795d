-- Every word that a project's own measure gives is one that it lists; another is unreadable, and has no points.
-- Severity: warn
with unknown_words as (
    select
        account_id,
        measure,
        unknown_word
    from own_measures
    where as_of_date = date '{{ as_of_date }}'
        and unknown_word is not null
),

bad_rows as (
    select
        measure,
        unknown_word,
        count(distinct account_id) as accounts
    from unknown_words
    group by measure, unknown_word
)

select * from bad_rows order by accounts desc, measure, unknown_word
