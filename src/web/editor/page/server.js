// What the page asks of the program.

/** The most that a browser sends for a page that is being closed, in bytes; it allows 64 KiB for all such requests. */
const MAX_LEAVING_BYTES = 60_000;
const TOO_LONG = "The letter is longer than 4 MB. Put pictures beside it as files, and shorten it.";
const RESTARTED =
  "The program was started again, and this page belongs to the run before. Open the letter from the new page: save a copy of your text first.";

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
  async save(text, tag, { keep = false } = {}) {
    const expected = tag ? { "If-Match": tag } : { "If-None-Match": "*" };
    const body = new TextEncoder().encode(text);
    const response = await fetch(`${this.path}/file${keep ? "?keep=true" : ""}`, {
      method: "PUT",
      headers: { "Content-Type": "text/plain; charset=utf-8", ...expected },
      body,
      // It arrives although the page is closed meanwhile.
      keepalive: body.length < MAX_LEAVING_BYTES,
    });
    const answer = { status: response.status, tag: response.headers.get("etag") };
    if (response.status === 412) return { ...answer, text: decode(await response.arrayBuffer()) };
    if (response.ok) return answer;
    const words = response.status === 413 ? TOO_LONG : (await response.text()).trim();
    // A page with the key of another run is told nothing.
    return words || response.status !== 404 ? { ...answer, words } : { status: 0, words: RESTARTED };
  }

  /** Renders a text as the letter of a reader, or finds what is to mend in it. */
  async live(text, query, signal) {
    const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
    const response = await fetch(`${this.path}/live?${search}`, { method: "POST", body: text, signal });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  }

  /** Puts a picture beside the draft; returns its name. */
  storePicture(file) {
    return this.#store("pictures", file, "The picture is larger than 20 MB.");
  }

  /** Puts a file that is sent with the letter beside the draft; returns its name. */
  storeAttachment(file) {
    return this.#store("attachments", file, "The file is larger than 20 MB: put it on the web, and link to it.");
  }

  async #store(kind, file, tooLarge) {
    const search = new URLSearchParams({ name: file.name || kind });
    const request = { method: "POST", body: file };
    const response = await fetch(`${this.path}/${kind}?${search}`, request).catch(() => null);
    if (!response) throw new Error("The program does not answer: was it closed?");
    const words = await response.text();
    if (!response.ok) throw new Error(response.status === 413 ? tooLarge : words);
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
