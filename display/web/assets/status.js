// The page behind a ticket's QR code. The board tells how many are before it
// and when it is called; only when the number has moved does the page fetch
// itself anew, so that a thousand phones cost the office little.

import { CALM } from "./backoff.js";
import { follow } from "./feed.js";
import { refresh, showLink } from "./live.js";
import { say, sayWait } from "./words.js";

const SPREAD = 3_000; // ms over which the phones come for what may concern them all
const at = (id) => document.getElementById(id);

let place = null; // where the number was on the last board
let epoch = null;
let wait = null; // what the last board foretold, null for nothing

function onBoard(board, message) {
  const { number, day } = at("ticket").dataset;
  const mine = (n, d) => n === number && (d || board.day) === day;
  const now = placeOn(board, mine);
  const restarted = epoch !== null && epoch !== message.epoch;
  const moved = now.key !== (place ?? claimed());
  if (moved && now.ahead === null && now.key !== "away") refresh(); // called
  else if (moved || restarted) setTimeout(refresh, Math.random() * SPREAD);
  place = now.key;
  epoch = message.epoch;
  if (now.ahead !== null && at("ahead")) at("ahead").textContent = now.ahead;
  wait = now.wait ?? null;
  drawWait();
}

/** The office renders the page without what only the board knows. */
function drawWait() {
  if (at("wait")) at("wait").textContent = wait ? sayWait(wait) : say("status.script.wait-unknown");
}

document.addEventListener("fresh", drawWait);

/** Where a number stands on a board, as a key that changes when it moves. */
function placeOn(board, mine) {
  for (const desk of board.desks) {
    if (desk.number && mine(desk.number, desk.day)) {
      return { key: `desk ${desk.id} ${desk.ticket} ${desk.call ?? 0}`, ahead: null };
    }
  }
  for (const stage of board.stages) {
    const i = stage.waiting.findIndex((w) => mine(w.n, w.day));
    if (i >= 0) return { key: `waiting ${stage.id}${stage.paused ? " paused" : ""}`, ahead: i, wait: stage.waiting[i].w };
  }
  return { key: "away", ahead: null };
}

/** The same key for what the page, as the office rendered it, says. */
function claimed() {
  const { state, stage } = at("ticket").dataset;
  if (state === "waiting") return `waiting ${stage}`;
  return state === "called" || state === "serving" ? "desk" : "away";
}

follow({ onBoard, onLink: showLink, watch: at("ticket").dataset.number, first: CALM });
// The clocks on the page are the office's; a page left open asks now and then.
setInterval(() => document.hidden || refresh(), 300_000);
