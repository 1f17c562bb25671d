// Starts the service worker on the pages of reports, and tells it what to keep: this page, the forms it leads to, and
// the client. Nothing happens where the browser has no service workers (plain http).
if ("serviceWorker" in navigator) {
  const tell = async () => {
    const { active } = await navigator.serviceWorker.ready;
    const forms = document.querySelectorAll('.reports-table a[href^="/reports/"]');
    const pages = [location.pathname + location.search, ...[...forms].slice(0, 20).map((link) => link.getAttribute("href"))];
    const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
    const client = loaded.filter((path) => path.startsWith("/pkg/"));
    active.postMessage({ pages, client: [...new Set([...client, "/offline.js"])] });
  };
  navigator.serviceWorker
    .register("/sw.js")
    .then(() => (document.readyState === "complete" ? tell() : addEventListener("load", tell)))
    .catch(() => undefined);
}
