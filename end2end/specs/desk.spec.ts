// The online review as those see it who work in it: the desk of a reviewer, the self-assessment of a head, a check sheet.

import { type Page } from "@playwright/test";
import { CAMPAIGN, DESK, entryPath, inWords, measureSteps, steps } from "../support/reviews";
import { noise } from "../support/reports";
import { UNITS, expect, expectAccessible, hydrated, isMarked, mark, signIn, test } from "../support/test";

const T = UNITS.tribunal.code;

/** Puts the focus on the item, where keys are heard, as Escape does for a person. */
async function toItem(page: Page): Promise<void> {
  await page.getByTestId("desk-item").focus();
}

/** How many wanted items are left at the tribunal that lies there. */
async function left(page: Page): Promise<number> {
  const words = page.getByTestId("desk-left");
  if ((await words.count()) === 0) return 0;
  return Number(/\d+/.exec(await words.innerText())?.[0] ?? 0);
}

test.describe("the desk", () => {
  test.use({ person: "reviewer" });

  test("a tribunal is marked by keyboard only, and no item waits for the network", async ({ page }) => {
    await page.goto(DESK);
    await hydrated(page);
    await expect(page.getByTestId("desk-item")).toHaveAttribute("data-loaded", "yes");
    await expectAccessible(page);
    await toItem(page);
    // The pictures of the next items are loaded ahead; what is measured is going on once they are.
    await page.waitForLoadState("networkidle");
    await measureSteps(page);
    const began = Date.now();
    const todo = await left(page);
    expect(todo, "something is to be marked").toBeGreaterThan(0);
    for (let n = 0; n < todo + 60 && (await left(page)) > 0; n += 1) {
      // The first step gives less than all and wants a reason; every other item gets full points.
      await page.keyboard.press("u");
      if (n % 2 === 0) {
        await page.keyboard.press("f");
      } else {
        await page.keyboard.press("1");
        if (await page.locator("#desk-reason").evaluate((node) => node === document.activeElement)) {
          await page.keyboard.type("Not all papers are there");
          await page.keyboard.press("Escape");
        }
      }
    }
    const seconds = (Date.now() - began) / 1000;
    const measured = await steps(page);
    console.log(`desk: ${inWords(measured.map((step) => step.ms))}; ${(measured.length / seconds * 60).toFixed(0)} items a minute with a script's hands`);
    expect(measured.filter((step) => step.waited).map((step) => step.at), "items that were waited for").toEqual([]);
    await expect(page.getByTestId("desk-state")).toHaveText("All marks are saved");
    await expect(page.getByTestId("desk-hand-in").getByRole("button", { name: "Hand in" })).toBeVisible();

    // What was given is there when the page is opened anew.
    const at = await page.getByTestId("desk-item").getAttribute("data-at");
    await page.reload();
    await hydrated(page);
    await expect(page.getByTestId("desk-item")).toHaveAttribute("data-at", at ?? "");
    await expect(page.getByTestId("desk-points").locator('[aria-pressed="true"]').first()).toBeVisible();

    // Marks are final once they are handed in.
    await page.getByTestId("desk-hand-in").getByRole("button", { name: "Hand in" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Hand in" });
    await expect(dialog).toBeVisible();
    await dialog.getByRole("button", { name: "Hand in" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText("Handed in", { exact: true })).toBeVisible();
  });

  test("item by item one goes across the tribunals", async ({ page }) => {
    await page.goto(DESK);
    await hydrated(page);
    await page.getByRole("button", { name: "By item" }).click();
    await toItem(page);
    const before = (await page.getByTestId("desk-item").getAttribute("data-at")) ?? "";
    await page.keyboard.press("n");
    await expect(page.getByTestId("desk-item")).not.toHaveAttribute("data-at", before);
    const after = (await page.getByTestId("desk-item").getAttribute("data-at")) ?? "";
    expect(after.split("/")[0]).not.toBe(before.split("/")[0]);
    await page.keyboard.press("p");
    await expect(page.getByTestId("desk-item")).toHaveAttribute("data-at", before);
    await expect(page).toHaveURL(/by=item/);
  });

  test("keys do nothing while something is typed, and the list of keys opens", async ({ page }) => {
    await page.goto(DESK);
    await hydrated(page);
    await toItem(page);
    const at = (await page.getByTestId("desk-item").getAttribute("data-at")) ?? "";
    await page.keyboard.press("r");
    await page.keyboard.type("nup?");
    await expect(page.locator("#desk-reason")).toHaveValue("nup?");
    await expect(page.getByTestId("desk-item")).toHaveAttribute("data-at", at);
    await page.keyboard.press("Escape");
    await expect(page.getByTestId("desk-item")).toBeFocused();
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeHidden();
  });

  test("marks wait in the browser while the server is away", async ({ page, server }) => {
    await page.goto(DESK);
    await hydrated(page);
    await toItem(page);
    await mark(page);
    await page.keyboard.press("u");
    await server.stop("SIGKILL");
    await page.keyboard.press("f");
    await expect(page.getByTestId("desk-state")).toContainText("wait in this browser");
    await page.keyboard.press("n");
    await expect(page.getByTestId("desk-item")).toHaveAttribute("data-loaded", "yes");
    await server.start();
    await expect(page.getByTestId("desk-state")).toHaveText("All marks are saved", { timeout: 20_000 });
    expect(await isMarked(page)).toBe(true);
  });

  const passing = [
    { what: "a proxy's page", status: 502, contentType: "text/html", body: "<html><title>502 Bad Gateway</title></html>" },
    { what: "too often", status: 429, contentType: "application/json", body: '{"kind":"too_many","reason":"too_many"}' },
    { what: "our fault", status: 500, contentType: "application/json", body: '{"kind":"internal","reason":"internal"}' },
    { what: "signed out", status: 401, contentType: "application/json", body: '{"kind":"unauthenticated","reason":"unauthenticated"}' },
  ];
  for (const { what, ...answer } of passing) {
    test(`a mark waits when the answer is: ${what}`, async ({ page }) => {
      await page.goto(DESK);
      await hydrated(page);
      await toItem(page);
      await page.keyboard.press("u");
      await page.route("**/api/fn/save_marks", (route) => route.fulfill(answer));
      await page.keyboard.press("f");
      await expect(page.getByTestId("desk-state")).toContainText("wait in this browser");
      const given = page.getByTestId("desk-points").locator('[aria-pressed="true"]').first();
      await expect(given).toBeVisible();
      // It waits beyond the end of the page.
      await page.reload();
      await hydrated(page);
      await expect(given).toBeVisible();
      await expect(page.getByTestId("desk-state")).toContainText("wait in this browser");
      await page.unroute("**/api/fn/save_marks");
      await page.evaluate(() => dispatchEvent(new Event("online")));
      await expect(page.getByTestId("desk-state")).toHaveText("All marks are saved", { timeout: 20_000 });
    });
  }

  test("a mark that is taken back while it is being saved is taken back", async ({ page }) => {
    await page.goto(DESK);
    await hydrated(page);
    await toItem(page);
    await page.keyboard.press("u");
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let sent = 0;
    await page.route("**/api/fn/save_marks", async (route) => {
      sent += 1;
      if (sent === 1) await held;
      await route.continue();
    });
    await page.keyboard.press("f");
    await expect.poll(() => sent).toBe(1);
    await page.keyboard.press("x");
    release();
    await expect.poll(() => sent, "what was taken back is sent too").toBe(2);
    await expect(page.getByTestId("desk-state")).toHaveText("All marks are saved");
    const given = page.getByTestId("desk-points").locator('[aria-pressed="true"]');
    await expect(given).toHaveCount(0);
    await page.reload();
    await hydrated(page);
    await expect(page.getByTestId("desk-item")).toHaveAttribute("data-loaded", "yes");
    await expect(given).toHaveCount(0);
  });

  test("points are typed with a comma too", async ({ page }) => {
    await page.goto(DESK);
    await hydrated(page);
    await toItem(page);
    await page.keyboard.press("u");
    await page.locator("#desk-exact").fill("1,0");
    await page.locator("#desk-exact").press("Escape");
    await expect(page.locator("#desk-exact")).toHaveValue("1");
    await page.keyboard.press("x");
    await expect(page.getByTestId("desk-state")).toHaveText("All marks are saved");
  });

  test("more evidence is asked for", async ({ page }) => {
    await page.goto(DESK);
    await hydrated(page);
    await toItem(page);
    await page.keyboard.press("e");
    const dialog = page.getByRole("dialog", { name: "Ask for evidence" });
    await dialog.getByLabel("What is wanted").fill("A photograph of the gate");
    await dialog.getByLabel("Last day for the answer").fill(new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10));
    await dialog.getByRole("button", { name: "Ask for evidence" }).click();
    await expect(page.getByText("The tribunal is asked")).toBeVisible();
    await expect(page.getByTestId("desk-item").getByText("A photograph of the gate")).toBeVisible();
  });

  test("a document is read beside the marks", async ({ page }) => {
    const DOCUMENTED = "clean_conduct";
    await page.goto(`${DESK}?item=${DOCUMENTED}`);
    await hydrated(page);
    const reader = page.locator("iframe.viewer");
    await expect(reader).toBeVisible();
    // What lies in the frame is the document, drawn by the browser, and not a page of ours that refuses.
    const answer = await page.request.get((await reader.getAttribute("src")) ?? "");
    expect(answer.headers()["content-type"]).toBe("application/pdf");
    await page.screenshot({ path: "results/document.png" });
  });

  test("the desk fits a telephone", async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(DESK);
    await hydrated(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, "the page itself must not scroll sideways").toBeLessThanOrEqual(0);
    await expectAccessible(page);
    await page.getByTestId("desk-points").getByRole("button").last().click();
    await page.getByTestId("desk-next").click();
    await expect(page.getByTestId("desk-state")).toHaveText(/All marks are saved|want a reason/);
  });
});

test.describe("the entry", () => {
  test.use({ person: "head", viewport: { width: 360, height: 740 } });

  test("a head fills in an item, with evidence, and sees what is missing", async ({ page }) => {
    await page.goto(entryPath(T));
    await hydrated(page);
    await expect(page.getByTestId("entry-state")).toBeVisible();
    await expectAccessible(page);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, "the page itself must not scroll sideways").toBeLessThanOrEqual(0);

    const item = page.locator("article.item").filter({ has: page.getByLabel("Own points") }).first();
    await item.getByLabel("Own points").fill("9999");
    await expect(item.locator(".saving.bad")).toBeVisible();
    await expect(item.locator(".saving.bad")).toContainText(/at most \d/);
    // What was refused is still what was typed.
    await page.reload();
    await hydrated(page);
    await expect(item.getByLabel("Own points")).toHaveValue("9999");
    await item.getByLabel("Own points").fill("1,0");
    await expect(page.getByTestId("line")).toHaveText("Everything is saved");
    await item.getByLabel("Own points").fill("1");
    await item.getByLabel("Own statement").fill("The plan of 2024 hangs in the hall");
    await expect(page.getByTestId("line")).toHaveText("Everything is saved");
    await item.locator("summary", { hasText: "Add evidence" }).click();
    await item.getByLabel("What it shows").fill("The plan");
    await item.locator("input[type=file]").setInputFiles({ name: "plan.png", mimeType: "image/png", buffer: noise(320, 240) });
    await expect(item.getByRole("img", { name: "The plan" })).toBeVisible({ timeout: 20_000 });
    await item.locator("summary", { hasText: "History" }).click();
    await expect(item.getByRole("cell", { name: "evidence added" }).first()).toBeVisible();

    await page.reload();
    await hydrated(page);
    const again = page.locator("article.item").filter({ has: page.getByLabel("Own points") }).first();
    await expect(again.getByLabel("Own points")).toHaveValue("1");
    await again.getByRole("button", { name: "Remove" }).first().click();
    await again.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await expect(again.getByRole("img", { name: "The plan" })).toHaveCount(0);
    await expect(page.getByTestId("lacks").or(page.getByRole("button", { name: "Hand in" })).first()).toBeVisible();
  });

  test("nothing is handed in while files are on their way", async ({ page }) => {
    await page.goto(entryPath(T));
    await hydrated(page);
    const item = page.locator("article.item").filter({ has: page.getByLabel("Own points") }).first();
    await item.locator("summary", { hasText: "Add evidence" }).click();
    await page.route("**/api/v1/uploads**", (route) => route.abort());
    await item.locator("input[type=file]").setInputFiles({ name: "gate.png", mimeType: "image/png", buffer: noise(64, 48) });
    await expect(page.getByTestId("files-on-way")).toContainText("1 files are on their way");
    await item.getByRole("button", { name: "Stop" }).click();
    await expect(page.getByTestId("files-on-way")).toHaveCount(0);
  });

  test("what is typed without a line is sent when it is back", async ({ page, server }) => {
    await page.goto(entryPath(T));
    await hydrated(page);
    const item = page.locator("article.item").filter({ has: page.getByLabel("Own points") }).first();
    await server.stop("SIGKILL");
    await item.getByLabel("Own statement").fill("Typed on the way");
    await expect(page.getByTestId("line")).toContainText("wait in this browser");
    await server.start();
    await expect(page.getByTestId("line")).toHaveText("Everything is saved", { timeout: 20_000 });
    await page.reload();
    await expect(item.getByLabel("Own statement")).toHaveValue("Typed on the way");
  });
});

