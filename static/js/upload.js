// Sends files in pieces (tus 1.0), so that a line that breaks costs seconds and not the file. Without it the form sends them in one go.
//
// upload(file, { folio, question, purpose, told, signal }) -> the number of the upload, once all of it has arrived: the value of the hidden control
// `KEY-upload`. It tries again for ever while the line is away. `told({ sent, size, left, broken, sentence })` hears how it goes: bytes, seconds
// that are left, whether the line is broken, what the server said. A file that is not taken rejects with an Error whose message is the sentence.
const ROOT = "/archivos/tus/", LEAST = 1 << 17, MOST = 1 << 20, LONGEST = 120000, SHORT = 3000, LONG = 12000, WAITS = [1000, 3000, 8000, 20000];
const lang = document.documentElement.lang;
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]").value;
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const place = (folio, question) => `upload ${folio} ${question}`;

// Where an upload goes on after a reload; a browser that keeps nothing begins anew.
function memory(name, value) {
  try {
    if (value === undefined) return JSON.parse(localStorage.getItem(name));
    if (value) localStorage.setItem(name, JSON.stringify(value));
    else localStorage.removeItem(name);
  } catch {}
  return null;
}

function ask(method, at, headers, body) {
  const stop = new AbortController(), limit = setTimeout(() => stop.abort(), LONGEST);
  const all = { "Tus-Resumable": "1.0.0", "X-CSRFToken": token(), "Accept-Language": lang, ...headers };
  return fetch(at, { method, body, headers: all, signal: stop.signal }).finally(() => clearTimeout(limit));
}

const rest = (time) => new Promise((done) => {
  const end = () => { clearTimeout(timer); removeEventListener("online", end); done(); };
  const timer = setTimeout(end, time);
  addEventListener("online", end);
});

export async function upload(file, { folio, question, purpose = "answer", told = () => {}, signal }) {
  const name = place(folio, question), print = [file.name, file.size, file.lastModified].join(" ");
  const about = Object.entries({ purpose, folio, question, filename: file.name }).map(([key, text]) => `${key} ${base64(text)}`).join();
  const before = memory(name);
  let at = before?.print === print ? before.at : "", known = false, sent = 0, piece = LEAST, speed = 0, tries = 0;
  while (!known || sent < file.size) {
    if (signal?.aborted) throw signal.reason;
    let answer, sentence = "", refused = false;
    const begun = Date.now(), asked = known ? Math.min(piece, file.size - sent) : 0;
    try {
      if (!at) answer = await ask("POST", ROOT, { "Upload-Length": file.size, "Upload-Metadata": about });
      else if (!known) answer = await ask("HEAD", at);
      else {
        const headers = { "Upload-Offset": sent, "Content-Type": "application/offset+octet-stream" };
        answer = await ask("PATCH", at, headers, await file.slice(sent, sent + asked).arrayBuffer());
      }
      if (!answer.ok) sentence = (await answer.json().catch(() => ({}))).refused ?? "";
    } catch (trouble) {
      refused = trouble.name === "NotReadableError"; // the file itself has gone or changed
    }
    if (answer?.ok) {
      at = answer.headers.get("Location") ?? at;
      sent = Number(answer.headers.get("Upload-Offset"));
      const took = Date.now() - begun;
      if (asked) speed = speed * 0.6 + (asked / took) * (speed ? 0.4 : 1);
      if (asked && took < SHORT) piece = Math.min(piece * 2, MOST);
      else if (took > LONG) piece = Math.max(piece / 2, LEAST);
      known = true;
      tries = 0;
      memory(name, { print, at, name: file.name, sent, size: file.size });
      told({ sent, size: file.size, left: speed ? (file.size - sent) / speed / 1000 : 0 });
      continue;
    }
    const status = answer?.status ?? 0;
    if (at && (status === 404 || status === 410)) {
      at = "";
      known = false;
      sent = 0;
      continue;
    }
    if (refused || (status >= 400 && status < 500 && ![401, 409, 423, 429, 460].includes(status))) {
      memory(name, null);
      throw new Error(sentence);
    }
    known = false; // how much has arrived of the piece that broke off
    piece = Math.max(piece / 2, LEAST);
    told({ sent, size: file.size, broken: !status, sentence });
    await rest(WAITS[Math.min(tries++, WAITS.length - 1)]);
  }
  return at.split("/").pop();
}

