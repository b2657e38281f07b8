// Saves what a person types, question by question, into the draft on the server. Without it the buttons do the same.
const form = document.querySelector("form[data-autosave]");
const said = document.getElementById("saved");
const WAIT = 1500, AGAIN = [3000, 8000, 20000, 60000];
const held = new Set(); // questions that were written on another device too: they wait for the person
const field = (name) => form.elements[name];
// Signing in from another tab changes the token; the cookie has the one that counts.
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? field("csrfmiddlewaretoken").value;
const later = new Map(form ? field(".base").value.split(";").slice(1).map((part) => part.split("=")) : []);
let timer = 0, tries = 0, busy = false, sent = false;
const kept = form ? state() : new Map();

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
    if (control.type === "file" || control.type === "submit" || control.type === "button") continue;
    if ((control.type === "checkbox" || control.type === "radio") && !control.checked) continue;
    fields.push([control.name, control.value]);
  }
  return found;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const hasFile = (key) => document.getElementById(`div_id_${key}`).querySelector("input[type=file]");

function changed(now) {
  return [...now.keys()].filter((key) => !held.has(key) && !hasFile(key) && !same(now.get(key), kept.get(key)));
}

function tell(words) {
  if (words && said && said.textContent !== words) said.textContent = words;
}

function body(keys, now) {
  const fields = new URLSearchParams({ ".keys": keys.join(" ") });
  for (const name of [".base", ".page"]) fields.append(name, field(name).value);
  for (const key of keys) for (const [name, value] of now.get(key)) fields.append(name, value);
  return fields;
}

// The page has now seen what it has just saved; of everything else it has seen what it was opened with.
function seen(keys, revision) {
  for (const key of keys) later.set(key, revision);
  field(".base").value = [field(".base").value.split(";")[0], ...[...later].map((pair) => pair.join("="))].join(";");
}

async function save(leaving = false) {
  clearTimeout(timer);
  const now = state(), keys = changed(now);
  if (!keys.length || (busy && !leaving)) return;
  busy = true;
  try {
    const answer = await fetch(location.pathname, { method: "POST", body: body(keys, now), headers: { "X-Autosave": "1", "X-CSRFToken": token() }, keepalive: leaving });
    const told = await answer.json();
    if (!answer.ok) return tell(told.refused);
    for (const key of keys) kept.set(key, now.get(key));
    for (const key of told.conflicts) held.add(key);
    seen(told.keys, told.revision);
    tries = 0;
    tell(told.conflicts.length ? form.dataset.conflict : told.saved);
    if (changed(state()).length) plan(WAIT);
  } catch {
    tell(form.dataset.offline);
    plan(AGAIN[Math.min(tries++, AGAIN.length - 1)]);
  } finally {
    busy = false;
  }
}

function plan(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

if (form) {
  form.addEventListener("input", () => plan(WAIT));
  form.addEventListener("change", () => plan(WAIT / 5));
  addEventListener("online", () => save());
  addEventListener("pagehide", () => sent || save(true));
  form.addEventListener("submit", () => {
    sent = true;
    field("csrfmiddlewaretoken").value = token();
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => (sent = false));
}
