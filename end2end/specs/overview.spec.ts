import { UNITS, expect, hydrated, test } from "../support/test";

test.use({ person: "province" });

test("the overview answers how the province is doing", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toContainText(UNITS.province.name);
  await expect(page.getByRole("note")).toContainText("simulated");
  const figures = page.getByRole("region", { name: "Main figures" }).getByRole("article");
  const count = await figures.count();
  expect(count).toBeGreaterThanOrEqual(6);
  expect(count).toBeLessThanOrEqual(8);
  for (const article of await figures.all()) await expect(article.getByRole("link").first()).toContainText(/\d/);
  await expect(page.getByRole("heading", { name: /^Map: / })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Worth a look" })).toBeVisible();
  // Eleven cities, as regions of the map and as rows of the table.
  await expect(page.getByRole("group", { name: /^Map: / }).getByRole("link", { name: UNITS.city.name })).toBeVisible();
  const parts = page.getByRole("region", { name: "City", exact: true });
  // Other specs leave tribunals directly below the province, which are rows too.
  const codes = await parts.getByRole("rowheader").getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  expect(codes.filter((href) => /^\/units\/36\d\d(\?|$)/.test(href ?? ""))).toHaveLength(11);
});

test("what is chosen stands in the address, and the address shows it again", async ({ page }) => {
  await page.goto("/");
  await hydrated(page);
  await page.getByRole("link", { name: "Show on map and trend: Closed within time limit" }).click();
  await expect(page).toHaveURL(/indicator=closed_in_time_rate/);
  await expect(page.getByRole("heading", { name: "Map: Closed within time limit" })).toBeVisible();
  const address = page.url();
  await page.goto("/login");
  await page.goto(address);
  await expect(page.getByRole("heading", { name: "Map: Closed within time limit" })).toBeVisible();
});

test("closing rate and clearance rate never stand under each other's name", async ({ page }) => {
  for (const [id, name, formula] of [
    ["closing_rate", "Closing rate", "closed / (pending_start + received)"],
    ["clearance_rate", "Clearance rate", "closed / received"],
  ] as const) {
    await page.goto(`/?indicator=${id}`);
    await expect(page.getByRole("heading", { name: `Map: ${name}` })).toBeVisible();
    await page.goto(`/explain?indicator=${id}&unit=36&from=2020-01&to=2020-12`);
    await expect(page.getByText(`${name} ·`)).toBeVisible();
    await expect(page.getByText(formula, { exact: true })).toBeVisible();
  }
});

test("the table sorts by a link and keeps its order in the address", async ({ page }) => {
  await page.goto("/");
  await hydrated(page);
  const parts = page.getByRole("region", { name: "City", exact: true });
  await parts.getByRole("link", { name: "Received (cases)" }).click();
  await expect(parts.getByRole("columnheader", { name: "Received (cases)" })).toHaveAttribute("aria-sort", "descending");
  await expect(page).toHaveURL(/sort=-caseload/);
});
