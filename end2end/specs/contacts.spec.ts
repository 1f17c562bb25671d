// Contact persons: named from above, a visit with its inspection, a difficulty raised by the tribunal, answered above, settled.

import { type Locator, type Page } from "@playwright/test";
import { UNITS, expect, expectAccessible, hydrated, otherContext, signIn, test } from "../support/test";

// What the first test makes is looked at by the others.
test.describe.configure({ mode: "serial" });

const T = UNITS.tribunal.code;
const TEXT = "The roof of the hall of the tribunal leaks";

/** Today, where the demo is. */
function today(): string {
  return new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
}

/** Opens a form, fills it in, presses its button and says yes. */
async function act(page: Page, within: Locator, name: string, note: string): Promise<void> {
  const form = within.locator("details").filter({ has: page.locator("summary").filter({ hasText: new RegExp(`^${name}$`) }) });
  await form.locator("summary").click();
  if (note !== "") await form.locator("textarea").fill(note);
  await form.getByRole("button", { name, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
}

test("a contact person visits, a difficulty is raised, answered above and settled", async ({ page, server }) => {
  test.slow();
  await signIn(page, "court");
  await page.goto("/contacts");
  await hydrated(page);
  await expect(page.getByTestId("next-day")).toContainText("the first Saturday of the month");
  await expectAccessible(page);
  await page.getByTestId("contact").filter({ has: page.locator(`a[href="/contacts/${T}"]`) }).getByRole("link").click();
  await hydrated(page);

  // The tribunal of the demo has one already: naming the same person again is refused, and what was typed stays.
  const naming = page.getByRole("region", { name: "Name the contact person" });
  await naming.getByLabel("Telephone").fill("0791-0000");
  await naming.getByRole("button", { name: "Name as contact person" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Name as contact person" }).click();
  await expect(naming.getByText("This person is its contact person already")).toBeVisible();
  await expect(naming.getByLabel("Telephone")).toHaveValue("0791-0000");

  // What is not in order wants a remark.
  const visit = page.getByRole("region", { name: "Write down a visit" });
  await visit.getByLabel("What was seen").fill("Two hearings, both on time");
  await visit.getByLabel("Emergency exits are clear", { exact: true }).selectOption("not_ok");
  await visit.getByRole("button", { name: "Write down a visit" }).click();
  await expect(visit.getByText(/Say what is not in order/)).toBeVisible();
  await expect(visit.getByLabel("What was seen")).toHaveValue("Two hearings, both on time");
  await visit.getByLabel("Remark on: Emergency exits are clear").fill("boxes before the door");
  await visit.getByRole("button", { name: "Write down a visit" }).click();
  await expect(page.getByText("The visit is written down")).toBeVisible();
  const written = page.getByTestId("visit").filter({ hasText: "Two hearings, both on time" });
  await expect(written).toContainText("0 in order, 1 not in order");
  await expect(page.getByTestId("person")).toContainText(today());
  await expectAccessible(page);

  const headWindow = await otherContext(page, server, { viewport: { width: 360, height: 740 } });
  const head = await headWindow.newPage();
  await signIn(head, "head");
  await head.goto(`/contacts/${T}`);
  await hydrated(head);
  await expect(head.getByRole("region", { name: "Name the contact person" })).toHaveCount(0);
  const raise = head.getByRole("region", { name: "Raise a difficulty" });
  await raise.getByLabel("Difficulty").fill(TEXT);
  await raise.getByLabel("To be answered by").selectOption("city");
  await raise.getByRole("button", { name: "Raise a difficulty" }).click();
  await expect(head.getByTestId("own-difficulty").filter({ hasText: TEXT })).toContainText("open");
  await expectAccessible(head);

  const cityWindow = await otherContext(page, server, {});
  const city = await cityWindow.newPage();
  await signIn(city, "city");
  await city.goto("/contacts?tab=difficulties&q=roof");
  await hydrated(city);
  await expectAccessible(city);
  await city.getByTestId("difficulty").filter({ hasText: TEXT }).getByRole("link").click();
  await hydrated(city);
  const asked = city.getByTestId("own-difficulty").filter({ hasText: TEXT });
  await act(city, asked, "Answer", "The roof is mended in January");
  await expect(asked).toContainText("The roof is mended in January");
  await expect(asked.locator("summary").filter({ hasText: /^Settle$/ }), "who has answered does not settle").toHaveCount(0);
  await cityWindow.close();

  await head.goto(`/contacts/${T}`);
  await hydrated(head);
  const own = head.getByTestId("own-difficulty").filter({ hasText: TEXT });
  await act(head, own, "Settle", "");
  await expect(own.locator(".badge").filter({ hasText: /^.settled$/ })).toBeVisible();
  await headWindow.close();
});

test("the list is searched, cut and exported", async ({ page }) => {
  await signIn(page, "province");
  await page.goto("/contacts?standing=unassigned");
  await hydrated(page);
  await expect(page.getByTestId("contact").first()).toContainText("nobody named");
  await page.goto("/contacts?q=no%20such%20tribunal");
  await expect(page.getByText("There are no such tribunals")).toBeVisible();
  await page.goto("/contacts");
  await hydrated(page);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export" }).click();
  expect((await download).suggestedFilename()).toBe("contacts.csv");
});

test("whoever has nothing to do with it sees nothing of it", async ({ page, server }) => {
  for (const person of ["reviewer", "judge"] as const) {
    const context = await otherContext(page, server, {});
    const own = await context.newPage();
    await signIn(own, person);
    for (const path of ["/contacts", `/contacts/${T}`]) {
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
      ["province", "/contacts"],
      ["province", "/contacts?tab=difficulties"],
      ["court", `/contacts/${T}`],
      ["head", `/contacts/${T}`],
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
