// What the specs about reports share: the months that are reported, filling in, pictures.

import { type Page } from "@playwright/test";
import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";

/** The month that is reported at present: the last that has ended, where the demo is. */
export function lastMonth(): string {
  const now = new Date(Date.now() + 8 * 3600 * 1000);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}

/** The last month that has ended, where the demo is. */
export const MONTH = lastMonth();
/** The running month there. */
export const THIS_MONTH = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 7);
/** The tribunal of the demo's head. */
export const NAME = /Taohua|桃花/;

/** Fills in whatever is required and empty, as fast as a script may. */
export async function fillIn(page: Page): Promise<void> {
  for (const ask of await page.locator(".ask:has(.required)").all()) {
    const radio = ask.getByRole("radio");
    const select = ask.getByRole("combobox");
    if ((await radio.count()) > 0) await radio.first().check();
    else if ((await select.count()) > 0) await select.selectOption({ index: 1 });
    else await ask.locator("input:not([type=hidden]), textarea").first().fill("2");
  }
}

/** A picture of noise, which no packing makes small. */
export function noise(width: number, height: number): Buffer {
  const table = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const crc = (bytes: Buffer) => {
    let c = 0xffffffff;
    for (const byte of bytes) c = (table[(c ^ byte) & 255] ?? 0) ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
  };
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = width * 3 + 1;
  const raw = randomBytes(row * height);
  for (let y = 0; y < height; y += 1) raw[y * row] = 0;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk("IHDR", head), chunk("IDAT", deflateSync(raw, { level: 1 })), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}
