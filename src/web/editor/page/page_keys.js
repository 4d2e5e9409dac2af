// The keys of the page.

const SWITCH = "circular keys";
const FIELDS = "input, select, textarea, [contenteditable=true], .text-editor, dialog";

/** Listens to the keys, and shows a list of all of them. */
export class PageKeys {
  constructor(page) {
    this.page = page;
    this.dialog = document.getElementById("keys-window");
    document.getElementById("keys").addEventListener("click", () => this.dialog.showModal());
    this.single = this.dialog.querySelector("[name=single]");
    this.single.checked = read() !== "off";
    this.single.addEventListener("change", () => write(this.single.checked ? "on" : "off"));
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  #key(event) {
    const { page } = this;
    const command = event.ctrlKey || event.metaKey;
    const inText = !page.isText && page.place.contains(document.activeElement);
    if (event.key === "F6") {
      event.preventDefault();
      this.#toNextPart(event.shiftKey ? -1 : 1);
    } else if (document.querySelector("dialog[open]")) {
      return;
    } else if (command && event.key === "s") {
      event.preventDefault();
      page.autosave.save();
    } else if (command && event.key === "Enter") {
      event.preventDefault();
      const send = document.getElementById("send");
      if (send) page.leaveFor(send.href);
    } else if (command && event.key === "k" && inText) {
      event.preventDefault();
      if (!page.readOnly) page.toolbar.editLink("");
    } else if (!command && !event.altKey && this.single.checked && !event.target.closest?.(FIELDS)) {
      this.#single(event);
    }
  }

  /** Keys without Ctrl, where nothing is typed. */
  #single(event) {
    const click = (selector) => document.querySelector(selector)?.click();
    const views = [...document.querySelectorAll("[data-view]")];
    const acts = {
      "?": () => this.dialog.showModal(),
      "/": () => {
        this.page.showPane("letter");
        document.querySelector("#find input").focus();
      },
      ArrowLeft: () => click("#previous:not(:disabled)"),
      ArrowRight: () => click("#next:not(:disabled)"),
    };
    const act = acts[event.key] ?? (/^[1-9]$/.test(event.key) && views[event.key - 1] ? () => views[event.key - 1].click() : null);
    // The arrows go from button to button in a row of tools.
    if (!act || (event.key.startsWith("Arrow") && event.target.closest?.("[role=toolbar], summary"))) return;
    event.preventDefault();
    act();
  }

  /** Goes from the form to the text, to the letter, to what is to mend. */
  #toNextPart(step) {
    const { page } = this;
    const checks = document.getElementById("checks");
    const parts = [document.getElementById("head"), page.place, document.getElementById("letter-pane"), checks].filter(
      (part) => part.id !== "head" || !page.isText,
    );
    const here = parts.findIndex((part) => part.contains(document.activeElement));
    const next = parts[(here + step + parts.length) % parts.length];
    page.showPane(next.id === "letter-pane" ? "letter" : next === checks ? "checks" : "write");
    if (next === page.place) page.editor.focus();
    else if (next === checks) next.querySelector("summary").focus();
    else {
      if (next.id === "head") page.form.unfold();
      next.querySelector("input, select, button:not(#unfold)")?.focus();
    }
  }
}

function read() {
  try {
    return localStorage.getItem(SWITCH);
  } catch {
    return null;
  }
}

function write(value) {
  try {
    localStorage.setItem(SWITCH, value);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}