// The file inputs of a section: the hidden control behind each holds what is to be said.
function takeOver(hidden) {
  const form = hidden.form, key = hidden.name.slice(0, -7), folio = location.pathname.split("/")[3];
  const input = hidden.parentNode.querySelector("[type=file]"), bar = hidden.nextElementSibling, said = bar.nextElementSibling;
  const words = hidden.dataset, mb = (size) => (size < 1e5 ? `${Math.ceil(size / 1e3)} kB` : `${new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }).format(size / 1e6)} MB`);
  const span = (seconds) => {
    const unit = seconds < 60 ? "second" : "minute", n = Math.max(1, Math.round(seconds / (seconds < 60 ? 1 : 60)));
    return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(n);
  };
  let stop = null, heard = 0, step = -1, what = {};

  function tell(words, facts = {}, bad = false) {
    said.textContent = words.replace(/\{(\w+)\}/g, (_all, name) => facts[name]);
    said.className = bad ? "fp-error" : "fp-hint";
    heard = Date.now();
  }
  function hear({ sent, size, left, broken, sentence }) {
    bar.hidden = false;
    bar.value = sent / size;
    const facts = { done: mb(sent), size: mb(size), time: span(left ?? 0) }, now = Math.floor((sent / size) * 10);
    if (broken || sentence) tell(sentence || words.broken, facts, true);
    else if (sent < size && left && (now !== step || Date.now() - heard > 20000)) tell(words.going, facts);
    step = broken || sentence ? -1 : now;
  }
  function arrived(number) {
    tell(words.done, what);
    bar.hidden = true;
    input.value = "";
    hidden.value = number;
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
  }
  async function send(file) {
    stop?.abort();
    const mine = (stop = new AbortController());
    what = { name: file.name, size: mb(file.size), time: span(file.size / 5e4), most: mb(input.dataset.maxBytes) };
    hidden.value = "";
    step = -1;
    if (file.size > input.dataset.maxBytes) return failed(words.large);
    tell(words.begin, what);
    try {
      const number = await upload(file, { folio, question: key, told: (how) => mine === stop && hear(how), signal: mine.signal });
      if (mine !== stop) return;
      stop = null;
      arrived(number);
    } catch (refused) {
      if (mine === stop) failed(refused.message || words.failed);
    }
  }
  function cancel() {
    stop?.abort();
    stop = null;
    bar.hidden = true;
    tell("");
  }
  function failed(sentence) {
    cancel();
    input.value = "";
    tell(sentence, what, true);
  }

  hidden.value = ""; // a browser may put back what stood there before a reload
  input.removeAttribute("name"); // the buttons do not send it once more
  input.addEventListener("change", () => (input.files[0] ? send(input.files[0]) : cancel()));
  addEventListener("beforeunload", (event) => stop && event.preventDefault());
  form.addEventListener("saved", ({ detail }) => {
    if (["", "none"].includes(hidden.value) || !(detail.keys.includes(key) || detail.errors?.[key])) return;
    memory(place(folio, key), null);
    if (detail.errors?.[key]) failed(detail.errors[key]);
    else tell(words.saved, what);
    if (detail.errors?.[key]) hidden.value = "";
  });
  const before = memory(place(folio, key));
  if (!before) return;
  what = { name: before.name, size: mb(before.size) };
  ask("HEAD", before.at).then((answer) => {
    const sent = Number(answer.headers.get("Upload-Offset"));
    if (!answer.ok) return memory(place(folio, key), null);
    if (sent === before.size) arrived(before.at.split("/").pop());
    else if (!stop) tell(words.again, { ...what, done: mb(sent) });
  }, () => {});
}

for (const hidden of document.querySelectorAll("input[data-going]")) takeOver(hidden);
