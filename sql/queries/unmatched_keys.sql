-- Grain: one row per account key that matches no account by itself, five of each source at most, those of mail providers last.
with unmatched_keys as (
    select
        source,
        source_account_id,
        accounts_of_name,
        is_free_mail,
        row_number() over (partition by source order by is_free_mail, source_account_id) as place
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
        and coalesce(matched_by = 'record', account_id is null)
)

select
    source,
    source_account_id,
    accounts_of_name,
    is_free_mail
from unmatched_keys
where place <= 5
order by source, place
