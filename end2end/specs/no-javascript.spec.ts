import { UNITS, expect, figure, test } from "../support/test";

test.use({ javaScriptEnabled: false });

test("signing in, reading, descending and explaining work without JavaScript", async ({ page }) => {
  await page.goto("/login?next=%2F");
  await page.getByRole("button", { name: "Sign in as demo.province", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(UNITS.province.name);
  await expect(figure(page, "Closing rate").getByRole("link").first()).toContainText("%");
  await figure(page, "Closing rate").getByRole("link").first().click();
  await expect(page.getByRole("table", { name: "Components" })).toBeVisible();
  await page.goto("/");
  const parts = page.getByRole("region", { name: "City", exact: true });
  await parts.getByRole("rowheader", { name: UNITS.city.name }).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(UNITS.city.name);
  await page.getByRole("searchbox").or(page.getByRole("combobox", { name: "Find a unit" })).first().fill("jingdezhen");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main").getByRole("link", { name: /Jingdezhen/ }).first()).toBeVisible();
  await page.getByRole("button", { name: "中文" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
});

test("people are managed by plain forms, and a refusal is said", async ({ page }) => {
  await page.goto("/login?next=%2Fadmin%2Fusers");
  await page.getByRole("button", { name: "Sign in as demo.admin", exact: true }).click();
  await page.getByText("New user", { exact: true }).click();
  const form = page.getByRole("group").filter({ hasText: "New user" }).first();
  await page.getByLabel("User name").fill("plain.person");
  await page.getByLabel("Name", { exact: true }).fill("Plain Person");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.locator("#new-unit-0").fill("3601");
  await page.getByRole("button", { name: "Create user" }).click();
  // Taken back to the page, with the reason at the field.
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
  await expect(form).toBeVisible();
  await page.getByLabel("User name").fill("plain.person");
  await page.getByLabel("Name", { exact: true }).fill("Plain Person");
  await page.getByLabel("Password", { exact: true }).fill("long-enough-for-all");
  await page.locator("#new-unit-0").fill("3601");
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByRole("rowheader", { name: "plain.person" })).toBeVisible();
  // Keeping somebody out wants the box ticked.
  await page.getByRole("link", { name: "plain.person" }).click();
  await page.getByLabel("I am sure: Keep out").check();
  await page.getByRole("button", { name: "Keep out" }).click();
  await expect(page.getByRole("row").filter({ hasText: "plain.person" })).toContainText("kept out");
});
