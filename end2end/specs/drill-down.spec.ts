import { type Page } from "@playwright/test";
import { UNITS, expect, hydrated, openPoint, test } from "../support/test";

test.use({ person: "province" });

function map(page: Page) {
  return page.getByRole("group", { name: /^Map: / });
}

/** Clicks a link of the map where it lies open, and waits for its page. */
async function enter(page: Page, code: string): Promise<void> {
  const place = map(page).locator(`[data-code="${code}"]`);
  await expect(place).toBeVisible();
  await expect(async () => {
    // The map glides: until it has come to rest the point may be another place's.
    const { x, y } = await openPoint(place);
    await page.mouse.click(x, y);
    await expect(page).toHaveURL(new RegExp(`/units/${code}(\\?|$)`), { timeout: 1000 });
  }).toPass();
  await expect(page.getByRole("navigation", { name: "You are here" }).getByRole("link").last()).toHaveAttribute(
    "href",
    new RegExp(`/units/${code}(\\?|$)`),
  );
}

test("by mouse: province, city, court, tribunal, post, and back by the path", async ({ page }) => {
  await page.goto("/");
  await hydrated(page);
  const crumbs = page.getByRole("navigation", { name: "You are here" }).getByRole("link");
  await enter(page, UNITS.city.code);
  await expect(crumbs).toHaveCount(2);
  await enter(page, UNITS.court.code);
  await expect(crumbs).toHaveCount(3);
  await enter(page, UNITS.tribunal.code);
  await expect(crumbs).toHaveCount(4);
  await page.getByRole("navigation", { name: "Pages of the unit" }).getByRole("link", { name: "Posts" }).click();
  const posts = page.getByRole("region", { name: "Judges’ posts" });
  await posts.getByRole("link", { name: /./ }).first().click();
  await expect(page).toHaveURL(/\/units\/360103T01P/);
  await expect(crumbs).toHaveCount(5);
  await crumbs.first().click();
  await expect(page).toHaveURL(/\/units\/36(\?|$)/);
});

test("by keyboard: regions are reached by Tab and entered by Enter", async ({ page }) => {
  await page.goto("/");
  await hydrated(page);
  await page.getByRole("heading", { name: /^Map: / }).click();
  const focused = () =>
    page.evaluate(() => document.activeElement?.closest("a.map-region")?.getAttribute("data-code") ?? "");
  await expect(async () => {
    await page.keyboard.press("Tab");
    expect(await focused()).toMatch(/^36\d\d$/);
  }).toPass({ intervals: [0] });
  const code = await focused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/units/${code}`));
  await expect(page.getByRole("navigation", { name: "You are here" }).getByRole("link")).toHaveCount(2);
});

test("the search finds a unit by pinyin and goes there by the keyboard", async ({ page }) => {
  await page.goto("/");
  await hydrated(page);
  const search = page.getByRole("combobox", { name: "Find a unit" });
  await search.fill("jingdezhen");
  const options = page.getByRole("listbox", { name: "Search results" }).getByRole("option");
  await expect(options.first()).toBeVisible();
  await search.press("ArrowDown");
  await expect(options.and(page.getByRole("option", { selected: true }))).toHaveCount(1);
  await search.press("Enter");
  await expect(page).toHaveURL(/\/units\/3602/);
});
