// Buttons and forms that send a wish to the API. The page says which:
//   data-post="/api/v1/…"      where to
//   data-method="PUT"          how, if not POST
//   data-json='{"…":…}'        what
//   data-dialog="id"           opens a dialog instead
//   data-sure="…"              asks first
//   data-once                  never sends it twice by itself (it takes no key)
//   data-need="a b"            a form says what is missing unless a or b is filled
// A form sends its fields; a field may be named in a path as {field}.

import { send } from "./api.js";
import { refresh, tell } from "./live.js";
import { say, sayProblem } from "./words.js";

const inFlight = new Set(); // buttons and forms whose wish is on its way
let before = Promise.resolve(); // the wish before this one

/**
 * Sends what a button or form asks for; true when it was done. Wishes go one
 * after the other, and a second press of the same button is the first.
 */
async function act(element, body) {
  if (inFlight.has(element)) return false;
  inFlight.add(element);
  document.body.classList.add("busy");
  const turn = before;
  let over;
  before = new Promise((done) => (over = done));
  await turn;
  try {
    const answer = await send(pathOf(element, body), body, {
      method: element.dataset.method,
      tries: "once" in element.dataset ? 1 : undefined,
    });
    element.dispatchEvent(new CustomEvent("done", { bubbles: true, detail: answer }));
    return true;
  } catch (problem) {
    tell(sayProblem(problem));
    return false;
  } finally {
    over();
    inFlight.delete(element);
    document.body.classList.toggle("busy", inFlight.size > 0);
    refresh();
  }
}

const pathOf = (element, body) =>
  element.dataset.post.replace(/\{(\w+)\}/g, (_, field) => {
    const value = body[field];
    delete body[field];
    return encodeURIComponent(value);
  });

/** A form's fields as the API wants them. */
export function fieldsOf(form) {
  const body = form.dataset.json ? JSON.parse(form.dataset.json) : {};
  for (const field of form.elements) {
    if (!field.name || field.disabled || (field.type === "radio" && !field.checked)) continue;
    if (field.type === "checkbox") {
      if (field.checked) (body[field.name] ??= []).push(field.value);
      continue;
    }
    const value = field.value.trim();
    if (value === "") continue;
    if (field.dataset.text) body[field.name] = { ...body[field.name], [field.dataset.text]: value };
    else body[field.name] = field.type === "number" ? Number(value) : value;
  }
  return body;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button, a");
  if (!button || button.disabled) return;
  const { dialog, post, sure, json } = button.dataset;
  if (dialog) open(document.getElementById(dialog));
  else if ("close" in button.dataset) button.closest("dialog").close();
  else if (post && sure) ask(button);
  else if (post) act(button, json ? JSON.parse(json) : {});
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.post) return;
  event.preventDefault();
  const body = fieldsOf(form);
  if (form.dataset.need && !form.dataset.need.split(" ").some((name) => name in body)) return tell(say("script.need"));
  const dialog = form.closest("dialog");
  dialog?.close(); // first, so that the page behind it comes up to date
  if (await act(form, body)) form.reset();
  else if (dialog && dialog.isConnected) open(dialog);
});

function open(dialog) {
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[autofocus], input, select, button")?.focus();
}

/** Asks before a wish that cannot be taken back. */
function ask(button) {
  const dialog = document.getElementById("sure");
  dialog.querySelector("p").textContent = button.dataset.sure;
  dialog.onclose = () => {
    if (dialog.returnValue === "yes") act(button, button.dataset.json ? JSON.parse(button.dataset.json) : {});
  };
  dialog.returnValue = "";
  dialog.showModal();
}
