import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Page } from "@playwright/test";
import { expect, hydrated, test } from "../support/test";

test.use({ person: "admin" });
test.describe.configure({ mode: "serial" });

const PROFILE = `
id = "browser-test"
zh = "浏览器测试"
en = "Browser test"

[province]
code = "36"
zh = "江西省"
en = "Jiangxi"

[[unit]]
level = "tribunal"
code = "36-{Code}"
name = "{Name}"

[period]
text = "{Month}"
format = "{year}-{mm}"

[[value]]
item = "received"
column = "Received"

[[value]]
item = "closed"
column = "Closed"

[[check]]
kind = "ratio"
printed = "Clearance"
formula = "100 * closed / received"
columns = { closed = "Closed", received = "Received" }
decimals = 1
on_failure = "quarantine"
`;

// Two rows that hold, one whose own rate contradicts it, one with run-together figures.
const TABLE = `Code,Name,Month,Received,Closed,Clearance
E2E1,甲测试法庭,2016-05,200,180,90.0
E2E2,乙测试法庭,2016-05,100,105,105.0
E2E3,丙测试法庭,2016-05,300,240,95.0
E2E4,丁测试法庭,2016-05,1 2003 4,50,50.0
`;

async function upload(page: Page, name: string, text: string): Promise<void> {
  await page.goto("/admin/imports");
  await page.getByText("Use a profile of your own").click();
  await page.getByLabel("Profile (TOML)").fill(PROFILE);
  await page.locator("#file-own").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.getByRole("button", { name: "Read and check by this profile" }).click();
  await expect(page).toHaveURL(/\/admin\/imports\/\d+$/);
  await hydrated(page);
}

/** Presses a button that asks first, and says yes. */
async function confirm(page: Page, label: string): Promise<void> {
  await page.getByRole("button", { name: label, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: label });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: label, exact: true }).click();
}

test("bad rows go to quarantine with row, column and reason; the rest is taken over and taken back", async ({
  page,
  server,
}) => {
  await upload(page, "May 2016.csv", TABLE);
  await expect(page.getByTestId("state")).toContainText("previewed");
  await expect(page.getByTestId("rows_read")).toHaveText("4");
  await expect(page.getByTestId("rows_accepted")).toHaveText("2");
  await expect(page.getByTestId("rows_quarantined")).toHaveText("2");
  await expect(page.getByTestId("facts_new")).toHaveText("4");
  await page.getByText("2 units would be created").click();
  await expect(page.getByText("36-E2E1")).toBeVisible();
  const problems = page.getByTestId("problems").getByRole("row");
  await expect(problems.filter({ hasText: "E2E3" })).toContainText("Clearance");
  await expect(problems.filter({ hasText: "E2E4" })).toContainText("Received");
  // Nothing has changed yet.
  const units = () => server.rows<{ code: string }>("units", "--under", "36", "--level", "tribunal");
  expect(units().some((unit) => unit.code.startsWith("36-E2E"))).toBe(false);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the problems" }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);

  await confirm(page, "Take over");
  await expect(page.getByTestId("state")).toContainText("taken over");
  expect(units().filter((unit) => unit.code.startsWith("36-E2E")).map((unit) => unit.code)).toEqual([
    "36-E2E1",
    "36-E2E2",
  ]);
  const clearance = () =>
    server.rows<{ value: number | null; numerator: number | null }>(
      ...["values", "--indicator", "clearance_rate", "--unit", "36-E2E1", "--from", "2016-05", "--to", "2016-05"],
    )[0];
  expect(clearance()).toMatchObject({ value: 0.9, numerator: 180 });

  await confirm(page, "Take back");
  await expect(page.getByTestId("state")).toContainText("taken back");
  expect(clearance()?.value ?? null).toBeNull();
});

test("the same file again changes nothing, and the history lists every import", async ({ page }) => {
  const good = TABLE.split("\n").slice(0, 2).join("\n");
  await upload(page, "first.csv", good);
  await confirm(page, "Take over");
  await expect(page.getByTestId("state")).toContainText("taken over");
  await upload(page, "second.csv", good);
  await expect(page.getByTestId("facts_new")).toHaveText("0");
  await expect(page.getByTestId("facts_unchanged")).toHaveText("2");
  await page.goto("/admin/imports");
  for (const name of ["first.csv", "second.csv"]) {
    await expect(page.getByRole("rowheader", { name })).toBeVisible();
  }
});

test("a file that is no table is refused in words, and the page is still there", async ({ page }) => {
  await page.goto("/admin/imports");
  await page.locator("#file").setInputFiles({
    name: "picture.xlsx",
    mimeType: "application/octet-stream",
    buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]),
  });
  await page.getByRole("button", { name: "Read and check", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Imports" })).toBeVisible();
});

const REAL = join(__dirname, "../../../shared/data/nj/municipal-courts-2019-06.csv");

test("a real court year of New Jersey gives what its publisher printed", async ({ page, server }) => {
  test.skip(!existsSync(REAL), "the real data is not on this machine");
  test.setTimeout(180_000);
  await page.goto("/admin/imports");
  await page.locator("#profile").selectOption("nj-municipal");
  await page.locator("#file").setInputFiles(REAL);
  await page.getByRole("button", { name: "Read and check", exact: true }).click();
  await expect(page).toHaveURL(/\/admin\/imports\/\d+$/, { timeout: 120_000 });
  await hydrated(page);
  await confirm(page, "Take over");
  await expect(page.getByTestId("state")).toContainText("taken over", { timeout: 120_000 });
  const rows = server.rows<{ indicator: string; value: number }>(
    ...["values", "--indicator", "received,closed,clearance_rate", "--unit", "NJ"],
    ...["--from", "2018-07", "--to", "2019-06"],
  );
  const value = (indicator: string) => rows.find((row) => row.indicator === indicator)?.value;
  expect(value("received")).toBe(6_623_361);
  expect(value("closed")).toBe(6_963_169);
  expect(value("clearance_rate")).toBeCloseTo(1.0513, 4);
});
