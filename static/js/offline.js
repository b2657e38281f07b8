// Keeps the opened application usable without a connection, and sends what was typed meanwhile. Loaded on the list of sections and on each section.
import { alone, drop, isEmpty, keeper, left, put, send, trim } from "./outbox.js";

// Characters of pages that are fetched beforehand.
const MOST = 400000;
const [note, refused] = ["offline", "refused"].map((id) => document.getElementById(id));
const tasks = [...document.querySelectorAll(".fp-tasks a")];
const form = document.querySelector("form[data-autosave]");
const { cached } = document.documentElement.dataset;

// What earlier pages have left, the oldest first; each save has a number of its own, so that a repeat does no harm.
async function sendAll() {
  let done = 0;
  const no = [];
  for (const row of await left()) {
    if (isEmpty(row) || (form && row.path === location.pathname)) continue;
    row.turn += 1;
    await put(row);
    const [status, told] = await send(row).catch(() => [0, {}]);
    if (!status || status === 401 || status === 429 || status >= 500) break;
    if (!told.keys) {
      no.push([row, told.refused]);
      continue;
    }
    for (const key of told.keys) row.known[key] = [row.words[key], told.revision];
    for (const key of [...told.keys, ...told.conflicts]) delete row.words[key];
    await put(row);
    done += isEmpty(row);
  }
  show(no);
  if (done && tasks.length && !cached) location.reload();
}

// Words that the portal does not take any more (the call has closed) are shown, to be copied.
function show(rows) {
  if (!refused || !rows.length) return;
  const list = refused.querySelector("div");
  list.replaceChildren();
  for (const [row, sentence] of rows) {
    const texts = Object.values(row.words).flat().map(([, value]) => value).filter(Boolean);
    for (const text of [sentence, ...texts]) list.append(Object.assign(document.createElement("p"), { textContent: text }));
  }
  refused.hidden = false;
  refused.querySelector("button").onclick = () => rows.forEach(([row]) => drop(row.mark)) ?? (refused.hidden = true);
}

// The pages of this application, and the files that they need. Another person's pages go.
async function fetchAll() {
  const mine = `fp-${keeper}`;
  for (const name of await caches.keys()) if (!["fp-files", mine].includes(name)) await caches.delete(name);
  const [files, pages] = await Promise.all(["fp-files", mine].map((name) => caches.open(name)));
  const needed = [...document.querySelectorAll("script[src], link[href]")].map((each) => each.src ?? each.href);
  for (const url of needed) if (url.includes("/static/") && !(await files.match(url))) await files.add(url);
  let room = navigator.connection?.saveData ? 1 : MOST;
  for (const url of [location.origin + location.pathname, ...tasks.map((link) => link.href)]) {
    if (room <= 0 || (await pages.match(url, { ignoreVary: true }))) continue;
    const page = await fetch(url, { headers: { "X-Prefetch": "1" } });
    if (!page.ok || page.redirected || page.headers.get("X-Keep-Offline") !== keeper) continue;
    room -= (await page.clone().text()).length;
    await pages.put(url, page);
  }
}

async function unsent() {
  const paths = (await left()).filter((row) => !isEmpty(row)).map((row) => row.path);
  for (const link of tasks) {
    const tag = paths.includes(link.pathname) && link.parentNode.querySelector(".fp-tag");
    if (tag) tag.textContent = note.dataset.unsent;
  }
}

// A device that several people use keeps nothing, also of the time before it was said to be one; but words that could not be sent wait for their person.
function wipe() {
  self.caches?.keys().then((names) => names.forEach((name) => caches.delete(name)));
  for (const name of Object.keys(localStorage)) if (name.startsWith("upload ")) localStorage.removeItem(name);
  return trim();
}

if (keeper) {
  if (note && cached !== undefined) {
    note.querySelector("span").textContent = cached && new Date(cached).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    note.hidden = false;
  }
  navigator.serviceWorker?.register("/sw.js").catch(() => {});
  if (self.caches && cached === undefined) addEventListener("load", () => fetchAll().catch(() => {}));
} else wipe().catch(() => {});
unsent().then(() => alone(sendAll));
addEventListener("online", () => alone(sendAll));
