// Words that the server has not confirmed yet, kept on this device: one record a page, in IndexedDB. Without a store, or on a device that several
// people use, nothing is kept, and nothing fails; what waits there from before is sent all the same.
// A record: { mark, turn, base, form } of its page as the server wants them, person, path, at, words: { question: [[name, value], …] } to be sent,
// posted: true when a button has sent them as that turn,
// known: { question: [fields, revision] } stored since that page was made, so that an old copy of it can be brought up to date.
// What no script sends by itself (a recording, words for a page that is sent once) has no words, and stands under `kept`, `path` with a # behind it.
// Whose page this is; nothing on a shared device.
export const keeper = document.querySelector("[data-keep]")?.dataset.keep;
// Who has signed in, on any device.
const me = keeper ?? document.querySelector("[name='.keep']")?.value;
// The newest turn of each page that the server knew of when it made this one.
const turns = new Map(document.querySelector("[data-turns]")?.dataset.turns.split(" ").map((part) => part.split(":")));
const MONTH = 30 * 24 * 3600e3, LONGEST = 20000;
let opening;

function opened() {
  return (opening ??= new Promise((done, fail) => {
    const asked = indexedDB.open("fp", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("pages", { keyPath: "mark" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = fail;
  }));
}

async function run(mode, act) {
  const work = (await opened()).transaction("pages", mode);
  return new Promise((done, fail) => {
    const asked = act(work.objectStore("pages"));
    work.oncomplete = () => done(asked.result);
    work.onabort = work.onerror = fail;
    if (mode === "readwrite") work.commit?.();
  });
}

export const put = (record) => run("readwrite", (store) => store.put(record)).then(() => true, () => false);
export const keep = async (record) => !!keeper && put({ person: keeper, words: {}, ...record });
export const drop = (mark) => run("readwrite", (store) => store.delete(mark)).catch(() => {});

// This person's records whose page is no longer open, the oldest first. What is older than a month goes, whoever wrote it.
export async function left() {
  const rows = await run("readonly", (store) => store.getAll()).catch(() => []);
  const open = new Set((await navigator.locks?.query())?.held.map((lock) => lock.name));
  for (const row of rows) {
    if (row.at < Date.now() - MONTH) drop(row.mark);
    // A button's save has arrived: sent once more, older words would stand against what was written since.
    if (row.posted && turns.get(row.mark) >= row.turn) row.words = {};
  }
  return rows.filter((row) => row.person === me && !open.has(row.mark) && !open.has(row.path)).sort((one, other) => one.at - other.at);
}

// From now on until it is closed, this page is the one that writes under the mark (of a recording: under its path).
export const hold = (mark) => navigator.locks?.request(mark, () => new Promise(() => {})).catch(() => {});
export const alone = (act) => (navigator.locks ? navigator.locks.request("fp-send", { ifAvailable: true }, (lock) => lock && act()) : act());
export const isEmpty = (record) => !Object.keys(record.words).length;

// Only what could not be sent stays, for whoever wrote it; of pages nothing.
export async function trim() {
  for (const row of await run("readonly", (store) => store.getAll())) if (isEmpty(row) && !row.kept) drop(row.mark);
}

// Signing in from another tab changes the token; the cookie has the one that counts.
export const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

// The record's words, sent as the page itself sends them: [status, what the server said]. Throws when nothing comes back.
export async function send(record, leaving = false) {
  const fields = new URLSearchParams({ ".keys": Object.keys(record.words).join(" ") });
  for (const [name, value] of [["base", record.base], ["page", record.mark], ["turn", record.turn], ["form", record.form]]) fields.append(`.${name}`, value);
  // Whose words they are: under another person's session the server does not take them.
  if (record.person) fields.append(".keep", record.person);
  for (const words of Object.values(record.words)) for (const [name, value] of words) fields.append(name, value);
  const stop = new AbortController(), limit = setTimeout(() => stop.abort(), LONGEST), body = fields.toString();
  try {
    const answer = await fetch(record.path, {
      method: "POST", body, signal: stop.signal, keepalive: leaving && body.length < 60000,
      headers: { "X-Autosave": "1", "X-CSRFToken": token(), "Content-Type": "application/x-www-form-urlencoded" },
    });
    return [answer.status, await answer.json().catch(() => ({}))];
  } finally {
    clearTimeout(limit);
  }
}
