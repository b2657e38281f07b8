// Adds the reader's own clock beside the call's, where the two differ. Without this script the call's clock stands alone.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
for (const clocks of document.querySelectorAll("dl[data-clock]")) {
  const first = clocks.querySelector("time");
  const moment = new Date(first?.dateTime ?? "");
  if (!timeZone || Number.isNaN(moment.valueOf()) || clocks.children.length > 1) continue;
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const show = (options) => new Intl.DateTimeFormat(language, { timeZone, ...options }).format(moment);
  const hour = show({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = show({ weekday: "short", day: "numeric", month: "long", year: "numeric" }).replaceAll(",", "");
  if (hour === first.querySelector("b")?.textContent) continue;
  const face = clocks.firstElementChild.cloneNode(true);
  face.querySelector("dt").textContent = `${clocks.dataset.clock}, ${timeZone.split("/").pop().replaceAll("_", " ")}`;
  face.querySelector("time").replaceChildren(Object.assign(document.createElement("b"), { textContent: hour }), day);
  clocks.append(face);
}
