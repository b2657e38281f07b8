// Records in the page; without it the file input opens the telephone's own recorder.
const VOICE = 32000, PICTURE = 500000; // bits a second, for a slow line

function offer(box) {
  const [input, hidden, tools] = ["file", "hidden"].map((type) => box.querySelector(`[type=${type}]`)).concat(box.querySelector("[data-minutes]"));
  const [said, time] = tools.querySelectorAll("p *"), buttons = [...tools.querySelectorAll("button")], words = tools.dataset, { form } = input;
  let recorder, player, left;

  function draw(state) {
    const within = tools.contains(document.activeElement);
    for (const button of buttons) button.hidden = !button.dataset.at.includes(state);
    if (within) buttons.find((button) => !button.hidden).focus();
    said.textContent = words[state] ?? "";
    tick(/ing|paused/.test(state));
  }

  const tick = (on) => (time.textContent = on ? `${Math.floor(left / 60)} min ${left % 60} s` : "");

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
    const ending = MediaRecorder.isTypeSupported(`${kind}/webm`) ? "webm" : "mp4", type = `${kind}/${ending}`, parts = [], video = kind === "video";
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: video && { width: 640, height: 360 } });
    left = words.minutes * 60;
    recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: VOICE, videoBitsPerSecond: Math.min(PICTURE, (input.dataset.maxBytes * 7) / left - VOICE) });
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => {
      clearInterval(timer);
      stream.getTracks().map((track) => track.stop());
      const file = new File(parts, `${words.name}.${ending}`, { type });
      put(file);
      show(kind, file);
      draw("done");
    };
    recorder.start(1000);
    const timer = setInterval(() => {
      if (recorder.state !== "recording") return;
      if (left-- > 1) tick(true);
      else recorder.stop();
    }, 1000);
    show(kind, video && stream, true);
    draw("recording");
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
    put();
    changed(hidden);
    reset();
  });
  input.addEventListener("change", ({ isTrusted }) => isTrusted && reset());
  // Saving ends the recording first.
  form.addEventListener("submit", (event) => {
    if (!/ing|paused/.test(recorder?.state)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    (input.name ? recorder : hidden).addEventListener(input.name ? "stop" : "change", () => form.requestSubmit(event.submitter));
    recorder.stop();
  }, true);
  input.removeAttribute("capture");
  tools.hidden = false;
}

if (window.MediaRecorder && navigator.mediaDevices) document.querySelectorAll("[data-record]").forEach(offer);
