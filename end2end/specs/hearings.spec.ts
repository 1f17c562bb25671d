// Hearings: reported by the head, accepted by the court, listed, and watched by a stream that ffmpeg has made.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Page } from "@playwright/test";
import { Server } from "../support/server";
import { UNITS, test as base, expect, expectAccessible, hydrated, otherContext, signIn } from "../support/test";

const T = UNITS.tribunal.code;
const ffmpeg = spawnSync("sh", ["-c", "command -v ffmpeg"]).status === 0;

/** A server whose site holds a stream beside the client: the player is tried without any network. */
const test = base.extend<object, object>({
  server: [
    async ({}, use) => {
      const template = process.env.JICENG_E2E_TEMPLATE;
      const site = process.env.JICENG_SITE_ROOT;
      if (!template || !site) throw new Error("there is no demo province or no client");
      const folder = mkdtempSync(join(tmpdir(), "jiceng-site-"));
      for (const name of readdirSync(site)) symlinkSync(join(site, name), join(folder, name));
      if (ffmpeg) {
        mkdirSync(join(folder, "hls-test"));
        const source = ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=10:duration=6"];
        const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "20"];
        const out = ["-f", "hls", "-hls_time", "2", "-hls_playlist_type", "vod"];
        execFileSync("ffmpeg", [
          ...["-loglevel", "error", ...source, ...codec, ...out],
          join(folder, "hls-test", "court.m3u8"),
        ]);
      }
      const server = await Server.over(template, { JICENG_SITE_ROOT: folder });
      await use(server);
      await server.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
});

test.describe.configure({ mode: "serial" });

/** Today where the demo is, and the month. */
function today(): string {
  return new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
}

/** The version of a report, for whoever moves it. */
async function revision(page: Page, address: string): Promise<number> {
  const answer = await page.request.get(address);
  const view = (await answer.json()) as { row: { revision: number } };
  return view.row.revision;
}

test("what is reported and accepted is listed, and a public hearing is watched", async ({ page, server }) => {
  const day = today();
  const period = day.slice(0, 7);
  const rest = `/api/v1/reports/hearings/${T}/${period}`;
  const hearing = (number: string, access: string, stream: string) => ({
    hearing_date: day,
    hearing_time: "23:59",
    hearing_courtroom: "Courtroom 1",
    hearing_case_number: number,
    hearing_cause: "Loan",
    hearing_mode: "courtroom",
    hearing_access: access,
    hearing_state: "scheduled",
    hearing_stream: stream,
  });
  const rows = [
    hearing("E2E-1", "broadcast", "/hls-test/court.m3u8"),
    hearing("E2E-2", "broadcast", "https://elsewhere.example/live.html"),
    hearing("E2E-3", "closed", ""),
  ];
  await signIn(page, "head");
  // What the demo has reported for this month, if it has, is not this test's affair.
  const now = await page.request.get(rest);
  const state = ((await now.json()) as { row: { state: string | null } }).row.state;
  test.skip(state !== null && state !== "draft", "the demo has handed in a schedule for this month");
  // As a browser says it of our own pages.
  const headers = { origin: server.url };
  const answers = [
    { field: "hearing_list", answer: JSON.stringify(rows), base: 0 },
    { field: "hearings_postponed", answer: "0", base: 0 },
  ];
  const saved = await page.request.post(`${rest}/answers`, { data: answers, headers });
  expect(saved.status(), await saved.text()).toBeLessThan(300);
  const court = await otherContext(page, server, {});
  const judge = await court.newPage();
  await signIn(judge, "court");
  for (const [who, what] of [
    [page, "submit"],
    [judge, "approve"],
  ] as const) {
    const order = { what, revision: await revision(who, rest), reason: "", fields: [] };
    const moved = await who.request.post(`${rest}/moves`, { data: order, headers });
    expect(moved.status(), await moved.text()).toBeLessThan(300);
  }
  await court.close();

  await page.goto(`/hearings?q=E2E&from=${day}`);
  await hydrated(page);
  await expect(page.getByTestId("hearing")).toHaveCount(3);
  const first = page.getByTestId("hearing").filter({ hasText: "E2E-1" });
  await expect(first).toContainText("to come");
  await expect(first).toContainText("Open and broadcast");
  const other = page.getByTestId("hearing").filter({ hasText: "E2E-2" });
  await expect(other.getByRole("link", { name: /^Watch on its own site/ })).toHaveAttribute(
    "href",
    "https://elsewhere.example/live.html",
  );
  await expectAccessible(page);
  if (ffmpeg) {
    await first.getByRole("button", { name: /^Watch live/ }).click();
    const player = page.getByTestId("player");
    await expect.poll(() => player.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.2);
    expect(await player.evaluate((video: HTMLVideoElement) => video.videoWidth)).toBe(320);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Stop watching" }).click();
    await expect(player).toHaveCount(0);
  }
  await page.goto(`/hearings?q=E2E&access=closed&from=${day}`);
  await expect(page.getByTestId("hearing")).toHaveCount(1);
  const download = page.waitForEvent("download");
  await hydrated(page);
  await page.getByRole("link", { name: "Export" }).click();
  expect((await download).suggestedFilename()).toBe("hearings.csv");
  await page.goto("/hearings?q=no-such-hearing");
  await expect(page.getByText("There is no such hearing in these days.")).toBeVisible();
});

for (const [colorScheme, width] of [
  ["light", 1440],
  ["dark", 360],
] as const) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 900 } });
    test("the schedule for the province", async ({ page }) => {
      await signIn(page, "province");
      await page.goto("/hearings");
      await hydrated(page);
      await expect(page.getByTestId("hearings-about")).toContainText(/of \d+ tribunals/);
      await expectAccessible(page);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, "the page itself must not scroll sideways").toBeLessThanOrEqual(0);
    });
  });
}
