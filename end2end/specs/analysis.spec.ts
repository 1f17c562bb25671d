// The explorer: what is chosen stands in the address, is shown in eight ways, leads down, and is taken along.

import { readFileSync } from "node:fs";
import { type Page } from "@playwright/test";
import { UNITS, expect, expectAccessible, hydrated, otherContext, signIn, test } from "../support/test";


test.use({ person: "province" });

const CHOICE = "/analysis?unit=36&units=city&indicator=received,closing_rate&from=2020-01&to=2020-12";

function rows(page: Page) {
  return page.locator("#main table.pivot tbody tr");
}

test("a table is chosen, compared, sorted and led down from, and the address keeps all of it", async ({ page }) => {
  await page.goto("/");
  await hydrated(page);
  await page.getByRole("link", { name: "Analysis" }).click();
  await expect(page.getByRole("heading", { name: "Analysis", level: 1 })).toBeVisible();
  await page.goto(CHOICE);
  await hydrated(page);
  await expect(rows(page)).toHaveCount(13);
  await expect(rows(page).nth(11)).toContainText("Total (11 units)");
  // The total of the cities is the province.
  const numbers = async (n: number) => rows(page).nth(n).getByRole("cell").allInnerTexts();
  expect(await numbers(11)).toEqual(await numbers(12));
  await page.getByLabel("Compare with").selectOption("year_before");
  await expect(page).toHaveURL(/compare=year_before/);
  await expect(rows(page).first()).toContainText(/[+−][\d.]+ pp/);
  await expect(rows(page).first()).toContainText(/[+−][\d.]+%/);
  // The column of an indicator is sorted by the head of its period, which stands below.
  await page.getByRole("columnheader", { name: "2020", exact: true }).nth(1).getByRole("link").click();
  await expect(page).toHaveURL(/sort=-value/);
  await page.getByLabel("Kind of period").selectOption("quarter");
  await expect(page.getByRole("columnheader", { name: "2020-Q3" }).first()).toBeVisible();
  await expect(page).toHaveURL(/by=quarter.*compare=year_before|compare=year_before.*by=quarter/);
  await page.getByRole("link", { name: "Nanchang", exact: true }).last().click();
  await expect(page).toHaveURL(/unit=3601(&|$)/);
  await expect(page.getByLabel("Compare with")).toHaveValue("year_before");
  await expect(page.getByRole("columnheader", { name: "2020-Q3" }).first()).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/unit=36&/);
  await rows(page).first().getByRole("cell").first().getByRole("link").click();
  await expect(page.getByRole("dialog")).toContainText("received");
});

test("indicators are found in the catalogue, and units are picked out", async ({ page }) => {
  await page.goto(CHOICE);
  await hydrated(page);
  await page.getByText(/^Indicators: /).click();
  await page.getByLabel("Find an indicator").fill("mediated");
  await page.getByLabel("Find an indicator").press("Enter");
  await expect(page).toHaveURL(/seek=mediated/);
  await page.locator(".catalogue").getByRole("checkbox").last().check();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText(/^Indicators: .+,.+,/)).toBeVisible();
  await rows(page).nth(0).getByRole("checkbox").check();
  await rows(page).nth(2).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Only the ticked units" }).click();
  await expect(rows(page)).toHaveCount(4);
  await expect(page.getByText("2 units picked")).toBeVisible();
});

test("the same choice is shown in eight ways, and what is pointed at speaks", async ({ page }) => {
  // Eight pages, each looked through by axe.
  test.slow();
  await page.goto(`${CHOICE}&by=quarter`);
  await hydrated(page);
  for (const [name, view] of [
    ["Sorted list", "list"],
    ["Lines", "line"],
    ["Bars", "bars"],
    ["Small multiples", "multiples"],
    ["Scatter", "scatter"],
    ["Box plot", "box"],
    ["Map", "map"],
    ["Table", "table"],
  ] as const) {
    await page.getByRole("navigation", { name: "Shown as" }).getByRole("link", { name, exact: true }).click();
    await expect(page).toHaveURL(view === "table" ? /analysis\?(?!.*view=)/ : new RegExp(`view=${view}`));
    await expect(page.getByRole("navigation", { name: "Shown as" }).getByRole("link", { name, exact: true })).toHaveAttribute(
      "aria-current",
      "page",
    );
    await expect(page).toHaveURL(/by=quarter/);
    const hit = page.locator(".chart-hits a").first();
    if (["line", "bars", "multiples", "scatter", "box"].includes(view)) {
      await hit.hover();
      await expect(page.locator(".chart-frame .tip")).toContainText(/\d/);
    }
    await page.mouse.move(0, 0);
    await page.evaluate(() => scrollTo(0, 0));
    await expectAccessible(page);
  }
  await page.goto(`${CHOICE}&view=bars`);
  await hydrated(page);
  await page.locator(".chart-hits a").first().click();
  await expect(page).toHaveURL(/unit=3601&.*view=bars/);
  await page.goto(`${CHOICE}&view=map`);
  await hydrated(page);
  await page.locator('.map-svg a[data-code="3601"]').click();
  await expect(page).toHaveURL(/unit=3601&.*view=map/);
});

