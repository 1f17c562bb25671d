import { expect, otherContext, test } from "../support/test";

test("the language is switched by a plain form, kept, and changes texts, names and <html lang>", async ({ page }) => {
  await page.goto("/login");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.getByRole("button", { name: "中文" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.getByRole("heading", { level: 1, name: "登录" })).toBeVisible();
  await expect(page).toHaveURL(/\/login/);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "登录" })).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
});

test("a browser that asks for Chinese is answered in Chinese", async ({ page, server }) => {
  const context = await otherContext(page, server, { locale: "zh-CN" });
  const chinese = await context.newPage();
  await chinese.goto("/login");
  await expect(chinese.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(chinese.getByRole("button", { name: "以 demo.admin 登录" })).toBeVisible();
  await context.close();
});

test.describe("signed in", () => {
  test.use({ person: "province" });

  test("the place stays when the language changes", async ({ page }) => {
    await page.goto("/units/3601?indicator=clearance_rate");
    await page.getByRole("button", { name: "中文" }).click();
    await expect(page).toHaveURL(/\/units\/3601\?indicator=clearance_rate/);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("南昌市");
  });
});
