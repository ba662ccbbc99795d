import { expect, test } from "vitest";
import { csv } from "../support/shop.ts";
import { shopAfter } from "../support/shop-days.ts";

test("users and features carried from day to day equal those counted over 28 days", async () => {
  await using project = await shopAfter("2026-03-02");
  const late = {
    "product/usage-2026-03-05.csv": csv(
      "id,account,user,feature,at",
      "U8,A,late,export,2026-03-02T08:00:00Z",
      "U9,B,ann,reports,2026-03-05T08:00:00Z",
    ),
  };
  const days = ["2026-03-01", "2026-03-02", "2026-03-05", "2026-03-30"];
  await project.day("2026-03-05", late);
  await project.run("2026-03-30");

  const carried = await project.query(`
    select cast(as_of_date as varchar) as day, account_id, measure, value from measures
    where measure in ('active_users_28d', 'feature_breadth_28d') and value > 0 order by all`);
  const lookedUp = await Promise.all(
    days.map((day) =>
      project.query(`
        with used as (
          select * from usage_daily where as_of_date <= date '${day}' and usage_date > date '${day}' - interval 28 day
        )
        select '${day}' as day, account_id, 'active_users_28d' as measure, cast(count(distinct user_id) as double) as value
        from used group by account_id having count(user_id) > 0
        union all
        select '${day}', account_id, 'feature_breadth_28d', cast(count(distinct feature) as double)
        from used group by account_id having count(feature) > 0
        order by all`),
    ),
  );
  expect(carried.length).toBeGreaterThan(8);
  expect(carried).toEqual(lookedUp.flat());
});
