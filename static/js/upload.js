// Sends files in pieces (tus 1.0). Without it the form sends them in one go.
// upload() gives the key of the upload for the hidden control `KEY-upload`; it tries for ever while the line is away. `told` hears bytes and
// seconds. What is not taken rejects with an Error: the sentence.
import { keeper, token } from "./outbox.js";

const LEAST = 1 << 17, MOST = 1 << 20, LONGEST = 120000, WAITS = [1000, 3000, 8000, 20000], PASSING = [401, 429];
// A browser repeats by itself what a broken line swallowed: what the server says of that is for this script.
const OURS = [409, 423, 460];
const lang = document.documentElement.lang;
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
// Where it goes on after a reload; not on a device that several people use.
function memory(name, value) {
  if (keeper) try {
    if (value === undefined) return JSON.parse(localStorage.getItem(name));
    if (value) localStorage.setItem(name, JSON.stringify(value));
    else localStorage.removeItem(name);
  } catch {}
}

function ask(method, at, headers, body) {
  const all = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token(), "Accept-Language": lang, ...headers };
  return fetch(at, { method, body, headers: all, signal: AbortSignal.timeout?.(LONGEST) });
}

const rest = (time) => new Promise((done) => {
  setTimeout(done, time);
  addEventListener("online", done, { once: true });
});

async function upload(file, name, about, told, signal) {
  const { size } = file, print = [file.name, size, file.lastModified].join();
  const data = Object.entries({ ...about, filename: file.name }).map(([key, text]) => `${key} ${base64(text)}`).join();
  const before = memory(name);
  let at = before?.print === print ? before.at : "", known = false, sent = 0, piece = LEAST, speed = 0, tries = 0;
  while (!known || sent < size) {
    signal?.throwIfAborted();
    const begun = Date.now(), asked = known ? Math.min(piece, size - sent) : 0;
    const bytes = await file.slice(sent, sent + asked).arrayBuffer(); // rejects when the file has gone
    let answer, sentence;
    try {
      if (!at) answer = await ask("POST", "/archivos/tus/", { "Upload-Length": size, "Upload-Metadata": data });
      else if (!known) answer = await ask("HEAD", at);
      else answer = await ask("PATCH", at, { "Upload-Offset": sent, "Content-Type": "application/offset+octet-stream" }, bytes);
      if (!answer.ok) sentence = (await answer.json().catch(() => 0)).refused;
    } catch {}
    const status = answer?.status ?? 0;
    if (answer?.ok) {
      const took = Date.now() - begun;
      at = answer.headers.get("Location") ?? at;
      sent = Number(answer.headers.get("Upload-Offset"));
      if (asked) {
        speed = speed ? speed * 0.6 + (asked / took) * 0.4 : asked / took;
        piece = took < 3000 ? Math.min(piece * 2, MOST) : took > 12000 ? Math.max(piece / 2, LEAST) : piece;
      }
      known = true;
      tries = 0;
      memory(name, { print, at, name: file.name, size });
      told({ sent, size, left: speed && (size - sent) / speed / 1000 });
    } else if (at && (status === 404 || status === 410)) {
      at = "";
      known = false;
      sent = 0;
    } else if (status >= 400 && status < 500 && ![...OURS, ...PASSING].includes(status)) {
      memory(name, null);
      throw new Error(sentence);
    } else {
      known = false; // how much has arrived of the piece that broke off
      piece = Math.max(piece / 2, LEAST);
      told({ sent, size, broken: true, sentence: !OURS.includes(status) && sentence });
      await rest(WAITS[Math.min(tries++, 3)]);
    }
  }
  return at.split("/").pop();
}

