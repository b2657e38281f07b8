// Records in the page; without it the file input opens the telephone's own recorder. What is recorded is kept on the device second by second, until it
// is saved: a telephone discards pages that are out of sight.
import { drop, hold, keep, left } from "./outbox.js";

const VOICE = 32000, PICTURE = 500000; // bits a second, for a slow line

function offer(box) {
  const [input, hidden, tools] = ["file", "hidden"].map((type) => box.querySelector(`[type=${type}]`)).concat(box.querySelector("[data-minutes]"));
  const [said, time] = tools.querySelectorAll("p *"), buttons = [...tools.querySelectorAll("button")], words = tools.dataset, { form } = input;
  const path = `${location.pathname.slice(3)}#${input.name}`, forget = () => drop(IDBKeyRange.bound(path, `${path}~`));
  let recorder, player, rest;

  function draw(state) {
    const within = tools.contains(document.activeElement);
    for (const button of buttons) button.hidden = !button.dataset.at.includes(state);
    if (within) buttons.find((button) => !button.hidden).focus();
    said.textContent = words[state] ?? "";
    tick(/ing|paused/.test(state));
  }

  const tick = (on) => (time.textContent = on ? `${Math.floor(rest / 60)} min ${rest % 60} s` : "");

  function show(kind, source, live) {
    player?.remove();
    if (!source) return;
    player = Object.assign(document.createElement(kind), { controls: !live, muted: live, autoplay: live });
    player[live ? "srcObject" : "src"] = live ? source : URL.createObjectURL(source);
    tools.append(player);
  }

  const changed = (control) => control.dispatchEvent(new Event("change", { bubbles: true }));

  function put(...files) {
    const chosen = new DataTransfer();
    files.map((file) => chosen.items.add(file));
    input.files = chosen.files;
    changed(input);
  }

  async function start(kind) {
    const ending = MediaRecorder.isTypeSupported(`${kind}/webm`) ? "webm" : "mp4", type = `${kind}/${ending}`, video = kind === "video", at = Date.now();
    const parts = [];
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: video && { width: 640, height: 360 } });
    forget();
    hold(path);
    rest = words.minutes * 60;
    recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: VOICE, videoBitsPerSecond: Math.min(PICTURE, (input.dataset.maxBytes * 7) / rest - VOICE) });
    recorder.ondataavailable = ({ data }) => keep({ mark: `${path} ${at} ${parts.push(data) + 1e5}`, path, at, type, kept: data });
    recorder.onstop = () => {
      clearInterval(timer);
      stream.getTracks().map((track) => track.stop());
      take(parts, type, at);
    };
    recorder.start(1000);
    const timer = setInterval(() => {
      if (recorder.state !== "recording") return;
      if (rest-- > 1) tick(true);
      else recorder.stop();
    }, 1000);
    show(kind, video && stream, true);
    draw("recording");
  }

  function take(parts, type, at) {
    const [kind, ending] = type.split("/"), file = new File(parts, `${words.name}.${ending}`, { type, lastModified: at });
    put(file);
    show(kind, file);
    draw("done");
  }

  function reset() {
    show();
    draw("inactive");
  }

  tools.addEventListener("click", ({ target: { value } }) => {
    if (/audio|video/.test(value)) start(value).catch(() => (said.textContent = words.denied));
    if (/pause|resume/.test(value)) draw((recorder[value](), recorder.state));
    if (value === "stop") recorder.stop();
    if (value !== "delete") return;
    hidden.value &&= "none";
    forget();
    put();
    changed(hidden);
    reset();
  });
  input.addEventListener("change", ({ isTrusted }) => isTrusted && (forget(), reset()));
  const arrived = () => hidden.value.length > 9;
  form.addEventListener("saved", ({ detail }) => arrived() && detail.keys.includes(hidden.name.slice(0, -7)) && forget());
  addEventListener("submit", (event) => event.target === form && !event.defaultPrevented && arrived() && !form.dataset.number && forget());
  // Saving ends the recording first.
  form.addEventListener("submit", (event) => {
    if (!/ing|paused/.test(recorder?.state)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    (input.name ? recorder : hidden).addEventListener(input.name ? "stop" : "change", () => form.requestSubmit(event.submitter));
    recorder.stop();
  }, true);
  // What an earlier opening of the page has recorded, unless that is still open.
  left().then((rows) => {
    const kept = rows.filter((row) => row.path === path);
    if (kept.length && !recorder) take(kept.map((row) => row.kept), kept[0].type, kept[0].at);
  });
  input.removeAttribute("capture");
  tools.hidden = false;
}

if (window.MediaRecorder && navigator.mediaDevices) document.querySelectorAll("[data-record]").forEach(offer);
