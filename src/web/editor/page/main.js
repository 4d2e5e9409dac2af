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
import { Findings, parts, placeOf } from "./findings.js";
import { HeadForm } from "./head_form.js";
import { LetterPane } from "./letter_pane.js";
import { LocalCopy } from "./local_copy.js";
import { PageKeys } from "./page_keys.js";
import { PasteNotes } from "./paste_notes.js";
import { DraftServer } from "./server.js";
import { Toolbar } from "./toolbar.js";
import { Versions } from "./versions.js";

/** How long what was done can be undone by a button. */
const UNDO_MS = 10_000;

const byId = (id) => document.getElementById(id);

/** The page: it knows the text, in whichever editor it is. */
class EditorPage {
  constructor(page) {
    this.paths = page.dataset;
    this.readOnly = page.dataset.sent !== undefined;
    this.server = new DraftServer(page.dataset.draft);
    this.copy = new LocalCopy(page.dataset.key);
    this.place = byId("text");
    this.editor = null;
    this.form = new HeadForm(byId("head"), {
      onChange: () => this.changed(),
      storeFile: (file) => this.server.storeAttachment(file),
      onError: (words) => this.tell("picture", words),
    });
    this.toolbar = new Toolbar(byId("toolbar"), () => this.editor, {
      server: this.server,
      onError: (words) => this.tell("picture", words),
    });
    this.acts = {
      goTo: (line) => this.goToLine(line),
      mend: this.readOnly ? null : (suggestion) => this.mend(suggestion),
      describe: this.readOnly ? null : (line) => this.describePicture(line),
    };
    this.findings = new Findings(this.acts);
    this.letter = new LetterPane(this.server, () => this.fileText, {
      onLetter: (answer) => this.showSubject(answer),
      onFindings: (answer) => this.showFindings(answer),
      onLine: (line) => this.goToLine(line),
    });
    this.autosave = new Autosave(this.server, this.copy, () => this.fileText, {
      saved: () => this.saved(),
      failed: (words) => this.warn(words),
      gone: (words) => this.askGone(words),
      sent: (words) => this.warn(words),
      conflict: (answer) => this.askConflict(answer),
    });
    this.pasteNotes = new PasteNotes(byId("pasted"));
    this.versions = new Versions(this.server, () => this.plainText, {
      goBack: (text) => this.goBackTo(text),
      onError: (words) => this.tell("version", words),
    });
    this.keys = new PageKeys(this);
    byId("as-text").addEventListener("click", () => this.switchView());
    this.#watch();
  }

  async start() {
    const { status, text, tag, words } = await this.server.read();
    if (status !== 200) return this.warn(words);
    if (text === null) return this.warn("This file is not in UTF-8. Save it in that encoding with another program.");
    const lost = this.readOnly ? [] : await this.copy.open();
    await this.take(text, tag);
    this.#followAddress();
    if (this.readOnly) this.warnOnly();
    const copies = lost.filter((copy) => copy.text !== text);
    if (copies.length) await this.bringBack(copies[0], text, tag);
    this.copy.forget(lost);
  }

  /** Shows what was not saved when the page was closed. */
  async bringBack(copy, text, tag) {
    const { plain } = takeLineEnds(copy.text);
    await this.show(plain, false);
    this.changed();
    if (!copy.tags.includes(tag)) {
      this.autosave.hold();
      this.askConflict({ text, tag });
      return;
    }
    const at = clockOf(new Date(copy.at));
    this.tell("back", `What you wrote until ${at} was not saved when this page was closed. It is here again.`, [
      ["Leave it out", () => this.goBackTo(text).then(() => this.closeNotice())],
      ["Keep it", () => this.closeNotice()],
    ]);
  }

