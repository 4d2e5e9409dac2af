// The page on which a letter is written.
import { undo } from "prosemirror-history";
import { Transform } from "prosemirror-transform";
import { FrontMatter, splitDraft } from "../core/front_matter.js";
import { KeptText } from "../core/keep.js";
import { putLineEnds, takeLineEnds } from "../core/line_ends.js";
import { normalDocument } from "../core/normal.js";
import { schema } from "../core/schema.js";
import { findTags } from "../core/tags.js";
import { Autosave } from "./autosave.js";
import { BlockEditor } from "./block_view.js";
import { Findings } from "./findings.js";
import { HeadForm } from "./head_form.js";
import { LetterPane } from "./letter_pane.js";
import { PasteNotes } from "./paste_notes.js";
import { DraftServer } from "./server.js";
import { Toolbar } from "./toolbar.js";
import { Versions } from "./versions.js";

const byId = (id) => document.getElementById(id);

/** The page: it knows the text, in whichever editor it is. */
class EditorPage {
  constructor(page) {
    this.paths = page.dataset;
    this.readOnly = page.dataset.sent !== undefined;
    this.server = new DraftServer(page.dataset.draft);
    this.place = byId("text");
    this.editor = null;
    this.form = new HeadForm(byId("head"), () => this.changed(true));
    this.toolbar = new Toolbar(byId("toolbar"), () => this.editor, {
      server: this.server,
      onError: (words) => this.tell("picture", words),
    });
    this.findings = new Findings((line) => this.goToLine(line));
    this.letter = new LetterPane(this.server, () => this.fileText, {
      onResult: (answer) => this.showResult(answer),
      onLine: (line) => this.goToLine(line),
    });
    this.autosave = new Autosave(this.server, () => this.fileText, {
      saved: () => this.saved(),
      failed: (words) => this.warn(`${words} Your text is kept on this page, and saving is tried again.`),
      gone: (words) => this.askGone(words),
      sent: (words) => this.warn(words),
      conflict: (answer) => this.askConflict(answer),
    });
    this.pasteNotes = new PasteNotes(byId("pasted"));
    this.versions = new Versions(this.server, () => this.plainText, (text) => this.goBackTo(text));
    byId("as-text").addEventListener("click", () => this.switchView());
    this.#watch();
  }

  async start() {
    const { status, text, tag, words } = await this.server.read();
    if (status !== 200) return this.warn(words);
    if (text === null) return this.warn("This file is not in UTF-8. Save it in that encoding with another program.");
    this.take(text, tag);
    if (this.readOnly) this.warnOnly();
  }

  /** Shows a text as the file has it. */
  take(text, tag) {
    this.ends = takeLineEnds(text);
    this.autosave.start(text, tag);
    this.closeNotice();
    this.show(this.ends.plain, this.isText);
    this.saved();
  }

  /** Shows a text in the editor by blocks, or as text where that is asked for or the only way. */
  async show(text, asText) {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const { head, body } = splitDraft(text);
    const options = {
      readOnly: this.readOnly,
      onChange: ({ changed }) => (changed ? this.changed(false) : this.toolbar.update()),
      onOpenTag: (view, at) => !this.readOnly && this.toolbar.editTag(view, at),
      onOpenPicture: (view, at) => !this.readOnly && this.toolbar.editPicture(view, at),
      onFiles: (view, files, at) => !this.readOnly && this.toolbar.addPictures(view, files, at),
      onPasted: (view, result) => this.pasteNotes.show(view, result),
      server: this.server,
      pictures: `${this.paths.draft}/pictures`,
      stylesheet: this.paths.textStyles,
    };
    const place = document.createElement("div");
    const blocks = asText || !head ? null : BlockEditor.of(place, body, options);
    const TextEditor = blocks ? null : (await import(this.paths.textView)).TextEditor;
    if (turn !== this.turn) return;
    this.pasteNotes.hide();
    const focused = this.place.contains(document.activeElement);
    this.editor?.destroy();
    this.place.replaceChildren(place);
    this.front = new FrontMatter(blocks ? head : "");
    this.isText = !blocks;
    this.editor = blocks ?? new TextEditor(place, text, options);
    if (blocks) this.form.show(this.front, this.readOnly);
    document.body.classList.toggle("is-text", this.isText);
    byId("only-text").hidden = !this.isText || asText;
    byId("as-text").setAttribute("aria-pressed", this.isText);
    this.toolbar.update();
    if (focused) this.editor.focus();
    this.letter.touch(true);
  }

  switchView() {
    const text = this.plainText;
    this.show(text, !this.isText).then(() => this.editor.focus());
  }

  /** The text with line feeds, whichever editor has it. */
  get plainText() {
    return this.isText ? this.editor.text : this.front.head + this.editor.text;
  }

  /** The text as the file should have it. */
  get fileText() {
    return putLineEnds(this.ends, this.plainText);
  }

  changed(audience) {
    this.autosave.touch();
    this.pasteNotes.settle();
    this.letter.touch(audience || this.isText);
    this.toolbar.update();
    this.say("Not saved yet");
  }

  showResult({ failed, diagnostics, subject, audience, checks }) {
    if (failed) return;
    if (subject !== undefined) {
      byId("title").textContent = subject || "A letter without a subject";
      document.title = `${subject || "A letter"} · Write`;
    }
    if (audience) byId("audience").textContent = `${audience.summary}, ${audience.label}`;
    const found = this.findings.show(diagnostics, checks);
    const offset = this.isText ? 0 : this.front.head.split("\n").length - 1;
    this.editor.showFindings(found.map((each) => ({ ...each, line: each.line - offset })));
  }

