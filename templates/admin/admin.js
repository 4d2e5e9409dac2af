"use strict";
// Updates the page in place: after a save, and when a reader or a view is chosen. Every link works without it.
let request = new AbortController();

async function load(url, keepScroll) {
  request.abort();
  request = new AbortController();
  let response, text;
  try {
    response = await fetch(url, { cache: "no-store", signal: request.signal });
    text = await response.text();
  } catch {
    return;
  }
  if (!response.ok) {
    document.querySelector("main").textContent = text;
    return;
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  const [x, y, focused, letter] = [scrollX, scrollY, document.activeElement?.id, letterTop()];
  keepState(page);
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  if (keepScroll) {
    scrollTo(x, y);
    scrollLetter(letter);
  }
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  listenToLetter();
}

// Keeps what was opened, closed, typed and clicked.
function keepState(page) {
  for (const was of document.querySelectorAll("details[data-key]")) {
    const is = page.querySelector(`details[data-key="${CSS.escape(was.dataset.key)}"]`);
    if (is) is.open = was.open;
  }
  const [was, is] = [document.getElementById("find"), page.getElementById("find")];
  if (was && is && document.activeElement === was) is.value = was.value;
  const before = document.getElementById("source-excerpt")?.dataset;
  const excerpt = page.getElementById("source-excerpt");
  if (before?.line && excerpt?.dataset.sourceUrl === before.sourceUrl) fillExcerpt(excerpt, before.line);
}

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
  for (const other of blocks) other.style.outline = other === block ? "2px solid #0b5cad" : "";
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

function go(url) {
  history.pushState(null, "", url);
  load(location.href, true);
}

addEventListener("popstate", () => load(location.href, true));

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.href);
});

document.addEventListener("change", (event) => {
  if (event.target.id === "reader") go(new URL(event.target.value, location.href));
});

document.addEventListener("keydown", handleKey);

function handleKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  if (event.key === "/" && document.getElementById("find")) {
    event.preventDefault();
    document.getElementById("find").focus();
    return;
  }
  const key = { ArrowLeft: "#previous", ArrowRight: "#next", n: "#next-problem" }[event.key];
  const tab = document.querySelectorAll(".tabs a")[Number(event.key) - 1];
  const link = key ? document.querySelector(key) : tab;
  if (!link) return;
  event.preventDefault();
  link.click();
}

document.addEventListener("submit", async (event) => {
  if (event.target.matches(".new-letter")) {
    event.preventDefault();
    // A form that sends itself does not say where it comes from.
    const response = await fetch(event.target.action, { method: "POST", body: new URLSearchParams(new FormData(event.target)) });
    if (response.ok) return location.assign(response.url);
    const alert = event.target.querySelector("[role=alert]");
    alert.textContent = await response.text();
    alert.hidden = false;
    return;
  }
  if (!event.target.matches(".find")) return;
  event.preventDefault();
  go("?" + new URLSearchParams(new FormData(event.target)));
});

listenToLetter();

const events = new EventSource(document.documentElement.dataset.basePath + "/changes");
const live = document.getElementById("live");
let lost = false;
events.addEventListener("ready", () => {
  live.hidden = false;
  live.textContent = live.dataset.text;
  if (lost) load(location.href, true);
  lost = false;
});
events.addEventListener("change", () => load(location.href, true));
events.addEventListener("error", () => {
  lost = true;
  live.textContent = "the preview is closed";
});
