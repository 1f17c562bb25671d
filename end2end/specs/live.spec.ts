import { type Page } from "@playwright/test";
import { sendCases } from "../support/cases";
import { UNITS, expect, figureValue, hydrated, isMarked, mark, test } from "../support/test";

test.use({ person: "province" });
test.describe.configure({ mode: "serial" });

/** The last month of the period that the page shows, from its own address of an explanation. */
async function lastMonth(page: Page): Promise<string> {
  const links = page.getByRole("region", { name: "Main figures" }).getByRole("link");
  const href = await links.first().getAttribute("href");
  return new URL(href ?? "", "http://x").searchParams.get("to") ?? "";
}

const line = (page: Page) => page.getByText(/^(live|connecting…|reconnecting…)/).first();

test("a case event moves the figures without a reload", async ({ page, server }) => {
  await page.goto(`/units/${UNITS.tribunal.code}?from=2019-01`);
  await hydrated(page);
  await expect(line(page)).toHaveText(/^live/);
  await mark(page);
  const before = await figureValue(page, "Received");
  await sendCases(server, await lastMonth(page), 5);
  await expect.poll(() => figureValue(page, "Received")).toBe(before + 5);
  await expect(line(page)).toHaveText(/^live · changed \d+ s ago/);
  expect(await isMarked(page)).toBe(true);
});

test("what happens at a tribunal reaches the page of the province", async ({ page, server }) => {
  await page.goto("/");
  await hydrated(page);
  await expect(line(page)).toHaveText(/^live/);
  await mark(page);
  const before = await figureValue(page, "Received");
  await sendCases(server, await lastMonth(page), 3);
  await expect.poll(() => figureValue(page, "Received")).toBe(before + 3);
  expect(await isMarked(page)).toBe(true);
});

test("what is typed, opened and focused stays while figures move", async ({ page, server }) => {
  await page.goto("/");
  await hydrated(page);
  await expect(line(page)).toHaveText(/^live/);
  const find = page.getByRole("region", { name: "City", exact: true }).getByRole("searchbox");
  const list = page.getByRole("region", { name: /^Map: / }).locator("details.as-table");
  await list.locator("summary").click();
  await page.getByRole("button", { name: "Zoom in" }).click();
  const seen = await page.locator(".map-svg").getAttribute("viewBox");
  await find.fill("half a wo");
  const month = await lastMonth(page);
  let before = await figureValue(page, "Received");
  await sendCases(server, month, 4);
  await expect.poll(() => figureValue(page, "Received")).toBe(before + 4);
  await expect(find).toHaveValue("half a wo");
  await expect(find).toBeFocused();
  await expect(list).toHaveAttribute("open", "");
  await expect(page.locator(".map-svg")).toHaveAttribute("viewBox", seen ?? "");
  expect(await page.locator("path[data-d]:not([d])").count(), "outlines are kept").toBe(0);
  const row = page.getByRole("region", { name: "City", exact: true }).getByRole("rowheader").first().getByRole("link");
  await row.focus();
  before += 4;
  await sendCases(server, month, 1);
  await expect.poll(() => figureValue(page, "Received")).toBe(before + 1);
  await expect(row).toBeFocused();
});

test("after the server was killed and started again the page recovers by itself", async ({ page, server }) => {
  test.setTimeout(120_000);
  await page.goto(`/units/${UNITS.tribunal.code}`);
  await hydrated(page);
  await expect(line(page)).toHaveText(/^live/);
  await mark(page);
  const before = await figureValue(page, "Received");
  const month = await lastMonth(page);
  await server.stop("SIGKILL");
  await expect(line(page)).toHaveText("reconnecting…");
  await server.start();
  // While the line is down nothing may be lost either.
  await sendCases(server, month, 2);
  await expect(line(page)).toHaveText(/^live/, { timeout: 60_000 });
  await expect.poll(() => figureValue(page, "Received"), { timeout: 30_000 }).toBe(before + 2);
  await sendCases(server, month, 1);
  await expect.poll(() => figureValue(page, "Received")).toBe(before + 3);
  expect(await isMarked(page)).toBe(true);
});
