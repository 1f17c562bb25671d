import { defineConfig } from "@playwright/test";

/**
 * JICENG_BIN        the release server (needed)
 * JICENG_SITE_ROOT  the built client (needed)
 * JICENG_CHROMIUM   the browser; without it Playwright's own
 * JICENG_TRACE      set: a trace of every failed test, to be opened with `playwright show-trace`
 */
export default defineConfig({
  testDir: "specs",
  globalSetup: "./support/setup.ts",
  outputDir: "results",
  workers: 2,
  retries: 0,
  // A spec is worked through by one worker; what its tests leave behind is then its own affair.
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    locale: "en-US",
    timezoneId: "Asia/Shanghai",
    colorScheme: "light",
    viewport: { width: 1440, height: 900 },
    // A trace of every step takes two to four times the time of a test: `JICENG_TRACE=1` where one is wanted.
    trace: process.env.JICENG_TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.JICENG_CHROMIUM || undefined,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
