import { UNITS, expect, hydrated, openPoint, test } from "../support/test";

test.use({ person: "province" });

test("the map says what is pointed at, by pointer and by focus", async ({ page }) => {
  await page.goto("/");
  await hydrated(page);
  const map = page.getByRole("group", { name: /^Map: / });
  const place = map.locator(`a.map-region[data-code="${UNITS.city.code}"]`);
  const tip = page.locator(".map-frame .tip");
  await expect(tip).toBeHidden();
  const { x, y } = await openPoint(place);
  await page.mouse.move(x, y);
  await expect(tip).toContainText(UNITS.city.name);
  await expect(tip).toContainText("%");
  await page.getByRole("heading", { level: 1 }).hover();
  await expect(tip).toBeHidden();
  await place.focus();
  await expect(tip).toContainText(UNITS.city.name);
  await page.getByRole("combobox", { name: "Find a unit" }).focus();
  await expect(tip).toBeHidden();
});

test("the map is zoomed by its buttons and dragged by the mouse, and a drag is no click", async ({ page }) => {
  await page.goto("/");
  await hydrated(page);
  const svg = page.locator(".map-svg");
  const seen = async () => (await svg.getAttribute("viewBox")) ?? "";
  const home = await seen();
  await page.getByRole("button", { name: "Zoom in" }).click();
  const near = await seen();
  expect(Number(near.split(" ")[2])).toBeCloseTo(Number(home.split(" ")[2]) * 0.7, 1);
  const { x, y } = await openPoint(svg.locator(`a.map-region[data-code="${UNITS.city.code}"]`));
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 60, y, { steps: 4 });
  await page.mouse.up();
  expect(Number((await seen()).split(" ")[0])).toBeGreaterThan(Number(near.split(" ")[0]));
  await expect(page).not.toHaveURL(/units/);
  await page.getByRole("button", { name: "Whole map" }).click();
  await expect.poll(seen).toBe(home);
});

test("the trend is followed by keys, and a point of it opened", async ({ page }) => {
  await page.goto(`/units/${UNITS.city.code}`);
  await hydrated(page);
  const slider = page.getByRole("slider");
  const last = Number(await slider.getAttribute("aria-valuemax"));
  await expect(slider).toHaveAttribute("aria-valuenow", String(last));
  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(slider).toHaveAttribute("aria-valuenow", String(last - 1));
  const told = (await slider.getAttribute("aria-valuetext")) ?? "";
  expect(told).toMatch(/\d{4}-\d{2}.*%/);
  await expect(slider.locator(".tip")).toContainText(/\d%/);
  await expect(slider.locator("line")).toHaveAttribute("visibility", "visible");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Where this number comes from" });
  await expect(dialog.getByRole("table", { name: "Components" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(slider).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(slider.locator(".tip")).toBeHidden();
});

test("choosing an indicator shows it, the month is sent by the button, and back shows both again", async ({ page }) => {
  await page.goto("/");
  await hydrated(page);
  await page.getByLabel("Indicator", { exact: true }).selectOption("clearance_rate");
  await expect(page.getByRole("heading", { name: "Map: Clearance rate" })).toBeVisible();
  await expect(page).toHaveURL(/indicator=clearance_rate/);
  const from = page.getByLabel("From", { exact: true });
  const before = await from.inputValue();
  await from.fill("2019-01");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page).toHaveURL(/from=2019-01/);
  await expect(page.locator(".map header").getByText(/^2019-01 – /)).toBeVisible();
  await page.goBack();
  await expect(from).toHaveValue(before);
});

test("the table is searched and paged in place, and what had the focus keeps it", async ({ page }) => {
  await page.goto("/?rows=tribunals");
  await hydrated(page);
  await page.evaluate(() => Object.assign(window, { unbroken: true }));
  const parts = page.getByRole("region", { name: "Tribunal", exact: true });
  await parts.getByRole("link", { name: "Next", exact: true }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(parts.getByText(/^26–50 of/)).toBeVisible();
  const head = parts.getByRole("link", { name: "Received (cases)" });
  await head.focus();
  await page.keyboard.press("Enter");
  await expect(parts.getByRole("columnheader", { name: "Received (cases)" })).toHaveAttribute("aria-sort", "descending");
  await expect(head).toBeFocused();
  await parts.getByRole("searchbox").fill("yang");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/find=yang/);
  // The address is there before the rows are.
  await expect(parts.getByRole("rowheader").filter({ hasNotText: /yang/i })).toHaveCount(0);
  await expect(parts.getByRole("rowheader")).not.toHaveCount(0);
  expect(await page.evaluate(() => "unbroken" in window)).toBe(true);
});
