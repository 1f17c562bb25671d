import { UNITS, expect, hydrated, signIn, test } from "../support/test";

test("a foreign unit is refused, with the status and without a figure", async ({ page }) => {
  await signIn(page, "city");
  const answer = await page.goto(`/units/${UNITS.otherCity.code}`);
  expect(answer?.status()).toBe(403);
  await expect(page.getByRole("heading", { name: "Not open to you" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Main figures" })).toHaveCount(0);
});

test("a refusal is shown just so when the client asks, and the way back works", async ({ page }) => {
  await signIn(page, "city");
  await page.goto(`/units/${UNITS.city.code}`);
  await hydrated(page);
  // The province is named in the path, its figures are not for this person.
  await page.getByRole("navigation", { name: "You are here" }).getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: "Not open to you" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(UNITS.city.name);
});

test("administration is refused to everybody but administrators", async ({ page }) => {
  await signIn(page, "province");
  for (const path of ["/admin", "/admin/users", "/admin/units", "/admin/imports", "/admin/tokens", "/admin/audit"]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(403);
    await expect(page.getByRole("heading", { name: "Not open to you" })).toBeVisible();
    await expect(page.getByRole("table"), path).toHaveCount(0);
  }
});

test("whoever is not signed in is taken to the login page and back", async ({ page }) => {
  await page.goto("/admin/users");
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByRole("button", { name: "Sign in as demo.admin", exact: true }).click();
  await expect(page).toHaveURL(/\/admin\/users$/);
  await expect(page.getByRole("heading", { level: 1, name: "Users" })).toBeVisible();
});

test("an absent unit is not found, and a guest sees no post", async ({ page }) => {
  await signIn(page, "province");
  const absent = await page.goto("/units/no-such-unit");
  expect(absent?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "No such page" })).toBeVisible();
  await page.context().clearCookies();
  const post = await page.goto("/units/360103T01P01");
  expect([200, 401, 403, 404]).toContain(post?.status());
  await expect(page.getByRole("region", { name: "Main figures" })).toHaveCount(0);
});
