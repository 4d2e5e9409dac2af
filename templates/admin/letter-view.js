"use strict";
// The frame of a letter: it stays where it was scrolled to, and a click in it shows the line of the draft.

// Returns how far the letter is scrolled; a frame that is still loading remembers the last position.
function letterTop() {
  const frame = document.getElementById("letter");
  return Number(frame?.dataset.top ?? frame?.contentDocument?.scrollingElement?.scrollTop ?? 0);
}

function scrollLetter(to) {
  const frame = document.getElementById("letter");
  if (!frame || !to) return;
  frame.dataset.top = to;
  frame.addEventListener("load", () => {
    delete frame.dataset.top;
    frame.contentDocument?.scrollingElement?.scrollTo(0, to);
  }, { once: true });
}

// A click on a block of the letter shows its line in the draft; links in the letter are not followed.
function listenToLetter() {
  const frame = document.getElementById("letter");
  if (!frame || !document.getElementById("source-excerpt")?.dataset.sourceUrl) return;
  const listen = () => {
    const letter = frame.contentDocument;
    for (const block of letter?.querySelectorAll("[data-line]") ?? []) block.tabIndex = 0;
    letter?.addEventListener("click", (event) => {
      event.preventDefault();
      showLine(letter, event.target);
    });
    letter?.addEventListener("keydown", (event) => {
      if (event.key === "Enter") showLine(letter, event.target);
      else handleKey(event);
    });
  };
  frame.addEventListener("load", listen);
  listen();
}

async function showLine(letter, target) {
  const excerpt = document.getElementById("source-excerpt");
  const blocks = [...letter.querySelectorAll("[data-line]")];
  const before = blocks.filter((block) => block.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING);
  const block = target.closest("[data-line]") ?? before.pop();
  if (!block) return;
  for (const other of blocks) other.style.outline = other === block ? "2px solid #7a1f3d" : "";
  await fillExcerpt(excerpt, block.dataset.line);
  excerpt.scrollIntoView({ block: "nearest" });
}

async function fillExcerpt(excerpt, line) {
  const response = await fetch(excerpt.dataset.sourceUrl + line, { cache: "no-store" });
  if (!response.ok) return;
  const fragment = new DOMParser().parseFromString(await response.text(), "text/html");
  excerpt.replaceChildren(...fragment.body.childNodes);
  excerpt.dataset.line = line;
  excerpt.hidden = false;
}

let letterPlace = 0;
document.addEventListener("page:leave", (event) => {
  letterPlace = letterTop();
  const before = document.getElementById("source-excerpt")?.dataset;
  const excerpt = event.detail.getElementById("source-excerpt");
  if (before?.line && excerpt?.dataset.sourceUrl === before.sourceUrl) fillExcerpt(excerpt, before.line);
});
document.addEventListener("page:show", () => {
  scrollLetter(letterPlace);
  listenToLetter();
});
listenToLetter();