  /** Shows a text as the file has it. */
  take(text, tag) {
    this.ends = takeLineEnds(text);
    this.autosave.start(text, tag);
    this.closeNotice();
    this.saved();
    return this.show(this.ends.plain, this.isText);
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
    const cursor = this.editor?.cursor;
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
    if (cursor !== undefined && blocks) this.editor.cursor = cursor;
    if (focused) this.editor.focus();
    this.letter.touch();
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

  changed() {
    this.autosave.touch();
    this.pasteNotes.settle();
    this.letter.touch();
    this.toolbar.update();
    this.say(this.notice === "failed" ? "Not saved" : "Not saved yet");
  }

  showSubject({ subject }) {
    if (subject === undefined) return;
    byId("title").textContent = subject || "A letter without a subject";
    document.title = `${subject || "A letter"} · Write`;
  }

  showFindings({ diagnostics, audience, copies }) {
    if (audience) {
      byId("audience").textContent = `${audience.summary}, ${audience.label}`;
      document.querySelector("[data-audience]").textContent = `· ${audience.summary}`;
      const left = audience.excluded;
      byId("left-out").hidden = !left.length;
      byId("left-out-groups").replaceChildren(
        ...left.map(({ message, names, more }) => {
          const item = document.createElement("li");
          item.append(...parts(message), ` ${names.join(", ")}${more ? ` ${more}` : ""}`);
          return item;
        }),
      );
    }
    const found = this.findings.show(diagnostics, copies);
    const offset = this.isText ? 0 : this.front.head.split("\n").length - 1;
    if (!this.isText) this.form.showFindings(found.filter(({ line }) => line > 0 && line <= offset));
    const inText = found.filter(({ line }) => line > offset);
    this.editor.showFindings(inText.map((each) => ({ ...each, line: each.line - offset })), {
      ...this.acts,
      describe: this.acts.describe && ((line) => this.acts.describe(line + offset)),
    });
  }

  /** Writes a suggestion into the text, if it is still as it was. */
  mend(suggestion) {
    const text = this.plainText;
    const at = placeOf(suggestion, text);
    if (at < 0) return this.tell("mended", "The text is another one by now. The findings are looked up again.");
    const next = text.slice(0, at) + suggestion.to + text.slice(at + suggestion.from.length);
    if (this.isText) {
      this.editor.change(next);
    } else if (at < this.front.head.length) {
      const before = this.front.head;
      this.#setHead(splitDraft(next).head);
      this.tell("mended", `Written: ${suggestion.to || "nothing"} in the place of ${suggestion.from}.`, [
        ["Undo", () => (this.closeNotice(), this.#setHead(before))],
      ]);
      setTimeout(() => this.notice === "mended" && this.closeNotice(), UNDO_MS);
    } else {
      this.editor.change(next.slice(this.front.head.length));
    }
    this.say("Written. Undo takes it back");
  }

  #setHead(head) {
    this.front.head = head;
    this.form.show(this.front, false);
    this.changed();
  }

  /** Asks what a picture shows. */
  describePicture(line) {
    this.goToLine(line);
    if (this.isText) return;
    const offset = this.front.head.split("\n").length - 1;
    const at = this.editor.pictureAt(line - offset);
    if (at !== null) this.toolbar.editPicture(this.editor.view, at);
  }

  /** Goes to a line of the file: to a field of the form if it is in the front matter. */
  goToLine(line) {
    this.showPane("write");
    if (this.isText) return this.editor.goToLine(line);
    const offset = this.front.head.split("\n").length - 1;
    if (line > offset) return this.editor.goToLine(line - offset);
    this.form.unfold();
    const field = this.form.controlOf(line) ?? this.form.fields[0];
    for (let part = field?.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    field?.focus();
  }

  /** Goes to the line that the page's address names. */
  #followAddress() {
    const line = /^#line-(\d+)$/.exec(location.hash)?.[1];
    if (line && this.editor) this.goToLine(Number(line));
  }

  saved() {
    if (this.readOnly) return;
    this.say(this.autosave.isDirty ? "Not saved yet" : `Saved ${clockOf(new Date())}`);
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
    if (this.notice === "failed" && this.failure === words) return;
    this.failure = words;
    const kept = this.editor ? " Your text is kept in this page, and saving is tried again." : "";
    this.tell("failed", `Not saved: ${words}${kept}`, this.editor ? [["Try again", () => this.autosave.save()], ["Save a copy", () => this.download()]] : []);
  }

  /** Gives the text to the browser as a file. */
  download() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([this.fileText], { type: "text/markdown" }));
    link.download = `${decodeURIComponent(this.paths.draft.split("/").pop())}.md`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
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
    this.tell("gone", `${words} Your text is kept in this page.`, [
      ["Write it again", () => this.autosave.save({ force: true, anew: true }).then((isSaved) => isSaved && this.notice === "gone" && this.closeNotice())],
      ["Save a copy", () => this.download()],
    ]);
  }

