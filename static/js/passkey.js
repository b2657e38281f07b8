// Shows the passkey way where the browser knows passkeys, and says in words what went wrong.
const trouble = document.getElementById("passkey-trouble");
const way = document.getElementById("passkey");
const able = "PublicKeyCredential" in window;

const say = (sentence) => {
  if (!trouble) return;
  trouble.hidden = false;
  trouble.textContent = sentence;
};

if (way) way.hidden = !able;
else if (!able) say(trouble?.dataset.missing);

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  say(trouble?.dataset.refused);
});
