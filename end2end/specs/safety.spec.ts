// Safety: a message of a camera through a real broker becomes an alarm on the screen, and is answered up to its end.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Broker } from "../support/broker";
import { Server } from "../support/server";
import { UNITS, test as base, expect, expectAccessible, hydrated, isMarked, mark, signIn } from "../support/test";

const T = UNITS.tribunal.code;

const MAP = `
[[point]]
tribunal = "${T}"
code = "court1"
kind = "courtroom"
name = "第一法庭"
name_en = "Courtroom 1"
[[point]]
tribunal = "${T}"
code = "gate"
kind = "gate"
name = "大门"
name_en = "Main gate"
[[device]]
tribunal = "${T}"
code = "cam1"
kind = "camera"
name = "Bench camera"
point = "court1"
source = "frigate"
address = "bench"
[[device]]
tribunal = "${T}"
code = "cam2"
kind = "camera"
name = "Gate camera"
point = "gate"
source = "frigate"
address = "gate"
`;

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
      const server = await Server.over(template, {
        JICENG_MQTT_URL: `mqtt://127.0.0.1:${broker.port}`,
        JICENG_MQTT_CLIENT: "jiceng-e2e",
      });
      const file = join(server.folder, "devices.toml");
      writeFileSync(file, MAP);
      server.run("devices", "load", file);
      await use(server);
      await server.dispose();
    },
    { scope: "worker" },
  ],
});

test.describe.configure({ mode: "serial" });

test("a camera that goes dark is an alarm at once, and is answered, verified, handled and closed", async ({
  page,
  broker,
}) => {
  broker.publish("frigate/bench/status/detect", "online", true);
  broker.publish("frigate/gate/status/detect", "online", true);
  await signIn(page, "head");
  await page.goto("/safety");
  await hydrated(page);
  await expect(page.getByText(/^live/).first()).toBeVisible();
  await expect(page.getByTestId("banner")).toHaveText("Every alarm has been answered");
  await expect(page.getByText("There is no such alarm.")).toBeVisible();
  await expectAccessible(page);
  const sound = page.getByRole("button", { name: "Switch sound on" });
  await expect(sound).toHaveAttribute("aria-pressed", "false");
  await sound.click();
  await expect(page.getByRole("button", { name: "Sound is on" })).toHaveAttribute("aria-pressed", "true");

  await mark(page);
  broker.publish("frigate/bench/status/detect", "offline", true);
  const row = page.getByTestId("alarm").filter({ hasText: "Bench camera" });
  await expect(row).toContainText("Camera without a picture");
  await expect(row).toContainText("Courtroom 1");
  await expect(page.getByTestId("banner")).toHaveText("1 alarm has not been answered");
  expect(await isMarked(page)).toBe(true);
  await row.getByRole("button", { name: "Acknowledge" }).click();
  await expect(row).toContainText("acknowledged");
  await expect(page.getByTestId("banner")).toHaveText("Every alarm has been answered");

  await row.getByRole("link", { name: "Open" }).click();
  await hydrated(page);
  const verify = page.getByRole("group", { name: "Verify" });
  await verify.getByLabel("What was found or done").fill("The cable is cut.");
  await verify.getByRole("button", { name: "Verify" }).click();
  const handle = page.getByRole("group", { name: "Handled" });
  await handle.getByLabel("What was found or done").fill("A new cable.");
  await expectAccessible(page);
  await handle.getByRole("button", { name: "Handled" }).click();
  await page.getByRole("group", { name: "Close" }).getByRole("button", { name: "Close" }).click();
  const steps = page.getByTestId("steps").getByRole("listitem");
  await expect(steps).toHaveCount(4);
  await expect(steps.nth(1)).toContainText("The cable is cut.");
  await expect(steps.nth(3)).toContainText("Close");
  await page.goto("/safety?state=closed");
  await hydrated(page);
  await expect(page.getByTestId("alarm").filter({ hasText: "Bench camera" })).toContainText("closed");
});

