import { UNITS, expect, figure, hydrated, test } from "../support/test";

test.use({ person: "province" });

test("a figure opens its formula, components and sources, and closes by Escape", async ({ page }) => {
  await page.goto(`/units/${UNITS.city.code}`);
  await hydrated(page);
  const link = figure(page, "Closing rate").getByRole("link").first();
  await link.click();
  const dialog = page.getByRole("dialog", { name: "Where this number comes from" });
  await expect(dialog).toContainText("closed / (pending_start + received)");
  for (const name of ["Components", "Sources"]) await expect(dialog.getByRole("table", { name })).toBeVisible();
  await expect(dialog.getByRole("row").filter({ hasText: /received/i }).first()).toContainText(/\d/);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(link).toBeFocused();
});

test("the components of a rate give its value", async ({ page, server }) => {
  const [row] = server.rows<{ value: number; numerator: number; denominator: number }>(
    ...["values", "--indicator", "closing_rate", "--unit", "3601", "--from", "2020-01", "--to", "2020-12"],
  );
  expect(row).toBeDefined();
  expect(row?.value).toBeCloseTo((row?.numerator ?? 0) / (row?.denominator ?? 1), 10);
  await page.goto("/explain?indicator=closing_rate&unit=3601&from=2020-01&to=2020-12");
  await expect(page.getByRole("main")).toContainText(`${((row?.value ?? 0) * 100).toFixed(2)}%`);
  await expect(page.getByRole("main")).toContainText((row?.numerator ?? 0).toLocaleString("en-US"));
});

test("the explanation is a page of its own, for links and for those without JavaScript", async ({ page }) => {
  await page.goto("/");
  const href = await figure(page, "Closing rate").getByRole("link").first().getAttribute("href");
  expect(href).toMatch(/^\/explain\?/);
  await page.goto(href ?? "");
  await expect(page.getByRole("table", { name: "Components" })).toBeVisible();
});
