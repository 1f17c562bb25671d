// Keeps the pages of reports, the entries and check sheets of reviews, and the client they need, for when there is no line. What is typed is kept by the page
// itself, in the IndexedDB of the browser and by the name of the person. A page that was kept is used only where the
// network does not answer; signing out forgets all pages.
const PAGES = "jiceng-pages";
const CLIENT = "jiceng-client";
const MOST_PAGES = 60;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && url.pathname === "/logout") {
    event.waitUntil(caches.delete(PAGES));
    return;
  }
  if (request.method !== "GET") return;
  const kept =
    url.pathname === "/reports" ||
    url.pathname.startsWith("/reports/") ||
    /^\/reviews\/\d+\/(checks|entries)\/[^/]+$/.test(url.pathname);
  if (url.pathname.startsWith("/pkg/")) event.respondWith(client(request));
  else if (url.pathname === "/offline.js") event.respondWith(latest(request));
  else if (request.mode === "navigate" && kept) event.respondWith(page(event));
  else if (/^\/api\/v1\/files\/\d+\/thumbnail$/.test(url.pathname)) event.respondWith(picture(request));
});

// The page that is open, and those it leads to, are kept before the line is lost.
self.addEventListener("message", (event) => {
  const { pages = [], client: files = [] } = event.data ?? {};
  event.waitUntil(keep(pages, files));
});

async function keep(pages, files) {
  for (const file of files) await part(file);
  for (const path of pages) {
    const answer = await fetch(path, { headers: { Accept: "text/html" } }).catch(() => undefined);
    if (answer) await put(path, answer);
  }
  await clear();
}

// A file of the client. What lies below /pkg/ never changes under its name; everything else is fetched anew.
async function part(file) {
  const parts = await caches.open(CLIENT);
  const path = new URL(file, self.location.href).pathname;
  if (path.startsWith("/pkg/") && (await parts.match(path))) return;
  await parts.add(path).catch(() => undefined);
}

// The files of the client that a page names: after an update others than those of the page that is open.
async function named(answer) {
  const html = await answer.text();
  return [...new Set(html.match(/\/pkg\/[\w./-]+\.(?:js|wasm|css)/g) ?? [])];
}

// Takes away what no page names that is kept: clients of old.
async function clear() {
  const parts = await caches.open(CLIENT);
  const folder = (path) => /^\/pkg\/[^/]+\//.exec(path)?.[0];
  const kept = await parts.keys();
  const folders = new Set(kept.map((known) => folder(new URL(known.url).pathname)).filter(Boolean));
  if (folders.size < 2) return;
  const open = await caches.open(PAGES);
  const used = new Set();
  for (const request of await open.keys()) {
    const answer = await open.match(request);
    if (!answer?.headers.get("Content-Type")?.includes("text/html")) continue;
    for (const path of await named(answer)) used.add(folder(path));
  }
  for (const known of kept) {
    const of = folder(new URL(known.url).pathname);
    if (of && !used.has(of)) await parts.delete(known);
  }
}

async function put(request, answer) {
  const cache = await caches.open(PAGES);
  if (!answer.ok || answer.redirected) return cache.delete(request);
  const copy = answer.clone();
  await cache.put(request, answer);
  for (const path of await named(copy)) await part(path);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - MOST_PAGES))) await cache.delete(old);
}

async function page(event) {
  const { request } = event;
  try {
    const answer = await fetch(request);
    // Nobody waits for what is kept.
    event.waitUntil(put(request.url, answer.clone()));
    return answer;
  } catch (broken) {
    const kept = await caches.match(request.url, { cacheName: PAGES });
    if (kept) return kept;
    throw broken;
  }
}

async function client(request) {
  const kept = await caches.match(request, { cacheName: CLIENT });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(CLIENT)).put(request, answer.clone());
  return answer;
}

async function latest(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok) await (await caches.open(CLIENT)).put(request, answer.clone());
    return answer;
  } catch (broken) {
    const kept = await caches.match(request, { cacheName: CLIENT });
    if (kept) return kept;
    throw broken;
  }
}

async function picture(request) {
  const kept = await caches.match(request, { cacheName: PAGES });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(PAGES)).put(request, answer.clone());
  return answer;
}
