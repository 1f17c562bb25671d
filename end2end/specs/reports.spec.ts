// A month as a tribunal hands it in, from the telephone of its head to the province, and the bad things on the way.

import { type Page } from "@playwright/test";
import { MONTH, NAME, THIS_MONTH, fillIn, noise } from "../support/reports";
import { UNITS, expect, expectAccessible, hydrated, isMarked, mark, otherContext, signIn, test } from "../support/test";

const T = UNITS.tribunal.code;

const REPORT = `/reports/monthly/${T}/${MONTH}`;

/** After the lock a court opens it again, as it would for a power cut. */
async function openForFilling(page: Page): Promise<void> {
  await page.goto(REPORT);
  await hydrated(page);
  const unlock = page.locator("summary", { hasText: "Open for filling in" });
  if ((await unlock.count()) === 0) return;
  await unlock.click();
  const until = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("Until").fill(until);
  await page.getByLabel("Reason", { exact: true }).first().fill("Power cut in the township");
  await page.getByRole("button", { name: "Open for filling in" }).click();
  await expect(page.getByText("The time for filling in is over")).toHaveCount(0);
}

test("a month goes from the telephone of the head to the province and becomes facts", async ({ page, server }) => {
  await signIn(page, "court");
  await openForFilling(page);

  const phone = await otherContext(page, server, { viewport: { width: 360, height: 740 }, hasTouch: true });
  const head = await phone.newPage();
  await signIn(head, "head");
  await head.goto("/reports");
  await hydrated(head);
  await head.getByRole("row").filter({ has: head.getByRole("cell", { name: MONTH, exact: true }) }).getByRole("link", { name: "Monthly operations" }).click();
  await expect(head.getByRole("heading", { level: 1 })).toContainText("Monthly operations");
  const began = Date.now();
  await expect(head.getByRole("button", { name: "Hand in" })).toBeDisabled();
  await fillIn(head);
  await expect(head.getByTestId("line")).toHaveText("Everything is saved");
  // What is unlike last time, or missing, is named with the way to its field.
  const problems = head.getByTestId("problems");
  for (let n = 0; (await problems.count()) > 0 && n < 40; n += 1) {
    if (!(await problems.evaluate((node: HTMLDetailsElement) => node.open))) await problems.locator("summary").click();
    const first = problems.getByRole("listitem").first();
    const said = await first.innerText();
    const target = (await first.getByRole("link").getAttribute("href")) ?? "";
    const ask = head.locator(`[id="${target.slice(1)}"]`);
    if (said.includes("please comment") || said.includes("说明") || said.includes("say why")) {
      await ask.locator("details.remarks > summary").click();
      await ask.getByLabel("Comment", { exact: true }).fill("Checked against the register");
    } else {
      await ask.locator("input:not([type=hidden])").first().fill("0");
    }
    await expect(problems.getByRole("listitem").filter({ hasText: said })).toHaveCount(0);
  }
  // The tribunal counts another number than the case system, and says why.
  const received = head.locator('[id="f-received"]');
  const known = Number((await received.locator("output").first().innerText()).replaceAll(",", ""));
  await received.locator("summary").first().click();
  await received.getByRole("textbox").first().fill(String(2 * known + 7));
  await expect(received.getByText("differs from what the system knows")).toBeVisible();
  await received.locator("details.remarks > summary").click();
  await received.getByLabel("Comment", { exact: true }).fill("Seven were filed on paper");
  await expect(received.getByText("differs from what the system knows")).toHaveCount(0);
  await expect(head.getByTestId("line")).toHaveText("Everything is saved");
  await head.getByRole("button", { name: "Hand in" }).click();
  await expect(head.locator(".badge", { hasText: "under way" }).first()).toBeVisible();
  expect(Date.now() - began, "under three minutes").toBeLessThan(180_000);
  await expectAccessible(head);

  // The court sends it back with a reason at a field; the head mends it and hands it in again.
  await page.goto("/reports?tab=waiting");
  await hydrated(page);
  const waiting = page.getByRole("row").filter({ hasText: NAME }).filter({ has: page.getByRole("link", { name: "Monthly operations" }) });
  await waiting.locator("summary", { hasText: "Beside the last" }).click();
  await expect(waiting.getByRole("row").filter({ hasText: "⚠" }).first()).toContainText("Seven were filed on paper");
  await expectAccessible(page);
  await waiting.getByRole("link", { name: "Monthly operations" }).click();
  await page.locator("summary", { hasText: "Send back" }).click();
  await page.getByLabel("Reason", { exact: true }).fill("Please compare with the duty book");
  await page.getByRole("button", { name: "Send back" }).click();
  await expect(page.locator(".badge", { hasText: "returned" }).first()).toBeVisible();

  await head.goto("/reports?tab=notices");
  await hydrated(head);
  await expect(head.getByText("A report was sent back")).toBeVisible();
  await head.getByRole("link", { name: /Monthly operations/ }).first().click();
  await expect(head.getByRole("cell", { name: "Please compare with the duty book" })).toBeVisible();
  await head.getByRole("button", { name: "Hand in" }).click();
  await expect(head.locator(".badge", { hasText: "under way" }).first()).toBeVisible();

  // The court decides which of the two numbers stands, and then approves.
  await page.goto(`/reports?tab=differences&q=${T}`);
  await hydrated(page);
  const difference = page.getByTestId("difference");
  await expect(difference).toContainText("Seven were filed on paper");
  await expect(difference).toContainText(`+${(known + 7).toLocaleString("en-US")}`);
  await expectAccessible(page);
  await difference.locator("summary", { hasText: "Decide" }).click();
  await difference.getByLabel("Reason").fill("The register was checked");
  await difference.getByRole("button", { name: "The report is right" }).click();
  await expect(page.getByText("No numbers disagree")).toBeVisible();
  await page.goto(`/reports?tab=differences&stage=decided&q=${T}`);
  await expect(page.getByTestId("difference")).toContainText("The register was checked");

  await page.goto(REPORT);
  await hydrated(page);
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("with the Province")).toBeVisible();

  const above = await otherContext(page, server, {});
  const province = await above.newPage();
  await signIn(province, "province");
  await province.goto("/reports?tab=waiting&q=%E6%A1%83%E8%8A%B1");
  await hydrated(province);
  await province.getByRole("row").filter({ hasText: NAME }).getByRole("link", { name: "Monthly operations" }).click();
  await province.getByRole("button", { name: "Approve" }).click();
  await expect(province.locator(".badge", { hasText: "accepted" }).first()).toBeVisible();
  await expect(province.getByRole("cell", { name: "Approve" })).toHaveCount(2);

  // It is counted in the matrix, and the way down leads to it.
  await province.goto("/reports?tab=completeness&form=monthly");
  await province.getByRole("rowheader", { name: "Nanchang" }).getByRole("link").click();
  await province.getByRole("rowheader", { name: "Xihu" }).getByRole("link").click();
  await expect(province.locator(`td a[href="${REPORT}"]`)).toHaveText("accepted");
  await expectAccessible(province);

  // And on the page of the tribunal it can be read by whoever may see its figures.
  await province.goto(`/units/${T}?tab=cases`);
  await expect(province.getByRole("region", { name: new RegExp(`Monthly operations · ${MONTH}`) })).toBeVisible();
  await phone.close();
  await above.close();
});

