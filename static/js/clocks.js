// Adds the reader's own clock beside the call's, where the two differ. Without this script the call's clock stands alone.
// Cities whose name is not that of their zone, in Spanish and English where they differ; the same as in fundportal/web/zones.py.
const CITIES = {"Mexico_City": ["Ciudad de México", "Mexico City"], "Cancun": "Cancún", "Merida": "Mérida", "Ciudad_Juarez": "Ciudad Juárez", "Mazatlan": "Mazatlán", "Bahia_Banderas": "Bahía de Banderas", "Guatemala": ["Ciudad de Guatemala", "Guatemala City"], "Belize": ["Belice", "Belize"], "El_Salvador": "San Salvador", "Costa_Rica": "San José", "Panama": ["Ciudad de Panamá", "Panama City"], "Havana": ["La Habana", "Havana"], "Port-au-Prince": ["Puerto Príncipe", "Port-au-Prince"], "Puerto_Rico": "San Juan", "Bogota": "Bogotá", "Galapagos": "Galápagos", "Easter": "Rapa Nui", "Asuncion": "Asunción", "Sao_Paulo": "São Paulo", "Bahia": "Salvador", "Guyana": "Georgetown", "New_York": ["Nueva York", "New York"], "Los_Angeles": ["Los Ángeles", "Los Angeles"]};
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
function city(zone, english) {
  const last = zone.split("/").pop(), known = CITIES[last] ?? last.replaceAll("_", " ");
  return typeof known === "string" ? known : known[+english];
}
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
  face.querySelector("dt").textContent = `${clocks.dataset.clock}, ${city(timeZone, language === "en-GB")}`;
  face.querySelector("time").replaceChildren(Object.assign(document.createElement("b"), { textContent: hour }), day);
  clocks.append(face);
}
