"use strict";
// What all pages share: they change in place after a save, answer to keys, and open sheets. Every link works without it.
const main = () => document.querySelector("main");
let request = new AbortController();
let shown = location.pathname + location.search;

async function load(url) {
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
    main().textContent = text;
    return;
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  const [x, y, focused] = [scrollX, scrollY, document.activeElement?.id];
  shown = location.pathname + location.search;
  keepState(page);
  // The script of an area keeps what it knows, and takes it up again afterwards.
  document.dispatchEvent(new CustomEvent("page:leave", { detail: page }));
  document.title = page.title;
  main().replaceWith(page.querySelector("main"));
  scrollTo(x, y);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("page:show"));
}

// Keeps what was opened, closed and typed.
function keepState(page) {
  for (const was of document.querySelectorAll("details[data-key]")) {
    const is = page.querySelector(`details[data-key="${CSS.escape(was.dataset.key)}"]`);
    if (is) is.open = was.open;
  }
  for (const was of document.querySelectorAll("main input[type=search][id]")) {
    const is = page.getElementById(was.id);
    if (is && document.activeElement === was) is.value = was.value;
  }
}

function go(url) {
  history.pushState(null, "", url);
  load(location.href);
}

// Says something to people who hear the page.
function announce(words) {
  document.getElementById("status").textContent = words;
}

// A link to a place on the page, as in a list of mistakes, loads nothing.
addEventListener("popstate", () => shown !== location.pathname + location.search && load(location.href));

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap], a[data-sheet]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  // A sheet is a page of its own where there is no room beside it.
  if (link.matches("[data-sheet]") && matchMedia("(max-width: 40rem)").matches) return;
  event.preventDefault();
  if (link.matches("[data-sheet]")) openSheet(link.href);
  else go(link.href);
});

// Shows the content of a page in a sheet; its forms are sent as on the page, and closing gives the focus back.
async function openSheet(url) {
  const response = await fetch(url, { cache: "no-store" }).catch(() => null);
  if (!response?.ok) return location.assign(url);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const sheet = document.createElement("dialog");
  sheet.className = "sheet";
  sheet.setAttribute("aria-label", page.querySelector("h1")?.textContent.trim() ?? page.title);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.textContent = "Close";
  close.addEventListener("click", () => sheet.close());
  sheet.append(close, ...page.querySelector("main").childNodes);
  sheet.addEventListener("close", () => sheet.remove());
  document.body.append(sheet);
  sheet.showModal();
  document.dispatchEvent(new CustomEvent("page:show", { detail: sheet }));
}

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-go]")) go(new URL(event.target.value, location.href));
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-swap]")) return;
  event.preventDefault();
  go("?" + new URLSearchParams(new FormData(event.target)));
});

// Keys: what has `aria-keyshortcuts` is pressed, or focused if it is a field, by its key.
const keysAreOff = () => document.cookie.split("; ").includes("circular-keys=off");
const keyTargets = () => [...document.querySelectorAll("[aria-keyshortcuts]")].filter((at) => at === showKeys || at.checkVisibility());

function handleKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest("input, select, textarea, [contenteditable=true]") || keysAreOff()) return;
  const open = document.querySelector("dialog[open]");
  const target = keyTargets().find((at) => at.getAttribute("aria-keyshortcuts") === event.key);
  if (!target || (open && !open.contains(target))) return;
  event.preventDefault();
  if (target.matches("input, select, textarea")) target.focus();
  else target.click();
}

document.addEventListener("keydown", handleKey);

const showKeys = document.getElementById("show-keys");
showKeys.hidden = false;
showKeys.addEventListener("click", () => {
  const names = { ArrowLeft: "←", ArrowRight: "→" };
  const rows = keyTargets().flatMap((at) => {
    const [key, words] = [document.createElement("dt"), document.createElement("dd")];
    const kbd = document.createElement("kbd");
    kbd.textContent = names[at.getAttribute("aria-keyshortcuts")] ?? at.getAttribute("aria-keyshortcuts");
    key.append(kbd);
    words.textContent = at === showKeys ? "All keys" : at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? at.textContent;
    return [key, words];
  });
  document.getElementById("keys-list").replaceChildren(...rows);
  document.getElementById("keys-off").checked = keysAreOff();
  document.getElementById("keys").showModal();
});
document.getElementById("keys-off").addEventListener("change", (event) => {
  document.cookie = `circular-keys=${event.target.checked ? "off" : "on"}; path=/; max-age=31536000; samesite=strict`;
});

// Nothing that somebody is typing, choosing or reading in a sheet is replaced.
function mayUpdate() {
  if (!main().hasAttribute("data-live") || document.querySelector("dialog[open], main details[data-hold][open]")) return false;
  const field = document.activeElement;
  return !main().contains(field) || !field.matches("input:not([type=search]), select, textarea");
}

const events = new EventSource(document.documentElement.dataset.basePath + "/changes");
const live = document.getElementById("live");
let lost = false;
events.addEventListener("ready", () => {
  live.hidden = false;
  live.textContent = live.dataset.text;
  if (lost && mayUpdate()) load(location.href);
  lost = false;
});
events.addEventListener("change", () => mayUpdate() && load(location.href));
events.addEventListener("error", () => {
  lost = true;
  live.textContent = "circular was closed";
});

// What a page says about what was just done is also heard.
addEventListener("load", () => {
  const notice = document.querySelector("main > .notice, main > .error-list");
  if (notice) announce(notice.textContent.trim().replace(/\s+/g, " "));
});
