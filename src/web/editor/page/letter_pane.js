// The letter beside the editor, as the chosen reader will see it.

/** How long after the last key it is looked what is to mend. */
const FINDINGS_MS = 250;
/** How long after the last key every copy is made. */
const COPIES_MS = 900;

/** Shows the letter of the text that is being written: the letter comes first, the findings and the counts after it. */
export class LetterPane {
  constructor(server, getText, { onLetter, onFindings, onLine }) {
    Object.assign(this, { server, getText, onLetter, onFindings, onLine });
    this.frame = document.getElementById("letter");
    this.textPart = document.getElementById("letter-text");
    this.view = "letter";
    this.subscriber = null;
    this.position = 1;
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

  /** Asks for the letter at once, and for the rest after a pause. */
  touch() {
    this.check?.abort();
    clearTimeout(this.findingsTimer);
    clearTimeout(this.copiesTimer);
    this.findingsTimer = setTimeout(() => this.#find("findings"), FINDINGS_MS);
    this.copiesTimer = setTimeout(() => this.#find("copies"), COPIES_MS);
    this.render();
  }

  setView(view) {
    this.view = view;
    for (const button of document.querySelectorAll("[data-view]")) {
      button.setAttribute("aria-pressed", button.dataset.view === view);
    }
    this.frame.classList.toggle("phone", view === "phone");
    return this.render();
  }

  toReader(query) {
    this.wanted = query;
    return this.render();
  }

  /** Renders the letter; while one is under way, the next one waits for it, with the text of then. */
  render() {
    if (this.underWay) {
      this.again = true;
      return this.underWay;
    }
    // What is typed at once is rendered at once.
    this.underWay = Promise.resolve().then(async () => {
      do {
        this.again = false;
        await this.#renderOnce();
      } while (this.again);
      this.underWay = null;
    });
    return this.underWay;
  }

  async #renderOnce() {
    const wanted = this.wanted;
    this.wanted = null;
    const who = wanted ? { ...wanted, part: "reader" } : { subscriber: this.subscriber, reader: this.position, part: "letter" };
    const started = performance.now();
    let answer;
    try {
      answer = await this.server.live(this.getText(), { view: this.view, ...who });
    } catch {
      return;
    }
    this.#show(answer);
    this.onLetter(answer);
    performance.measure("letter", { start: started });
  }

  /** Asks what is to mend; `copies` makes the letter of every reader. */
  async #find(part) {
    this.check?.abort();
    this.check = new AbortController();
    const { signal } = this.check;
    let answer;
    try {
      answer = await this.server.live(this.getText(), { part, reader: this.position }, signal);
    } catch {
      return;
    }
    if (signal.aborted) return;
    if (answer.readers) this.#showReaders(answer.readers);
    // Another list has other readers.
    if (answer.subscriber !== undefined && answer.subscriber !== this.subscriber) {
      this.subscriber = answer.subscriber;
      this.render();
    }
    this.onFindings({ ...answer, copies: part === "copies" });
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
    const root = /<html([^>]*)>/i.exec(html)?.[1] ?? "";
    for (const [, name, value] of root.matchAll(/([\w-]+)="([^"]*)"/g)) {
      if (["lang", "dir"].includes(name)) page.documentElement.setAttribute(name, value);
    }
    // An element of the frame's own page is under the policy of the frame.
    const next = page.createElement("html");
    next.innerHTML = html;
    const [head, body] = [next.querySelector("head"), next.querySelector("body")];
    if (head && body && page.head && page.body && page.head.isEqualNode(head)) {
      renew(page.body, body);
      return;
    }
    const top = page.scrollingElement?.scrollTop ?? 0;
    page.documentElement.replaceChildren(...next.childNodes);
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
    this.position = position || 1;
    document.getElementById("reader-place").textContent = total ? `${position} of ${total.toLocaleString("en")}` : label;
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
    name.title = label;
    document.getElementById("find-failed").hidden = !notFound;
  }
}

/** Makes one element like another: only what differs is changed, so that little is painted again. */
function renew(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const [had, has] = [[...old.childNodes], [...fresh.childNodes]];
  const isLike = (some, other) => some?.nodeType === other?.nodeType && some?.nodeName === other?.nodeName;
  const isSame = (some, other) => isLike(some, other) && some.isEqualNode(other);
  let start = 0;
  while (start < had.length && start < has.length && isSame(had[start], has[start])) start++;
  let end = 0;
  while (end < Math.min(had.length, has.length) - start && isSame(had.at(-1 - end), has.at(-1 - end))) end++;
  const [left, right] = [had.slice(start, had.length - end), has.slice(start, has.length - end)];
  if (left.length === right.length && left.every((node, at) => isLike(node, right[at]))) {
    left.forEach((node, at) => {
      if (node.nodeType === Node.ELEMENT_NODE) renew(node, right[at]);
      else if (node.nodeValue !== right[at].nodeValue) node.nodeValue = right[at].nodeValue;
    });
    return;
  }
  const before = had[had.length - end] ?? null;
  for (const node of left) node.remove();
  for (const node of right) old.insertBefore(node, before);
}