// A file question of a page; the hidden control holds what is to be said.
function takeOver(hidden) {
  const { form, dataset: words } = hidden, { number } = form.dataset, key = hidden.name.slice(0, -7), folio = location.pathname.split("/")[3];
  const about = { purpose: number ? "clarification" : "answer", folio, question: key, number }, name = ["upload", keeper, folio, key, number].join(" ");
  const input = hidden.parentNode.querySelector("[type=file]"), bar = hidden.nextElementSibling, said = bar.nextElementSibling;
  const mb = (size) => (size < 1e5 ? `${Math.ceil(size / 1e3)} kB` : `${(size / 1e6).toLocaleString(lang, { maximumFractionDigits: 1 })} MB`);
  const span = (s) => Math.max(1, Math.round(s / 60)).toLocaleString(lang, { style: "unit", unit: "minute" });
  let stop, heard, step, pressed, what = {};

  function tell(text, facts, bad) {
    said.textContent = text.replace(/\{(\w+)\}/g, (_all, fact) => ({ ...what, ...facts })[fact]);
    said.className = bad ? "fp-error" : "fp-hint";
    heard = Date.now();
  }
  // Not all the time: somebody may listen.
  function hear({ sent, size, left, broken, sentence }) {
    const now = broken ? sentence || "away" : Math.floor((sent / size) * 10), facts = { done: mb(sent), time: span(left || 0) };
    bar.hidden = false;
    bar.value = sent / size;
    if (now === step && Date.now() - heard < 30000) return;
    step = now;
    if (broken) tell(sentence || words.broken, facts, true);
    else if (left) tell(words.going, facts);
  }
  function end(text, bad) {
    stop = null;
    bar.hidden = true;
    tell(text, {}, bad);
  }
  function arrived(pk) {
    end(words.done);
    hidden.value = pk;
    if (pressed) form.requestSubmit(pressed);
    else hidden.dispatchEvent(new Event("change", { bubbles: true }));
  }
  async function send(file) {
    stop?.abort();
    const mine = (stop = new AbortController()), most = input.dataset.maxBytes;
    what = { name: file.name, size: mb(file.size), time: span(file.size / 5e4), most: mb(most) };
    input.value = hidden.value = ""; // not sent once more by a button
    step = pressed = null;
    if (file.size > most) return end(words.large, true);
    tell(words.begin);
    try {
      const pk = await upload(file, name, about, (how) => mine === stop && hear(how), mine.signal);
      if (mine === stop) arrived(pk);
    } catch (refused) {
      if (mine === stop) end((refused.name === "Error" && refused.message) || words.failed, true);
    }
  }

  hidden.value = ""; // a browser may put back what stood there
  input.addEventListener("change", () => (input.files[0] ? send(input.files[0]) : (stop?.abort(), end(""))));
  addEventListener("beforeunload", (event) => stop && event.preventDefault());
  // A button waits for the file; pressed once more, it does not.
  form.addEventListener("submit", (event) => {
    if (!stop || pressed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed = event.submitter;
    tell(words.wait);
  }, true);
  // What a button takes along is not attached once more another day. After all others who may hold the form back. An answer to a question of staff
  // may come back to be corrected.
  addEventListener("submit", (event) => {
    if (event.target === form && !number && !event.defaultPrevented && !["", "none"].includes(hidden.value)) memory(name, null);
  });
  form.addEventListener("saved", ({ detail: { keys, errors } }) => {
    const lost = errors?.[key];
    if (["", "none"].includes(hidden.value) || !(lost || keys.includes(key))) return;
    memory(name, null);
    end(lost || words.saved, lost);
    if (lost) hidden.value = "";
  });
  const before = memory(name);
  if (before) ask("HEAD", before.at).then((answer) => {
    what = { name: before.name, size: mb(before.size) };
    const sent = Number(answer.headers.get("Upload-Offset"));
    if (!answer.ok) memory(name, null);
    else if (sent === before.size) arrived(before.at.split("/").pop());
    else if (!stop) tell(words.again, { done: mb(sent) });
  }, () => {});
}

document.querySelectorAll("input[data-going]").forEach(takeOver);
