// What every live page does: say how old its data is, say what went wrong,
// fetch itself anew and put the difference into place.

import { clock, follow as listen } from "./feed.js";
import { morph } from "./morph.js";
import { say } from "./words.js";

const UNASKED = 30_000;
const link = document.getElementById("link");
const voice = document.getElementById("say");

/** Says that the data is old (since when), or with null that it is not. */
export function showLink(oldSince) {
  link.hidden = oldSince === null;
  document.body.classList.toggle("old", oldSince !== null);
  if (oldSince !== null) link.textContent = say("script.old", { clock: clock(oldSince, say("time.clock")) });
}

let fading;

/** Tells the person something, once, for a while. */
export function tell(text, kind = "trouble") {
  clearTimeout(fading);
  // A modal dialog hides and silences what is outside of it.
  (document.querySelector("dialog[open]") ?? document.body).append(voice);
  voice.className = `say ${kind}`;
  voice.textContent = text;
  voice.hidden = false;
  fading = setTimeout(() => (voice.hidden = true), 8_000);
}

let running = null;
let again = false;

/** Brings the page up to date; asked while it does, it does so once more. */
export function refresh() {
  if (running) {
    again = true;
    return running;
  }
  running = fetchNew().finally(() => {
    running = null;
    if (!again) return;
    again = false;
    refresh();
  });
  return running;
}

async function fetchNew() {
  let response;
  try {
    response = await fetch(location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(8_000) });
  } catch {
    return; // the feed says that the link is down, and asks again when it is up
  }
  if (response.status === 401 || response.status === 403) return location.reload();
  if (!response.ok && response.status !== 404) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  document.title = fresh.title;
  morph(document.getElementById("main"), fresh.getElementById("main"));
  document.dispatchEvent(new Event("fresh"));
}

/** Keeps the page fresh: with every board, but no more often than span ms, and now and then without. */
export function follow(span, wanted = () => true) {
  const soon = seldom(() => wanted() && refresh(), span);
  listen({ onBoard: soon, onLink: showLink });
  setInterval(soon, UNASKED); // printers and tokens are not on the board
}

/** Calls f at most once per span ms, the last request never lost. */
function seldom(f, span) {
  let waiting = null;
  let last = 0;
  return () => {
    if (waiting) return;
    waiting = setTimeout(() => {
      waiting = null;
      last = performance.now();
      f();
    }, Math.max(0, last + span - performance.now()));
  };
}
