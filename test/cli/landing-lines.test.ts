import { expect, test } from "vitest";
import { testProject } from "../support/project.ts";
import { firstExports, shopYaml } from "../support/shop.ts";
import { bellwether } from "./command.ts";

test("land warns of files that have a header only", async () => {
  await using project = await testProject(shopYaml);
  const land = (date: string) => bellwether(project.directory, "land", "--date", date);
  await project.write({ ...firstExports, "crm/links.csv": "source,key,account\n" });
  expect((await land("2026-03-01")).stdout).toContain(
    "crm.links: 0 records from 1 file landed; warning: the file has no row, at most a header. Check the export\n",
  );
});

test("land names the files that a path probably means", async () => {
  await using project = await testProject(shopYaml);
  const { "crm/links.csv": links = "", "billing/invoices.csv": _, ...others } = firstExports;
  await project.write({ ...others, "crm/Links.CSV": links });
  const { stdout } = await bellwether(project.directory, "land", "--date", "2026-03-01");
  const hint = "Did you mean crm/Links.CSV? Correct the path, or name the file as it says.";
  expect(stdout).toContain(`crm.links: no file matches crm/links*.csv\n  ${hint}\n`);
  expect(stdout).toMatch(/billing.invoices: no file matches billing.invoices\*.csv\n(?! )/);
});
