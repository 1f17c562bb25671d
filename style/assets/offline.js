// Starts the service worker on the pages of reports and reviews, and tells it what to keep: this page, the forms and check
// sheets it leads to, and the client. Nothing happens where the browser has no service workers (plain http).
if ("serviceWorker" in navigator) {
  // Of reviews only what is filled in: an entry, a check sheet. The board of a province leads to all entries, which nobody
  // fills in there; a tribunal's page leads to its own.
  const MOST_ENTRIES = 3;
  const MOST = 20;
  const led = (wanted) =>
    [...document.querySelectorAll("a[href]")].map((link) => link.getAttribute("href")).filter((path) => wanted.test(path));
  const tell = async () => {
    const { active } = await navigator.serviceWorker.ready;
    const forms = [...document.querySelectorAll('.reports-table a[href^="/reports/"]')].map((link) => link.getAttribute("href"));
    const checks = led(/^\/reviews\/\d+\/checks\/\d+$/);
    const entries = led(/^\/reviews\/\d+\/entries\/[^/?#]+$/);
    const reviewed = entries.length > MOST_ENTRIES ? checks : [...checks, ...entries];
    const kept = !location.pathname.startsWith("/reviews") || /^\/reviews\/\d+\/(checks|entries)\//.test(location.pathname);
    const here = kept ? [location.pathname + location.search] : [];
    const pages = [...new Set([...here, ...forms.slice(0, MOST), ...reviewed.slice(0, MOST)])];
    const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
    const client = loaded.filter((path) => path.startsWith("/pkg/"));
    active.postMessage({ pages, client: [...new Set([...client, "/offline.js"])] });
  };
  navigator.serviceWorker
    .register("/sw.js")
    .then(() => (document.readyState === "complete" ? tell() : addEventListener("load", tell)))
    .catch(() => undefined);
}
