// Saves what is written: after a second of rest, at the latest two seconds after a word was typed.

const REST_MS = 1000;
const LONGEST_MS = 1800;
const RETRY_MS = 3000;
/** How long after a key a copy is kept in the browser. */
const COPY_MS = 300;

/** Saves the text of a draft, one save after another. */
export class Autosave {
  /** `getText` returns the text of the file as it should be; `on` has the handlers of what may happen. */
  constructor(server, copy, getText, on) {
    Object.assign(this, { server, copy, getText, on, tag: null, saved: null, timer: 0, dirtySince: 0, busy: null, held: false });
    this.copyTimer = 0;
    this.sending = null;
    /** The tags that this page has given the file: a change to one of them is its own. */
    this.own = new Set();
  }

  /** Takes over what the file has now. */
  start(text, tag) {
    Object.assign(this, { saved: text, tag, dirtySince: 0, held: false });
    clearTimeout(this.timer);
    this.#dropCopy();
  }

  get isDirty() {
    return this.dirtySince > 0 || this.busy !== null;
  }

  /** Notes that something was changed. */
  touch() {
    const now = Date.now();
    this.dirtySince ||= now;
    this.copyTimer ||= setTimeout(() => this.#keepCopy(), COPY_MS);
    if (this.held) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(REST_MS, this.dirtySince + LONGEST_MS - now)));
  }

  /** Stops until somebody has decided what becomes of two texts. */
  hold() {
    this.held = true;
    clearTimeout(this.timer);
  }

  /** Saves now, unless nothing is to be saved; returns whether the file has the text. */
  async save(options = {}) {
    if (this.busy) await this.busy;
    if (this.held && !options.force) return false;
    clearTimeout(this.timer);
    const text = this.getText();
    if (text === this.saved && !options.force) {
      this.dirtySince = 0;
      this.#dropCopy();
      this.on.saved(false);
      return true;
    }
    this.busy = this.#send(text, options);
    return this.busy;
  }

  /** Saves what a page has that is being closed: there is no time to wait for an answer. */
  leave() {
    if (!this.isDirty) return;
    this.#keepCopy();
    if (this.held) return;
    if (!this.busy) {
      this.save();
      return;
    }
    const text = this.getText();
    const { sending } = this;
    if (sending?.tag && sending.text !== text) this.server.save(text, sending.tag).catch(() => {});
  }

  #keepCopy() {
    clearTimeout(this.copyTimer);
    this.copyTimer = 0;
    if (this.isDirty) this.copy.keep(this.getText(), [this.tag, this.sending?.tag].filter(Boolean));
  }

  #dropCopy() {
    clearTimeout(this.copyTimer);
    this.copyTimer = 0;
    this.copy.clear();
  }

  async #send(text, options) {
    const since = this.dirtySince;
    this.dirtySince = 0;
    const sending = { text, tag: null };
    this.sending = sending;
    tagOf(text).then((tag) => {
      sending.tag = tag;
      this.own.add(tag);
    });
    let answer;
    try {
      answer = await this.server.save(text, options.anew ? null : this.tag, options);
    } catch {
      answer = { status: 0, words: "The program does not answer. Start it again." };
    }
    this.busy = null;
    this.sending = null;
    if (answer.status === 204) {
      this.own.add(answer.tag);
      Object.assign(this, { saved: text, tag: answer.tag, held: false });
      if (this.dirtySince) this.touch();
      else this.#dropCopy();
      this.on.saved(true);
      return true;
    }
    this.dirtySince = since || Date.now();
    this.#keepCopy();
    if (answer.status === 412) {
      if (answer.text === text) return this.#same(answer);
      this.hold();
      this.on.conflict(answer);
    } else if (answer.status === 404) {
      this.hold();
      this.on.gone(answer.words);
    } else if (answer.status === 409) {
      this.hold();
      this.on.sent(answer.words);
    } else {
      this.on.failed(answer.words || "The letter cannot be saved.");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), RETRY_MS);
    }
    return false;
  }

  #same({ text, tag }) {
    this.start(text, tag);
    this.on.saved(true);
    return true;
  }
}

/** Returns the tag that the program gives a file with a text. */
async function tagOf(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `"${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("")}"`;
}
