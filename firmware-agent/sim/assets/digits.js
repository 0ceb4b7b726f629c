// A seven-segment display as SVG: one group per digit, one shape per segment,
// a (bit 0) to g (bit 6), and the dot (bit 7).

const namespace = "http://www.w3.org/2000/svg";
const shapes = [
  "M8,4 H36 L32,9 H12 Z",
  "M38,6 V33 L33,30 V11 Z",
  "M38,37 V64 L33,59 V40 Z",
  "M8,66 H36 L32,61 H12 Z",
  "M6,37 V64 L11,59 V40 Z",
  "M6,6 V33 L11,30 V11 Z",
  "M10,35 L13,32 H31 L34,35 L31,38 H13 Z",
  "M42,62 h5 v5 h-5 z",
];
const width = 50;

function element(name, attributes) {
  const e = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  return e;
}

// tube makes a display; its show() takes the sets of segments, none for off.
export function tube() {
  const svg = element("svg", { class: "tube", role: "img" });
  let digits = [];
  return {
    svg,
    show(segments, name) {
      svg.setAttribute("aria-label", name);
      const n = segments.length || digits.length || 4;
      if (n !== digits.length) {
        svg.replaceChildren();
        svg.setAttribute("viewBox", `0 0 ${n * width} 70`);
        digits = Array.from({ length: n }, (_, i) => {
          const group = element("g", { transform: `translate(${i * width} 0) skewX(-4)` });
          const parts = shapes.map((d) => element("path", { d }));
          group.append(...parts);
          svg.append(group);
          return parts;
        });
      }
      digits.forEach((parts, i) => {
        const lit = segments[i] ?? 0;
        parts.forEach((part, bit) => part.classList.toggle("lit", (lit >> bit) % 2 === 1));
      });
    },
  };
}
