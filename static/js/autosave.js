// Saves what a person types, question by question, into the draft on the server; what cannot be sent is kept on the device. Without it the buttons
// do the same.
import { drop, hold, isEmpty, keep, keeper, left, send, token } from "./outbox.js";

const form = document.querySelector("form[data-autosave]");
const [said, ago, elsewhere, door] = ["saved", "ago", "elsewhere", "door"].map((id) => document.getElementById(id));
const WAIT = 1500, AGAIN = [3000, 8000, 20000, 60000];
// Questions that were written on another device too, with what is set beside: they wait for the person.
const held = new Map();
const field = (name) => form.elements[name];
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
// A copy of the page, shown because there is no connection.
const cached = "cached" in document.documentElement.dataset;
const later = new Map(), known = {};
// `last`: with what it was left, which two events tell.
let timer = 0, tries = 0, busy = false, sent = false, last = "", away = cached, bad = cached, since = 0;
// What the server has, as far as it has said so.
let kept = new Map();

function question(control) {
  return control.closest("[id^=div_id_]")?.id.slice(7);
}

// What stands in each question: names and values of all its controls. Files wait for the button.
function state(from = form) {
  const found = new Map();
  for (const control of from.elements) {
    const key = control.name && question(control);
    if (!key) continue;
    const fields = found.get(key) ?? [];
    found.set(key, fields);
    if (control.dataset.beside !== undefined) continue;
    if (["file", "submit", "button"].includes(control.type) || (isBox(control) && !control.checked)) continue;
    fields.push([control.name, control.value]);
  }
  return found;
}

const isBox = ({ type }) => type === "checkbox" || type === "radio";
// A file waits for the button, unless it has come in pieces (upload.js): then its number is an answer like any other.
const waits = (key) => document.getElementById(`div_id_${key}`).querySelector("input[type=file]:not([data-beside])") && !field(`${key}-upload`)?.value;

// What is to be sent; of a question that waits for a choice only when the page is left, since each text of it is another one to choose from.
function changed(now, leaving = false) {
  return [...now.keys()].filter((key) => !waits(key) && (leaving || !held.has(key)) && !same(now.get(key), (held.has(key) ? held : kept).get(key)));
}

// What the page says of itself. Only a save, or that there is none, is read aloud; that time passes is seen alone.
function tell(words, at = 0) {
  if (!said) return;
  since = at;
  bad = !at;
  if (words && said.textContent !== words) said.textContent = words;
  elsewhere.hidden = !at;
  tick();
}

function tick() {
  const seconds = Math.round((Date.now() - since) / 1000), counts = since && seconds < 3600;
  said.classList.toggle("fp-vh", !!counts);
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: "narrow", numeric: "auto" });
  ago.textContent = counts ? form.dataset.ago.replace("{}", seconds < 60 ? words.format(-seconds, "second") : words.format(-Math.floor(seconds / 60), "minute")) : "";
}

function saving() {
  if (!said || bad) return;
  since = 0;
  said.classList.add("fp-vh");
  elsewhere.hidden = true;
  ago.textContent = form.dataset.saving;
}

// Each thing that this page sends has a number: what comes late is not taken for the newest.
function count() {
  field(".turn").value = Number(field(".turn").value) + 1;
}

// The page has now seen what it has just saved; of everything else it has seen what it was opened with.
function seen(keys, revision) {
  for (const key of keys) later.set(key, Math.max(revision, later.get(key) ?? 0));
  base();
}

function base() {
  field(".base").value = [field(".base").value.split(";")[0], ...[...later].map((pair) => pair.join("="))].join(";");
}

// As the outbox keeps it.
function record(now = state(), keys = changed(now, true)) {
  return {
    mark: field(".page").value, turn: Number(field(".turn").value), base: field(".base").value, form: field(".form").value,
    person: field(".keep").value, path: location.pathname, at: Date.now(), words: Object.fromEntries(keys.map((key) => [key, now.get(key)])), known: { ...known },
  };
}

