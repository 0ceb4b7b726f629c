// The office's own page: everything on it is a button or a form that sends a
// wish; here are the few answers that need saying.

import "./act.js";
import { follow, tell } from "./live.js";
import { say } from "./words.js";

const at = (id) => document.getElementById(id);

document.addEventListener("done", (event) => {
  const answer = event.detail;
  if (answer.released) tell(say("admin.script.released", { n: answer.released.length }), "good");
  else if (event.target.id === "new-token") showSecret(event.target, answer.token);
  else tell(say("admin.script.done"), "good");
});

/** Shows a token's secret, this once, as the link that signs a device in. */
function showSecret(form, token) {
  const role = form.elements.role.value;
  const to = role === "desk" ? `/desk/${form.elements.name.value}` : role === "kiosk" ? "/kiosk" : role === "device" ? "/" : role === "wall" ? "/wall" : "/admin";
  const link = new URL("/enter", location.href);
  link.search = new URLSearchParams({ token, to });
  at("secret-link").value = link;
  at("secret-token").value = token;
  at("secret").showModal();
  at("secret-link").select();
}

at("secret").addEventListener("close", () => {
  at("secret-link").value = at("secret-token").value = "";
});

follow(3000);
