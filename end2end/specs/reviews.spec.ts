// Review campaigns: the list, the tabs of the demo campaign for those who run it and for those who take part, the plaques.

import { expect, expectAccessible, hydrated, otherContext, signIn, test } from "../support/test";

/** The campaign of the demo. */
const CAMPAIGN = "/reviews/2";
/** The tabs of those who run it. */
const TABS = ["board", "about", "reviewers", "checks", "results", "objections", "judgement"];

test.describe("for the province", () => {
  test.use({ person: "province" });

  test("the list leads to the campaign, which can be found and taken along", async ({ page }) => {
    await page.goto("/");
    await hydrated(page);
    await page.getByRole("link", { name: "Reviews", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Reviews" })).toBeVisible();
    await hydrated(page);
    await expect(page.getByRole("table").getByRole("row")).not.toHaveCount(0);
    await expectAccessible(page);
    const href = await page.getByRole("link", { name: "Export" }).getAttribute("href");
    expect(href).toContain("/api/v1/reviews?");
    await page.getByRole("searchbox").last().fill("no such campaign");
    await page.getByRole("button", { name: "Find" }).last().click();
    await expect(page.getByText("No campaign concerns you")).toBeVisible();
    await page.goto("/reviews");
    await page.locator(`a[href="${CAMPAIGN}"]`).first().click();
    await expect(page.getByRole("list", { name: "Calendar" }).getByRole("listitem")).toHaveCount(8);
  });

  for (const tab of TABS) {
    test(`the tab ${tab} opens, is accessible, and fits a phone`, async ({ page }) => {
      await page.goto(`${CAMPAIGN}?tab=${tab}`);
      await hydrated(page);
      await expect(page.getByRole("navigation", { name: "Parts of the campaign" }).locator("[aria-current=page]")).toHaveCount(1);
      await expect(page.locator(".state.bad")).toHaveCount(0);
      await expectAccessible(page);
      await page.setViewportSize({ width: 360, height: 740 });
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wider, "the page does not scroll sideways").toBeLessThanOrEqual(0);
    });
  }

  test("the board can be narrowed by state and sorted", async ({ page }) => {
    await page.goto(`${CAMPAIGN}?tab=board`);
    await hydrated(page);
    const states = page.getByRole("region", { name: "Where the tribunals stand" });
    await states.getByRole("link").nth(1).click();
    await expect(page).toHaveURL(/state=/);
    await page.getByRole("columnheader", { name: "Late" }).getByRole("link").click();
    await expect(page).toHaveURL(/sort=late/);
    await expect(page.getByRole("columnheader", { name: "Late" })).toHaveAttribute("aria-sort", "ascending");
  });

  test("a new campaign keeps what was typed when it is refused", async ({ page }) => {
    await page.goto("/reviews?tab=new");
    await hydrated(page);
    await expectAccessible(page);
    await page.getByLabel("Chinese title").fill("测试评查");
    await page.getByLabel("English title").fill("A test");
    await page.getByLabel("Quota").fill("many");
    const days = page.locator("input[type=date]");
    for (let n = 0; n < 9; n += 1) await days.nth(n).fill(`2027-01-${String(n + 10)}`);
    await page.getByRole("button", { name: "Save the draft" }).click();
    await expect(page.getByText("must be within 0–10000")).toBeVisible();
    await expect(page.getByLabel("Chinese title")).toHaveValue("测试评查");
    await expect(days.first()).toHaveValue("2027-01-10");
    await page.getByLabel("Quota").fill("");
    await page.getByRole("button", { name: "Save the draft" }).click();
    await expect(page.getByRole("link", { name: "Open it" })).toBeVisible();
    // The next one is refused, and keeps what was typed as the first did.
    await page.getByLabel("Chinese title").fill("又一次评查");
    await page.getByLabel("English title").fill("Another one");
    await page.getByLabel("Quota").fill("none");
    for (let n = 0; n < 9; n += 1) await days.nth(n).fill(`2027-02-${String(n + 10)}`);
    await page.getByRole("button", { name: "Save the draft" }).click();
    await expect(page.getByText("must be within 0–10000")).toBeVisible();
    await expect(page.getByLabel("Chinese title")).toHaveValue("又一次评查");
    await page.goto("/reviews");
    await hydrated(page);
    await page.getByRole("link", { name: "A test" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "A test" })).toBeVisible();
    await expect(page.locator(".campaign-head .badge", { hasText: "being prepared" })).toBeVisible();
  });

  test("the standard stands in the campaign, and the comparison with another edition can be taken along", async ({ page }) => {
    await page.goto(`${CAMPAIGN}?tab=about`);
    await hydrated(page);
    await expect(page.locator(".print").getByRole("heading", { level: 2 })).toContainText("·");
    await expect(page.locator(".print").getByRole("table").first()).toBeVisible();
    await page.getByLabel("Edition", { exact: true }).selectOption({ index: 0 });
    await page.getByRole("button", { name: "Compute" }).click();
    await hydrated(page);
    const menu = page.locator("#rescored details.menu");
    await menu.locator("summary").click();
    for (const format of ["csv", "xlsx"]) {
      const href = await menu.locator(`a[href*="format=${format}"]`).getAttribute("href");
      const answer = await page.request.get(href ?? "");
      expect(answer.status(), format).toBe(200);
      expect((await answer.body()).length, format).toBeGreaterThan(100);
    }
  });

  test("recognitions are listed with their history", async ({ page }) => {
    await page.goto("/reviews?tab=recognitions");
    await hydrated(page);
    await expectAccessible(page);
    await expect(page.getByRole("button", { name: "Re-check all now" })).toBeVisible();
    // And on the overview, by how they stand.
    await page.goto("/?tab=works");
    await hydrated(page);
    const map = page.getByRole("group", { name: "Map of recognition" });
    expect(await map.getByRole("link").count()).toBeGreaterThan(10);
    await expectAccessible(page);
  });
});

test("others see the campaign without what is not for them, and without JavaScript too", async ({ page, server }) => {
  await signIn(page, "head", CAMPAIGN);
  await hydrated(page);
  const tabs = page.getByRole("navigation", { name: "Parts of the campaign" });
  await expect(tabs.getByRole("link", { name: "About" })).toBeVisible();
  await expect(tabs.getByRole("link", { name: "Judgement" })).toHaveCount(0);
  await expect(page.getByText("Decide on applications")).toHaveCount(0);

  const plain = await otherContext(page, server, { javaScriptEnabled: false });
  const still = await plain.newPage();
  await signIn(still, "reviewer", `${CAMPAIGN}?tab=about`);
  await expect(still.getByRole("heading", { level: 2, name: "Settings" })).toBeVisible();
  await plain.close();
});