test("which point is watched stands in the matrix, the list and on the unit's page", async ({ page, broker }) => {
  broker.publish("frigate/roof/status/detect", "online");
  await signIn(page, "head");
  await page.goto("/safety/devices");
  await hydrated(page);
  const own = page.getByTestId("cover").first();
  await expect(own).toContainText("no working device");
  await expect(own).toContainText("covered");
  await expect(own).toContainText("no known point");
  await expect(page.getByText("The line to the cameras is up since")).toBeVisible();
  await page.goto("/safety/devices?tab=list&state=offline");
  await hydrated(page);
  await expect(page.getByTestId("device")).toHaveCount(1);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export" }).click();
  expect((await download).suggestedFilename()).toBe("devices.csv");
  await page.goto(`/units/${T}?tab=infrastructure`);
  await expect(page.getByRole("region", { name: "Safety" })).toContainText("Courtroom");
});

test("devices that nobody has listed are shown, and a window is announced and ended by the court", async ({ page }) => {
  await signIn(page, "province");
  await page.goto("/safety/devices?tab=unknown");
  await hydrated(page);
  await expect(page.getByTestId("stranger").filter({ hasText: "roof" })).toBeVisible();
  await page.context().clearCookies();
  await signIn(page, "court");
  await page.goto("/safety/devices?tab=windows");
  await hydrated(page);
  await page.locator("#new-window summary").click();
  await page.getByLabel("Unit code").fill("nowhere");
  await page.getByLabel("Why").fill("New cables");
  await page.getByRole("button", { name: "Announce it" }).click();
  await expect(page.getByText(/nowhere/).first()).toBeVisible();
  await expect(page.getByLabel("Why")).toHaveValue("New cables");
  await page.getByLabel("Unit code").fill(T);
  await page.getByRole("button", { name: "Announce it" }).click();
  const row = page.getByTestId("window").filter({ hasText: "New cables" });
  await expect(row).toBeVisible();
  await expectAccessible(page);
  await row.getByRole("button", { name: "End" }).click();
  await expect(row).toHaveCount(0);
});

