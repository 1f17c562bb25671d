// Pictures of a tour: `make tour`. Taken from the demo province as it is, so that they show what there is.

import { hydrated, test } from "../support/test";

const VIEWS = {
  table: "by=quarter&last=4&compare=year_before",
  list: "by=year&last=1&compare=peers&sort=-value",
  line: "by=month&last=24",
  bars: "by=year&last=1&sort=-value",
  multiples: "by=month&last=24",
  scatter: "by=year&last=1&units=court",
  box: "by=year&last=1&units=tribunal",
  map: "by=year&last=1",
} as const;

test.use({ locale: "zh-CN", viewport: { width: 1280, height: 800 } });

test.beforeEach(async ({ page }) => {
  await page.goto("/login");
  await page.getByRole("button", { name: /demo\.province/ }).click();
  await page.waitForURL("/");
});

for (const [view, words] of Object.entries(VIEWS)) {
  test(`analysis: ${view}`, async ({ page }) => {
    const units = words.includes("units=") ? "" : "&units=city";
    await page.goto(`/analysis?unit=36${units}&indicator=closing_rate,received&view=${view}&${words}`);
    await hydrated(page);
    await page.screenshot({ path: `screenshots/analysis-${view}.png` });
  });
}

for (const [name, path] of [
  ["judges", "/judges"],
  ["quality", "/quality?tab=matrix"],
  ["reviews", "/reviews/2?tab=board"],
  ["problems", "/problems"],
  ["bulletins", "/bulletins"],
  ["contacts", "/contacts"],
  ["voices", "/voices"],
  ["safety", "/safety"],
  ["safety-map", "/safety/map"],
  ["devices", "/safety/devices"],
  ["hearings", "/hearings"],
] as const) {
  test(name, async ({ page }) => {
    await page.goto(path);
    await hydrated(page);
    await page.screenshot({ path: `screenshots/${name}.png` });
  });
}
