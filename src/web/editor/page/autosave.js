// Saves what is written: after a second of rest, at the latest two seconds after a word was typed.

const REST_MS = 1000;
const LONGEST_MS = 1800;
const RETRY_MS = 3000;

/** Saves the text of a draft, one save after another. */
export class Autosave {
  /** `getText` returns the text of the file as it should be; `on` has the handlers of what may happen. */
  constructor(server, getText, on) {
    Object.assign(this, { server, getText, on, tag: null, saved: null, timer: 0, dirtySince: 0, busy: null, held: false });
  }

  /** Takes over what the file has now. */
  start(text, tag) {
    Object.assign(this, { saved: text, tag, dirtySince: 0, held: false });
    clearTimeout(this.timer);
  }

  get isDirty() {
    return this.dirtySince > 0 || this.busy !== null;
  }

  /** Notes that something was changed. */
  touch() {
    if (this.held) return;
    const now = Date.now();
    this.dirtySince ||= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(REST_MS, this.dirtySince + LONGEST_MS - now)));
  }

  /** Stops until somebody has decided what becomes of two texts. */
  hold() {
    this.held = true;
    clearTimeout(this.timer);
  }

  /** Saves now, unless nothing is to be saved. */
  async save(options = {}) {
    if (this.busy) await this.busy;
    if (this.held && !options.force) return;
    clearTimeout(this.timer);
    const text = this.getText();
    if (text === this.saved && !options.force) {
      this.dirtySince = 0;
      this.on.saved(false);
      return;
    }
    this.busy = this.#send(text, options);
    await this.busy;
  }

  async #send(text, options) {
    const since = this.dirtySince;
    this.dirtySince = 0;
    let answer;
    try {
      answer = await this.server.save(text, options.anew ? null : this.tag, options);
    } catch {
      answer = { status: 0, words: "The program does not answer: was it closed?" };
    }
    this.busy = null;
    if (answer.status === 204) {
      Object.assign(this, { saved: text, tag: answer.tag, held: false });
      this.on.saved(true);
      if (this.dirtySince) this.touch();
      return;
    }
    this.dirtySince = since || Date.now();
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
      this.timer = setTimeout(() => this.save(), RETRY_MS);
    }
  }

  #same({ text, tag }) {
    this.start(text, tag);
    this.on.saved(true);
  }
}