async function save(leaving = false) {
  clearTimeout(timer);
  const now = state(), keys = changed(now, leaving), at = Date.now();
  const what = JSON.stringify(keys.map((key) => now.get(key)));
  if (!keys.length || (leaving ? what === last : busy)) return;
  last = leaving ? what : "";
  busy = true;
  count();
  // Sent again and again until the server has said that it is stored.
  for (const key of keys) kept.delete(key);
  const page = record(now, keys), stored = keep(page);
  try {
    const [status, told] = await send(page, leaving);
    away = false;
    if (status !== 200 || !told.keys) {
      const mayWait = status === 401 && (await stored);
      tell(mayWait ? form.dataset.out : (told.refused ?? form.dataset.trouble));
      if (door) door.hidden = !mayWait;
      if (status === 200 || status >= 500 || status === 429) again();
      return;
    }
    for (const key of told.keys) kept.set(key, now.get(key)), (known[key] = [now.get(key), told.revision]);
    for (const key of told.conflicts) held.set(key, now.get(key));
    seen(told.keys, told.revision);
    tries = 0;
    const more = changed(state());
    keep(record());
    if (door) door.hidden = true;
    tell(held.size ? form.dataset.conflict : told.saved, held.size ? 0 : at);
    form.dispatchEvent(new CustomEvent("saved", { detail: told }));
    // What was typed meanwhile is not stored yet.
    if (more.some((key) => !keys.includes(key) || told.keys.includes(key))) saving(), plan(WAIT);
  } catch {
    last = "";
    away = true;
    tell((await stored) ? form.dataset.offline : form.dataset.alone);
    again();
  } finally {
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

// Puts into a question what was typed there before. Returns whether all of it has found its place.
function fill(key, fields) {
  const controls = [...form.elements].filter((control) => control.name && control.dataset.beside === undefined && question(control) === key);
  for (const control of controls) {
    const value = fields.find(([name, value]) => name === control.name && (!isBox(control) || value === control.value))?.[1];
    if (isBox(control)) control.checked = value !== undefined;
    else if (value !== undefined) control.value = value;
  }
  controls[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  return same(state().get(key), fields);
}

// What an earlier opening of this page has left: saved words bring an old copy up to date, unsent ones stand in the form again, and this page goes
// on under the mark of that one, with what that one had seen, so that it is no other device.
async function takeUp() {
  const rows = (await left()).filter((row) => row.path === location.pathname), before = new Map(kept);
  const untouched = (key) => before.has(key) && same(state().get(key), before.get(key));
  for (const row of rows) {
    for (const [key, [fields, revision]] of Object.entries(cached ? row.known : {})) {
      if (!untouched(key)) continue;
      if (fill(key, fields)) kept.set(key, fields), before.set(key, fields), later.set(key, revision), (known[key] = [fields, revision]);
      else fill(key, before.get(key));
    }
    if (isEmpty(row)) drop(row.mark);
  }
  const row = rows.filter((each) => !isEmpty(each) && each.form === field(".form").value).pop();
  const [whole, ...rest] = row?.base.split(";") ?? [], own = new Map(rest.map((part) => part.split("=")));
  const words = Object.entries(row?.words ?? {});
  if (words.length && words.every(([key, fields]) => untouched(key) && fill(key, fields))) {
    for (const [key] of words) later.set(key, Number(own.get(key) ?? whole));
    [field(".page").value, field(".turn").value] = [row.mark, row.turn];
  } else for (const [key] of words) if (before.has(key)) fill(key, before.get(key));
  base();
}

async function begin() {
  const server = form.cloneNode(true);
  // A browser that comes back to the page puts in again what was typed: the server need not have it.
  server.reset();
  kept = state(server);
  for (const part of field(".base").value.split(";").slice(1)) later.set(...part.split("="));
  // A copy may be opened many times: each time it is another page.
  const numbers = crypto.getRandomValues(new Uint8Array(8));
  field(".page").value = [...numbers].map((number) => number.toString(16).padStart(2, "0")).join("");
  field(".turn").value = 0;
  await takeUp().catch(() => {});
  hold(field(".page").value);
  if (cached) tell(form.dataset.offline);
  if (changed(state()).length) plan(cached ? 0 : WAIT / 5);
  if (known && Object.keys(known).length) keep(record());
}

// What other scripts of the page may count on:
// - dispatch "fp:save" on the document, and what has changed is saved now instead of after a pause;
// - "saved" comes on the form after each save that the server has confirmed, with its answer as { detail }.
if (form) {
  const ready = begin();
  document.addEventListener("fp:save", () => save());
  let noting = 0;
  const typed = (wait) => {
    saving();
    plan(wait);
    clearTimeout(noting);
    noting = setTimeout(() => keep(record()), 300);
  };
  form.addEventListener("input", () => typed(WAIT));
  form.addEventListener("change", () => typed(WAIT / 5));
  addEventListener("online", () => save());
  setInterval(() => since && tick(), 5000);
  // A telephone tells no page that it is closed; it tells it that it is out of sight.
  const leave = () => sent || (keep(record()), save(true));
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? leave() : save()));
  addEventListener("pagehide", leave);
  addEventListener("beforeunload", (event) => away && !keeper && !sent && changed(state()).length && event.preventDefault());
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (away) {
      event.preventDefault();
      if (navigator.onLine) await save();
      if (!away) return form.requestSubmit(button);
      const chosen = [...form.elements].some((control) => control.files?.length);
      if ((await keep(record())) && !chosen && form.dataset[button?.value]) location.href = form.dataset[button.value];
      return;
    }
    sent = true;
    count();
    clearTimeout(noting);
    keep({ ...record(), posted: true });
    field("csrfmiddlewaretoken").value = token();
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => (sent = false));
}
