// Single judges: the caseload among its like, the list of work, an objection from both sides; the quality of data.

import type { Page } from "@playwright/test";
import { sendCases } from "../support/cases";
import { lastMonth } from "../support/reports";
import { UNITS, expect, expectAccessible, hydrated, otherContext, signIn, test } from "../support/test";


const T = UNITS.tribunal.code;

/** The code of the judge's own post. */
async function ownPost(page: Page): Promise<string> {
  const answer = await page.request.get("/api/v1/worklist?limit=1");
  const { rows } = (await answer.json()) as { rows: { post: string }[] };
  const post = rows[0]?.post ?? "";
  expect(post).toMatch(new RegExp(`^${T}P`));
  return post;
}

test("a judge sees the own caseload, by kind, by age and among posts of the same kind", async ({ page }) => {
  await signIn(page, "judge");
  const post = await ownPost(page);
  await page.goto(`/units/${post}?tab=cases&from=2025-01&to=2025-12`);
  await hydrated(page);
  const caseload = page.getByRole("region", { name: "Caseload" });
  const kinds = caseload.getByRole("table", { name: "By cause and procedure" });
  await expect(kinds.getByRole("row", { name: /Contract/ })).toBeVisible();
  await expect(caseload.getByRole("table", { name: "Pending cases by age" }).getByRole("row")).toHaveCount(6);
  const peers = caseload.getByRole("table", { name: "Compared with posts of the same kind" });
  const closed = peers.getByRole("row", { name: /^Closed/ }).first();
  await expect(closed.getByRole("link")).toHaveText(/^\d/);
  // What is counted from cases is what the figure says.
  const all = await kinds.locator("tfoot td").allInnerTexts();
  expect(all.at(-2)).toBe((await closed.getByRole("link").innerText()).trim());
  await peers.getByRole("row", { name: /Weighted closings/ }).getByRole("link").click();
  const panel = page.getByRole("dialog");
  await expect(panel.getByText("Σ (closed cases of a kind × weight of that kind)")).toBeVisible();
  await expect(panel.getByText("illustrative").first()).toBeVisible();
  await expectAccessible(page);
});

