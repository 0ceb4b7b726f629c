// What a page's script says, in the page's language, from the page itself.

const data = JSON.parse(document.getElementById("data").textContent);

/** The wording for a key, with the places marked {name} filled. */
export function say(key, values = {}) {
  const text = data.words[key] ?? key;
  return text.replace(/\{([a-z_]+)\}/g, (all, name) => values[name] ?? all);
}

/** The page's name for something by its kind ("desk") and id. */
export const nameOf = (kind, id) => data.names[kind]?.[id] ?? id;

/** How long people wait, between two numbers of minutes, as the server says it (page_funcs.go). */
export function sayWait([from, to]) {
  if (from === 0) return say("time.wait-under", { to });
  if (from >= 60) return say("time.wait-hours", { from: Math.floor(from / 60), to: Math.ceil(to / 60) });
  return say("time.wait", { from, to });
}

/** Text that may come in several languages, in the page's. */
export function inLanguage(text) {
  if (!text) return "";
  return text[document.documentElement.lang] || text.id || Object.values(text)[0] || "";
}

/** What to tell a person about a problem the API answered with. */
export function sayProblem({ code, args = {}, status, detail }) {
  const values = {};
  for (const [name, value] of Object.entries(args)) values[name] = named(name, value);
  for (const key of [`refusal.${code}`, `problem.${code}`, `problem.${status}`]) {
    if (data.words[key]) return say(key, values);
  }
  return detail || say("problem.503");
}

function named(arg, value) {
  if (arg === "state") return say(`state.${value}`);
  if (arg === "at") return data.names.stage[value] ?? data.names.hold[value] ?? value;
  return nameOf(arg, value);
}
