{% load static %}{# Pages of the opened application come from the network, and from their last copy when there is none. What may be kept, and for whom, #}
{# the server says with X-Keep-Offline; nothing else is kept. #}
const FILES = [{% for name in files %}"{% static name %}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const AWAY = ["/es/sin-conexion/", "/en/sin-conexion/"], PATIENCE = 12000, LIST = /\/solicitudes\/[^/]+\/(secciones\/)?$/;

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
  const { request } = event, reads = request.method === "GET";
  const kept = reads && (await copy(path));
  try {
    const asked = fetch(request);
    const answer = await (kept ? Promise.race([asked, new Promise((_, late) => setTimeout(late, PATIENCE))]) : asked);
    const person = reads && answer.ok && answer.headers.get("X-Keep-Offline");
    if (person && !new URL(request.url).search) {
      const twin = answer.clone();
      event.waitUntil(only(`fp-${person}`).then((pages) => pages.put(path, twin)));
    }
    {# What may not be read any more, was handed in or withdrawn, would be read as it was. #}
    const gone = [403, 404, 410].includes(answer.status) ? kept || LIST.test(path) : answer.ok && !person && LIST.test(path);
    const done = !reads && answer.type === "opaqueredirect" && /\/solicitudes\/[^/]+\/(revisar|retirar)\/$/.test(path);
    if ((reads && gone) || done) event.waitUntil(lose(path));
    if (!reads && answer.type === "opaqueredirect" && /\/cuenta\/(login|signup|confirm-email|password\/reset|2fa\/(authenticate|webauthn\/login))\//.test(path)) await only();
    if (!reads && answer.type === "opaqueredirect" && /\/cuenta\/(logout|borrar)\//.test(path)) await forget(path.includes("borrar"));
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

{# A copy says that it is one. #}
async function copy(path) {
  for (const url of addresses(path)) {
    const found = await caches.match(url, { ignoreVary: true });
    if (!found) continue;
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
async function lose(path) {
  const folio = (url) => new URL(url, location.origin).pathname.split("/")[3];
  for (const name of await caches.keys()) {
    if (name === "fp-files") continue;
    const pages = await caches.open(name);
    for (const each of await pages.keys()) if (folio(each.url) === folio(path)) await pages.delete(each, { ignoreVary: true });
  }
}

{# Who signs out takes the pages along, and the words that are stored on the server; unsent ones wait for their person. An erased account leaves nothing. #}
async function forget(everything) {
  await only();
  if (everything) return indexedDB.deleteDatabase("fp");
  const asked = indexedDB.open("fp", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("pages", { keyPath: "mark" });
  asked.onsuccess = () => {
    asked.result.transaction("pages", "readwrite").objectStore("pages").openCursor().onsuccess = ({ target: { result } }) => {
      if (!result) return asked.result.close();
      if (!Object.keys(result.value.words).length) result.delete();
      else result.update({ ...result.value, known: {} });
      result.continue();
    };
  };
}
