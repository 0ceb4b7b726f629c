// The desk's page: keys for everything, timers, and dialogs that know which
// number they were opened for.

import "./act.js";
import { officeNow } from "./feed.js";
import { follow, refresh, tell } from "./live.js";
import { say } from "./words.js";

// --- keys: what carries data-key is pressed by it; in a dialog only what is in it

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const dialog = document.querySelector("dialog[open]");
  if (writing(event.target)) {
    if (event.key === "Escape" && !dialog) event.target.blur();
    return;
  }
  const key = event.key.toLowerCase();
  if (dialog && key === "enter" && event.target.localName !== "button") {
    event.preventDefault();
    return dialog.querySelector("form").requestSubmit();
  }
  const target = (dialog ?? document).querySelector(key === "l" ? "[data-resume]" : `[data-key="${CSS.escape(key)}"]`);
  if (!target || target.disabled || (!dialog && target.closest("dialog")) || event.repeat) return;
  event.preventDefault();
  if (target.localName === "input" && target.type === "text") target.focus();
  else target.click();
});

const writing = (e) => e.localName === "textarea" || (e.localName === "input" && e.type === "text");

// --- time

function tick() {
  const now = officeNow();
  for (const e of document.querySelectorAll("[data-since]")) {
    const spent = Math.max(0, now - Number(e.dataset.since));
    (e.querySelector("b") ?? e).textContent = span(spent);
    if (!("timer" in e.dataset)) continue;
    const { target, limit } = e.dataset;
    e.classList.toggle("near", Number(target) > 0 && spent > target && spent <= limit);
    e.classList.toggle("over", Number(limit) > 0 && spent > limit);
  }
}

function span(ms) {
  const s = Math.floor(ms / 1000);
  const two = (n) => String(n).padStart(2, "0");
  return s < 3600 ? `${two(Math.floor(s / 60))}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

// --- a dialog about a number that is no longer in hand must not act on another

function fresh() {
  tick();
  const dialog = document.querySelector("dialog[open][data-ticket]");
  if (!dialog || dialog.dataset.ticket === document.getElementById("desk").dataset.ticket) return;
  dialog.close();
  tell(say("desk.script.moved"));
  refresh();
}

document.addEventListener("fresh", fresh);
setInterval(tick, 1000);
tick();
follow(300);
