import { readFileSync } from "node:fs";
import { type Download, type Page } from "@playwright/test";
import { UNITS, expect, hydrated, test } from "../support/test";

test.use({ person: "province" });

/** Opens the menu of a panel, chooses an entry and returns what is downloaded. */
async function download(page: Page, panel: string | RegExp, entry: string): Promise<Download> {
  const region = page.getByRole("region", { name: panel });
  await region.locator("details.menu > summary").first().click();
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    region.getByRole(/^(CSV|XLSX)/.test(entry) ? "link" : "button", { name: entry }).first().click(),
  ]);
  return saved;
}

async function bytes(saved: Download): Promise<Buffer> {
  return readFileSync(await saved.path());
}

test("map and trend are saved as SVG that stands alone and as PNG", async ({ page }) => {
  await page.goto("/");
  await hydrated(page);
  for (const [panel, name] of [[/^Map: /, "map"], [/rolling$/, "trend"]] as const) {
    const svg = await download(page, panel, "SVG");
    expect(svg.suggestedFilename()).toBe(`${name}.svg`);
    const text = (await bytes(svg)).toString("utf8");
    expect(text).toMatch(/^<svg[^>]* xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(text, "unit and demonstration are named").toMatch(/>Jiangxi.*simulated/s);
    expect(text, "no colour is left to a style sheet").not.toMatch(/class="|var\(--/);
    const png = await download(page, panel, "PNG");
    expect(png.suggestedFilename()).toBe(`${name}.png`);
    const picture = await bytes(png);
    expect(picture.subarray(1, 4).toString("latin1")).toBe("PNG");
    expect(picture.length).toBeGreaterThan(10_000);
  }
});

test("the table is saved as it is filtered", async ({ page }) => {
  await page.goto(`/units/${UNITS.province.code}?rows=tribunals&find=yang&group=mountain`);
  await hydrated(page);
  const shown = await page.getByRole("region", { name: "Tribunal" }).getByRole("rowheader").allInnerTexts();
  expect(shown.length).toBeGreaterThan(0);
  const csv = (await bytes(await download(page, "Tribunal", "CSV"))).toString("utf8");
  expect(csv.trim().split("\n")).toHaveLength(shown.length + 1);
});

test("the table is saved as CSV and XLSX with the rows that are shown", async ({ page }) => {
  await page.goto(`/units/${UNITS.city.code}`);
  await hydrated(page);
  const shown = await page.getByRole("region", { name: "County court" }).getByRole("rowheader").allInnerTexts();
  expect(shown.length).toBeGreaterThan(5);
  const csv = (await bytes(await download(page, "County court", "CSV"))).toString("utf8");
  const lines = csv.trim().split("\n");
  expect(lines).toHaveLength(shown.length + 1);
  expect(lines[0]).toContain("unit");
  const xlsx = await download(page, "County court", "XLSX");
  expect(xlsx.suggestedFilename()).toMatch(/\.xlsx$/);
  expect((await bytes(xlsx)).subarray(0, 2).toString("latin1")).toBe("PK");
});

test("the report of a unit is saved as PDF, over the months that are shown", async ({ page }) => {
  await page.goto(`/units/${UNITS.city.code}?from=2025-01&to=2025-12`);
  await hydrated(page);
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "PDF report" }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe(`report-${UNITS.city.code}-2025-01-2025-12.pdf`);
  expect((await bytes(saved)).subarray(0, 5).toString("latin1")).toBe("%PDF-");
});
