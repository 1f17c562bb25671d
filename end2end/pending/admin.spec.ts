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

test("the catalogue shows two editions and marks what differs", async ({ page }) => {
  await page.goto("/admin/catalogue");
  await page.getByLabel("Edition", { exact: true }).selectOption("2024");
  await page.getByLabel("Compared with").selectOption("2021");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByRole("row").filter({ hasText: "extended_rate" })).toContainText("dropped");
  await expect(page.getByRole("row", { name: /^Closing rate closing_rate/ })).toContainText("changed");
  await page.getByRole("searchbox", { name: "Find an indicator" }).fill("clearance");
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
