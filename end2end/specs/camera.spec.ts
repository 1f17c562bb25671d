// A real camera: Debian's motion watches real footage, what it detects comes by mosquitto, the picture through the signed door;
// alarm and picture are seen in the browser. And a stream that ffmpeg has made is played, without any network.

import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Broker } from "../support/broker";
import { Server } from "../support/server";
import { UNITS, test as base, expect, expectAccessible, hydrated, signIn } from "../support/test";

const T = UNITS.tribunal.code;
const SCRIPT = resolve(__dirname, "../../.ci/demo-camera");
const TOPIC = "demo-motion";

const have = (program: string) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
const camera = have("motion") && spawnSync(SCRIPT, ["footage"]).status === 0;

/** Further cameras, so that the wall is longer than the screen; one of them has a stream. */
function cameras(count: number): string {
  return Array.from(
    { length: count },
    (_, n) => `[[device]]
tribunal = "${T}"
code = "row${String(n).padStart(2, "0")}"
kind = "camera"
name = "Camera ${n}"
source = "row"
address = "row${n}"
${n === 0 ? 'stream = "/hls-test/live.m3u8"' : ""}
`,
  ).join("");
}

/** The folder of the built client, with a stream of ffmpeg's own test picture beside it: copied by links, for this spec alone. */
function siteWithStream(): string {
  const site = process.env.JICENG_SITE_ROOT;
  if (!site) throw new Error("JICENG_SITE_ROOT does not say where the client is");
  const folder = mkdtempSync(join(tmpdir(), "jiceng-site-"));
  for (const name of readdirSync(site)) symlinkSync(join(site, name), join(folder, name));
  if (have("ffmpeg")) {
    const hls = join(folder, "hls-test");
    mkdirSync(hls);
    const source = ["-f", "lavfi", "-i", "testsrc=size=320x240:rate=10:duration=6"];
    const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "20"];
    const out = ["-f", "hls", "-hls_time", "2", "-hls_playlist_type", "vod", join(hls, "live.m3u8")];
    execFileSync("ffmpeg", ["-loglevel", "error", ...source, ...codec, ...out]);
  }
  return folder;
}

