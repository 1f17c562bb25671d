import { defineConfig } from "@playwright/test";
import tests from "./playwright.config";

/** As the tests, but it takes pictures and finds no fault. */
export default defineConfig({ ...tests, testDir: "tour" });
