// The wall in a browser, drawn from the feed.

import { callQueue } from "./calls.js";
import { clock, follow, officeNow } from "./feed.js";
import { showLink } from "./live.js";
import { speaker } from "./speech.js";
import { inLanguage, say, sayWait } from "./words.js";

const at = (id) => document.getElementById(id);
let board = null;

/** An element with classes and children; text is a child too. */
function el(name, classes, ...children) {
  const e = document.createElement(name);
  e.className = classes;
  e.append(...children);
  return e;
}

/** Puts new children into place only when they differ. */
function put(parent, children) {
  const fresh = parent.cloneNode(false);
  fresh.append(...children);
  if (!fresh.isEqualNode(parent)) parent.replaceChildren(...children);
}

/** A wording of the page, or the one the office has put in its place. */
const wording = (own, key) => board.office.theme?.[own]?.[document.documentElement.lang] || say(key);

const deskOf = (id) => inLanguage(board.desks.find((d) => d.id === id)?.name) || id;

// --- the call

const speak = speaker(at("sound"));
const take = callQueue((call) => {
  hero(call);
  drawRecent();
  drawStill();
  return call && speak(call, deskOf(call.desk));
});
let large = null;

function hero(call) {
  large = call;
  at("hero-number").textContent = call ? call.number : "";
  at("hero-desk").textContent = call ? deskOf(call.desk) : "";
  at("hero-label").textContent = call && call.nth > 1 ? say("board.script.again", { n: call.nth }) : wording("called", "board.script.called");
  at("hero-go-words").textContent = wording("go_to", "board.script.go-to");
  at("hero-go").hidden = !call;
  if (!call) return;
  at("hero").classList.remove("new");
  void at("hero").offsetWidth; // starts the pulse anew
  at("hero").classList.add("new");
}

/** The last calls but the large one, each number once, the newest first. */
function drawRecent() {
  const seen = new Set(large ? [large.number] : []);
  const rows = [];
  for (const call of [...board.calls].reverse()) {
    if (seen.has(call.number) || (large && call.seq > large.seq)) continue;
    seen.add(call.number);
    rows.push(el("li", "", el("b", "", call.number), el("span", "", deskOf(call.desk))));
  }
  put(at("recent"), rows.slice(0, 4));
}

// --- the rest of the room

function drawDesks() {
  const rows = board.desks.filter((d) => d.called).map((d) => {
    const now = d.number && d.ticket === "called";
    const text = d.number || say(`board.script.desk.${d.state}`);
    const name = el("span", "name", inLanguage(d.name));
    const what = el("b", d.number ? "number" : "rest", text);
    const desk = el("div", `desk ${d.state}${now ? " now" : ""}`, name, what);
    if (!d.number && d.reason) desk.append(el("small", "", d.reason));
    return desk;
  });
  put(at("desks"), rows);
}

function drawStages() {
  put(at("stages"), board.stages.map((s) => {
    const count = el("b", "", String(s.waiting.length));
    const next = s.mode === "called" ? s.waiting.slice(0, 2).map((w) => w.n).join("  ") : s.serving.slice(0, 2).map((w) => w.n).join("  ");
    const stage = el("div", `stage${s.paused ? " paused" : ""}`, el("span", "name", inLanguage(s.name)), count);
    if (next) stage.append(el("small", "", next));
    return stage;
  }));
}

// --- what stands there while nobody is called

function drawStill() {
  const { office, open } = board;
  const still = !open || !large;
  at("shut").hidden = !still;
  at("hero").classList.toggle("still", still);
  if (!still) return;
  at("shut-title").textContent = open ? wording("welcome", "board.script.welcome") : say("board.script.closed");
  if (open) at("shut-text").textContent = wording("take_number", "board.script.take");
  else if (office.holiday) at("shut-text").textContent = say("board.script.holiday", { name: inLanguage(office.holiday) });
  else at("shut-text").textContent = office.opens ? say("board.script.hours", { opens: office.opens, last: office.last }) : "";
}

// --- the line at the bottom, one sentence at a time: still text is read, moving text is watched

let sentence = 0;

/** How long somebody would wait who took a number now, the services of one line together. */
function waits() {
  const lines = new Map();
  for (const { prefix, wait } of board.services) {
    if (!wait) continue;
    const said = sayWait(wait);
    lines.set(said, [...(lines.get(said) ?? []), prefix]);
  }
  return [...lines].map(([said, list]) => (list.length < board.services.length ? `${list.join(", ")} ${said}` : said)).join(" · ");
}

/** A way to complain, with the word for its kind where there is one. */
function contact({ kind, text }) {
  const key = `board.script.contact.${kind}`;
  const word = say(key);
  return word === key ? text : `${word} ${text}`;
}

function sentences() {
  const list = [];
  if (board.notice) list.push(inLanguage(board.notice));
  for (const s of board.stages) if (s.paused) list.push(`${inLanguage(s.name)}: ${inLanguage(s.paused)}`);
  for (const line of board.office.ticker ?? []) list.push(inLanguage(line));
  if (waits()) list.push(say("board.script.newcomers", { waits: waits() }));
  const contacts = (board.office.contacts ?? []).map(contact).join(" · ");
  if (board.stages.some((s) => s.waiting.some((w) => w.p))) list.push(say("board.script.ratio", board.office.ratio));
  if (contacts) list.push(say("board.script.complaints", { contacts }));
  return list;
}

function drawTicker() {
  const list = sentences();
  const text = list.length ? list[sentence % list.length] : "";
  if (at("ticker").textContent !== text) at("ticker").textContent = text;
}

function tick() {
  if (!board) return;
  const now = officeNow();
  at("clock").textContent = clock(now, say("time.clock"));
  const t = new Date(now + board.office.offset * 1000);
  at("date").textContent = say("time.date", {
    weekday: say(`time.weekday.${t.getUTCDay()}`), day: t.getUTCDate(),
    month: say(`time.month.${t.getUTCMonth() + 1}`), year: t.getUTCFullYear(),
  });
}

setInterval(tick, 1000);
setInterval(() => {
  sentence++;
  if (board) drawTicker();
}, 9_000);

follow({
  watch: "wall",
  onBoard(fresh, message) {
    board = fresh;
    take(board.calls, message.epoch);
    drawRecent();
    drawDesks();
    drawStages();
    drawStill();
    drawTicker();
    tick();
  },
  onLink: showLink,
});
