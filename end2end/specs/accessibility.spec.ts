import { UNITS, expect, expectAccessible, figure, hydrated, test } from "../support/test";

const OPEN = ["/login", "/login?failed=wrong_password&name=x"];

const EVERYBODY = [
  "/",
  `/units/${UNITS.city.code}`,
  `/units/${UNITS.court.code}`,
  `/units/${UNITS.tribunal.code}`,
  ...["cases", "posts", "infrastructure", "works"].map((tab) => `/units/${UNITS.tribunal.code}?tab=${tab}`),
  "/explain?indicator=closing_rate&unit=36&from=2020-01&to=2020-12",
  "/search?q=nanchang",
  "/search?q=no-such-unit",
  "/units/no-such-unit",
  "/admin/users",
  "/reports",
  "/reports?tab=waiting",
  "/reports?tab=completeness",
  "/reports?tab=notices",
];

const ADMIN = [
  "/admin",
  "/admin/users",
  "/admin/users?user=demo.city",
  "/admin/units",
  "/admin/units?unit=360103",
  "/admin/imports",
  "/admin/catalogue?edition=2024&with=2021",
  "/admin/standards?standard=double&edition=2026",
  "/admin/standards?standard=post_judge&edition=2026&with=2026",
  "/admin/tokens",
  "/admin/audit?verify=1",
];

// Colours and widths do not act on each other: two of the four pairs show all of both.
for (const [colorScheme, width] of [["light", 1440], ["dark", 360]] as const) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });

      test("pages for nobody in particular", async ({ page }) => {
        for (const path of OPEN) {
          await page.goto(path);
          await hydrated(page);
          await expectAccessible(page);
        }
      });

      test.describe("pages of the province", () => {
        test.use({ person: "province" });
        for (const path of EVERYBODY) {
          test(path, async ({ page }) => {
            await page.goto(path);
            await hydrated(page);
            await expectAccessible(page);
            const overflow = await page.evaluate(
              () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
            );
            expect(overflow, "the page itself must not scroll sideways").toBeLessThanOrEqual(0);
          });
        }

        test("an open explanation", async ({ page }) => {
          await page.goto("/");
          await hydrated(page);
          await figure(page, "Closing rate").getByRole("link").first().click();
          await expect(page.getByRole("dialog").getByRole("table", { name: "Components" })).toBeVisible();
          await expectAccessible(page);
        });
      });

      test.describe("pages of the head", () => {
        test.use({ person: "head" });
        const month = new Date().toISOString().slice(0, 7);
        for (const form of ["infrastructure", "mediators"]) {
          test(`the form ${form}`, async ({ page }) => {
            await page.goto(`/reports/${form}/${UNITS.tribunal.code}/${month}`);
            await hydrated(page);
            await expectAccessible(page);
            const overflow = await page.evaluate(
              () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
            );
            expect(overflow, "the page itself must not scroll sideways").toBeLessThanOrEqual(0);
          });
        }
      });

      test.describe("pages of the administrator", () => {
        test.use({ person: "admin" });
        for (const path of ADMIN) {
          test(path, async ({ page }) => {
            await page.goto(path);
            await hydrated(page);
            for (const summary of await page.locator("details.panel > summary").all()) await summary.click();
            await expectAccessible(page);
            const overflow = await page.evaluate(
              () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
            );
            expect(overflow, "the page itself must not scroll sideways").toBeLessThanOrEqual(0);
          });
        }
      });
    });
}
