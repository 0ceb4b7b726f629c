package webtest

import "testing"

// TestMorphMakesLike turns random pieces of a page into others: the result is
// always like the newer one, and what has a name stays the same element.
func TestMorphMakesLike(t *testing.T) {
	s := newSite(t)
	b := visit(t, s.url("/login"))
	fault := eval[string](b, `(async () => {
		const { morph } = await import("/assets/morph.js");
		let seed = 20261123;
		const draw = (n) => (seed = (seed * 48271) % 2147483647) % n;
		const grow = (depth) => {
			const e = document.createElement(["p", "div", "button"][draw(3)]);
			for (const a of ["class", "title", "disabled"]) if (draw(3) === 0) e.setAttribute(a, String(draw(4)));
			const named = new Set();
			for (let i = draw(5); i > 0 && depth > 0; i--) {
				if (draw(3) === 0) { e.append("text " + draw(3)); continue; }
				const child = grow(depth - 1);
				const name = "n" + draw(6);
				if (draw(2) && !named.has(name)) { named.add(name); child.dataset.is = name; }
				e.append(child);
			}
			return e;
		};
		for (let i = 0; i < 400; i++) {
			const old = document.createElement("main");
			const fresh = document.createElement("main");
			old.append(grow(3), grow(2));
			fresh.append(grow(3), grow(2));
			const before = old.outerHTML;
			const want = fresh.cloneNode(true);
			morph(old, fresh);
			const got = old.cloneNode(true);
			got.normalize();
			want.normalize();
			if (!got.isEqualNode(want)) return before + "\n became\n" + got.outerHTML + "\n not\n" + want.outerHTML;
		}
		const list = document.createElement("ul");
		list.innerHTML = '<li data-is="a">1</li><li data-is="b">2</li><li data-is="c">3</li>';
		const [a, bb, c] = list.children;
		const next = document.createElement("ul");
		next.innerHTML = '<li data-is="c">33</li><li data-is="x">9</li><li data-is="a">1</li>';
		morph(list, next);
		if (list.children[0] !== c || list.children[2] !== a || bb.isConnected || c.textContent !== "33") return "names are not kept: " + list.outerHTML;
		return "";
	})()`)
	if fault != "" {
		t.Error(fault)
	}
}