  /** Goes to a line of the file: to a field of the form if it is in the front matter. */
  goToLine(line) {
    this.showPane("write");
    if (this.isText) return this.editor.goToLine(line);
    const offset = this.front.head.split("\n").length - 1;
    if (line > offset) return this.editor.goToLine(line - offset);
    const fields = this.form.fields.filter((field) => this.front.line(field.dataset.key) > 0);
    const field = fields.findLast((each) => this.front.line(each.dataset.key) <= line) ?? fields[0];
    for (let part = field?.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    field?.focus();
  }

  saved() {
    if (this.readOnly) return;
    const now = new Date();
    const clock = `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
    this.say(`Saved ${clock}`);
    if (this.notice === "failed") this.closeNotice();
  }

  say(words) {
    const status = byId("saved");
    if (status.textContent !== words) status.textContent = words;
  }

  /** Shows a sentence above the text, with buttons for what can be done. */
  tell(kind, words, buttons = []) {
    this.notice = kind;
    const box = byId("notice");
    const sentence = document.createElement("p");
    sentence.textContent = words;
    const actions = buttons.map(([label, act]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", act);
      return button;
    });
    box.replaceChildren(sentence, ...actions);
    box.hidden = false;
  }

  warn(words) {
    this.say("Not saved");
    this.tell("failed", words);
  }

  warnOnly() {
    this.say("Sent: it can only be read");
  }

  closeNotice() {
    this.notice = null;
    byId("notice").hidden = true;
    byId("both").hidden = true;
  }

  askGone(words) {
    this.say("Not saved");
    this.tell("gone", `${words} Your text is kept on this page.`, [
      ["Write it again", () => this.autosave.save({ force: true, anew: true }).then(() => this.notice === "gone" && this.closeNotice())],
    ]);
  }

  /** Shows both texts of a letter that was changed elsewhere. */
  askConflict({ text, tag }) {
    this.say("Not saved");
    this.tell("conflict", "Another program changed this letter while you wrote. Which one do you want?", [
      ["Keep mine", () => this.keepMine(tag)],
      ["Take theirs", () => this.takeTheirs(text, tag)],
    ]);
    if (text === null) return;
    byId("both-mine").textContent = this.plainText;
    byId("both-theirs").textContent = takeLineEnds(text).plain;
    byId("both").hidden = false;
  }

  async keepMine(tag) {
    this.autosave.tag = tag;
    this.closeNotice();
    await this.autosave.save({ force: true, keep: true });
  }

  async takeTheirs(text, tag) {
    const mine = this.fileText;
    if (!(await this.server.keepVersion(mine).catch(() => false))) {
      return this.warn("Your text cannot be kept among the earlier versions.");
    }
    this.take(text, tag);
  }

  /** Goes back to an earlier version; the present one is kept. */
  async goBackTo(text) {
    await this.autosave.save({ keep: true });
    this.ends = { ...takeLineEnds(text) };
    await this.show(this.ends.plain, false);
    this.changed(true);
    await this.autosave.save({ keep: true });
  }

  /** Looks whether another program has changed the file. */
  async look() {
    if (this.autosave.busy) await this.autosave.busy;
    const { status, text, tag } = await this.server.read().catch(() => ({}));
    if (status === 404 && !this.autosave.held) return this.askGone("The file of this letter was deleted or renamed.");
    if (status !== 200 || tag === this.autosave.tag || this.autosave.held) return;
    if (this.autosave.isDirty) return this.autosave.save();
    if (text !== null) this.take(text, tag);
  }

  #watch() {
    const events = new EventSource(this.paths.changes);
    let lost = false;
    events.addEventListener("ready", () => {
      if (lost && this.autosave.isDirty) this.autosave.save();
      lost = false;
    });
    events.addEventListener("change", () => {
      if (!this.editor) return;
      this.look();
      this.letter.touch(true);
    });
    events.addEventListener("error", () => (lost = true));
    const leave = () => this.editor && this.autosave.isDirty && this.autosave.save({ leaving: true });
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
    addEventListener("pagehide", leave);
    addEventListener("beforeunload", (event) => {
      if (!this.editor || !this.autosave.isDirty) return;
      leave();
      if (this.notice) event.preventDefault();
    });
    document.addEventListener("keydown", (event) => this.#key(event));
    for (const tab of document.querySelectorAll("[data-show]")) {
      tab.addEventListener("click", () => this.showPane(tab.dataset.show));
    }
  }

  /** Shows a part of the page, where there is no room for all of them. */
  showPane(name) {
    document.body.dataset.pane = name;
    for (const tab of document.querySelectorAll("[data-show]")) tab.setAttribute("aria-pressed", tab.dataset.show === name);
  }

  #key(event) {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key === "s") {
      event.preventDefault();
      this.autosave.save();
    } else if (command && event.key === "k" && !this.isText && this.place.contains(document.activeElement)) {
      event.preventDefault();
      if (!this.readOnly) this.toolbar.editLink("");
    } else if (event.key === "F6") {
      event.preventDefault();
      const stops = [byId("head").querySelector("input, select"), this.place.querySelector("[contenteditable], .text-editor"), byId("letter-views").querySelector("button")];
      const parts = [byId("head"), this.place, byId("letter-pane")];
      const here = parts.findIndex((part) => part.contains(document.activeElement));
      const next = (here + (event.shiftKey ? -1 : 1) + stops.length) % stops.length;
      this.showPane(next === 2 ? "letter" : "write");
      if (next === 1) this.editor.focus();
      else stops[next]?.focus();
    }
  }
}

const page = byId("editor-page");
if (page) {
  const opened = new EditorPage(page);
  opened.start();
  // For the tests in the browser.
  page.editorPage = opened;
}

export { BlockEditor, FrontMatter, KeptText, Transform, findTags, normalDocument, putLineEnds, schema, splitDraft, takeLineEnds, undo };