test("a photograph says where it was taken when it is asked to", async ({ page, context }) => {
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation({ latitude: 28.68202, longitude: 115.85794 });
  await signIn(page, "head");
  await page.goto(`/reports/infrastructure/${T}/${THIS_MONTH}`);
  await hydrated(page);
  const field = page.locator(".ask").filter({ has: page.locator("input[type=file]") }).nth(2);
  await field.getByLabel("Note where it is taken").check();
  await field.locator("input[type=file]").setInputFiles({ name: "hall.png", mimeType: "image/png", buffer: noise(200, 150) });
  await expect(field.getByText("at 28.68202,115.85794")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByTestId("line")).toHaveText("Everything is saved");
});

test("without a line nothing is lost, and what waits goes out by itself", async ({ page, server }) => {
  await signIn(page, "head");
  await page.goto(`/reports/infrastructure/${T}/${new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 7)}`);
  await hydrated(page);
  await mark(page);
  const first = page.locator(".ask").filter({ has: page.getByRole("radio") }).first();
  await first.getByRole("radio", { name: "Yes" }).check();
  await expect(page.getByTestId("line")).toHaveText("Everything is saved");
  await server.stop("SIGKILL");
  await first.getByRole("radio", { name: "No" }).check();
  await expect(page.getByTestId("line")).toContainText("1 answers wait in this browser");
  await server.start();
  await expect(page.getByTestId("line")).toHaveText("Everything is saved", { timeout: 20_000 });
  expect(await isMarked(page)).toBe(true);
  await page.reload();
  await expect(page.locator(".ask").filter({ has: page.getByRole("radio") }).first().getByRole("radio", { name: "No" })).toBeChecked();
});

test("two people at one field are asked which answer stands", async ({ page, server }) => {
  const month = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 7);
  const path = `/reports/needs/${T}/${month}`;
  await signIn(page, "head");
  await page.goto(path);
  await hydrated(page);
  const other = await otherContext(page, server, {});
  const court = await other.newPage();
  await signIn(court, "court");
  await court.goto(path);
  await hydrated(court);
  const field = (on: Page) => on.locator(".ask input:not([type=hidden])").first();
  await field(page).fill("3");
  await expect(page.getByTestId("line")).toHaveText("Everything is saved");
  await field(court).fill("4");
  await expect(court.getByText("has written something else")).toBeVisible();
  await expect(court.locator(".conflict b")).toHaveText("3");
  await court.getByRole("button", { name: "Keep mine" }).click();
  await expect(court.getByTestId("line")).toHaveText("Everything is saved");
  await page.reload();
  await expect(field(page)).toHaveValue("4");
  await other.close();
});