/** A server of its own for this spec, which listens to a broker of its own. */
const test = base.extend<object, { broker: Broker }>({
  broker: [
    async ({}, use) => {
      const broker = await Broker.start();
      await use(broker);
      await broker.stop();
    },
    { scope: "worker" },
  ],
  server: [
    async ({ broker }, use) => {
      const template = process.env.JICENG_E2E_TEMPLATE;
      if (!template) throw new Error("the demo province was not loaded");
      const site = siteWithStream();
      const server = await Server.over(template, {
        JICENG_SITE_ROOT: site,
        JICENG_MQTT_URL: `mqtt://127.0.0.1:${broker.port}`,
        JICENG_MQTT_CLIENT: "jiceng-camera",
        JICENG_MQTT_TOPICS: TOPIC,
      });
      const file = join(server.folder, "devices.toml");
      writeFileSync(file, execFileSync(SCRIPT, ["mapping", T], { encoding: "utf8" }) + cameras(40));
      server.run("devices", "load", file);
      await use(server);
      await server.dispose();
      rmSync(site, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
});

test.describe.configure({ mode: "serial" });

/** The number and secret of a token with which a camera speaks. */
function token(server: Server): string {
  const words = ["token", "add", "camera", "--scope", "gateway", "--unit", T, "--days", "1"];
  const [row] = server.rows<{ id: number; secret: string }>(...words);
  if (!row) throw new Error("no token");
  return `${row.id}:${row.secret}`;
}

/** Sends a picture as a camera does. */
function sendPicture(server: Server, key: string, file: string, address: string): void {
  execFileSync("node", [resolve(__dirname, "../../.ci/send-picture.mjs"), file, "row", address, ""], {
    env: { ...process.env, DEMO_URL: server.url, DEMO_TOKEN: key },
    stdio: ["ignore", "ignore", "pipe"],
  });
}

test("what moves before a camera is an alarm with its picture", async ({ page, broker, server }) => {
  test.skip(!camera, "motion or its footage (Debian's opencv-doc) is absent and could not be installed");
  test.setTimeout(180_000);
  const work = mkdtempSync(join(tmpdir(), "jiceng-camera-"));
  const child: ChildProcess = spawn(SCRIPT, ["watch"], {
    env: {
      ...process.env,
      DEMO_BROKER: `127.0.0.1:${broker.port}`,
      DEMO_URL: server.url,
      DEMO_TOKEN: token(server),
      DEMO_WORK: work,
    },
    stdio: "ignore",
  });
  try {
    await signIn(page, "head");
    await page.goto("/safety");
    await hydrated(page);
    const row = page.getByTestId("alarm").filter({ hasText: "演示摄像机" });
    await expect(row).toBeVisible({ timeout: 60_000 });
    await expect(row).toContainText("Somebody where nobody should be");
    await expect(row).toContainText("Square at the gate");
    // The picture comes after the message.
    await page.goto("/safety/wall");
    await hydrated(page);
    const card = page.getByTestId("camera").filter({ hasText: "演示摄像机" });
    const small = card.getByRole("img");
    await expect(small).toBeVisible({ timeout: 30_000 });
    await expect.poll(() => small.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
    await page.goto("/safety");
    await hydrated(page);
    await row.getByRole("link", { name: "Open" }).click();
    const picture = page.getByRole("region", { name: "Pictures around the alarm" }).getByTestId("picture").first();
    await expect
      .poll(() => picture.getByRole("img").evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBe(320);
    await expectAccessible(page);
    const href = await picture.getByRole("link").getAttribute("href");
    const whole = await page.request.get(href ?? "");
    expect(whole.headers()["content-type"]).toBe("image/jpeg");
    expect(whole.headers()["cache-control"]).toBe("no-store");
    // The footage is 768 pixels wide, and so is what came of it: a JPEG says so itself, in its frame header.
    expect(jpegWidth(await whole.body())).toBe(768);
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      child.kill();
      await gone;
    }
    rmSync(work, { recursive: true, force: true });
  }
});

/** Pixels across, as the frame header of a JPEG says. */
function jpegWidth(bytes: Buffer): number {
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xc2) return bytes.readUInt16BE(at + 7);
  }
  return 0;
}

test("the wall loads what is on the screen, and is cut by city, point and state", async ({ page, server }) => {
  const key = token(server);
  const folder = mkdtempSync(join(tmpdir(), "jiceng-pictures-"));
  const file = join(folder, "a.jpg");
  const size = { width: 640, height: 480 };
  const shot = await page.screenshot({ type: "jpeg", clip: { x: 0, y: 0, ...size } });
  writeFileSync(file, shot);
  for (let n = 0; n < 24; n += 1) sendPicture(server, key, file, `row${n}`);
  rmSync(folder, { recursive: true, force: true });
  const asked = new Set<string>();
  page.on("request", (request) => {
    if (request.url().includes("/api/v1/pictures/")) asked.add(request.url());
  });
  await page.setViewportSize({ width: 800, height: 700 });
  await signIn(page, "head");
  await page.goto("/safety/wall?q=row");
  await hydrated(page);
  await expect(page.getByTestId("camera")).toHaveCount(24);
  await expect.poll(() => asked.size).toBeGreaterThan(0);
  const first = asked.size;
  expect(first, "not the whole page").toBeLessThan(18);
  await page.getByTestId("camera").last().scrollIntoViewIfNeeded();
  await expect.poll(() => asked.size).toBeGreaterThan(first);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page.getByText("No picture has come yet").first()).toBeVisible();
  await page.goto("/safety/wall?point=courtroom");
  await expect(page.getByText("There is no such camera.")).toBeVisible();
  await page.goto("/safety/wall?q=row&sort=taken");
  await hydrated(page);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export" }).click();
  expect((await download).suggestedFilename()).toBe("cameras.csv");
  // Every look is in the log.
  const admin = await page.context().browser()?.newContext({ baseURL: server.url, locale: "en-US" });
  if (!admin) throw new Error("no browser");
  const log = await admin.newPage();
  await signIn(log, "admin");
  await log.goto("/admin/audit?q=pictures.look");
  await expect(log.getByText("pictures.look").first()).toBeVisible();
  await admin.close();
});

test("a camera is watched live by hls.js, which is loaded then", async ({ page }) => {
  test.skip(!have("ffmpeg"), "ffmpeg is absent");
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/hls.js")) scripts.push(request.url());
  });
  await signIn(page, "head");
  await page.goto("/safety/wall?q=row00");
  await hydrated(page);
  expect(scripts).toEqual([]);
  await page.getByRole("link", { name: /^Watch live/ }).click();
  const player = page.getByTestId("player");
  await expect(player).toBeVisible();
  await expect.poll(() => player.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.2);
  expect(await player.evaluate((video: HTMLVideoElement) => video.videoWidth)).toBe(320);
  expect(scripts.length).toBe(1);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Stop watching" }).click();
  await expect(player).toHaveCount(0);
});

test("compliance is a sum of parts, and the day of the tribunal is told", async ({ page }) => {
  await signIn(page, "head");
  await page.goto(`/safety?unit=${T}`);
  await hydrated(page);
  await expect(page.getByTestId("compliance")).toContainText(/of \d+ met/);
  const parts = page.getByRole("region", { name: "Safety compliance" });
  await expect(parts.getByRole("link", { name: "Devices online" })).toBeVisible();
  // The pictures that the tests before have sent are of today.
  await expect(page.getByTestId("day")).toContainText(/pictures/);
  await expect(page.getByTestId("risk")).toContainText(/Inspected/);
  await expectAccessible(page);
  const day = page.getByRole("region", { name: /^What happened on/ });
  const today = /\d{4}-\d\d-\d\d/.exec((await day.getByRole("heading").textContent()) ?? "")?.[0] ?? "";
  const before = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10);
  await page.getByRole("link", { name: "The day before" }).click();
  // Hearings that were reported may stand there; pictures do not.
  await expect(day.getByRole("heading")).toContainText(before);
  await expect(day).not.toContainText(/pictures/);
});

test("pictures are not for reviewers", async ({ page }) => {
  await signIn(page, "reviewer");
  await page.goto("/safety/wall");
  await expect(page.getByRole("alert").getByRole("heading")).toBeVisible();
  await expect(page.getByTestId("wall")).toHaveCount(0);
});

for (const [colorScheme, width] of [
  ["light", 1440],
  ["dark", 360],
] as const) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 900 } });
    test("the wall for the province", async ({ page }) => {
      await signIn(page, "province");
      await page.goto("/safety/wall");
      await hydrated(page);
      await expectAccessible(page);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, "the page itself must not scroll sideways").toBeLessThanOrEqual(0);
    });
  });
}
