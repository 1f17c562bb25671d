// A whole small campaign, from the announcement to the certificate, with six people in six browsers: province, head,
// court, city, reviewer, and a second person of the province who signs. What is said of 46 items is sent by the same
// calls as the page sends; everything else is done with the mouse and the keyboard.

import { type Page } from "@playwright/test";
import { UNITS, expect, expectAccessible, hydrated, otherContext, signIn, test } from "../support/test";
import { type Server } from "../support/server";

const T = UNITS.tribunal.code;

/** Calls a server function as the page does. */
async function call<T>(page: Page, name: string, fields: Record<string, string>): Promise<T> {
  return page.evaluate(
    async ([name, fields]) => {
      const answer = await fetch(`/api/fn/${name}`, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
        body: new URLSearchParams(fields),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${name}: ${answer.status} ${text}`);
      return text === "" ? null : JSON.parse(text);
    },
    [name, fields] as const,
  ) as Promise<T>;
}

/** A day so many days from today. */
function day(from: number): string {
  return new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
}

/** Somebody in a browser of his own, signed in with name and password. */
async function person(page: Page, server: Server, name: string, password: string): Promise<Page> {
  const context = await otherContext(page, server, {});
  const own = await context.newPage();
  await own.goto("/login");
  await own.getByLabel("User name").fill(name);
  await own.getByLabel("Password").fill(password);
  await own.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(own).not.toHaveURL(/\/login/);
  return own;
}

interface Item {
  id: string;
  points: number;
  scoring: Record<string, unknown>;
}
interface View {
  standard: { categories: { items: Item[] }[] };
  items: { id: string; applies: boolean; computed: number | null }[];
}

/** Presses a button of the campaign, with the words that it wants. */
async function move(page: Page, label: string, reason = ""): Promise<void> {
  const box = page.locator(".campaign-head details", { hasText: label }).first();
  if ((await box.count()) > 0) await box.locator("summary").first().click();
  const form = (await box.count()) > 0 ? box : page.locator(".campaign-head");
  if (reason) await form.locator("textarea").first().fill(reason);
  await form.getByRole("button", { name: label, exact: true }).last().click();
  const dialog = page.getByRole("dialog", { name: label });
  if (await dialog.isVisible().catch(() => false)) await dialog.getByRole("button", { name: label }).click();
}

/** Marks everything that is wanted with full points, and hands in, by keyboard. */
async function markAll(page: Page, campaign: string): Promise<void> {
  await page.goto(`${campaign}/desk`);
  await hydrated(page);
  await expect(page.getByTestId("desk-item")).toHaveAttribute("data-loaded", "yes");
  const left = page.getByTestId("desk-left");
  for (let n = 0; n < 60 && (await left.count()) > 0; n += 1) {
    await page.getByTestId("desk-item").focus();
    await page.keyboard.press("u");
    await page.keyboard.press("f");
  }
  const handIn = page.getByTestId("desk-hand-in").getByRole("button", { name: "Hand in" });
  await expect(handIn).toBeVisible();
  await handIn.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Hand in" });
  await dialog.getByRole("button", { name: "Hand in" }).click();
  await expect(page.getByText("Handed in", { exact: true })).toBeVisible();
}

test("from the announcement to the certificate", async ({ page, server }) => {
  test.setTimeout(240_000);
  const province = page;
  await signIn(province, "province");

  // A second person of the province, made by the administrator.
  const admin = await person(page, server, "demo.admin", "jiceng-demo-admin");
  await call(admin, "create_user", {
    "order[name]": "president",
    "order[display_name]": "President",
    "order[password]": "a long enough one",
    "order[grants][0][role]": "provincial_supervisor",
    "order[grants][0][unit]": "36",
  });
  await admin.context().close();

  // The campaign.
  await province.goto("/reviews?tab=new");
  await hydrated(province);
  await province.getByLabel("Chinese title").fill("小评查");
  await province.getByLabel("English title").fill("A small review");
  await province.getByLabel("Standard", { exact: true }).selectOption("double");
  const days = province.locator("input[type=date]");
  for (let n = 0; n < 9; n += 1) await days.nth(n).fill(day(n));
  await province.getByRole("button", { name: "Save the draft" }).click();
  await province.getByRole("link", { name: "Open it" }).click();
  await expect(province.getByRole("heading", { level: 1, name: "A small review" })).toBeVisible();
  const campaign = new URL(province.url()).pathname;
  const id = campaign.split("/").pop() ?? "";
  for (const user of ["demo.reviewer", "demo.reviewer02"]) {
    await call(province, "name_reviewer", { id, "order[user]": user, "order[home]": "" });
  }
  await province.goto(campaign);
  await hydrated(province);
  await move(province, "Open the campaign");
  await expect(province.locator(".campaign-head .badge", { hasText: /^.?\s*open$/ })).toBeVisible();

  // The head applies, the province admits.
  const head = await person(page, server, "demo.head", "jiceng-demo-head");
  await head.goto(campaign);
  await hydrated(head);
  await head.getByRole("button", { name: /^Apply for/ }).click();
  await expect(head.getByText("Applied; the high court decides who takes part")).toBeVisible();
  await province.goto(`${campaign}?tab=board`);
  await hydrated(province);
  await province.getByText("Decide on applications").click();
  await province.getByRole("checkbox").last().check();
  await province.getByRole("button", { name: "Admit those ticked" }).click();
  await expect(province.getByText("1 tribunals were admitted")).toBeVisible();

  // The self-assessment.
  const entry = { "address[campaign]": id, "address[unit]": T };
  await head.goto(`${campaign}/entries/${T}`);
  await hydrated(head);
  const view = await call<View>(head, "open_entry", entry);
  const reports = await call<{ reports: [{ form: string; period: string }, unknown][] }>(head, "get_evidence_sources", entry);
  const report = reports.reports[0]?.[0];
  if (!report) throw new Error("nothing was reported that could be evidence");
  for (const item of view.standard.categories.flatMap((category) => category.items)) {
    const known = view.items.find((known) => known.id === item.id);
    if (!known?.applies) continue;
    if ("scale" in item.scoring) {
      await call(head, "add_evidence", { ...entry, "order[item]": item.id, "order[form]": report.form, "order[period]": report.period });
    }
    if (known.computed === null) {
      await call(head, "save_items", { ...entry, "items[0][item]": item.id, "items[0][points]": String(item.points), "items[0][statement]": "as shown" });
    }
  }
  await head.reload();
  await hydrated(head);
  await head.getByLabel(/^The tribunal states/).fill("All of this is true");
  await expect(head.getByTestId("line")).toHaveText("Everything is saved");
  await expectAccessible(head);
  await head.getByRole("button", { name: "Hand in" }).first().click();
  await head.getByRole("dialog", { name: "Hand in" }).getByRole("button", { name: "Hand in" }).click();
  await expect(head.getByTestId("entry-state")).toContainText("with its court");

  // Whoever is late sees where it stands now, and does not lose what was typed.
  await province.goto(`${campaign}/entries/${T}`);
  await hydrated(province);
  const exclude = province.locator("details", { hasText: "Take out of the review" }).first();
  await exclude.locator("summary").first().click();
  await province.locator("#exclude-reason").fill("It is being rebuilt");

  // Court and city stand by it.
  for (const [name, next] of [["court", "with its city"], ["city", "under review"]] as const) {
    const above = await person(page, server, `demo.${name}`, `jiceng-demo-${name}`);
    await above.goto(`${campaign}/entries/${T}`);
    await hydrated(above);
    const approve = above.getByRole("button", { name: "Approve", exact: true });
    await approve.first().click();
    const sure = above.getByRole("dialog").getByRole("button", { name: "Approve", exact: true });
    if (await sure.isVisible().catch(() => false)) await sure.click();
    await expect(above.getByTestId("entry-state")).toContainText(next);
    await above.context().close();
  }
  await exclude.getByRole("button", { name: "Take out of the review", exact: true }).click();
  await province.getByRole("dialog", { name: "Take out of the review" }).getByRole("button", { name: "Take out of the review" }).click();
  await expect(province.getByTestId("entry-state")).toContainText("under review");
  await expect(province.locator(".moves .notice.bad")).toBeVisible();
  await expect(province.locator("#exclude-reason")).toHaveValue("It is being rebuilt");

  // Two reviewers are drawn, and mark without seeing each other.
  await province.goto(`${campaign}?tab=board`);
  await hydrated(province);
  await province.locator("summary", { hasText: "Draw lots" }).click();
  await province.getByLabel("Seed").first().fill("20261125");
  await province.getByRole("button", { name: "Draw reviewers" }).click();
  await expect(province.getByText("1 tribunals were drawn for.")).toBeVisible();
  for (const [name, password] of [["demo.reviewer", "jiceng-demo-reviewer"], ["demo.reviewer02", "jiceng-demo-reviewer02"]] as const) {
    const reviewer = await person(page, server, name, password);
    await markAll(reviewer, campaign);
    await reviewer.context().close();
  }

  // The draft result, an objection, the decision.
  await province.goto(campaign);
  await hydrated(province);
  await move(province, "Freeze the marks and send draft results");
  await expect(province.locator(".campaign-head .badge", { hasText: "objections" })).toBeVisible();
  await head.goto(`${campaign}/entries/${T}`);
  await hydrated(head);
  await expectAccessible(head);
  const about = view.items.find((item) => item.applies)?.id ?? "";
  await call(head, "object_to_result", { ...entry, "order[about]": about, "order[text]": "Look again" });
  await province.goto(`${campaign}?tab=objections`);
  await hydrated(province);
  await expect(province.getByText("Look again")).toBeVisible();
  const objections = await call<{ id: number }[]>(province, "list_objections", { campaign: id });
  await call(province, "decide_objection", {
    "order[id]": String(objections[0]?.id), "order[decision]": "rejected", "order[reason]": "The papers do not show it",
  });

  // The time for objections is over: the days are moved, which everybody sees with its reason.
  const order = (await call<{ order: Record<string, string> }>(province, "open_campaign", { id })).order;
  const past: Record<string, string> = { "order[from]": day(-9), "order[reason]": "a test does not wait" };
  for (const name of ["id", "title_zh", "title_en", "standard", "unit", "values_to", "revision"]) past[`order[${name}]`] = String(order[name]);
  for (let n = 0; n < 8; n += 1) past[`order[last][${n}]`] = day(n - 8);
  await call(province, "save_campaign", past);

  // Two different people sign.
  await province.goto(campaign);
  await hydrated(province);
  await move(province, "Sign", "Discussed and agreed");
  await expect(province.locator(".campaign-head .badge", { hasText: "signed once" })).toBeVisible();
  const president = await person(page, server, "president", "a long enough one");
  await president.goto(campaign);
  await hydrated(president);
  await move(president, "Sign as the second person");
  await expect(president.locator(".campaign-head .badge", { hasText: "signed twice" })).toBeVisible();
  await move(president, "Publish");
  await expect(president.locator(".campaign-head .badge", { hasText: "published" })).toBeVisible();
  await president.context().close();

  // Out: the table, the papers, the certificate; and it can be computed again, also after the power was cut.
  await head.goto(`${campaign}?tab=results`);
  await hydrated(head);
  await expectAccessible(head);
  await expect(head.getByRole("table")).toContainText(/Model|Meets/);
  for (const format of ["pdf", "xlsx", "json"]) {
    const answer = await head.request.get(`/api/v1${campaign}/publication?format=${format}`);
    expect(answer.status(), format).toBe(200);
  }
  const certificate = await head.request.get(`/api/v1${campaign}/publication?format=pdf&unit=${T}`);
  expect((await certificate.body()).subarray(0, 5).toString()).toBe("%PDF-");
  const verify = () => server.rows<{ different: string[]; intact: boolean; audited: boolean }>("review", "verify", id)[0];
  expect(verify()).toMatchObject({ different: [], intact: true, audited: true });
  await server.stop("SIGKILL");
  expect(verify()).toMatchObject({ different: [], intact: true, audited: true });
  await server.start();
  await head.context().close();
});
