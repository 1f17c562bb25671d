// The closed chain: figure → problem → verified → bulletin by two people → rectification with a picture → closed → the same
// figure looked at again.

import { type Locator, type Page } from "@playwright/test";
import { noise } from "../support/reports";
import { UNITS, expect, expectAccessible, hydrated, otherContext, signIn, test } from "../support/test";

// What the first test makes is looked at by the others.
test.describe.configure({ mode: "serial" });

const T = UNITS.tribunal.code;
const TEXT = "Nobody stood at the security gate on Monday morning";

/** Today, where the demo is. */
function today(): string {
  return new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
}

/** Makes a move: opens its form, fills it in, says yes, and sees where the problem stands then. */
async function act(page: Page, name: string, state: string, fill: (form: Locator) => Promise<void>): Promise<void> {
  const form = page
    .getByTestId("moves")
    .locator("details")
    .filter({ has: page.locator("summary").filter({ hasText: new RegExp(`^${name}$`) }) });
  if (!(await form.evaluate((node: HTMLDetailsElement) => node.open))) await form.locator("summary").click();
  await fill(form);
  await form.getByRole("button", { name, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  await stands(page, state);
}

/** Where the problem on the page stands. */
async function stands(page: Page, state: string): Promise<void> {
  const head = page.getByRole("region", { name: /№ \d+ · Security check/ });
  await expect(head.locator(".badge").filter({ hasText: new RegExp(`^.${state}$`) })).toBeVisible();
}

/** Presses a button that asks first, and says yes. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
}

test("a figure becomes a problem, a bulletin, a rectification, and is looked at again", async ({ page, server }) => {
  test.slow();
  await signIn(page, "province");
  await page.goto(`/explain?indicator=closing_rate&unit=${T}&from=2025-01&to=2025-06`);
  const then = await page.locator(".explanation-value").first().innerText();
  await page.getByRole("link", { name: "Raise a problem" }).click();
  await hydrated(page);
  await expect(page.locator(".explanation-value").first()).toHaveText(then);
  await page.getByLabel("Category").selectOption("security");
  await page.getByLabel("Severity").selectOption("serious");
  // A unit that is none is refused, and what was typed stays.
  await page.getByLabel("What is wrong").fill(TEXT);
  await page.getByLabel("Unit", { exact: true }).fill("nowhere");
  await page.getByRole("button", { name: "Raise a problem" }).click();
  await expect(page.getByText(/nowhere/).first()).toBeVisible();
  await expect(page.getByLabel("What is wrong")).toHaveValue(TEXT);
  await page.getByLabel("Unit", { exact: true }).fill(T);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Raise a problem" }).click();
  await page.getByRole("link", { name: /^Open problem/ }).click();
  await expect(page.getByTestId("problem-text")).toHaveText(TEXT);
  const address = new URL(page.url()).pathname;
  expect(address).toMatch(/^\/problems\/\d+$/);
  await expect(page.getByTestId("context")).toContainText("Closing rate");
  await act(page, "Confirm", "verified", async (form) => {
    await form.getByLabel("Verified").selectOption("telephone");
    await form.getByLabel("What was found").fill("The head says so himself.");
  });

  // The city gathers it; nobody publishes his own draft.
  const cityWindow = await otherContext(page, server, {});
  const city = await cityWindow.newPage();
  await signIn(city, "city");
  await city.goto("/bulletins?tab=new");
  await hydrated(city);
  await city.getByTestId("gatherable").filter({ hasText: TEXT }).getByRole("checkbox").check();
  await city.getByRole("button", { name: "Make a draft" }).click();
  await city.getByRole("link", { name: "Open the draft" }).click();
  await expect(city.getByTestId("letter")).toContainText("verified by telephone");
  await city.getByLabel("Title").fill("Bulletin on the gate");
  await city.getByRole("button", { name: "Save the draft" }).click();
  await expect(city.getByTestId("letter").getByRole("heading", { name: "Bulletin on the gate" })).toBeVisible();
  await expectAccessible(city);
  await press(city, "Propose");
  await expect(city.getByText("to be approved").first()).toBeVisible();
  await expect(city.getByRole("button", { name: "Approve and publish" })).toHaveCount(0);
  const bulletin = new URL(city.url()).pathname;

  await page.goto("/reports?tab=notices");
  await expect(page.getByText("A bulletin is to be approved").first()).toBeVisible();
  await page.goto(bulletin);
  await hydrated(page);
  await press(page, "Approve and publish");
  await expect(page.getByTestId("letter")).toContainText(/No\. \d{4}-\d+/);
  const pdf = await page.request.get(`/api/v1${bulletin}/pdf`);
  expect(pdf.headers()["content-type"]).toBe("application/pdf");

  // The province gives the problem to the tribunal.
  await page.goto(address);
  await hydrated(page);
  await act(page, "Assign", "being put right", async (form) => {
    await form.getByLabel("What is asked").fill("Two people at the gate from eight o'clock");
  });

  // Its head reads the bulletin, answers with a picture; what was typed outlives the picture's arrival.
  const headWindow = await otherContext(page, server, { viewport: { width: 360, height: 740 } });
  const head = await headWindow.newPage();
  await signIn(head, "head");
  await head.goto(bulletin);
  await hydrated(head);
  await press(head, "Confirm receipt");
  await expect(head.getByRole("button", { name: "Confirm receipt" })).toHaveCount(0);
  await head.goto(address);
  await hydrated(head);
  const measures = head.getByTestId("moves").getByLabel("Measures and result");
  await measures.fill("A second officer is on duty");
  await head
    .getByTestId("files-after")
    .locator("input[type=file]")
    .setInputFiles({ name: "gate.png", mimeType: "image/png", buffer: noise(320, 240) });
  await expect(head.getByTestId("files-after").getByRole("img")).toHaveCount(1);
  await expect(measures).toHaveValue("A second officer is on duty");
  await expectAccessible(head);
  await act(head, "Answer", "answered", async () => {});
  await headWindow.close();

  const courtWindow = await otherContext(page, server, {});
  const court = await courtWindow.newPage();
  await signIn(court, "court");
  await court.goto(address);
  await hydrated(court);
  await act(court, "Check", "checked", async () => {});
  await expect(court.getByTestId("moves").locator("summary").filter({ hasText: /^Close$/ }), "the province closes it").toHaveCount(0);
  await courtWindow.close();

  await page.goto(address);
  await hydrated(page);
  await act(page, "Close", "closed, to be looked at again", async (form) => {
    await form.getByLabel("Looked at again on").fill(today());
  });
  const again = page.getByTestId("then-and-now");
  const value = then.replace(/\s+/g, " ").trim().split(" ")[0] ?? "";
  await expect(again.getByRole("row", { name: /^Then/ })).toContainText(value);
  await expect(again.getByRole("row", { name: /^The same months, as told now/ })).toContainText(value);
  await expect(again.getByRole("row", { name: /^As many months, the latest/ })).toBeVisible();
  await expect(again.getByRole("img")).toHaveCount(1);
  await expectAccessible(page);
  await act(page, "It has lasted", "has lasted", async (form) => {
    await form.getByLabel("What was found").fill("Seen on site: two people at the gate.");
  });
  await expect(page.getByRole("region", { name: "History" }).getByRole("row")).toHaveCount(7);

  await city.goto(bulletin);
  await expect(city.getByTestId("addressee").filter({ hasText: "demo.head" })).toHaveCount(1);
  await cityWindow.close();
});

test("the list is searched and exported, the board and the year count", async ({ page }) => {
  await signIn(page, "province");
  await page.goto("/problems?state=all&q=security%20gate");
  await hydrated(page);
  await expect(page.getByTestId("problem")).toHaveCount(1);
  await page.goto("/problems?state=all&q=no%20such%20problem");
  await expect(page.getByText("There are no problems")).toBeVisible();
  await page.goto("/problems?state=all");
  await hydrated(page);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export" }).click();
  expect((await download).suggestedFilename()).toBe("problems.csv");
  await page.goto("/bulletins?tab=year");
  await hydrated(page);
  await expect(page.getByTestId("year-sum")).toContainText(/[1-9]\d* problems verified in the year; [1-9]/);
  await expect(page.getByRole("table", { name: "By category" }).getByRole("row", { name: /^Security check/ })).toBeVisible();
});

test("whoever has nothing to do with it sees nothing of it", async ({ page, server }) => {
  for (const person of ["reviewer", "judge"] as const) {
    const context = await otherContext(page, server, {});
    const own = await context.newPage();
    await signIn(own, person);
    for (const path of ["/problems", "/problems/1", "/bulletins", "/bulletins/1"]) {
      const answer = await own.goto(path);
      expect(answer?.status(), `${path} for ${person}`).toBe(403);
    }
    await context.close();
  }
});

for (const [colorScheme, width] of [["light", 1440], ["dark", 360]] as const) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 900 } });
    for (const [person, path] of [
      ["province", "/problems?state=all"],
      ["province", "/problems?tab=raise"],
      ["province", "/problems?tab=board"],
      ["head", "/problems/1"],
      ["city", "/bulletins"],
      ["city", "/bulletins?tab=new"],
      ["head", "/bulletins/1"],
      ["province", "/bulletins?tab=year"],
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
