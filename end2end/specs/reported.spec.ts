// What tribunals have reported, seen from above: needs, checklists, staff, the wall.

import { MONTH, fillIn } from "../support/reports";
import { UNITS, expect, expectAccessible, hydrated, otherContext, signIn, test } from "../support/test";

const T = UNITS.tribunal.code;

test("a need goes through the court and the city to the province, and stands on the list of allocation", async ({ page, server }) => {
  const report = `/reports/needs/${T}/${MONTH}`;
  await signIn(page, "head");
  await page.goto(report);
  await hydrated(page);
  await page.getByRole("button", { name: "Add a row" }).click();
  const record = page.locator(".record").first();
  await record.getByRole("textbox").nth(0).fill("Walk-through gate");
  await record.getByRole("combobox").nth(0).selectOption("gate");
  await record.getByRole("textbox").nth(1).fill("2");
  await record.getByRole("textbox").nth(2).fill("15000");
  await record.getByRole("textbox").nth(3).fill("The old one is broken");
  await record.getByRole("combobox").nth(1).selectOption("approved");
  await record.getByRole("textbox").nth(4).fill("30000");
  await fillIn(page);
  await page.locator('[id="f-equipment_requested_cost-in"]').fill("30000");
  await page.locator('[id="f-equipment_delivered-in"]').fill("0");
  await page.locator('[id="f-equipment_delivered_cost-in"]').fill("0");
  await expect(page.getByTestId("line")).toHaveText("Everything is saved");
  await expect(page.getByTestId("problems")).toHaveCount(0);
  await page.getByRole("button", { name: "Hand in" }).click();
  await expect(page.getByText("with the County court")).toBeVisible();
  for (const [person, then] of [["court", "with the City"], ["city", "with the Province"], ["province", "accepted"]] as const) {
    const context = await otherContext(page, server, {});
    const above = await context.newPage();
    await signIn(above, person);
    await above.goto(`/reports?tab=waiting&q=${T}`);
    await hydrated(above);
    await above.getByRole("link", { name: "Needs and equipment requests" }).click();
    await above.getByRole("button", { name: "Approve" }).click();
    await expect(above.getByText(then).first()).toBeVisible();
    await context.close();
  }
  const context = await otherContext(page, server, {});
  const province = await context.newPage();
  await signIn(province, "province");
  await province.goto("/units/36?tab=infrastructure&need=Walk-through");
  const list = province.getByRole("region", { name: "Needs and their fulfilment" });
  await expect(list.getByRole("row").filter({ hasText: "Walk-through gate" }).first()).toContainText("30,000");
  await expect(list.getByRole("table", { name: "By kind" }).getByRole("row").last()).toContainText("100.00%");
  await context.close();
});

test("the province sees who lacks what, where people are short, and what there is to show", async ({ page }) => {
  await signIn(page, "province");
  await page.goto("/units/36?tab=infrastructure");
  await hydrated(page);
  const lacks = page.getByRole("region", { name: "Who lacks what" });
  await expect(lacks.getByRole("row").last()).toContainText("Jiangxi");
  await lacks.getByLabel("Point").selectOption({ index: 18 });
  await lacks.getByRole("button", { name: "Show who lacks it" }).click();
  await hydrated(page);
  const point = page.getByTestId("lack-point");
  await expect(point.locator("svg .bad").first()).toBeAttached();
  // A tribunal whose place nobody knows is on the list and not on the map.
  const lacking = await point.getByRole("listitem").count();
  const drawn = await point.locator("svg .bad").count();
  expect(drawn).toBeLessThanOrEqual(lacking);
  expect(drawn).toBeGreaterThan(lacking * 0.9);
  // The form leads to its own panel: what the upper edge of the window cuts there is no small target.
  await page.evaluate(() => scrollTo(0, 0));
  await expectAccessible(page);
  await page.goto("/units/36?tab=posts");
  await hydrated(page);
  const staff = page.getByRole("region", { name: "Staff and caseload" });
  await expect(staff.getByRole("row").last()).toContainText("1 : ");
  await staff.locator("a.explain").first().click();
  await expect(page.getByRole("dialog")).toContainText("÷");
  await page.keyboard.press("Escape");
  await expectAccessible(page);
  await page.goto("/units/36?tab=works");
  await hydrated(page);
  const wall = page.getByRole("region", { name: "Wall of works and honours" });
  const picture = wall.getByRole("img").first();
  await picture.scrollIntoViewIfNeeded();
  await expect.poll(() => picture.evaluate((node: HTMLImageElement) => node.naturalWidth)).toBe(320);
  await wall.getByRole("link", { name: "Next" }).click();
  await expect(wall.getByText(/^25–/)).toBeVisible();
  await page.evaluate(() => scrollTo(0, 0));
  await expectAccessible(page);
  await wall.getByLabel("Find a work").fill("no such work");
  await wall.getByRole("button", { name: "Find" }).click();
  await expect(wall.getByText("No works, honours or circuit trials")).toBeVisible();
});
