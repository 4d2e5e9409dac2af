// Earlier versions of the letter: the list, what was different, and the way back.
import { changedLines } from "../core/keep.js";

/** The window with the earlier versions. */
export class Versions {
  constructor(server, getText, { goBack, onError }) {
    Object.assign(this, { server, getText, goBack, onError });
    this.dialog = document.getElementById("versions-window");
    this.list = this.dialog.querySelector("ul");
    this.one = this.dialog.querySelector("[data-version]");
    document.getElementById("versions").addEventListener("click", () => this.open());
    this.dialog.querySelector("[data-all]").addEventListener("click", () => this.#showList());
    this.dialog.querySelector("[data-back]").addEventListener("click", async () => {
      this.dialog.close();
      await this.goBack(this.text);
    });
  }

  async open() {
    const versions = await this.server.versions();
    const none = document.createElement("li");
    none.textContent = "There are none yet. While you write, one is kept each minute, for two days.";
    this.list.replaceChildren(...(versions.length ? versions.map((version) => this.#item(version)) : [none]));
    this.#showList();
    this.dialog.showModal();
  }

  #showList() {
    this.list.hidden = false;
    this.one.hidden = true;
    this.list.querySelector("button")?.focus();
  }

  #item({ id, day, time, added, removed, words }) {
    const item = document.createElement("li");
    const about = document.createElement("span");
    const when = document.createElement("strong");
    when.textContent = `${day}, until ${time}`;
    const what = document.createElement("span");
    what.className = "quiet";
    const lines = (count) => `${count} ${count === 1 ? "line" : "lines"}`;
    const counts = [added && `${lines(added)} written`, removed && `${lines(removed)} taken out`].filter(Boolean).join(", ");
    what.textContent = counts ? `Then ${counts}: “${words}”` : "Then it was saved again as it was";
    about.append(when, what);
    const look = document.createElement("button");
    look.type = "button";
    look.textContent = "Look at it";
    look.setAttribute("aria-label", `Look at the version of ${day}, ${time}`);
    look.addEventListener("click", () => this.#look(id, `${day}, until ${time}`));
    item.append(about, look);
    return item;
  }

  async #look(id, when) {
    try {
      this.text = await this.server.version(id);
    } catch (error) {
      this.dialog.close();
      this.onError(error.message);
      return;
    }
    this.one.querySelector("h3").textContent = when;
    const lines = changedLines(this.text.replace(/\r\n?/g, "\n"), this.getText());
    const shown = lines.map(({ line, kind }) => {
      const row = document.createElement(kind === "same" ? "span" : kind === "old" ? "ins" : "del");
      row.textContent = `${line}\n`;
      return row;
    });
    this.one.querySelector("pre").replaceChildren(...shown);
    this.list.hidden = true;
    this.one.hidden = false;
    this.one.querySelector("[data-back]").focus();
  }
}
