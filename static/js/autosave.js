// Saves what a person types, question by question, into the draft on the server. Without it the buttons do the same.
const form = document.querySelector("form[data-autosave]");
const said = document.getElementById("saved");
const WAIT = 1500, AGAIN = [3000, 8000, 20000, 60000], LONGEST = 30000, KEEPALIVE = 60000;
const held = new Set(); // questions that were written on another device too: they wait for the person
const field = (name) => form.elements[name];
// Signing in from another tab changes the token; the cookie has the one that counts.
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? field("csrfmiddlewaretoken").value;
const later = new Map(form ? field(".base").value.split(";").slice(1).map((part) => part.split("=")) : []);
let timer = 0, tries = 0, busy = false, sent = false, left = ""; // `left`: with what it was last left, which two events tell
const kept = form ? state() : new Map(); // what the server has, as far as it has said so

function question(control) {
  return control.closest("[id^=div_id_]")?.id.slice(7);
}

// What stands in each question: names and values of all its controls. Files wait for the button.
function state() {
  const found = new Map();
  for (const control of form.elements) {
    const key = control.name && question(control);
    if (!key) continue;
    const fields = found.get(key) ?? [];
    found.set(key, fields);
    if (control.dataset.beside !== undefined || control.type === "file" || control.type === "submit" || control.type === "button") continue;
    if ((control.type === "checkbox" || control.type === "radio") && !control.checked) continue;
    fields.push([control.name, control.value]);
  }
  return found;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
// A file waits for the button, unless it has come in pieces (upload.js): then its number is an answer like any other.
const waits = (key) => document.getElementById(`div_id_${key}`).querySelector("input[type=file]:not([data-beside])") && !field(`${key}-upload`)?.value;

function changed(now) {
  return [...now.keys()].filter((key) => !held.has(key) && !waits(key) && !same(now.get(key), kept.get(key)));
}

function tell(words) {
  if (words && said && said.textContent !== words) said.textContent = words;
}

// Each thing that this page sends has a number: what comes late is not taken for the newest.
function count() {
  field(".turn").value = Number(field(".turn").value) + 1;
}

function body(keys, now) {
  const fields = new URLSearchParams({ ".keys": keys.join(" ") });
  for (const name of [".base", ".page", ".turn", ".form"]) fields.append(name, field(name).value);
  for (const key of keys) for (const [name, value] of now.get(key)) fields.append(name, value);
  return fields.toString();
}

// The page has now seen what it has just saved; of everything else it has seen what it was opened with.
function seen(keys, revision) {
  for (const key of keys) later.set(key, Math.max(revision, later.get(key) ?? 0));
  field(".base").value = [field(".base").value.split(";")[0], ...[...later].map((pair) => pair.join("="))].join(";");
}

async function save(leaving = false) {
  clearTimeout(timer);
  const now = state(), keys = changed(now);
  const what = JSON.stringify(keys.map((key) => now.get(key)));
  if (!keys.length || (leaving ? what === left : busy)) return;
  left = leaving ? what : "";
  busy = true;
  count();
  for (const key of keys) kept.delete(key); // sent again and again until the server has said that it is stored
  const stop = new AbortController(), limit = setTimeout(() => stop.abort(), LONGEST), text = body(keys, now);
  try {
    const answer = await fetch(location.pathname, {
      method: "POST", body: text, signal: stop.signal, keepalive: leaving && text.length < KEEPALIVE,
      headers: { "X-Autosave": "1", "X-CSRFToken": token(), "Content-Type": "application/x-www-form-urlencoded" },
    });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok || !told.keys) {
      tell(told.refused ?? form.dataset.trouble);
      if (answer.ok || answer.status >= 500 || answer.status === 429) again();
      return;
    }
    for (const key of told.keys) kept.set(key, now.get(key));
    for (const key of told.conflicts) held.add(key);
    seen(told.keys, told.revision);
    tries = 0;
    tell(told.conflicts.length ? form.dataset.conflict : told.saved);
    form.dispatchEvent(new CustomEvent("saved", { detail: told }));
    if (changed(state()).some((key) => !keys.includes(key) || told.keys.includes(key))) plan(WAIT);
  } catch {
    left = "";
    tell(form.dataset.offline);
    again();
  } finally {
    clearTimeout(limit);
    busy = false;
  }
}

function plan(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

function again() {
  plan(AGAIN[Math.min(tries++, AGAIN.length - 1)]);
}

if (form) {
  form.addEventListener("input", () => plan(WAIT));
  form.addEventListener("change", () => plan(WAIT / 5));
  addEventListener("online", () => save());
  // A telephone tells no page that it is closed; it tells it that it is out of sight.
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && !sent && save(true));
  addEventListener("pagehide", () => sent || save(true));
  form.addEventListener("submit", () => {
    sent = true;
    count();
    field("csrfmiddlewaretoken").value = token();
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => (sent = false));
}
