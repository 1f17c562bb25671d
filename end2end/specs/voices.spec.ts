// Voice of the public: a form without JavaScript behind a QR code; moderated and answered by the court;
// the answer is read by the receipt; satisfaction is an indicator like others.

import { UNITS, expect, expectAccessible, hydrated, otherContext, signIn, test } from "../support/test";

// What the first test makes is looked at by the others.
test.describe.configure({ mode: "serial" });

const T = UNITS.tribunal.code;
const WORDS = "Nobody answered the telephone for a week";

test("somebody without JavaScript says something, and reads the answer later", async ({ page, server, browser }) => {
  test.slow();
  const visitor = await browser.newContext({
    baseURL: server.url,
    locale: "en-GB",
    javaScriptEnabled: false,
    viewport: { width: 360, height: 740 },
  });
  const form = await visitor.newPage();
  await form.goto(`/voice/${T}`);
  await expect(form.getByRole("heading", { level: 1 })).toContainText("what do you say?");
  await form.getByLabel("dissatisfied", { exact: true }).check();
  await form.locator("summary").filter({ hasText: "Contact and service" }).click();
  await form.getByLabel("The judge cannot be reached by telephone").check();
  await form.getByLabel(/^What else/).fill(WORDS);
  await form.getByLabel(/^Contact \(/).fill("13800000000");
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByText("Thank you; what you said has arrived.")).toBeVisible();
  await expect(form.getByText("The court has not answered yet.")).toBeVisible();
  await expect(form.getByText(WORDS), "the receipt tells nothing of it").toHaveCount(0);
  const receipt = form.url();
  expect(new URL(receipt).pathname).toMatch(/^\/voice\/answer\/[0-9a-f]{32}$/);

  await signIn(page, "court");
  await page.goto(`/voices?state=new&unit=${T}&rating=2`);
  await hydrated(page);
  const row = page.getByTestId("voice").filter({ hasText: "The judge cannot be reached by telephone" }).first();
  await expect(row).toContainText("2 · dissatisfied");
  await expect(page.getByText(WORDS), "words stand in no list").toHaveCount(0);
  await expectAccessible(page);
  await row.getByRole("link").first().click();
  await hydrated(page);
  await expect(page.getByText(WORDS)).toBeVisible();
  await expect(page.getByText("13800000000")).toBeVisible();
  await expect(page.getByText(/That you have looked is in the audit log/)).toBeVisible();
  const address = new URL(page.url()).pathname;
  const summary = page.locator("summary").filter({ hasText: /^Answer$/ });
  const answer = page.getByTestId("moves").locator("details").filter({ has: summary });
  await answer.locator("summary").click();
  await answer.locator("textarea").fill("The telephone is staffed again");
  await expectAccessible(page);
  await answer.getByRole("button", { name: "Answer", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Answer", exact: true }).click();
  await expect(page.locator(".facts")).toContainText("The telephone is staffed again");

  await form.reload();
  await expect(form.getByText("The telephone is staffed again")).toBeVisible();
  await visitor.close();

  // The head sees mark and answer, not who has said it.
  const headWindow = await otherContext(page, server, {});
  const head = await headWindow.newPage();
  await signIn(head, "head");
  await head.goto("/voices?q=staffed");
  await hydrated(head);
  await expect(head.getByTestId("voice")).toHaveCount(1);
  await expect(head.getByTestId("voice").getByRole("link", { name: /^\d{4}-/ })).toHaveCount(0);
  expect((await head.goto(address))?.status()).toBe(403);
  await headWindow.close();
});

test("the form is accessible in both languages, and no script runs on it", async ({ browser, server }) => {
  for (const [locale, button] of [["zh-CN", "提交"], ["en-GB", "Send"]] as const) {
    const context = await browser.newContext({ baseURL: server.url, locale, viewport: { width: 360, height: 740 } });
    const form = await context.newPage();
    const answer = await form.goto(`/voice/${T}`);
    expect(answer?.headers()["content-security-policy"]).toContain("script-src 'none'");
    await expect(form.getByRole("button", { name: button })).toBeVisible();
    await expect(form.locator("script")).toHaveCount(0);
    const overflow = await form.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, "the page itself must not scroll sideways").toBeLessThanOrEqual(0);
    await expectAccessible(form);
    await context.close();
  }
});

test("figures are by module, and satisfaction is an indicator with its number of answers", async ({ page }) => {
  await signIn(page, "province");
  await page.goto("/voices?tab=figures");
  await hydrated(page);
  await expect(page.getByTestId("voices-sum")).toContainText(/[1-9]\d* answers, [1-9]\d* satisfied/);
  await expect(page.getByTestId("module")).toHaveCount(5);
  await page.getByTestId("module").filter({ hasText: "Contact and service" }).locator("summary").click();
  await page.getByRole("link", { name: "The judge cannot be reached by telephone" }).click();
  await hydrated(page);
  await expect(page.getByTestId("voice").first()).toContainText("The judge cannot be reached by telephone");
  const month = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 7);
  await page.goto(`/explain?indicator=voices_satisfaction&unit=${T}&from=${month}&to=${month}`);
  await expect(page.locator(".explanation-value").first()).toContainText("%");
  await expect(page.getByText("Answers of the public").first()).toBeVisible();
});

test("the code hangs on the wall", async ({ page }) => {
  await signIn(page, "head");
  await page.goto(`/voices/code/${T}`);
  await hydrated(page);
  const picture = page.getByTestId("poster").getByRole("img");
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  const svg = await page.request.get(`/api/v1/units/${T}/voice-code`);
  expect(svg.headers()["content-type"]).toBe("image/svg+xml");
});

for (const [colorScheme, width] of [["light", 1440], ["dark", 360]] as const) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 900 } });
    for (const [person, path] of [
      ["province", "/voices"],
      ["province", "/voices?tab=figures"],
      ["head", "/voices"],
      ["court", `/voices/code/${T}`],
    ] as const) {
      test(`${path} for ${person}`, async ({ page }) => {
        await signIn(page, person);
        await page.goto(path);
        await hydrated(page);
        await expectAccessible(page);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, "the page itself must not scroll sideways").toBeLessThanOrEqual(0);
      });
    }
  });
}
