// The review desk saves as one goes: each change is sent alone, and what cannot be sent is kept on the device until it can. Without it the buttons
// save. On a device that several people use nothing is kept but in the page.
import { keeper, token } from "./outbox.js";

const forms = [...document.querySelectorAll("form[data-autosave]")];
const NAME = `fp-desk-${keeper}`, MONTH = 30 * 24 * 3600e3, AGAIN = [3000, 8000, 20000, 60000];
let memory = {}, queue = Promise.resolve(), timer = 0, tries = 0;
const waiting = new Map();

// What has not arrived: key -> { path, name, fields, at, posted }.
function rows() {
  try {
    return keeper ? JSON.parse(localStorage[NAME] ?? "{}") : memory;
  } catch {
    return memory;
  }
}

function change(act) {
  const all = rows();
  act(all);
  memory = all;
  try {
    if (keeper) localStorage[NAME] = JSON.stringify(all);
    return !!keeper;
  } catch {
    return false;
  }
}

const value = (form, name) => form?.elements[name]?.value;
const keyOf = (path, name, review = "") => [path, review, name].join(" ");
const pathOf = (form) => new URL(form.action).pathname;
const formOf = ({ path, fields }) => forms.find((form) => pathOf(form) === path && (value(form, "review") ?? "") === (fields.review ?? ""));

function tell(form, words, lost = false) {
  const status = form?.querySelector("[role=status]");
  if (!status || !words) return;
  status.textContent = words;
  status.classList.toggle("is-lost", lost);
}

function hold(form, name) {
  const fields = { revision: value(form, "revision"), [name]: value(form, name) }, review = value(form, "review");
  if (review) fields.review = review;
  const path = pathOf(form), key = keyOf(path, name, review);
  return [key, change((all) => (all[key] = { path, name, fields, at: Date.now() }))];
}

// Words that nobody takes any more are shown, to be copied: beside their form, or above those of others.
function show(row, sentence, form) {
  let list = document.getElementById("desk-refused");
  if (form) {
    list = Object.assign(document.createElement("div"), { className: "errornote", role: "alert" });
    form.querySelector("[role=status]").before(list);
  }
  if (!list) return;
  for (const text of [sentence, row.fields[row.name]]) list.append(Object.assign(document.createElement("p"), { textContent: text }));
  list.hidden = false;
}

async function send(key, kept) {
  const row = rows()[key], form = row && formOf(row);
  if (!row) return;
  let answer;
  try {
    const body = new URLSearchParams({ ...row.fields, csrfmiddlewaretoken: token() });
    answer = await fetch(row.path, { method: "POST", body, keepalive: true, headers: { "X-Autosave": "1" } });
    if (answer.status >= 500 || answer.status === 429) throw answer.status;
  } catch {
    tell(form, (kept ? form?.dataset.kept : form?.dataset.lost), true);
    return again();
  }
  tries = 0;
  if (answer.redirected || answer.status === 401) return tell(form, form?.dataset.out, true);
  const told = await answer.json().catch(() => ({}));
  const same = (other) => other && other.at === row.at;
  if (answer.status === 404) return tell(form, form?.dataset.lost, true);
  change((all) => same(all[key]) && delete all[key]);
  if (told.saved) return tell(form, told.saved);
  if (told.there) return;
  tell(form, told.refused ?? form?.dataset.lost, true);
  if (row.name === "comment" && value(form, "comment") !== row.fields.comment) show(row, told.refused ?? "", form);
}

function sendAll() {
  const stale = Date.now() - MONTH;
  for (const [key, row] of Object.entries(rows())) {
    if (row.at < stale) change((all) => delete all[key]);
    else queue = queue.then(() => send(key, !!keeper));
  }
}

function again() {
  clearTimeout(timer);
  timer = setTimeout(sendAll, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
}

const isOurs = (name) => name.startsWith("score-") || name === "comment";

for (const form of forms) {
  const now = (name) => {
    clearTimeout(waiting.get(form));
    const [key, kept] = hold(form, name);
    queue = queue.then(() => send(key, kept));
  };
  form.addEventListener("change", ({ target }) => isOurs(target.name) && now(target.name));
  form.elements.comment?.addEventListener("input", () => {
    clearTimeout(waiting.get(form));
    hold(form, "comment");
    waiting.set(form, setTimeout(now, 1500, "comment"));
  });
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      return tell(form, keeper ? form.dataset.kept : form.dataset.lost, true);
    }
    clearTimeout(waiting.get(form));
    change((all) => Object.values(all).forEach((row) => formOf(row) === form && (row.posted = true)));
  });
}

// What an earlier opening of this page could not send stands in it again.
for (const row of Object.values(rows())) {
  const form = formOf(row), control = form?.elements[row.name];
  if (control && !row.posted && row.fields.revision === value(form, "revision")) control.value = row.fields[row.name];
}
sendAll();
addEventListener("online", sendAll);
