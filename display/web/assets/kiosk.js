// The kiosk: choose a service, perhaps type a slip's code, get a number.

import { newKey, send } from "./api.js";
import { follow, refresh } from "./live.js";
import { nameOf, say, sayProblem } from "./words.js";

const CODE = 8; // letters of a code
const at = (id) => document.getElementById(id);
const config = at("kiosk").dataset;

let screen = "start";
let keys = new Map(); // this visit's wishes and their idempotency keys
let busy = false;
let typing = null; // what the keypad is for: {service} or {again: true}
let typed = "";

// --- screens

function show(id) {
  screen = id;
  onlyScreen();
  if (id !== "start") at(`${id}-title`).focus();
  wake();
}

function onlyScreen() {
  for (const s of document.querySelectorAll(".screen")) s.hidden = s.id !== screen;
}

// A view that was on its way when the screen changed shows the start.
document.addEventListener("fresh", onlyScreen);

function start() {
  if (config.home) return location.assign(config.home); // back to the office's own language
  keys = new Map();
  typing = null;
  typed = "";
  at("priority").setAttribute("aria-pressed", "false");
  at("issued-qr").removeAttribute("src");
  show("start");
  refresh();
}

// --- the countdown: a screen left alone goes back to the start

let left = 0;
setInterval(tick, 1000);

function wake() {
  left = Number(config.seconds);
  count();
}

function tick() {
  if (busy) return;
  const resting = screen === "start" && !config.home && at("priority").getAttribute("aria-pressed") === "false";
  if (resting) return;
  left--;
  if (left <= 0) return start();
  count();
}

function count() {
  for (const p of document.querySelectorAll("[data-countdown]")) p.textContent = say("kiosk.script.countdown", { n: left });
}

addEventListener("pointerdown", wake);
addEventListener("keydown", wake);

// --- taking a number

/** Does a wish of this visit; the same wish twice is one. */
async function wish(path, body) {
  const what = path + JSON.stringify(body);
  if (!keys.has(what)) keys.set(what, newKey());
  return send(path, body, { key: keys.get(what) });
}

async function once(work) {
  if (busy) return;
  busy = true;
  document.body.classList.add("busy");
  try {
    await work();
  } catch (problem) {
    refuse(problem);
  } finally {
    busy = false;
    document.body.classList.remove("busy");
    wake();
  }
}

const takeNumber = (service, slip) =>
  once(async () => {
    const body = { service };
    if (at("priority").getAttribute("aria-pressed") === "true") body.priority = true;
    if (slip) body.slip = slip;
    issued(await wish("/api/v1/tickets", body), service);
  });

const comeBack = (code) => once(async () => issued(await wish(`/api/v1/tickets/${code}/check-in`, {})));

/** Shows a number; service is what somebody new has chosen. */
function issued(ticket, service) {
  at("issued-number").textContent = ticket.number;
  at("issued-service").textContent = nameOf("service", ticket.service);
  at("issued-ahead").textContent = ticket.ahead;
  at("issued-wait").textContent = (service && document.querySelector(`[data-service="${service}"] .wait`)?.textContent) || "";
  at("issued-stage").textContent = say("kiosk.script.stage", { stage: nameOf("stage", ticket.stage) });
  at("issued-code").textContent = `${ticket.code.slice(0, 4)}-${ticket.code.slice(4)}`;
  at("issued-paper").hidden = at("start").dataset.prints !== "true";
  at("issued-qr").src = `/s/${ticket.code}/qr.svg`;
  show("issued");
}

function refuse(problem) {
  at("refused-why").textContent = sayProblem(problem);
  at("refused-back").hidden = typing === null;
  show("refused");
}

// --- the keypad

function openKeypad(what) {
  typing = what;
  type("");
  const kind = what.again ? "again" : "pickup";
  for (const e of document.querySelectorAll("[data-for]")) e.hidden = e.dataset.for !== kind;
  show("keypad");
}

function type(code) {
  typed = code.slice(0, CODE);
  const boxes = [...typed.padEnd(CODE, "·")];
  at("typed").replaceChildren(...boxes.map((letter, i) => box(letter, i)));
  at("typed-do").disabled = typed.length < CODE;
  for (const key of document.querySelectorAll(".key")) key.disabled = typed.length === CODE;
}

function box(letter, i) {
  const b = document.createElement("span");
  b.textContent = letter;
  b.className = i < typed.length ? "letter" : "letter empty";
  return b;
}

function typedDone() {
  if (typed.length < CODE) return;
  if (typing.again) comeBack(typed);
  else takeNumber(typing.service, typed);
}

addEventListener("keydown", (event) => {
  if (screen !== "keypad" || event.ctrlKey || event.altKey || event.metaKey) return;
  const letter = event.key.toUpperCase();
  if (letter.length === 1 && at("keypad").querySelector(`[data-letter="${CSS.escape(letter)}"]`)) type(typed + letter);
  else if (event.key === "Backspace") type(typed.slice(0, -1));
});

// --- touches

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || busy) return;
  if (button.dataset.service && "pickup" in button.dataset) openKeypad({ service: button.dataset.service });
  else if (button.dataset.service) takeNumber(button.dataset.service);
  else if (button.dataset.letter) type(typed + button.dataset.letter);
  else if ("start" in button.dataset) start();
  else press[button.id]?.(button);
});

const press = {
  priority: (b) => b.setAttribute("aria-pressed", b.getAttribute("aria-pressed") === "false"),
  "back-again": () => openKeypad({ again: true }),
  rub: () => type(typed.slice(0, -1)),
  "no-slip": () => takeNumber(typing.service),
  "typed-do": typedDone,
  "refused-back": () => openKeypad(typing),
};

follow(1000, () => screen === "start");
wake();
