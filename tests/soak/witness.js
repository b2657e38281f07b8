// Runs in each page before its own scripts: tells `witness` whatever the page says of what is safe, at the moment at which it is said.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const shape = (template) => new RegExp(`^${template.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{(\w*)\}/g, (_all, name) => `(?<${name || "time"}>.+)`)}$`);
  const kindOf = (said, words, kinds) => kinds.find((kind) => words[kind] && shape(words[kind]).test(said)) ?? "";
  // What was typed here, beyond what the server had put there.
  const typed = () => Object.fromEntries([...form.elements].filter((each) => /^(text|textarea|email)$/.test(each.type) && each.name[0] !== "." && each.value !== each.defaultValue).map((each) => [each.name, each.value]));
  const tell = (claim) => window.witness({ at: Date.now() / 1000, path: location.pathname, typed: typed(), ...claim });

  // What the device keeps of this page.
  const kept = () => new Promise((done) => {
    const asked = indexedDB.open("fp", 1);
    asked.onerror = () => done([]);
    asked.onsuccess = () => {
      const rows = asked.result.transaction("pages").objectStore("pages").getAll();
      rows.onsuccess = () => done(rows.result.filter((row) => row.path === location.pathname).flatMap((row) => Object.values(row.words).flat().map(([, value]) => value)));
      rows.onerror = () => done([]);
    };
  });

  const watch = (nodes, look) => {
    let before;
    const see = () => {
      const claim = look(), now = JSON.stringify(claim);
      if (now === before) return;
      before = now;
      tell(claim);
      if (["offline", "out"].includes(claim.kind)) {
        const at = Date.now() / 1000, words = typed(), { pathname } = location;
        kept().then((device) => window.witness({ at, path: pathname, typed: words, device, kind: "device", said: claim.said }));
      }
    };
    const observer = new MutationObserver(see);
    for (const node of nodes) observer.observe(node, { childList: true, characterData: true, subtree: true, attributes: true });
    see();
  };

  const [saved, ago] = ["saved", "ago"].map((id) => document.getElementById(id));
  watch([saved, ago], () => {
    const said = (saved.classList.contains("fp-vh") ? ago : saved).textContent;
    return { kind: kindOf(said, form.dataset, ["ago", "saving", "offline", "alone", "out", "conflict"]), said };
  });
  for (const hidden of form.querySelectorAll("input[data-going]")) {
    const bar = hidden.nextElementSibling, words = bar.nextElementSibling, key = hidden.name.slice(0, -7);
    watch([words], () => {
      const said = words.textContent, kind = kindOf(said, hidden.dataset, ["begin", "going", "broken", "again", "wait", "done", "saved", "large", "failed"]);
      return { kind: kind && `file ${kind}`, said, key, done: kind && said.match(shape(hidden.dataset[kind])).groups?.done };
    });
    watch([bar], () => ({ kind: bar.hidden ? "" : "file bar", said: "", key, share: bar.value }));
  }
});
