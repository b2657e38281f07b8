// The review desk saves as one goes: each change is sent alone. Without this script the buttons save.
const form = document.querySelector("form[data-autosave]");
const status = document.getElementById("desk-saved");
let waiting, queue = Promise.resolve();

const send = (field) => {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("revision", form.elements.revision.value);
  body.set(field.name, field.value);
  queue = queue.then(async () => {
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Autosave": "1" } });
      if (!answer.ok || answer.redirected) throw answer.status;
      const { saved } = await answer.json();
      if (!saved) throw saved;
      status.textContent = saved;
      status.classList.remove("is-lost");
    } catch {
      status.textContent = status.dataset.lost;
      status.classList.add("is-lost");
    }
  });
};

if (form && status) {
  form.addEventListener("change", ({ target }) => {
    if (target.name.startsWith("score-") || target.name === "comment") {
      clearTimeout(waiting);
      send(target);
    }
  });
  form.elements.comment.addEventListener("input", ({ target }) => {
    clearTimeout(waiting);
    waiting = setTimeout(send, 1500, target);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}
