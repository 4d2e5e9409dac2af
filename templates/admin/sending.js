"use strict";
// Renews the page of a letter that goes, part by part: what did not change stays as it is, so that no press is lost.
const issuePage = document.getElementById("issue");
let lastTenth = 0;

async function renewIssue() {
  const response = await fetch(location.pathname, { cache: "no-store" }).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of issuePage.querySelectorAll("[id^=part-]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || fresh.innerHTML === part.innerHTML || isHeld(part)) continue;
    for (const was of part.querySelectorAll("details[data-key]")) {
      const is = fresh.querySelector(`details[data-key="${was.dataset.key}"]`);
      if (is) is.open = was.open;
    }
    const [bar, freshBar] = [part.querySelector("progress"), fresh.querySelector("progress")];
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    part.replaceChildren(...fresh.childNodes);
    if (bar && freshBar) {
      // The bar that is there grows.
      bar.value = freshBar.value;
      freshBar.replaceWith(bar);
    }
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }
  sayProgress();
}

// A box that somebody ticked is not taken away.
function isHeld(part) {
  return part.querySelector("input[type=checkbox]:checked") !== null && part.querySelector("#resume") !== null;
}

// People who hear the page hear each tenth, and every other state.
function sayProgress() {
  const bar = issuePage.querySelector("progress");
  const state = document.getElementById("state").textContent;
  const tenth = bar ? Math.floor((10 * bar.value) / Math.max(bar.max, 1)) : 10;
  const heard = `${state}, ${tenth}`;
  if (heard === lastTenth) return;
  lastTenth = heard;
  announce(bar ? `${state}: ${document.getElementById("count").textContent}` : issuePage.querySelector(".result").textContent);
}

if (issuePage?.dataset.stream) {
  const stream = new EventSource(issuePage.dataset.stream);
  stream.addEventListener("change", renewIssue);
}

// Whoever chooses a day means it.
for (const field of document.querySelectorAll(".later input[type=date], .later input[type=time]")) {
  field.addEventListener("change", () => {
    document.querySelector("input[name=when][value=later]").checked = true;
  });
}
