// What the specs about reviews share: the campaign of the demo, items of a sheet, and how long the desk takes between them.

import { type Page } from "@playwright/test";

/** The campaign of the demo. */
export const CAMPAIGN = 2;

/** The page of a tribunal's entry. */
export function entryPath(unit: string): string {
  return `/reviews/${CAMPAIGN}/entries/${unit}`;
}

/** The desk. */
export const DESK = `/reviews/${CAMPAIGN}/desk`;

/** A step from one item to the next, as the page itself measures it. */
export interface Step {
  /** Milliseconds from the key to the frame in which the next item is there. */
  ms: number;
  /** Whether the item, or a picture of it, had to be waited for. */
  waited: boolean;
  /** Tribunal and item. */
  at: string;
}

/** Begins to measure: from the key that goes on to the first frame with the next item and its pictures. */
export async function measureSteps(page: Page): Promise<void> {
  await page.evaluate(() => {
    const steps: { ms: number; waited: boolean; at: string }[] = [];
    (window as unknown as Record<string, unknown>).steps = steps;
    const item = document.querySelector<HTMLElement>('[data-testid="desk-item"]');
    if (!item) throw new Error("no item on the desk");
    let pressed = 0;
    addEventListener("keydown", () => (pressed = performance.now()), { capture: true });
    new MutationObserver(() => {
      const [began, at] = [pressed, item.dataset.at ?? ""];
      const waited = item.dataset.waited === "yes" || item.dataset.loaded !== "yes";
      // A picture that was loaded ahead is there in a frame or two; one that has to come from the server is waited for.
      const look = (frames: number) => {
        const missing = [...item.querySelectorAll("img")].some((picture) => !picture.complete);
        if (missing && frames < 5) requestAnimationFrame(() => look(frames + 1));
        else steps.push({ ms: performance.now() - began, waited: waited || missing, at });
      };
      requestAnimationFrame(() => look(0));
    }).observe(item, { attributes: true, attributeFilter: ["data-at"] });
  });
}

/** What was measured. */
export async function steps(page: Page): Promise<Step[]> {
  return page.evaluate(() => (window as unknown as { steps: Step[] }).steps);
}

/** The middle and the slowest of some numbers, in words. */
export function inWords(numbers: number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  return `${sorted.length} steps: median ${at(0.5)} ms, p95 ${at(0.95)} ms, slowest ${at(1)} ms`;
}