test("the court lists a point and a device, changes it, retires it and takes it back", async ({ page }) => {
  await signIn(page, "court");
  await page.goto("/safety/devices?tab=points");
  await hydrated(page);
  await page.locator("#new-point summary").click();
  await page.getByLabel("Tribunal code").fill(T);
  await page.getByLabel("Code", { exact: true }).fill("archive 1");
  await page.locator("#point-form-kind").selectOption("archive");
  await page.getByLabel("Name", { exact: true }).fill("档案室");
  await page.getByRole("button", { name: "Save" }).click();
  // What is no code is refused, and what was typed stays.
  await expect(page.getByLabel("Code", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("档案室");
  await page.getByLabel("Code", { exact: true }).fill("archive1");
  await page.getByRole("button", { name: "Save" }).click();
  const point = page.getByTestId("point").filter({ hasText: "archive1" });
  await expect(point).toContainText("0 of 0");

  await page.goto("/safety/devices?tab=list");
  await hydrated(page);
  await page.locator("#new-device summary").click();
  await page.getByLabel("Tribunal code").fill(T);
  await page.getByLabel("Code", { exact: true }).fill("cam9");
  await page.getByLabel("Name", { exact: true }).fill("Archive camera");
  await page.getByLabel("Point code").fill("archive1");
  await page.getByRole("button", { name: "Save" }).click();
  const device = page.getByTestId("device").filter({ hasText: "cam9" });
  await expect(device).toContainText("Archive");
  await device.getByRole("button", { name: "Change" }).click();
  await page.getByLabel("Maker", { exact: true }).fill("Acme");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(device).toContainText("Acme");
  await device.getByRole("button", { name: "Retire" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Retire" }).click();
  await expect(device).toHaveCount(0);
  await page.goto("/safety/devices?tab=list&state=retired");
  await hydrated(page);
  await device.getByRole("button", { name: "Take back" }).click();
  await expect(device).toHaveCount(0);
  await page.goto("/safety/devices?tab=list");
  await expect(device).toHaveCount(1);
});

test("a problem is raised from an alarm, and its numbers are opened from the statistics", async ({ page }) => {
  await signIn(page, "court");
  await page.goto("/safety/statistics");
  await hydrated(page);
  const row = page.getByTestId("statistics").filter({ has: page.getByRole("link", { name: "1", exact: true }) });
  await expect(row).toHaveCount(1);
  await expectAccessible(page);
  await row.getByRole("link", { name: "1", exact: true }).click();
  await hydrated(page);
  const alarm = page.getByTestId("alarm");
  await expect(alarm).toHaveCount(1);
  await alarm.getByRole("link", { name: "Open" }).click();
  await hydrated(page);
  await page.getByRole("link", { name: "Raise a problem" }).click();
  await hydrated(page);
  await page.locator("#raise-text").fill("The cable is cut again and again.");
  await page.getByRole("button", { name: "Raise a problem" }).click();
  await page.getByRole("link", { name: /^Open/ }).click();
  await hydrated(page);
  await expect(page.getByTestId("context")).toContainText("Bench camera");
  await expectAccessible(page);
});

test("safety is not for reviewers", async ({ page }) => {
  await signIn(page, "reviewer");
  await page.goto("/safety");
  await expect(page.getByRole("alert").getByRole("heading")).toBeVisible();
  await expect(page.getByTestId("banner")).toHaveCount(0);
});

for (const [colorScheme, width] of [
  ["light", 1440],
  ["dark", 360],
] as const) {
  test.describe(`${colorScheme}, ${width} px`, () => {
    test.use({ colorScheme, viewport: { width, height: 900 } });
    for (const path of [
      "/safety",
      "/safety?state=all",
      "/safety/devices",
      "/safety/devices?tab=list",
      "/safety/devices?tab=points",
      "/safety/devices?tab=windows",
      "/safety/statistics",
      "/safety/map",
      "/safety/devices?tab=unknown",
    ]) {
      test(`${path} for the province`, async ({ page }) => {
        await signIn(page, "province");
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

test("the pages are in Chinese for those who read it", async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url, locale: "zh-CN" });
  const page = await context.newPage();
  await page.goto("/login");
  await page.getByRole("button", { name: /demo\.court/ }).click();
  await page.goto("/safety");
  await hydrated(page);
  await expect(page.getByRole("heading", { name: "安全", exact: true })).toBeVisible();
  await expect(page.getByTestId("banner")).toHaveText("所有报警均有人应答");
  await expectAccessible(page);
  await context.close();
});

// Last, because it leaves an alarm open.
test("tribunals stand on a map by the worst that is known of them, and it moves with what happens", async ({ page, broker }) => {
  await signIn(page, "province", "/safety/map?unit=3601");
  await hydrated(page);
  const map = page.getByRole("group", { name: "Safety map" });
  const row = page.getByTestId("safety-state").filter({ has: page.locator(`a[href*="${T}"]`) });
  await expect(row).toContainText("a point unwatched");
  await expect(map.locator(`a[href*="${T}"] path.warned`)).toHaveCount(1);
  await page.getByLabel("Point", { exact: true }).selectOption("gate");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/point=gate/);
  await hydrated(page);
  await expect(map.locator(`a[href*="${T}"] path.good`)).toHaveCount(1);
  await expect(row).toHaveCount(0);
  await mark(page);
  broker.publish("frigate/gate/status/detect", "offline", true);
  await expect(row).toContainText("alarm unanswered");
  await expect(map.locator(`a[href*="${T}"] path.bad`)).toHaveCount(1);
  expect(await isMarked(page)).toBe(true);
  await row.getByRole("link").click();
  await hydrated(page);
  await expect(page.getByTestId("alarm")).toHaveCount(1);
  const blind = page.getByRole("region", { name: /^Times in which cameras were blind/ });
  await expect(blind).toContainText("Bench camera");
  await expect(blind).toContainText("still blind");
  await expectAccessible(page);
});
