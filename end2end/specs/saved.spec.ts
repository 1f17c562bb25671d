// Views, boards, the large screen and subscriptions, from the explorer to the file that comes.

import { type Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { expect, hydrated, test } from "../support/test";


test.use({ person: "province" });
test.describe.configure({ mode: "serial" });

const CHOICE = "/analysis?indicator=received%2Cclosed&by=month&last=3";

async function save(page: Page, choice: string, title: string): Promise<void> {
  await page.goto(choice);
  await page.getByRole("link", { name: "Save as view" }).first().click();
  await hydrated(page);
  await page.getByLabel("Title").first().fill(title);
  await page.getByRole("button", { name: "Save", exact: true }).first().click();
  await expect(page.getByText(`View “${title}” was saved`)).toBeVisible();
}

test("a choice of the explorer is saved, pinned, changed, deleted and taken back", async ({ page }) => {
  await save(page, CHOICE, "Filings and closings");
  await page.goto("/views");
  await hydrated(page);
  const row = page.getByTestId("view").filter({ hasText: "Filings and closings" });
  await expect(row).toContainText("private");
  await row.getByText("Change", { exact: true }).click();
  await row.getByLabel("Share with (unit code)").fill("3601");
  await row.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByTestId("view").filter({ hasText: "at" })).not.toHaveCount(0);
  await expect(row).toContainText("everybody at");
  await row.getByRole("button", { name: "Pin to overview" }).click();
  await expect(row.getByRole("button", { name: "Unpin" })).toBeVisible();
  await page.goto("/");
  await expect(page.getByRole("link", { name: "Filings and closings" })).toBeVisible();
  await page.goto("/views");
  await hydrated(page);
  await row.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await row.getByRole("button", { name: "Restore" }).click();
  await expect(row.getByRole("link", { name: "Filings and closings" })).toHaveAttribute("href", /indicator=received/);
});

test("a title that is missing is asked for, and a foreign unit is refused with the words kept", async ({ page }) => {
  await page.goto("/views?save=indicator%3Dreceived");
  await hydrated(page);
  await page.getByLabel("Title").first().fill("Kept words");
  await page.getByLabel("Share with (unit code)").first().fill("nowhere");
  await page.getByRole("button", { name: "Save", exact: true }).first().click();
  await expect(page.getByText(/nowhere/).first()).toBeVisible();
  await expect(page.getByLabel("Title").first()).toHaveValue("Kept words");
});

test("a board shows its views, runs on the large screen and can be held", async ({ page }) => {
  await save(page, "/analysis?indicator=closing_rate&view=bars", "Closing rates");
  await page.goto("/boards");
  await hydrated(page);
  await page.locator("#new-board summary").click();
  await page.getByLabel("Title").fill("Morning");
  await page.getByLabel("Add a view").selectOption({ label: "Filings and closings" });
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByLabel("Add a view").selectOption({ label: "Closing rates" });
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("button", { name: "Move up: Closing rates" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("link", { name: "Morning" }).click();
  const tiles = page.getByTestId("tile");
  await expect(tiles).toHaveCount(2);
  await expect(tiles.first().getByRole("heading")).toHaveText("Closing rates");
  await expect(tiles.last().getByRole("table").first()).toBeVisible();
  await page.getByRole("link", { name: "Large screen" }).click();
  await hydrated(page);
  const shown = page.getByTestId("wall-view");
  await expect(shown).toHaveText("Closing rates");
  await page.getByRole("button", { name: "Hold" }).click();
  await page.getByRole("button", { name: "Next" }).click();
  await expect(shown).toHaveText("Filings and closings");
  await expect(page.locator(".screen-body table").first()).toBeVisible();
});

test("the large screen turns by itself", async ({ page }) => {
  await page.goto("/boards");
  const href = await page.getByRole("link", { name: "Morning" }).getAttribute("href");
  await page.goto(`/wall?board=${(href ?? "").split("/").pop()}&seconds=5`);
  await hydrated(page);
  await expect(page.getByTestId("wall-view")).toHaveText("Filings and closings", { timeout: 15_000 });
});

test("what is subscribed to comes as files, and what is ended comes no more", async ({ page }) => {
  await page.goto("/views");
  await hydrated(page);
  await page.getByTestId("view").filter({ hasText: "Filings and closings" }).getByRole("link", { name: "Subscribe" }).click();
  await hydrated(page);
  await page.getByLabel("How often").selectOption("weekly");
  await page.getByLabel("XLSX").check();
  await page.getByRole("button", { name: "Subscribe", exact: true }).click();
  const row = page.getByTestId("subscription").filter({ hasText: "Filings and closings" });
  await expect(row).toContainText("weekly");
  await row.getByRole("button", { name: "Make one now" }).click();
  const came = page.getByTestId("delivery").filter({ hasText: "Filings and closings" }).first();
  await expect(came).toContainText("made");
  for (const [ending, begins] of [
    ["pdf", "%PDF"],
    ["xlsx", "PK"],
  ] as const) {
    const coming = page.waitForEvent("download");
    await came.getByRole("link", { name: `.${ending}` }).click();
    const path = await (await coming).path();
    expect((await readFile(path)).subarray(0, begins.length).toString("latin1")).toBe(begins);
  }
  await row.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
  await expect(row).toHaveCount(0);
  await expect(came).toBeVisible();
});
