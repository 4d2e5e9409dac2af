// What is to be mended and to be looked at.

const textOf = (parts) => (parts ?? []).map((part) => part.text).join("");

/** Lists the findings, and counts them where they are out of sight. */
export class Findings {
  constructor(onGo) {
    this.onGo = onGo;
    this.list = document.getElementById("findings");
    this.counts = document.querySelectorAll("[data-count]");
    this.extra = [];
    this.live = [];
  }

  /** Shows the findings of a text; those that need every copy stay until every copy was made again. */
  show(diagnostics, checks) {
    const key = (found) => `${found.id} ${textOf(found.message)}`;
    if (checks) {
      const known = new Set(this.live.map(key));
      this.extra = diagnostics.filter((found) => !known.has(key(found)));
    } else {
      this.live = diagnostics;
      const known = new Set(diagnostics.map(key));
      diagnostics = [...diagnostics, ...this.extra.filter((found) => !known.has(key(found)))];
    }
    this.all = diagnostics;
    const bad = diagnostics.filter((found) => found.severity === "block").length;
    const other = diagnostics.length - bad;
    const words = [bad && `${bad} to mend`, other && `${other} to look at`].filter(Boolean).join(", ") || "Nothing to mend";
    for (const place of this.counts) {
      if (place.textContent !== words) place.textContent = words;
      place.classList.toggle("bad", bad > 0);
      place.classList.toggle("good", !diagnostics.length);
    }
    this.list.replaceChildren(...diagnostics.map((found) => this.#item(found)));
    return diagnostics.map(({ line, severity, message }) => ({ line, severity, words: textOf(message) }));
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
    if (found.line) {
      const go = document.createElement("button");
      go.type = "button";
      go.textContent = `Go to line ${found.line}`;
      go.addEventListener("click", () => this.onGo(found.line));
      item.append(go);
    }
    return item;
  }
}

function parts(message) {
  return (message ?? []).map(({ text, is_code: isCode }) => {
    if (!isCode) return document.createTextNode(text);
    const code = document.createElement("code");
    code.textContent = text;
    return code;
  });
}
