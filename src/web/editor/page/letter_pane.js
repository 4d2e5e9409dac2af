// The letter beside the editor, as the chosen reader will see it.

/** How long after a key the letter is asked for. */
const PAUSE_MS = 40;
/** How long after a key every copy is made. */
const CHECK_MS = 900;

/** Shows the letter of the text that is being written. */
export class LetterPane {
  constructor(server, getText, { onResult, onLine }) {
    Object.assign(this, { server, getText, onResult, onLine });
    this.frame = document.getElementById("letter");
    this.textPart = document.getElementById("letter-text");
    this.view = "letter";
    this.subscriber = null;
    this.query = {};
    this.timer = 0;
    this.checkTimer = 0;
    this.audience = true;
    this.frame.addEventListener("load", () => this.#listen());
    this.#listen();
    for (const button of document.querySelectorAll("[data-view]")) {
      button.addEventListener("click", () => this.setView(button.dataset.view));
    }
    const reader = (id, query) => document.getElementById(id).addEventListener("click", () => this.toReader(query()));
    reader("previous", () => ({ reader: this.position - 1 }));
    reader("next", () => ({ reader: this.position + 1 }));
    document.getElementById("find").addEventListener("submit", (event) => {
      event.preventDefault();
      const input = event.target.querySelector("input");
      if (input.value.trim()) this.toReader({ find: input.value.trim() });
    });
    document.getElementById("reader").addEventListener("change", ({ target }) => {
      this.toReader({ reader: Number(target.value) });
    });
  }

  /** Asks for the letter after a short pause; `audience` counts the readers again. */
  touch(audience = false) {
    this.audience ||= audience;
    clearTimeout(this.timer);
    clearTimeout(this.checkTimer);
    this.timer = setTimeout(() => this.render(), PAUSE_MS);
    this.checkTimer = setTimeout(() => this.render({ checks: true }), CHECK_MS);
  }

  setView(view) {
    this.view = view;
    for (const button of document.querySelectorAll("[data-view]")) {
      button.setAttribute("aria-pressed", button.dataset.view === view);
    }
    this.frame.classList.toggle("phone", view === "phone");
    this.render();
  }

  toReader(query) {
    this.query = query;
    this.audience = true;
    return this.render();
  }

  async render({ checks = false } = {}) {
    this.request?.abort();
    this.request = new AbortController();
    const audience = this.audience || checks;
    const who = this.query.reader || this.query.find ? this.query : audience ? { reader: this.position } : { subscriber: this.subscriber };
    const started = performance.now();
    let answer;
    try {
      const query = { view: this.view, ...who, audience: audience && "true", checks: checks && "true" };
      answer = await this.server.letter(this.getText(), query, this.request.signal);
    } catch (error) {
      if (error.name !== "AbortError") this.onResult({ failed: true });
      return;
    }
    this.query = {};
    if (audience) this.audience = false;
    this.#show(answer);
    this.onResult({ ...answer, checks });
    performance.measure("letter", { start: started });
    if (this.checkTimer === 0) this.checkTimer = setTimeout(() => this.render({ checks: true }), CHECK_MS);
  }

  #show({ html, text, subscriber, readers, not_found: notFound }) {
    const isShown = html !== undefined || text !== undefined;
    document.getElementById("stage").classList.toggle("outdated", !isShown);
    document.getElementById("outdated").hidden = isShown;
    if (subscriber !== undefined) this.subscriber = subscriber;
    if (html !== undefined) this.#fill(html);
    if (text !== undefined) this.textPart.textContent = text;
    if (isShown) {
      this.frame.hidden = html === undefined;
      this.textPart.hidden = html !== undefined;
    }
    if (readers) this.#showReaders(readers, notFound);
  }

  /** Puts the letter into the frame in place of the last one; its scroll place stays. */
  #fill(html) {
    const page = this.frame.contentDocument;
    if (!page?.documentElement || !this.frame.dataset.ready) {
      this.waiting = html;
      return;
    }
    const top = page.scrollingElement?.scrollTop ?? 0;
    const root = /<html([^>]*)>/i.exec(html)?.[1] ?? "";
    page.documentElement.innerHTML = html;
    for (const [, name, value] of root.matchAll(/([\w-]+)="([^"]*)"/g)) {
      if (["lang", "dir"].includes(name)) page.documentElement.setAttribute(name, value);
    }
    page.scrollingElement?.scrollTo(0, top);
  }

  /** A click on a block of the letter goes to its line; links in the letter are not followed. */
  #listen() {
    const page = this.frame.contentDocument;
    if (!page || page.URL === "about:blank" || this.heard === page) return;
    this.heard = page;
    page.addEventListener("click", (event) => {
      event.preventDefault();
      const line = event.target.closest?.("[data-line]")?.dataset.line;
      if (line) this.onLine(Number(line));
    });
    this.frame.dataset.ready = "yes";
    if (this.waiting) this.#fill(this.waiting);
    this.waiting = null;
  }

  #showReaders({ label, position, total, options, selectable, previous, next }, notFound) {
    this.position = position;
    document.getElementById("reader-place").textContent = total ? `${position} of ${total}` : label;
    document.getElementById("previous").disabled = !previous;
    document.getElementById("next").disabled = !next;
    const select = document.getElementById("reader");
    select.hidden = !selectable || total > 30 || !total;
    if (!select.hidden) {
      select.replaceChildren(...options.map((each, at) => new Option(each.label, at + 1, false, at + 1 === position)));
    }
    const name = document.getElementById("reader-name");
    name.hidden = !select.hidden || !total;
    name.textContent = label;
    document.getElementById("find-failed").hidden = !notFound;
  }
}
