// What the specs share: a server per worker, people of the demo, axe.

import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, type Locator, type Page, test as base, expect } from "@playwright/test";
import { Server } from "./server";

/** The ready users of the demo. */
export type Person = "province" | "city" | "court" | "head" | "reviewer" | "judge" | "admin";

/** Units that the specs visit: province, a city and another, a court, a tribunal of the demo. */
export const UNITS = {
  province: { code: "36", name: "Jiangxi" },
  city: { code: "3601", name: "Nanchang" },
  otherCity: { code: "3602", name: "Jingdezhen" },
  court: { code: "360103" },
  tribunal: { code: "360103T01" },
} as const;

interface WorkerFixtures {
  /** The worker's own server. */
  server: Server;
}

interface TestFixtures {
  /** Whoever the test's page is signed in as; nobody when not said. */
  person: Person | undefined;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const template = process.env.JICENG_E2E_TEMPLATE;
      if (!template) throw new Error("the demo province was not loaded");
      const server = await Server.over(template);
      await use(server);
      await server.dispose();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  person: [undefined, { option: true }],
  page: async ({ page, person }, use) => {
    const broken: string[] = [];
    page.on("pageerror", (error) => broken.push(String(error)));
    page.on("console", (message) => {
      // A hydration error or a refused script is a fault even where the page still looks right. What the browser
      // itself says of statuses and lost lines is not: tests of refusals and restarts provoke it.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
        if (!message.text().includes("net::ERR_")) broken.push(message.text());
      }
    });
    if (person) await signIn(page, person);
    await use(page);
    expect(broken, "errors in the browser").toEqual([]);
  },
});

export { expect };

/** Signs in as one of the ready users, by the button on the login page. */
export async function signIn(page: Page, person: Person, next = "/"): Promise<void> {
  await page.goto(`/login?next=${encodeURIComponent(next)}`);
  await page.getByRole("button", { name: `Sign in as demo.${person}`, exact: true }).click();
  await expect(page).not.toHaveURL(/\/login/);
}

/** Waits until the client runs. */
export async function hydrated(page: Page): Promise<void> {
  await expect(page.locator("html")).toHaveClass(/\bjs\b/);
}

/** Puts a word on the window, which only a new document would lose. */
export async function mark(page: Page): Promise<void> {
  await page.evaluate(() => {
    (window as unknown as Record<string, unknown>).unbroken = true;
  });
}

/** Whether the document is still the one that was marked. */
export async function isMarked(page: Page): Promise<boolean> {
  return page.evaluate(() => (window as unknown as Record<string, unknown>).unbroken === true);
}

/** A figure of the overview by its name. */
export function figure(page: Page, name: string): Locator {
  return page
    .getByRole("region", { name: "Main figures" })
    .getByRole("article")
    .filter({ has: page.getByText(name, { exact: true }) });
}

/** The value of a figure, as a number. */
export async function figureValue(page: Page, name: string): Promise<number> {
  const text = (await figure(page, name).getByRole("link").first().innerText()).replace(name, "");
  const found = /[−-]?[\d,]+(?:\.\d+)?/.exec(text);
  if (!found) throw new Error(`no number in “${text}”`);
  return Number(found[0].replaceAll(",", "").replace("−", "-"));
}

/** A point of an element at which nothing lies over it, for a mouse that aims like a person does. */
export async function openPoint(element: Locator): Promise<{ x: number; y: number }> {
  await element.scrollIntoViewIfNeeded();
  const point = await element.evaluate((node) => {
    const box = node.getBoundingClientRect();
    const steps = 24;
    for (let row = 1; row < steps; row += 1) {
      for (let column = 1; column < steps; column += 1) {
        const x = box.left + (box.width * column) / steps;
        const y = box.top + (box.height * row) / steps;
        const hit = document.elementFromPoint(x, y);
        if (hit && node.contains(hit)) return { x, y };
      }
    }
    return null;
  });
  if (!point) throw new Error("the element is covered everywhere");
  return point;
}

/**
 * No violation of WCAG 2.2 AA or of axe's best practices. The page is looked at from its top, where the bar that stays lies over
 * nothing; what lies behind an open dialog is inert, and covered as the dialog happens to stand.
 */
export async function expectAccessible(page: Page): Promise<void> {
  const modal = await page.evaluate(() => {
    const open = document.querySelector("dialog:modal") !== null;
    if (!open) window.scrollTo(0, 0);
    return open;
  });
  const axe = new AxeBuilder({ page });
  if (modal) axe.include("dialog:modal");
  const { violations } = await axe
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  const said = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.slice(0, 5).map((node) => `${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
  }));
  expect(said, `on ${page.url()}`).toEqual([]);
}

/** A second window of somebody else, or of somebody without JavaScript. */
export async function otherContext(
  page: Page,
  server: Server,
  options: Parameters<NonNullable<ReturnType<BrowserContext["browser"]>>["newContext"]>[0],
): Promise<BrowserContext> {
  const browser = page.context().browser();
  if (!browser) throw new Error("no browser");
  return browser.newContext({ baseURL: server.url, locale: "en-US", ...options });
}
