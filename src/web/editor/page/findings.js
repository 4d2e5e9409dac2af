// What is to be mended and to be looked at.

export const textOf = (parts) => (parts ?? []).map((part) => part.text).join("");

/** Returns where a suggestion changes a text, or -1 if the text is another one by now. */
export function placeOf({ line, column, from }, text) {
  const lines = text.split("\n");
  if (line < 1 || line > lines.length) return -1;
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const here = lines[line - 1];
  // Columns count characters, and a string counts their halves.
  const at = [...here].slice(0, Math.max(0, column - 1)).join("").length;
  if (text.startsWith(from, start + at)) return start + at;
  const first = here.indexOf(from);
  return from && first >= 0 && first === here.lastIndexOf(from) ? start + first : -1;
}

/** Returns the words of the button that writes a suggestion. */
export function suggestionWords({ from, to }) {
  const shown = to.trim() || to.replace(/\n/g, "↵");
  if (from && !to) return "Delete it";
  return shown && shown.length <= 40 && !from.includes(to) ? `Write “${shown}”` : "Write it so";
}

/** Returns the buttons for what can be done about a finding. */
export function remedies(found, { goTo, mend, describe }) {
  const button = (words, act, label) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  };
  const buttons = [];
  if (found.suggestion && mend) buttons.push(button(suggestionWords(found.suggestion), () => mend(found.suggestion)));
  if (found.id === "img-alt" && describe) buttons.push(button("Say what it shows", () => describe(found.line)));
  if (found.line && goTo) buttons.push(button(`Go to line ${found.line}`, () => goTo(found.line)));
  return buttons;
}

/** Lists the findings, and counts them where they are out of sight. */
export class Findings {
  constructor(acts) {
    this.acts = acts;
    this.list = document.getElementById("findings");
    this.counts = document.querySelectorAll("[data-count]");
    this.extra = [];
    this.live = [];
  }

  /** Shows the findings of a text; those that need every copy stay until every copy was made again. */
  show(diagnostics, copies) {
    const key = (found) => `${found.id} ${textOf(found.message)}`;
    if (copies) {
      const known = new Set(this.live.map(key));
      this.extra = diagnostics.filter((found) => !known.has(key(found)));
    } else {
      this.live = diagnostics;
      const known = new Set(diagnostics.map(key));
      diagnostics = [...diagnostics, ...this.extra.filter((found) => !known.has(key(found)))];
    }
    const bad = diagnostics.filter((found) => found.severity === "block").length;
    const other = diagnostics.length - bad;
    const words = [bad && `${bad} to mend`, other && `${other} to look at`].filter(Boolean).join(", ") || "Nothing to mend";
    for (const place of this.counts) {
      if (place.textContent !== words) place.textContent = words;
      place.classList.toggle("bad", bad > 0);
      place.classList.toggle("good", !diagnostics.length);
    }
    const short = document.querySelector("[data-short-count]");
    short.textContent = diagnostics.length ? `Checks ${diagnostics.length}` : "Checks";
    short.classList.toggle("bad", bad > 0);
    short.classList.toggle("good", !diagnostics.length);
    // Who works on a finding keeps the focus.
    const shown = JSON.stringify(diagnostics);
    if (shown !== this.shown) this.list.replaceChildren(...diagnostics.map((found) => this.#item(found)));
    this.shown = shown;
    return diagnostics;
  }

  #item(found) {
    const item = document.createElement("li");
    item.className = found.severity;
    const sentence = document.createElement("p");
    const sign = document.createElement("strong");
    sign.textContent = found.severity === "block" ? "To mend: " : "To look at: ";
    sentence.append(sign, ...parts(found.message));
    item.append(sentence);
    if (found.help) {
      const help = document.createElement("p");
      help.className = "help";
      help.append(...parts(found.help));
      item.append(help);
    }
    const row = document.createElement("p");
    row.className = "row";
    row.append(...remedies(found, this.acts));
    if (row.childElementCount) item.append(row);
    return item;
  }
}

/** Returns a sentence as nodes: its words, and its code. */
export function parts(message) {
  return (message ?? []).map(({ text, is_code: isCode }) => {
    if (!isCode) return document.createTextNode(text);
    const code = document.createElement("code");
    code.textContent = text;
    return code;
  });
}