test("a list of records is filled in row by row", async ({ page }) => {
  const month = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 7);
  await signIn(page, "head");
  await page.goto(`/reports/mediators/${T}/${month}`);
  await hydrated(page);
  await page.getByRole("button", { name: "Add a row" }).click();
  const record = page.locator(".record").first();
  await record.getByRole("textbox").first().fill("王桂英");
  await expect(page.getByTestId("line")).toHaveText("Everything is saved");
  await page.reload();
  await hydrated(page);
  await expect(page.locator(".record").first().getByRole("textbox").first()).toHaveValue("王桂英");
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByTestId("line")).toHaveText("Everything is saved");
  await expect(page.locator(".record")).toHaveCount(0);
});

test("a foreign report is refused", async ({ page }) => {
  await signIn(page, "head");
  const answer = await page.goto(`/reports/monthly/360102T01/${MONTH}`);
  expect([403, 404]).toContain(answer?.status());
  await expect(page.locator(".ask")).toHaveCount(0);
});

test("a photograph goes on where the line was cut", async ({ page, server }) => {
  await signIn(page, "head");
  await page.goto(`/reports/infrastructure/${T}/${THIS_MONTH}`);
  await hydrated(page);
  await mark(page);
  let pieces = 0;
  page.on("response", (response) => {
    if (response.request().method() === "PATCH" && response.ok()) pieces += 1;
  });
  const field = page.locator(".ask").filter({ has: page.locator("input[type=file]") }).first();
  await field.locator("input[type=file]").setInputFiles({ name: "gate.png", mimeType: "image/png", buffer: noise(1600, 1200) });
  await expect.poll(() => pieces, { intervals: [20] }).toBeGreaterThan(1);
  await server.stop("SIGKILL");
  await expect(field.getByTestId("sending")).toContainText("the line is lost");
  await server.start();
  await expect(field.getByRole("img")).toBeVisible({ timeout: 30_000 });
  expect(await isMarked(page)).toBe(true);
  await field.getByLabel("Caption").fill("The gate with its X-ray");
  await field.getByLabel("Caption").press("Tab");
  await expect(page.getByTestId("line")).toHaveText("Everything is saved");
  await page.reload();
  await hydrated(page);
  await expect(field.getByRole("img", { name: "The gate with its X-ray" })).toBeVisible();
  const size = await field.getByRole("img").evaluate((node: HTMLImageElement) => node.naturalWidth);
  expect(size).toBe(320);
});

test("what is no photograph is refused by its content, and said", async ({ page }) => {
  await signIn(page, "head");
  await page.goto(`/reports/infrastructure/${T}/${THIS_MONTH}`);
  await hydrated(page);
  const field = page.locator(".ask").filter({ has: page.locator("input[type=file]") }).nth(1);
  const zip = Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(200)]);
  await field.locator("input[type=file]").setInputFiles({ name: "gate.jpg", mimeType: "image/jpeg", buffer: zip });
  await expect(field.locator(".notice.bad")).toBeVisible();
  await field.getByRole("button", { name: "Stop" }).click();
  await expect(field.locator(".notice.bad")).toHaveCount(0);
  await expect(field.getByRole("img")).toHaveCount(0);
});

test("the form opens without a line, and is handed in by itself when the line is back", async ({ page, server }) => {
  const form = `/reports/mediators/${T}/${THIS_MONTH}`;
  await signIn(page, "head");
  await page.goto("/reports");
  await hydrated(page);
  await page.goto(form);
  await hydrated(page);
  // The page, and all that it needs, is kept by now.
  const kept = () =>
    page.evaluate(async (path) => {
      const wasm = performance.getEntriesByType("resource").find((entry) => entry.name.endsWith(".wasm"));
      const has = async (url: string | undefined) => url !== undefined && (await caches.match(url)) !== undefined;
      return (await has(path)) && (await has(wasm?.name));
    }, form);
  await expect.poll(kept, { timeout: 20_000 }).toBe(true);
  await server.stop("SIGKILL");
  await page.goto(form);
  await hydrated(page);
  await page.getByRole("button", { name: "Add a row" }).click();
  for (const input of await page.locator(".record").getByRole("textbox").all()) {
    const label = await input.evaluate((node: HTMLInputElement) => node.labels?.[0]?.textContent ?? "");
    if (label.includes("*")) await input.fill("3");
  }
  for (const date of await page.locator(".record input[type=date]").all()) await date.fill("2026-10-01");
  for (const select of await page.locator(".record").getByRole("combobox").all()) await select.selectOption({ index: 1 });
  await page.locator(".record").getByRole("textbox").first().fill("李建国");
  await expect(page.getByTestId("line")).toContainText("wait in this browser");
  await page.getByRole("button", { name: "Hand in" }).click();
  await expect(page.getByTestId("hand-in-waits")).toBeVisible();
  // Even a browser that was closed and opened again without a line has it all.
  await page.reload();
  await hydrated(page);
  await expect(page.locator(".record").getByRole("textbox").first()).toHaveValue("李建国");
  await server.start();
  await expect(page.locator(".badge", { hasText: "under way" }).first()).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await expect(page.getByRole("cell", { name: "李建国" })).toBeVisible();
});
