// Earlier versions of the letter: the list, what was different, and the way back.

/** The window with the earlier versions. */
export class Versions {
  constructor(server, getText, goBack) {
    Object.assign(this, { server, getText, goBack });
    this.dialog = document.getElementById("versions-window");
    this.list = this.dialog.querySelector("ul");
    document.getElementById("versions").addEventListener("click", () => this.open());
  }

  async open() {
    const versions = await this.server.versions();
    const none = document.createElement("li");
    none.textContent = "There are none yet. While you write, one is kept each minute for two days.";
    this.list.replaceChildren(...(versions.length ? versions.map((version) => this.#item(version)) : [none]));
    this.dialog.showModal();
  }

  #item({ id, day, time }) {
    const item = document.createElement("li");
    const words = document.createElement("span");
    words.textContent = `${day}, until ${time}`;
    const back = document.createElement("button");
    back.type = "button";
    back.textContent = "Go back to it";
    back.setAttribute("aria-label", `Go back to the version of ${day}, ${time}`);
    back.addEventListener("click", async () => {
      this.dialog.close();
      const text = await this.server.version(id);
      if (text !== null) await this.goBack(text);
    });
    item.append(words, back);
    return item;
  }
}
