"use strict";
// Renews the figures while a letter goes; the scroll place, the focus and what is unfolded stay.
const PAUSE = 3000;

async function renew() {
  const figures = document.getElementById("figures");
  if (figures?.matches("[data-moving]") && !document.hidden) {
    try {
      const response = await fetch(location.href, { cache: "no-store" });
      if (response.ok) show(figures, new DOMParser().parseFromString(await response.text(), "text/html"));
    } catch {
      // The program may have stopped; the next turn looks again.
    }
  }
  setTimeout(renew, PAUSE);
}

function show(figures, page) {
  const fresh = page.getElementById("figures");
  if (!fresh) return;
  for (const was of figures.querySelectorAll("details[data-key]")) {
    const is = fresh.querySelector(`details[data-key="${CSS.escape(was.dataset.key)}"]`);
    if (is) is.open = was.open;
  }
  const key = document.activeElement?.closest("details[data-key]")?.dataset.key;
  const [x, y] = [scrollX, scrollY];
  figures.replaceWith(fresh);
  scrollTo(x, y);
  if (key) document.querySelector(`details[data-key="${CSS.escape(key)}"] summary`)?.focus({ preventScroll: true });
}

const print = document.getElementById("print");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
setTimeout(renew, PAUSE);
