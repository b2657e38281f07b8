// Keeps what is typed into a page that is sent once (an answer to a question of staff) on the device, until an answer has arrived. Without it the page
// works the same, and forgets when it is closed.
import { drop, keep, keeper, left } from "./outbox.js";

const form = document.querySelector("form[data-number]"), here = `${location.pathname.slice(3)}#`, mark = `${keeper} ${here}`;
const [, , , folio, , number] = location.pathname.split("/");
const names = (name) => !/^csrf|^\.keep|-upload$/.test(name);
const isBox = ({ type }) => type === "checkbox" || type === "radio";

function note(posted) {
  const kept = [...new FormData(form)].filter(([name, value]) => names(name) && typeof value === "string");
  return keep({ mark, path: here, at: Date.now(), kept, posted });
}

left().then((rows) => {
  const ours = rows.filter((row) => row.path.startsWith(here)), row = ours.find((each) => each.mark === mark);
  if (!form) {
    // What this device had sent has arrived, or was too late and stands on the page.
    if (row?.posted) {
      ours.forEach((each) => drop(each.mark));
      for (const name of Object.keys(localStorage)) if (name.startsWith(`upload ${keeper} ${folio} `) && name.endsWith(` ${number}`)) localStorage.removeItem(name);
      return;
    }
    const box = document.querySelector("[data-keep]"), texts = row?.kept.map(([, value]) => value).filter((text) => text.trim()) ?? [];
    box.append(...texts.map((textContent) => Object.assign(document.createElement("p"), { textContent })));
    box.hidden = !texts.length;
    return;
  }
  for (const control of row && form.dataset.fresh ? form.elements : []) {
    if (!control.name || !names(control.name) || ["file", "hidden", "submit"].includes(control.type)) continue;
    const found = row.kept.find(([name, value]) => name === control.name && (!isBox(control) || value === control.value));
    if (isBox(control)) control.checked = !!found;
    else if (found) control.value = found[1];
  }
});

let timer;
form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(note, 300);
});
form?.addEventListener("submit", () => note(true));
