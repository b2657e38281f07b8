{% load static %}{# Pages of the opened application come from the network, and from their last copy when there is none. What may be kept, and for whom, #}
{# the server says with X-Keep-Offline; nothing else is kept. #}
const FILES = [{% for name in files %}"{% static name %}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const AWAY = ["/es/sin-conexion/", "/en/sin-conexion/"], PATIENCE = 12000, LIST = /\/solicitudes\/[^/]+\/(secciones\/)?$/, GONE = [403, 404, 410];

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.addRoutes?.({ condition: { requestMethod: "POST", requestMode: "cors" }, source: "network" });
  const asked = [...FILES, ...AWAY.map((url) => new Request(url, { credentials: "omit", cache: "reload" }))];
  event.waitUntil(caches.open("fp-files").then((files) => files.addAll(asked)));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(caches.match(request, { ignoreVary: true }).then((file) => file ?? fetch(request)));
  else if (request.mode === "navigate" && /^\/(es|en)\/(solicitudes|cuenta)\//.test(pathname)) event.respondWith(page(event, pathname));
});

async function page(event, path) {
  const { request } = event, reads = request.method === "GET", { search, searchParams } = new URL(request.url);
  const kept = reads && (await copy(path));
  try {
    const asked = fetch(request);
    const answer = await (kept ? Promise.race([asked, new Promise((_, late) => setTimeout(late, PATIENCE))]) : asked);
    const person = reads && answer.ok && answer.headers.get("X-Keep-Offline"), done = !reads && answer.type === "opaqueredirect";
    if (person && !search) {
      const twin = answer.clone();
      event.waitUntil(only(`fp-${person}`).then((pages) => pages.put(path, twin)));
    }
    {# What may not be read any more, was handed in or withdrawn, would be read as it was. #}
    const gone = GONE.includes(answer.status) ? kept || LIST.test(path) : answer.ok && !person && LIST.test(path);
    if ((reads && gone) || (done && /(revisar|retirar|evaluate|sensitive)\/$/.test(path))) event.waitUntil(lose(folio(path)));
    if (done && /\/cuenta\/(login|signup|confirm|password|2fa|logout|borrar|telefono)\//.test(path)) await only();
    {# An erased account leaves nothing, and what may not be used any more is not sent later; who signs out leaves what is unsent. #}
    if (done && /\/(logout|borrar|telefono|evaluate|sensitive)\//.test(path)) await forget(searchParams.get("keep"), path);
    if (reads) event.waitUntil(tend());
    return answer;
  } catch {
    if (kept) return kept;
    {# What a section has sent waits on the device: the page's copy shows it. Of any other form the browser alone has it, and can send it again. #}
    if (!reads && path.includes("/solicitudes/")) return (await copy(path)) ? Response.redirect(path, 303) : Response.error();
    return caches.match(AWAY[+path.startsWith("/en")], { ignoreVary: true });
  }
}

{# The list of sections has two addresses. #}
const addresses = (path) => [path, path.replace(/secciones\/$/, ""), `${path}secciones/`];
const folio = (path) => path.split("/")[3];
const until = ({ headers }) => headers.get("X-Keep-Until") ?? Infinity;

{# A copy says that it is one. #}
async function copy(path) {
  for (const url of addresses(path)) {
    const found = await caches.match(url, { ignoreVary: true });
    if (!found || until(found) < Date.now()) continue;
    const html = (await found.text()).replace("<html", `<html data-cached="${found.headers.get("Date") ?? ""}"`);
    return new Response(html, { headers: found.headers });
  }
}

{# The pages of one person, those of everybody else gone; without a name all of them are. #}
async function only(mine) {
  for (const name of await caches.keys()) if (!["fp-files", mine].includes(name)) await caches.delete(name);
  return mine && caches.open(mine);
}

{# All pages of that application, in both languages: what still counts is kept again when it is opened. #}
const lose = (number) => each((at) => folio(at) === number);

{# Each page that is kept: its address and itself. Those of which the answer is yes go. #}
async function each(goes) {
  for (const name of await caches.keys()) {
    if (name === "fp-files") continue;
    const pages = await caches.open(name);
    for (const { url } of await pages.keys()) if (await goes(new URL(url).pathname, await pages.match(url, { ignoreVary: true }))) await pages.delete(url, { ignoreVary: true });
  }
}

{# Others' applications stay until their time is over, and until the first time with a connection at which they may not be read any more. #}
const seen = {};
const tend = () => each(async (at, page) => {
  if (until(page) === Infinity) return;
  seen[folio(at)] ??= fetch(at, { headers: { "X-Prefetch": "1" } });
  return until(page) < Date.now() || GONE.includes((await seen[folio(at)]).status);
});

{# What a person has on this device of an application, or at all; without a name all that is stored on the server, whoever wrote it. #}
function forget(person, path) {
  const opened = indexedDB.open("fp", 1), part = path.includes("/cuenta/") ? "" : folio(path);
  opened.onupgradeneeded = () => opened.result.createObjectStore("pages", { keyPath: "mark" });
  return new Promise((done) => (opened.onsuccess = () => {
    const work = opened.result.transaction("pages", "readwrite");
    work.oncomplete = () => done(opened.result.close());
    work.objectStore("pages").openCursor().onsuccess = ({ target: { result } }) => {
      if (!result) return;
      const row = result.value;
      if (person ? row.person === person && row.path.includes(part) : !row.kept && !Object.keys(row.words).length) result.delete();
      else if (!person) result.update({ ...row, known: {} });
      result.continue();
    };
  }));
}
