// Wishes to the office, and its answers.

const TRIES = 3;
const TIMEOUT = 5_000;

/** A new idempotency key. (crypto.randomUUID needs https, an office may not.) */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/**
 * Sends a wish and returns the answer's body, or throws a problem
 * {code, args, status}. A wish whose answer got lost is sent again with the
 * same key, which the office does only once.
 */
export async function send(path, body = {}, { method = "POST", key = newKey(), tries = TRIES } = {}) {
  for (let tried = 1; ; tried++) {
    try {
      return await once(path, body, method, key);
    } catch (problem) {
      if (!problem.again || tried >= tries) throw problem;
    }
    await new Promise((wait) => setTimeout(wait, 300 * tried + 200 * Math.random()));
  }
}

async function once(path, body, method, key) {
  const headers = { "Idempotency-Key": key, Accept: "application/json" };
  const request = { method, headers, signal: AbortSignal.timeout(TIMEOUT) };
  if (method !== "DELETE") {
    headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, request);
  } catch {
    throw { code: "offline", again: true };
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw { args: {}, ...answer, status: response.status, again: response.status === 503 };
}
