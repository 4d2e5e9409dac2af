"use strict";
// Renews the page in place: at a save, and when a reader or a side is chosen. Without it, every link still works.
let turn = new AbortController();

async function show(url, kept) {
  turn.abort();
  turn = new AbortController();
  let answer, text;
  try {
    answer = await fetch(url, { cache: "no-store", signal: turn.signal });
    text = await answer.text();
  } catch {
    return;
  }
  if (!answer.ok) {
    document.querySelector("main").textContent = text;
    return;
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  const [x, y, id, letter] = [scrollX, scrollY, document.activeElement?.id, letterTop()];
  keepWork(page);
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  if (kept) {
    scrollTo(x, y);
    scrollLetter(letter);
  }
  if (id) document.getElementById(id)?.focus({ preventScroll: true });
  hearLetter();
}

// What was opened, closed, typed and clicked stays as it was.
function keepWork(page) {
  for (const was of document.querySelectorAll("details[data-of]")) {
    const is = page.querySelector(`details[data-of="${CSS.escape(was.dataset.of)}"]`);
    if (is) is.open = was.open;
  }
  const [was, is] = [document.getElementById("find"), page.getElementById("find")];
  if (was && is && document.activeElement === was) is.value = was.value;
  const line = document.getElementById("spot")?.dataset.line;
  const spot = page.getElementById("spot");
  if (line && spot?.dataset.of === document.getElementById("spot").dataset.of) fillSpot(spot, line);
}

// How far the letter is scrolled; a frame that is still loading remembers how far it was.
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

// A click into the letter shows where the block stands in the draft; its links lead nowhere from here.
function hearLetter() {
  const frame = document.getElementById("letter");
  if (!frame || !document.getElementById("spot")?.dataset.of) return;
  const hear = () => {
    const letter = frame.contentDocument;
    for (const block of letter?.querySelectorAll("[data-line]") ?? []) block.tabIndex = 0;
    letter?.addEventListener("click", (event) => {
      event.preventDefault();
      showLine(letter, event.target);
    });
    letter?.addEventListener("keydown", (event) => {
      if (event.key === "Enter") showLine(letter, event.target);
      else hearKey(event);
    });
  };
  frame.addEventListener("load", hear);
  hear();
}

async function showLine(letter, target) {
  const spot = document.getElementById("spot");
  const blocks = [...letter.querySelectorAll("[data-line]")];
  const before = blocks.filter((block) => block.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING);
  const block = target.closest("[data-line]") ?? before.pop();
  if (!block) return;
  for (const other of blocks) other.style.outline = other === block ? "2px solid #0b5cad" : "";
  await fillSpot(spot, block.dataset.line);
  spot.scrollIntoView({ block: "nearest" });
}

async function fillSpot(spot, line) {
  const answer = await fetch(spot.dataset.of + line, { cache: "no-store" });
  if (!answer.ok) return;
  const piece = new DOMParser().parseFromString(await answer.text(), "text/html");
  spot.replaceChildren(...piece.body.childNodes);
  spot.dataset.line = line;
  spot.hidden = false;
}

function go(url) {
  history.pushState(null, "", url);
  show(location.href, true);
}

addEventListener("popstate", () => show(location.href, true));

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("change", (event) => {
  if (event.target.id === "reader") go(new URL(event.target.value, location.href));
});

document.addEventListener("keydown", hearKey);

function hearKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  if (event.key === "/" && document.getElementById("find")) {
    event.preventDefault();
    document.getElementById("find").focus();
    return;
  }
  const key = { ArrowLeft: "#previous", ArrowRight: "#next", n: "#problem" }[event.key];
  const tab = document.querySelectorAll(".tabs a")[Number(event.key) - 1];
  const link = key ? document.querySelector(key) : tab;
  if (!link) return;
  event.preventDefault();
  link.click();
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".find")) return;
  event.preventDefault();
  go("?" + new URLSearchParams(new FormData(event.target)));
});

hearLetter();

const events = new EventSource(document.documentElement.dataset.base + "/changes");
const live = document.getElementById("live");
let lost = false;
events.addEventListener("ready", () => {
  live.hidden = false;
  live.textContent = live.dataset.words;
  if (lost) show(location.href, true);
  lost = false;
});
events.addEventListener("change", () => show(location.href, true));
events.addEventListener("error", () => {
  lost = true;
  live.textContent = "the desk is closed";
});
