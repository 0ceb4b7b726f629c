import { tube } from "./digits.js";

const language = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "id";
const words = await (await fetch(`words?lang=${language}`)).json();
const word = (key) => words[key] ?? key;
const byId = (id) => document.getElementById(id);

for (const e of document.querySelectorAll("[data-word]")) e.textContent = word(e.dataset.word);
document.title = word("title");
document.documentElement.lang = language;
byId("language").href = language === "id" ? "?lang=en" : "?";
byId("language").lang = language === "id" ? "en" : "id";

function element(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  e.append(...children);
  return e;
}

function send(path, what) {
  return fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(what) }).catch(() => {});
}

// A finger on a button: down until it leaves, by mouse, touch or keyboard.
function finger(button, pin) {
  let down = false;
  const move = (now) => {
    if (down === now) return;
    down = now;
    send("press", { pin, down });
  };
  button.addEventListener("pointerdown", (e) => {
    button.setPointerCapture(e.pointerId);
    move(true);
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) button.addEventListener(end, () => move(false));
  button.addEventListener("keydown", (e) => {
    if ((e.key === " " || e.key === "Enter") && !e.repeat) move(true);
  });
  button.addEventListener("keyup", (e) => {
    if (e.key === " " || e.key === "Enter") move(false);
  });
  button.addEventListener("blur", () => move(false));
  button.addEventListener("contextmenu", (e) => e.preventDefault());
}

// A kiosk or a desk, made once and brought up to date with each state.
function place(p, kiosk) {
  const lamp = element("span", { class: "lamp", role: "img" });
  const title = element("h2", {}, lamp, kiosk ? word("kiosk") : p.name);
  const box = element("article", { class: kiosk ? "plate kiosk" : "plate desk", "data-place": p.name }, title);
  lamp.hidden = !p.lamp;
  const screen = tube();
  if (p.display) box.append(screen.svg);
  const buttons = element("div", { class: "buttons" });
  const caps = p.buttons.map((b) => {
    const cap = element("button", { type: "button", class: `cap ${b.name}`, "data-pin": b.pin }, element("i"), element("b", {}, word(b.name)), element("small", {}, b.pin));
    finger(cap, b.pin);
    buttons.append(cap);
    return cap;
  });
  box.append(buttons);
  if (["next", "finish"].every((name) => p.buttons.some((b) => b.name === name))) box.append(element("p", { class: "hint" }, word("hold")));
  return {
    box,
    show(now) {
      if (now.lamp) {
        lamp.classList.toggle("lit", now.lamp.lit);
        lamp.setAttribute("aria-label", `${word("lamp")} ${now.lamp.pin}: ${word(now.lamp.pattern)}`);
        lamp.title = word(now.lamp.pattern);
      }
      if (now.display) screen.show(now.display.segments, `${word("display")}: ${now.display.text}`);
      now.buttons.forEach((b, i) => caps[i].classList.toggle("down", b.down));
    },
  };
}

let wiring = "";
let places = [];

// The places are made anew only when something else is wired.
function showPlaces(state) {
  const all = state.kiosk ? [state.kiosk, ...state.desks ?? []] : state.desks ?? [];
  const now = JSON.stringify(all.map((p) => [p.name, p.lamp?.pin, !p.display, p.buttons.map((b) => [b.name, b.pin])]));
  if (now !== wiring) {
    wiring = now;
    places = all.map((p) => place(p, p === state.kiosk));
    byId("places").replaceChildren(...places.map((p) => p.box));
  }
  all.forEach((p, i) => places[i].show(p));
}

const switches = ["paper-out", "paper-low", "cover-open", "cutter", "printer-cable", "network-cable"].map((name) => {
  const box = element("input", { type: "checkbox", id: name });
  box.addEventListener("change", () => send("fault", { name, on: box.checked }));
  byId("faults").append(element("label", { for: name }, box, element("span", {}, word(name))));
  return box;
});

// Newest paper on top, where it leaves the printer. One that still hangs in
// the printer grows.
function showPapers(papers) {
  const strip = byId("strip");
  const old = new Map([...strip.querySelectorAll("img")].map((img) => [img.dataset.n, img]));
  for (const p of papers) {
    const img = old.get(String(p.n)) ?? element("img", { "data-n": p.n });
    old.delete(String(p.n));
    const source = `paper/${p.n}?rows=${p.rows}`;
    if (img.getAttribute("src") !== source) img.src = source;
    img.alt = `${word("paper")} ${p.n}`;
    img.classList.toggle("cut", p.cut);
    if (strip.firstChild !== img) strip.prepend(img);
  }
  for (const img of old.values()) img.remove();
  byId("no-paper").hidden = papers.length > 0;
}

function show(state) {
  byId("board").textContent = state.board ? `${word("board")} ${state.board}` : "";
  byId("link").textContent = `${word("link")}: ${word("link-" + state.link)}`;
  byId("link").className = state.link;
  byId("link").title = state.reason;
  byId("offline").hidden = state.offline === 0;
  byId("offline").textContent = `${state.offline} ${word("offline")}`;
  byId("waiting").hidden = state.board !== "";
  byId("printer-state").textContent = word("state-" + state.printer);
  byId("printer-state").className = state.printer;
  byId("nonsense").hidden = state.nonsense === "";
  byId("nonsense").textContent = state.nonsense;
  for (const box of switches) box.checked = state.faults[box.id];
  showPlaces(state);
  showPapers(state.papers ?? []);
}

const stream = new EventSource("state");
stream.onmessage = (e) => show(JSON.parse(e.data));
stream.onerror = () => {
  byId("link").textContent = word("gone");
  byId("link").className = "down";
};
