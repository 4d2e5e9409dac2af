// What the page asks of the program.

/** The program's pages of one draft. */
export class DraftServer {
  constructor(path) {
    this.path = path;
  }

  /** Reads the file: its text and its tag. Throws a sentence if it is no text. */
  async read() {
    const response = await fetch(`${this.path}/file`, { cache: "no-store" });
    if (!response.ok) return { status: response.status, words: await response.text() };
    return { status: 200, tag: response.headers.get("etag"), text: decode(await response.arrayBuffer()) };
  }

  /** Saves a text in the place of the one with a tag; without a tag the file must not exist. */
  async save(text, tag, { keep = false, leaving = false } = {}) {
    const expected = tag ? { "If-Match": tag } : { "If-None-Match": "*" };
    const response = await fetch(`${this.path}/file${keep ? "?keep=true" : ""}`, {
      method: "PUT",
      headers: { "Content-Type": "text/plain; charset=utf-8", ...expected },
      body: text,
      keepalive: leaving && text.length < 20_000,
    });
    const answer = { status: response.status, tag: response.headers.get("etag") };
    if (response.status === 412) return { ...answer, text: decode(await response.arrayBuffer()) };
    return response.ok ? answer : { ...answer, words: await response.text() };
  }

  /** Renders a text as the letter of a reader. */
  async letter(text, query, signal) {
    const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
    const response = await fetch(`${this.path}/live?${search}`, { method: "POST", body: text, signal });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  }

  /** Puts a picture beside the draft; returns its name. */
  async storePicture(file) {
    const search = new URLSearchParams({ name: file.name || "picture" });
    const response = await fetch(`${this.path}/pictures?${search}`, { method: "POST", body: file });
    const words = await response.text();
    if (!response.ok) throw new Error(response.status === 413 ? "The picture is larger than 20 MB." : words);
    return words;
  }

  /** Cleans the HTML of a clipboard: its Markdown, its pictures, and what was changed. Throws why it cannot be done. */
  async clean(html) {
    const request = { method: "POST", headers: { "Content-Type": "text/html; charset=utf-8" }, body: html };
    const response = await fetch(`${this.path}/paste`, request).catch(() => null);
    if (!response) throw new Error("the program does not answer");
    if (response.status === 413) throw new Error("it is too large for a letter");
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  }

  /** Lists the earlier versions, the latest first. */
  async versions() {
    const response = await fetch(`${this.path}/versions`, { cache: "no-store" });
    return response.ok ? response.json() : [];
  }

  async version(id) {
    const response = await fetch(`${this.path}/versions/${id}`, { cache: "no-store" });
    if (!response.ok) throw new Error(await response.text());
    return decode(await response.arrayBuffer());
  }

  /** Keeps a text among the versions. */
  async keepVersion(text) {
    const response = await fetch(`${this.path}/versions`, { method: "POST", body: text });
    return response.ok;
  }
}

function decode(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