test("an entry can be read without JavaScript", async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url, locale: "en-US", javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, "head");
  await page.goto(entryPath(T));
  await expect(page.locator("article.item").first()).toBeVisible();
  await expect(page.getByTestId("entry-state")).toBeVisible();
  await context.close();
});

test("a foreign entry is refused", async ({ page }) => {
  await signIn(page, "head");
  const answer = await page.goto(entryPath("360102T01"));
  expect([403, 404]).toContain(answer?.status());
});

test("a check sheet opens without a line and is kept until it is back", async ({ page, context, server }) => {
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation({ latitude: 28.68202, longitude: 115.85794 });
  await signIn(page, "reviewer");
  await page.goto(`/reviews/${CAMPAIGN}?tab=checks`);
  await hydrated(page);
  const links = page.locator(`a[href^="/reviews/${CAMPAIGN}/checks/"]`);
  await expect(links.first(), "the demo gives the reviewer a check").toBeVisible();
  const sheet = (await links.first().getAttribute("href")) ?? "";
  await page.goto(sheet);
  await hydrated(page);
  await expectAccessible(page);
  const kept = () => page.evaluate(async (path) => (await caches.match(path)) !== undefined, sheet);
  await expect.poll(kept, { timeout: 20_000 }).toBe(true);
  // With a page its client is kept, also where that is another one than the page that is open has.
  const whole = () =>
    page.evaluate(async (path) => {
      const html = (await (await caches.match(path))?.text()) ?? "";
      const names = [...new Set(html.match(/\/pkg\/[\w./-]+\.(?:js|wasm|css)/g) ?? [])];
      const there = await Promise.all(names.map((name) => caches.match(name)));
      return names.length > 2 && there.every((file) => file !== undefined);
    }, sheet);
  await expect.poll(whole, { timeout: 20_000 }).toBe(true);
  await page.evaluate(async (path) => {
    for (const name of await caches.keys()) await caches.delete(name);
    (await navigator.serviceWorker.ready).active?.postMessage({ pages: [path], client: ["/offline.js"] });
  }, sheet);
  await expect.poll(kept, { timeout: 20_000 }).toBe(true);
  await expect.poll(whole, { timeout: 20_000 }).toBe(true);
  await server.stop("SIGKILL");
  await page.goto(sheet);
  await hydrated(page);
  const note = page.getByLabel("What was seen", { exact: true }).first();
  await expect(note, "the check of the demo is not handed in").toBeVisible();
  await note.fill("The door was open");
  await page.getByRole("button", { name: "Note where I am" }).click();
  await expect(page.getByTestId("place")).toHaveText("28.68202, 115.85794");
  await expect(page.getByTestId("line")).toContainText("wait in this browser");
  await page.reload();
  await hydrated(page);
  await expect(note).toHaveValue("The door was open");
  await server.start();
  await expect(page.getByTestId("line")).toHaveText("Everything is saved", { timeout: 20_000 });

  // What was kept here is not written over before it is known whether the page is older.
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/api/fn/open_check", async (route) => {
    await held;
    await route.continue();
  });
  await page.reload();
  await hydrated(page);
  const other = page.getByLabel("What was seen", { exact: true }).nth(1);
  await page.route("**/api/fn/save_check", (route) => route.abort());
  await other.fill("The hall was clean");
  const notebook = () =>
    page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const asked = indexedDB.open("jiceng");
          asked.onsuccess = () => {
            const all = asked.result.transaction("waiting").objectStore("waiting").getAll();
            all.onsuccess = () => {
              asked.result.close();
              resolve(JSON.stringify(all.result));
            };
          };
        }),
    );
  await expect.poll(notebook).toContain("The hall was clean");
  expect(await notebook()).toContain("The door was open");
  release();
  await page.unroute("**/api/fn/save_check");
  await expect(page.getByTestId("line")).toHaveText("Everything is saved", { timeout: 20_000 });

  // What is said in general stays when items are saved, and can be taken away.
  const general = page.getByLabel("What was seen in general");
  await general.fill("A quiet day");
  await expect(page.getByTestId("line")).toHaveText("Everything is saved");
  await other.fill("The hall was clean and warm");
  await expect(page.getByTestId("line")).toHaveText("Everything is saved");
  await page.reload();
  await hydrated(page);
  await expect(general).toHaveValue("A quiet day");
  await expect(page.getByTestId("place")).toHaveText("28.68202, 115.85794");
  await general.fill("");
  await expect(page.getByTestId("line")).toHaveText("Everything is saved");
  await page.reload();
  await hydrated(page);
  await expect(general).toHaveValue("");
});