  /** Shows both texts of a letter that was changed elsewhere. */
  askConflict({ text, tag }) {
    this.say("Not saved");
    this.tell("conflict", "Another program changed this letter. Both texts are kept, whichever you choose.", [
      ["Take theirs", () => this.takeTheirs(text, tag)],
      ["Keep mine", () => this.keepMine(tag)],
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
    this.changed();
    await this.autosave.save({ keep: true });
  }

  /** Saves, and then goes to another page of the letter. */
  async leaveFor(address) {
    if (this.readOnly || (await this.autosave.save())) location.href = address;
    else this.tell(this.notice ?? "unsaved", this.failure ?? "This can only be done when the letter is saved.");
  }

  /** Looks whether another program has changed the file; returns whether this page itself has just saved it. */
  async look() {
    if (this.autosave.busy) await this.autosave.busy;
    const { status, text, tag } = await this.server.read().catch(() => ({}));
    if (status === 404 && !this.autosave.held) this.askGone("The file of this letter was deleted or renamed.");
    if (status !== 200 || this.autosave.held) return false;
    // A settings file or a template can have changed as well, but not in the moment of one's own save.
    if (tag === this.autosave.tag) return this.autosave.own.delete(tag);
    if (this.autosave.busy) return true;
    if (this.autosave.isDirty) this.autosave.save();
    else if (text !== null) this.take(text, tag);
    return false;
  }

  #watch() {
    const events = new EventSource(this.paths.changes);
    let lost = false;
    events.addEventListener("ready", () => {
      if (lost && this.autosave.isDirty) this.autosave.save();
      lost = false;
    });
    events.addEventListener("change", async () => {
      if (!this.editor) return;
      const isOwn = await this.look();
      if (!isOwn) this.letter.touch();
    });
    events.addEventListener("error", () => (lost = true));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.editor && this.autosave.isDirty) this.autosave.save();
    });
    addEventListener("hashchange", () => this.#followAddress());
    addEventListener("pagehide", () => this.editor && !this.readOnly && this.autosave.leave());
    addEventListener("pageshow", ({ persisted }) => persisted && this.editor && this.look());
    addEventListener("beforeunload", (event) => {
      if (!this.editor || this.readOnly || !this.autosave.isDirty) return;
      this.autosave.leave();
      if (["failed", "conflict", "gone"].includes(this.notice)) event.preventDefault();
    });
    for (const tab of document.querySelectorAll("[data-show]")) {
      tab.addEventListener("click", () => this.showPane(tab.dataset.show));
    }
    for (const link of document.querySelectorAll("[data-saves]")) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || !this.editor) return;
        event.preventDefault();
        this.leaveFor(link.href);
      });
    }
  }

  /** Shows a part of the page, where there is no room for all of them. */
  showPane(name) {
    document.body.dataset.pane = name;
    if (name === "checks") byId("checks").open = true;
    for (const tab of document.querySelectorAll("[data-show]")) tab.setAttribute("aria-pressed", tab.dataset.show === name);
  }
}

function clockOf(time) {
  return `${time.getHours()}:${String(time.getMinutes()).padStart(2, "0")}`;
}

const page = byId("editor-page");
if (page) {
  const opened = new EditorPage(page);
  opened.start();
  // For the tests in the browser.
  page.editorPage = opened;
}

export { BlockEditor, FrontMatter, KeptText, Transform, findTags, normalDocument, putLineEnds, schema, splitDraft, takeLineEnds, undo };
