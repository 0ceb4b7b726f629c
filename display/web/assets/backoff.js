// How long a page waits before it dials the office again: at least SHORTEST,
// at most first, doubling up to LONGEST, and anything in between by chance, so
// that what was cut off at one moment does not come back at one moment.

const SHORTEST = 250; // ms
const LONGEST = 10_000;

/** The first wait of a desk or a screen, of which there are few, is at most this. */
export const SOON = 500;
/** The same for a phone, of which there are thousands. */
export const CALM = 4_000;

/** The wait in ms after attempt dials that failed, first being SOON or CALM and chance in [0, 1). */
export function wait(attempt, first, chance) {
  const most = Math.min(LONGEST, first * 2 ** attempt);
  return SHORTEST + chance * (most - SHORTEST);
}
