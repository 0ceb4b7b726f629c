// Brings a piece of the page up to date with a newer rendering of it, changing
// only what differs: a button under a finger, the focus and a half-filled form
// stay where they are.

/** Makes old like fresh. Parts marked data-keep and open dialogs are left alone. */
export function morph(old, fresh) {
  if (old.isEqualNode(fresh) || kept(old)) return;
  attributes(old, fresh);
  const next = [...fresh.childNodes];
  const rest = [...old.childNodes];
  let at = 0;
  for (const child of next) {
    const twin = take(rest, child);
    const here = old.childNodes[at] ?? null;
    if (!twin) {
      old.insertBefore(child, here);
    } else {
      if (twin !== here) old.insertBefore(twin, here);
      if (twin.nodeType === Node.ELEMENT_NODE) morph(twin, child);
      else if (twin.data !== child.data) twin.data = child.data;
    }
    at++;
  }
  for (const gone of rest) if (!inUse(gone)) gone.remove();
}

const inUse = (node) => node.localName === "dialog" && node.open;
const kept = (node) => inUse(node) || (node.nodeType === Node.ELEMENT_NODE && node.hasAttribute("data-keep"));

/** Takes the node of the old list that stands for the same thing as child. */
function take(rest, child) {
  const i = rest.findIndex((node) => same(node, child));
  return i < 0 ? null : rest.splice(i, 1)[0];
}

function same(a, b) {
  if (a.nodeType !== b.nodeType) return false;
  return a.nodeType !== Node.ELEMENT_NODE || (a.localName === b.localName && nameOf(a) === nameOf(b));
}

const nameOf = (e) => e.id || e.dataset.is || "";

function attributes(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
}
