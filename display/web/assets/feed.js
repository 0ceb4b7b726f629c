// The board over the websocket /feed, and how old what we know is.
//
// The office sends the whole board after every change. When nothing changes
// nothing comes, and a browser does not tell when a line is dead: after QUIET
// to one and a half times that the page asks the office how it is, and learns
// the office's time. (The same board began the silence of every page; they
// must not all ask at the same moment.)

import { SOON, wait } from "./backoff.js";

const QUIET = 20_000;
const PATIENCE = 5_000;
const RESET_CLOCK = 600_000;

const page = document.body.dataset;
const offset = Number(page.offset) * 1000;
// This device's clock and zone are nobody's concern: the office's count.
let skew = Number(page.now) - Date.now();

/** The office's time as milliseconds since 1970. */
export const officeNow = () => Date.now() + skew;

/** An instant as a time of day in the office's zone, by a pattern like 15.04. */
export function clock(ms, pattern) {
  const t = new Date(ms + offset).toISOString();
  return pattern.replace("15", t.slice(11, 13)).replace("04", t.slice(14, 16));
}

/** Asks the office how it is; false when it does not answer well. */
async function well() {
  try {
    const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    const time = Date.parse(answer.headers.get("Date"));
    if (Math.abs(time - officeNow()) > 2_000) skew = time - Date.now();
    return answer.ok;
  } catch {
    return false;
  }
}

/**
 * Follows the feed for good.
 * watch names what the page waits for: its number, or "wall"; who is called hears first.
 * onBoard(board, message) is called with each new board;
 * onLink(oldSince) with null while the link is up and its board is here, else
 * with when the office was last heard. first is SOON or CALM of backoff.js.
 */
export function follow({ onBoard, onLink, watch = "", first = SOON }) {
  let socket = null;
  let redial, silence;
  let attempt = 0;
  let heard = officeNow();
  let latest = { epoch: "", seq: -1 };

  function connect() {
    clearTimeout(redial);
    const at = new URL("/feed", location.href);
    at.protocol = at.protocol.replace("http", "ws");
    if (watch) at.searchParams.set("for", watch);
    const mine = (socket = new WebSocket(at));
    mine.onmessage = (event) => mine === socket && take(JSON.parse(event.data));
    mine.onclose = () => mine === socket && lost();
    listen();
  }

  function take(message) {
    attempt = 0;
    heard = officeNow();
    listen();
    onLink(null);
    if (message.epoch === latest.epoch && message.seq < latest.seq) return;
    latest = message;
    onBoard(message.board, message);
  }

  function lost() {
    clearTimeout(silence);
    socket = null; // whatever it still says is of no interest
    onLink(heard);
    redial = setTimeout(connect, wait(attempt++, first, Math.random()));
  }

  function listen() {
    clearTimeout(silence);
    silence = setTimeout(check, QUIET * (1 + Math.random() / 2));
  }

  async function check() {
    const asked = socket;
    const ok = await well();
    if (asked !== socket || !socket) return;
    if (ok && socket.readyState === WebSocket.OPEN) {
      heard = officeNow();
      return listen();
    }
    socket.close();
    lost();
  }

  // Whoever comes back to a page wants the truth now, not after a wait.
  function wake() {
    if (document.hidden) return;
    if (socket) return check();
    attempt = 0;
    connect();
  }

  // One router tells this to everybody at one moment.
  addEventListener("online", () => setTimeout(wake, Math.random() * first));
  document.addEventListener("visibilitychange", wake);
  setInterval(well, RESET_CLOCK);
  connect();
}