test("what is seen is saved: CSV, XLSX, SVG and PNG", async ({ page }) => {
  await page.goto(`${CHOICE}&view=bars&sort=-value`);
  await hydrated(page);
  const save = async (entry: string, role: "link" | "button") => {
    const menu = page.locator("details.menu").filter({ has: page.getByRole(role, { name: entry, includeHidden: true }) });
    await menu.last().locator("summary").click();
    const [saved] = await Promise.all([page.waitForEvent("download"), menu.last().getByRole(role, { name: entry }).click()]);
    return readFileSync(await saved.path());
  };
  const csv = (await save("Download CSV", "link")).toString("utf8").trim().split("\n");
  expect(csv).toHaveLength(1 + 11 * 2);
  expect(csv[0]).toContain("unit,name,level");
  expect((await save("Download XLSX", "link")).subarray(0, 2).toString("latin1")).toBe("PK");
  expect((await save("Download SVG", "button")).toString("utf8")).toMatch(/^<svg/);
  expect((await save("Download PNG", "button")).subarray(1, 4).toString("latin1")).toBe("PNG");
});

test("a file on its way can be stopped, and none is saved half", async ({ page }) => {
  await page.goto("/analysis?unit=36&units=tribunal&indicator=received,closing_rate&by=month&last=12&view=list");
  await hydrated(page);
  let saved = 0;
  page.on("download", () => (saved += 1));
  const begin = async () => {
    const menu = page.locator("details.menu").filter({ has: page.getByRole("link", { name: "Download CSV", includeHidden: true }) });
    await menu.last().locator("summary").click();
    await menu.last().getByRole("link", { name: "Download CSV" }).click();
  };
  const table = /api\/v1\/analysis.*format=csv/;
  let asked = 0;
  await page.route(table, () => {
    // Never answered: as a server that is still at it.
    asked += 1;
  });
  await begin();
  const status = page.locator(".saving-file");
  await expect(status.getByRole("status")).toHaveText("The file is being made …");
  await expect.poll(() => asked).toBe(1);
  await status.getByRole("button", { name: "Stop" }).click();
  await expect(status).toBeHidden();
  await page.unroute(table);
  await page.route(table, (route) => route.abort("connectionreset"));
  await begin();
  await expect(status.getByRole("status")).toContainText("nothing was saved");
  await expectAccessible(page);
  await status.getByRole("button", { name: "Close" }).click();
  expect(saved).toBe(0);
  await page.unroute(table);
  const coming = page.waitForEvent("download");
  await begin();
  const lines = readFileSync(await (await coming).path()).toString("utf8").trim().split("\n");
  expect(lines.length).toBeGreaterThan(325 * 12 * 2);
  await expect(status).toBeHidden();
});

test("a wrong word is named and the choice stays", async ({ page }) => {
  await page.goto(`${CHOICE}&by=week&compare=peers`);
  await hydrated(page);
  await expect(page.getByTestId("slips")).toContainText("week");
  await expect(page.getByLabel("Compare with")).toHaveValue("peers");
  await page.goto("/analysis?indicator=nothing");
  await expect(page.getByRole("alert")).toContainText("nothing");
});

test("without JavaScript the form and the links do", async ({ page, server }) => {
  const context = await otherContext(page, server, { javaScriptEnabled: false });
  const plain = await context.newPage();
  await signIn(plain, "province");
  await plain.goto(CHOICE);
  await plain.getByLabel("Compare with").selectOption("parent");
  await plain.getByRole("button", { name: "Show", exact: true }).click();
  await expect(plain).toHaveURL(/compare=parent/);
  await expect(rows(plain)).toHaveCount(13);
  await plain.getByRole("link", { name: "Scatter" }).click();
  await expect(plain.locator(".analysis-chart svg")).toBeVisible();
  await context.close();
});

test("the administrator lets units be ranked, and takes it back", async ({ page, server }) => {
  const context = await otherContext(page, server, {});
  const office = await context.newPage();
  await signIn(office, "admin");
  await office.goto("/admin/policy");
  await hydrated(office);
  await office.getByRole("button", { name: "Let units be ranked" }).click();
  await expect(office.getByTestId("ranking")).toContainText("Units are ranked");
  await page.goto(`${CHOICE}&view=list&sort=-value`);
  await hydrated(page);
  await expect(page.getByRole("columnheader", { name: "Rank" })).toBeVisible();
  await expect(page.locator("#main tbody tr").first()).toContainText("1");
  await office.getByRole("button", { name: "Stop ranking" }).click();
  await expect(office.getByTestId("ranking")).toContainText("not ranked");
  await page.reload();
  await hydrated(page);
  await expect(page.getByRole("columnheader", { name: "Rank" })).toHaveCount(0);
  await context.close();
});

for (const width of [360, 1440]) {
  test(`at ${width} px nothing sticks out`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    for (const view of ["table", "list", "line", "bars", "multiples", "scatter", "box", "map"]) {
      await page.goto(`${CHOICE}&by=quarter&compare=peers&view=${view}`);
      await hydrated(page);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, view).toBeLessThanOrEqual(0);
      await expectAccessible(page);
    }
  });
}

test("a city sees its own, and no other", async ({ page, server }) => {
  const context = await otherContext(page, server, {});
  const city = await context.newPage();
  await signIn(city, "city");
  await city.goto("/analysis");
  await hydrated(city);
  await expect(city.getByRole("navigation", { name: "You are here" }).getByRole("listitem").last()).toContainText(
    UNITS.city.name,
  );
  const answer = await city.goto("/analysis?unit=36");
  expect(answer?.status()).toBe(403);
  await context.close();
});
