import { type Page } from "@playwright/test";
import { expect, hydrated, test } from "../support/test";

test.use({ person: "admin" });
test.describe.configure({ mode: "serial" });

/** A small standard of the court's own. */
function own(edition: string, points: string, formula = "closed / (pending_start + received)"): string {
  return `id = "browser"
zh = "浏览器标准"
en = "Browser standard"
note_zh = "测试"
note_en = "For the browser test"
edition = "${edition}"
effective = "2026-01-01"
subject = "tribunal"
months = 12
[[category]]
id = "work"
zh = "办案"
en = "Work"
[[category.item]]
id = "rate"
zh = "结案率"
en = "Closing rate"
points = ${points}
guidance_zh = "看"
guidance_en = "Look"
line = { formula = "${formula}", at = [[0.6, 0.0], [0.9, 1.0]] }
[[result]]
id = "good"
zh = "好"
en = "Good"
total = 0.8
[[result]]
id = "bad"
zh = "差"
en = "Bad"
`;
}

async function load(page: Page, text: string): Promise<void> {
  await page.locator("#standard-text").fill(text);
  await page.getByRole("button", { name: "Check and load" }).click();
}

async function confirm(page: Page, label: string, says: RegExp): Promise<void> {
  await page.getByRole("button", { name: label, exact: true }).click();
  const dialog = page.getByRole("dialog", { name: label });
  await expect(dialog).toContainText(says);
  await dialog.getByRole("button", { name: label, exact: true }).click();
}

test("what is shipped can be found, ordered and opened, and says that it is illustrative", async ({ page }) => {
  await page.goto("/admin/standards?q=double");
  await hydrated(page);
  const row = page.getByRole("row").filter({ hasText: "Double standards of tribunals" });
  await expect(row).toContainText("illustrative");
  await expect(row).toContainText("46");
  await row.getByRole("link", { name: "Double standards of tribunals" }).click();
  const opened = page.getByRole("region", { name: /Double standards of tribunals · 2026/ });
  await expect(opened).toContainText("illustrative");
  await expect(opened.getByRole("row").filter({ hasText: "closing_rate" })).toContainText("full points from 95 %");
  await expect(opened.getByRole("row").filter({ hasText: "Safety accident" })).toContainText("safety_accidents");
  await expect(opened.getByRole("row").filter({ hasText: "Model" })).toContainText("86.5% of all points");
  await page.goto("/admin/standards?sort=-items");
  await expect(page.getByRole("table").first().getByRole("row").nth(1)).toContainText("judge_classes");
});

test("a file is refused with its line, mended and loaded; what was typed is kept", async ({ page }) => {
  await page.goto("/admin/standards");
  await hydrated(page);
  await page.getByText("Load a standard", { exact: true }).click();
  const text = page.locator("#standard-text");
  await load(page, own("1", "10.0", "closed / recieved"));
  await expect(page.locator("#standard-text-fault")).toContainText(/line 15, item rate: there is no item `recieved`/);
  await expect(text).toHaveAttribute("aria-invalid", "true");
  await expect(text).toHaveValue(/recieved/);
  await load(page, own("1", "10.0"));
  await expect(page.getByRole("status").filter({ hasText: "Standard browser was loaded, edition 1" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "Browser standard" })).toContainText("in use");
  await load(page, own("1", "9.0"));
  await expect(page.locator("#standard-text-fault")).toContainText("An edition never changes");
  // From a file.
  const file = { name: "next.toml", mimeType: "text/plain", buffer: Buffer.from(own("2", "12.0")) };
  await page.getByLabel("Choose a file").setInputFiles(file);
  await expect(text).toHaveValue(/edition = "2"/);
  await page.getByRole("button", { name: "Check and load" }).click();
  await expect(page.getByRole("status").filter({ hasText: "edition 2" })).toBeVisible();
});

test("two editions are compared field by field", async ({ page }) => {
  await page.goto("/admin/standards?standard=browser&edition=2");
  await hydrated(page);
  await page.getByLabel("Compare with edition").selectOption("1");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  const differences = page.getByRole("region", { name: "What edition 2 has changed against 1" });
  const changed = differences.getByRole("row").filter({ hasText: "rate" }).filter({ hasText: "points" });
  await expect(changed).toContainText("10");
  await expect(changed).toContainText("12");
});

test("a standard is retired with a reason, and taken back", async ({ page }) => {
  await page.goto("/admin/standards?standard=browser&edition=1");
  await hydrated(page);
  await page.getByText("Retire or take back: Browser standard · 1").click();
  await page.getByLabel("Reason").fill("edition 2 is in force");
  await confirm(page, "Retire", /what was begun goes on/);
  await expect(page.getByRole("status").filter({ hasText: "browser 1 was retired" })).toBeVisible();
  const opened = page.getByRole("region", { name: "Browser standard · 1", exact: true });
  await expect(opened).toContainText("edition 2 is in force");
  const box = page.locator("details", { hasText: "Retire or take back: Browser standard · 1" }).last();
  await box.evaluate((node) => {
    (node as HTMLDetailsElement).open = true;
  });
  await page.getByLabel("Reason").fill("still needed");
  await confirm(page, "Take back into use", /again/);
  await expect(page.getByRole("status").filter({ hasText: "browser 1 is in use again" })).toBeVisible();
  await page.goto("/admin/audit?q=standards.");
  await expect(page.getByRole("row").filter({ hasText: "standards.restore" })).toContainText("still needed");
});

test.describe("for everybody else", () => {
  test.use({ person: "province" });

  test("standards can be read and not changed", async ({ page }) => {
    await page.goto("/admin/standards?standard=safety_risk&edition=2026");
    await hydrated(page);
    await expect(page.getByRole("region", { name: /Safety risk level of tribunals/ })).toContainText("Inspected every month");
    await expect(page.getByText("Load a standard", { exact: true })).toHaveCount(0);
    await expect(page.getByText(/Retire or take back/)).toHaveCount(0);
  });
});