test("the list of work: what is due, for the judge and the head, and the judge sees who looked", async ({ page, server }) => {
  await signIn(page, "head");
  await page.goto("/judges");
  await hydrated(page);
  await expect(page.getByTestId("case").first()).toBeVisible();
  await page.getByRole("link", { name: /^Long pending/ }).click();
  await expect(page.getByRole("link", { name: "36 months and more" })).toBeVisible();
  await page.getByRole("link", { name: /^All pending/ }).click();
  const number = await page.getByTestId("case").first().getByRole("rowheader").innerText();
  await page.getByRole("searchbox", { name: "Find a case number" }).fill(number);
  await page.getByRole("search", { name: "Find a case number" }).getByRole("button", { name: "Find" }).click();
  await expect(page.getByTestId("case")).toHaveCount(1);
  await page.goto("/judges?q=no-such-number");
  await expect(page.getByText("There is no such case")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.goto("/judges");
  await hydrated(page);
  await page.getByRole("link", { name: "Export" }).click();
  expect((await download).suggestedFilename()).toBe("worklist.csv");

  const context = await otherContext(page, server, {});
  const own = await context.newPage();
  await signIn(own, "judge");
  await own.goto("/judges");
  await hydrated(own);
  await expect(own.getByTestId("case").first()).toBeVisible();
  const posts = await own.getByTestId("case").locator("td:nth-child(2) a").evaluateAll(
    (links) => new Set(links.map((link) => link.getAttribute("href"))).size,
  );
  expect(posts, "nothing but the own post").toBe(1);
  await own.getByTestId("case").first().locator("td:nth-child(2) a").click();
  await expect(own.getByRole("region", { name: "Who looked" })).toContainText("user:demo.head");
  await context.close();

  const above = await otherContext(page, server, {});
  const city = await above.newPage();
  await signIn(city, "city");
  await city.goto("/judges");
  await hydrated(city);
  await expect(city.getByRole("link", { name: "Pending cases" })).toHaveCount(0);
  await expect(city.getByRole("link", { name: "Objections to figures" })).toHaveAttribute("aria-current", "page");
  await above.close();
});

test("a judge objects to a figure, the court upholds it, and both are told", async ({ page, server }) => {
  await signIn(page, "judge");
  const post = await ownPost(page);
  const figure = `indicator=received&unit=${post}&from=2025-01&to=2025-06`;
  await page.goto(`/explain?${figure}`);
  await page.getByRole("link", { name: "Object to this figure" }).click();
  await hydrated(page);
  await page.getByLabel("What is wrong").fill("Two of them were filed with the tribunal next door.");
  await page.getByRole("button", { name: "Object", exact: true }).click();
  await expect(page.getByText("Your objection is with the county court")).toBeVisible();
  await expect(page.getByTestId("objections")).toContainText("open");

  const context = await otherContext(page, server, {});
  const court = await context.newPage();
  await signIn(court, "court");
  await court.goto(`/judges?tab=objections&q=${post}`);
  await hydrated(court);
  const row = court.getByTestId("objection").filter({ hasText: "tribunal next door" });
  await expect(row).toContainText("open");
  await row.getByText("Uphold", { exact: true }).first().click();
  await row.getByLabel("Why").first().fill("True by the files.");
  await row.getByLabel("What will be put right").fill("The case system moves both cases.");
  await row.getByRole("button", { name: "Uphold" }).first().click();
  await court.getByRole("dialog").getByRole("button", { name: "Uphold" }).click();
  await expect(row).toContainText("upheld");
  await expectAccessible(court);
  await context.close();

  await page.goto("/judges?tab=notices");
  await expect(page.getByText("Your objection to a figure is upheld").first()).toBeVisible();
  await page.goto(`/explain?${figure}`);
  await expect(page.getByTestId("objections")).toContainText("The case system moves both cases.");
});

test("a finding is put aside with a reason and brought back", async ({ page, server }) => {
  // A tenth of the demo is too few cases for anything to be out of line.
  await sendCases(server, lastMonth(), 300);
  await signIn(page, "province");
  await page.goto("/quality");
  await hydrated(page);
  const first = page.getByTestId("finding").first();
  await expect(first).toBeVisible();
  const sentence = await first.locator("td").nth(2).getByRole("link").innerText();
  await first.getByText("Put aside").first().click();
  await first.getByLabel("Why").fill("Looked into: a class action.");
  await first.getByRole("button", { name: "Put aside" }).click();
  await expect(page.getByTestId("finding").filter({ hasText: sentence })).toHaveCount(0);
  await page.getByLabel("State").selectOption("dismissed");
  await page.getByRole("search", { name: "Find a tribunal or indicator" }).getByRole("button", { name: "Find" }).click();
  const aside = page.getByTestId("finding").filter({ hasText: sentence });
  await expect(aside).toContainText("Looked into: a class action.");
  await aside.getByText("Bring back").first().click();
  await aside.getByLabel("Why").fill("It was none.");
  await aside.getByRole("button", { name: "Bring back" }).click();
  await expect(page.getByTestId("finding").filter({ hasText: sentence })).toHaveCount(0);
  await page.goto("/quality?tab=matrix");
  await hydrated(page);
  await page.getByRole("link", { name: "Nanchang" }).first().click();
  await expect(page.getByRole("table").getByRole("row").last()).toContainText("Nanchang");
  await expectAccessible(page);
});

for (const [colorScheme, width] of [["light", 1440], ["dark", 360]] as const) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 900 } });
    for (const [person, path] of [
      ["head", "/judges"],
      ["court", "/judges?what=long"],
      ["court", "/judges?tab=objections&state=all"],
      ["judge", "/judges?tab=notices"],
      ["province", "/quality"],
      ["province", "/quality?tab=matrix"],
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

test("the pages are in Chinese for those who read it", async ({ page, server }) => {
  const context = await otherContext(page, server, { locale: "zh-CN" });
  const own = await context.newPage();
  await own.goto("/login");
  await own.getByRole("button", { name: /demo\.court/ }).click();
  await own.goto("/judges?what=long");
  await hydrated(own);
  await expect(own.getByRole("heading", { name: "办案与异议" })).toBeVisible();
  await expectAccessible(own);
  await own.goto("/quality");
  await hydrated(own);
  await expect(own.getByRole("heading", { name: "数据质量" })).toBeVisible();
  await expectAccessible(own);
  await context.close();
});
