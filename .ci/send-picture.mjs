// Sends a JPEG of a camera through the signed door: `node send-picture.mjs FILE SOURCE ADDRESS EVENT`, with DEMO_URL and
// DEMO_TOKEN (id:secret). The key is the SHA-256 of the secret; signed are the seconds, path with query, and the picture.
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

const [file, source, address, event] = process.argv.slice(2);
const [id, secret] = (process.env.DEMO_TOKEN ?? "").split(/:(.*)/s);
const bytes = readFileSync(file);
const path = `/api/v1/devices/pictures?${new URLSearchParams({ source, address, event })}`;
const time = Math.floor(Date.now() / 1000);
const key = createHash("sha256").update(secret).digest("hex");
const tag = createHmac("sha256", key).update(`${time}\n${path}\n`).update(bytes).digest("hex");
const answer = await fetch(new URL(path, process.env.DEMO_URL), {
  method: "POST",
  headers: { authorization: `Jiceng-HMAC ${id}:${time}:${tag}`, "content-type": "image/jpeg" },
  body: bytes,
});
console.log(`picture of ${event}: ${answer.status} ${answer.ok ? "" : await answer.text()}`);
process.exitCode = answer.ok ? 0 : 1;
