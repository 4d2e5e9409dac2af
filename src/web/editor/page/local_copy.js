// What is not saved yet, kept in this browser until it is.

const PREFIX = "circular letter ";

/** The copies of one letter: each open page has its own. */
export class LocalCopy {
  constructor(key) {
    this.prefix = `${PREFIX}${key} `;
    this.name = null;
  }

  /** Takes a name for this page, and returns the copies of pages that are closed, the newest first. */
  async open() {
    const taken = new Set();
    const locks = navigator.locks;
    if (locks) for (const { name } of (await locks.query()).held) taken.add(name);
    this.name = this.prefix + Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
    // Held until the page is closed, however that happens.
    locks?.request(this.name, () => new Promise(() => {}));
    const lost = [];
    for (const name of names()) {
      if (!name.startsWith(this.prefix) || taken.has(name)) continue;
      const copy = read(name);
      if (copy) lost.push({ ...copy, name });
      else remove(name);
    }
    return lost.sort((some, other) => other.at - some.at);
  }

  /** Keeps a text; `tags` are those that the file may have if nobody else has changed it. */
  keep(text, tags) {
    if (!this.name) return;
    try {
      localStorage.setItem(this.name, JSON.stringify({ text, tags, at: Date.now() }));
    } catch {
      // There is no room: the page itself still has the text.
    }
  }

  /** Forgets what is saved now. */
  clear() {
    if (this.name) remove(this.name);
  }

  forget(copies) {
    for (const { name } of copies) remove(name);
  }
}

function names() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function read(name) {
  try {
    const { text, tags, at } = JSON.parse(localStorage.getItem(name));
    return typeof text === "string" && Array.isArray(tags) ? { text, tags, at } : null;
  } catch {
    return null;
  }
}

function remove(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
