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
  if (url.pathname.startsWith("/pkg/") || url.pathname === "/offline.js") event.respondWith(client(request));
  else if (request.mode === "navigate" && kept) event.respondWith(page(request));
  else if (/^\/api\/v1\/files\/\d+\/thumbnail$/.test(url.pathname)) event.respondWith(picture(request));
});

// The page that is open, and those it leads to, are kept before the line is lost.
self.addEventListener("message", (event) => {
  const { pages = [], client: files = [] } = event.data ?? {};
  event.waitUntil(keep(pages, files));
});

async function keep(pages, files) {
  const parts = await caches.open(CLIENT);
  const folder = (path) => /^\/pkg\/[^/]+\//.exec(path)?.[0];
  const now = files.map((file) => folder(new URL(file, self.location.href).pathname)).find(Boolean);
  for (const known of now ? await parts.keys() : []) {
    const of = folder(new URL(known.url).pathname);
    if (of && of !== now) await parts.delete(known);
  }
  for (const file of files) {
    if (!(await parts.match(file))) await parts.add(file).catch(() => undefined);
  }
  for (const path of pages) {
    const answer = await fetch(path, { headers: { Accept: "text/html" } }).catch(() => undefined);
    if (answer) await put(path, answer);
  }
}

async function put(request, answer) {
  const cache = await caches.open(PAGES);
  if (!answer.ok || answer.redirected) return cache.delete(request);
  await cache.put(request, answer);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - MOST_PAGES))) await cache.delete(old);
}

async function page(request) {
  try {
    const answer = await fetch(request);
    await put(request.url, answer.clone());
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

async function picture(request) {
  const kept = await caches.match(request, { cacheName: PAGES });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(PAGES)).put(request, answer.clone());
  return answer;
}
