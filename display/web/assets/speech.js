// Speaks the calls, each to its end and in order, with the browser's own
// voice. A browser allows no sound before somebody has clicked.

import { say } from "./words.js";

const synth = window.speechSynthesis;
const LONGEST = 60_000; // ms; a voice that never says it has ended holds nobody up

/** A number as it is read out: letters and digits one by one. */
function spelled(number) {
  return [...number].map((c) => (c >= "0" && c <= "9" ? say(`board.script.digit.${c}`) : c)).join(", ");
}

/** Makes a button turn the voice on and off; the function it returns says a call, with a promise of its end. */
export function speaker(button) {
  let on = false;

  function draw() {
    button.setAttribute("aria-pressed", String(on));
    button.textContent = say(synth ? (on ? "board.script.sound.on" : "board.script.sound.off") : "board.script.sound.none");
    button.disabled = !synth;
  }

  button.addEventListener("click", () => {
    on = !on;
    if (!on) synth.cancel();
    draw();
  });
  draw();

  return function call({ number, nth }, desk) {
    if (!on) return null;
    const key = nth > 1 ? "board.script.say-again" : "board.script.say";
    const words = new SpeechSynthesisUtterance(say(key, { number: spelled(number), desk }));
    words.lang = document.documentElement.lang;
    words.rate = 0.9;
    return new Promise((end) => {
      words.onend = words.onerror = end;
      setTimeout(end, LONGEST);
      synth.speak(words); // waits for what is being said
    });
  };
}
