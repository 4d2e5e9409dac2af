// What was changed in what was pasted.
import { undo } from "prosemirror-history";

export class PasteNotes {
  constructor(box) {
    this.box = box;
    [this.summary, this.list] = [box.querySelector("p"), box.querySelector("ul")];
    this.undo = box.querySelector("[data-undo]");
    this.undo.addEventListener("click", () => {
      const { view } = this;
      this.hide();
      undo(view.state, view.dispatch);
      view.focus();
    });
    box.querySelector("[data-close]").addEventListener("click", () => {
      const { view } = this;
      this.hide();
      view.focus();
    });
  }

  /** Lists what was changed; nothing is shown where nothing was. */
  show(view, { changes, failure }) {
    this.hide();
    if (view.isDestroyed || (!changes.length && !failure)) return;
    this.view = view;
    this.box.hidden = false;
    const count = changes.length === 1 ? "one change" : `${changes.length} changes`;
    this.summary.textContent = failure ? `Pasted as plain text, because ${failure}.` : `Pasted, with ${count}:`;
    this.list.replaceChildren(...changes.map(item));
    this.list.hidden = !changes.length;
    this.undo.hidden = false;
  }

  /** Keeps the list, but not its button, when the text has changed again: the last step is another one. */
  settle() {
    this.undo.hidden = true;
  }

  hide() {
    this.view = null;
    this.box.hidden = true;
  }
}

function item({ message, near }) {
  const line = document.createElement("li");
  // Between backticks is code.
  const parts = message.split("`").map((part, at) => {
    if (at % 2 === 0) return document.createTextNode(part);
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });
  line.append(...parts);
  if (near && !message.includes(near)) line.append(`, at “${near}”`);
  return line;
}
