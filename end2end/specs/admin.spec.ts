import { type Page } from "@playwright/test";
import { expect, hydrated, test } from "../support/test";

test.use({ person: "admin" });
test.describe.configure({ mode: "serial" });

async function confirm(page: Page, label: string, says: RegExp): Promise<void> {
  await page.getByRole("button", { name: label, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: label });
  await expect(dialog).toContainText(says);
  await dialog.getByRole("button", { name: label, exact: true }).click();
}

test("a person is created, given another role, kept out; what was typed is kept on refusal", async ({ page }) => {
  await page.goto("/admin/users");
  await hydrated(page);
  await page.getByText("New user", { exact: true }).click();
  await page.getByLabel("User name").fill("browser.person");
  await page.getByLabel("Name", { exact: true }).fill("Browser Person");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.locator("#new-unit-0").fill("nanchang");
  await expect(page.locator("#new-unit-0-list").getByRole("option", { includeHidden: true }).first()).toBeAttached();
  await page.locator("#new-unit-0").fill("3601");
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("User name")).toHaveValue("browser.person");
  await page.getByLabel("Password", { exact: true }).fill("long-enough-for-all");
  await page.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByRole("status").filter({ hasText: "User browser.person was created" })).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: "browser.person" });
  await expect(row).toContainText("may sign in");

  await page.getByRole("link", { name: "browser.person", exact: true }).click();
  await expect(page).toHaveURL(/user=browser\.person/);
  await page.locator("#edit-role-1").selectOption("reviewer");
  await page.locator("#edit-unit-1").fill("3602");
  await confirm(page, "Save roles", /browser\.person/);
  await expect(row).toContainText("Reviewer");
  // Where notices go by mail: what is no address is refused by the server too, and what was typed stays.
  const address = page.getByLabel("Mail address");
  await address.fill("person@court");
  await page.getByRole("button", { name: "Save the address" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The address of browser.person was saved" })).toBeVisible();
  await address.evaluate((input: HTMLInputElement) => (input.type = "text"));
  await address.fill("no address");
  await page.getByRole("button", { name: "Save the address" }).click();
  await expect(address).toHaveAttribute("aria-invalid", "true");
  await expect(address).toHaveValue("no address");
  await confirm(page, "Keep out", /every session/);
  await expect(row).toContainText("kept out");
});

test("a token's secret is shown once, and revoking is for good", async ({ page }) => {
  await page.goto("/admin/tokens");
  await hydrated(page);
  await page.getByText("New token", { exact: true }).click();
  await page.getByLabel("Purpose").fill("browser token");
  await page.locator("#token-unit").fill("3601");
  await page.getByRole("button", { name: "Create token" }).click();
  const secret = (await page.getByTestId("secret").innerText()).trim();
  expect(secret.length).toBeGreaterThan(20);
  const row = page.getByRole("row").filter({ hasText: "browser token" });
  await expect(row).toContainText("working");
  await page.reload();
  await expect(page.getByText(secret)).toHaveCount(0);
  await hydrated(page);
  await row.getByRole("button", { name: "Revoke", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Revoke" });
  await expect(dialog).toContainText("for good");
  await dialog.getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(row).toContainText("revoked");
});

test("a unit is created, renamed and closed from a month on; refusals stand at the field", async ({ page }) => {
  await page.goto("/admin/units");
  await hydrated(page);
  await page.getByText("New unit", { exact: true }).click();
  await page.locator("#unit-code").fill("360103TB1");
  await page.locator("#unit-parent").fill("no-such-parent");
  await page.locator("#unit-opened").fill("2015-01");
  await page.locator("#unit-name").fill("浏览器测试法庭");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.locator("#unit-parent")).toHaveAttribute("aria-invalid", "true");
  await page.locator("#unit-parent").fill("360103");
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "360103TB1" })).toBeVisible();

  await page.goto("/admin/units?q=360103TB1&ended=1&unit=360103TB1");
  await hydrated(page);
  await page.locator("#rename-name").fill("更名后的法庭");
  await page.locator("#rename-from").fill("2020-01");
  await confirm(page, "Rename", /From 2020-01 on.*更名后的法庭/);
  await expect(page.getByRole("row").filter({ hasText: "360103TB1" })).toContainText("更名后的法庭");
  await page.locator("#close-from").fill("2022-01");
  await confirm(page, "Close", /2022-01 is the first month without it/);
  await expect(page.getByRole("row").filter({ hasText: "360103TB1" })).toContainText("2022-01");
});

test("the catalogue shows two editions and marks what differs", async ({ page }) => {
  await page.goto("/admin/catalogue");
  await page.getByLabel("Edition", { exact: true }).selectOption("2024");
  await page.getByLabel("Compared with").selectOption("2021");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByRole("row").filter({ hasText: "extended_rate" })).toContainText("dropped");
  await expect(page.getByRole("row", { name: /^Closing rate closing_rate/ })).toContainText("changed");
  await page.getByRole("searchbox", { name: "Find an indicator" }).fill("cepej_clearance");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByRole("row").filter({ hasText: "clearance_rate" })).toHaveCount(1);
  await expect(page.getByText("1 indicators")).toBeVisible();
});

test("the audit log has what was done here, and its chain holds", async ({ page }) => {
  await page.goto("/admin/audit?q=users.create");
  await expect(page.getByRole("row").filter({ hasText: "browser.person" }).first()).toContainText("user:demo.admin");
  await page.getByRole("link", { name: "Verify the chain" }).click();
  await expect(page.getByTestId("chain")).toContainText("the chain holds");
});
