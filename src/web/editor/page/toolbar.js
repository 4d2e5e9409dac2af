// The buttons above the text, and the small windows that they open.
import { toggleMark } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { NodeSelection } from "prosemirror-state";
import { schema } from "../core/schema.js";
import {
  addColumn,
  addRow,
  around,
  deleteColumn,
  deleteRow,
  insertBlock,
  insertField,
  insertTable,
  linkRange,
  setLink,
  toggleHeading,
  toggleList,
  toggleWrap,
  wrapInTags,
} from "./commands.js";
import { REPLACES_TAGS } from "./tag_pairs.js";

const { nodes, marks } = schema;

const COMMANDS = {
  bold: toggleMark(marks.strong),
  italic: toggleMark(marks.em),
  heading: toggleHeading(2),
  subheading: toggleHeading(3),
  list: toggleList(nodes.bullet_list),
  numbers: toggleList(nodes.ordered_list),
  quote: toggleWrap(nodes.blockquote),
  note: toggleWrap(nodes.callout, { kind: "NOTE" }),
  important: toggleWrap(nodes.callout, { kind: "IMPORTANT" }),
  table: insertTable,
  "add-row": addRow,
  "delete-row": deleteRow,
  "add-column": addColumn,
  "delete-column": deleteColumn,
  undo,
  redo,
};

/** Which buttons are pressed where the cursor is. */
const PRESSED = {
  bold: (state) => hasMark(state, marks.strong),
  italic: (state) => hasMark(state, marks.em),
  heading: (state) => around(state, nodes.heading)?.node.attrs.level === 2,
  subheading: (state) => around(state, nodes.heading)?.node.attrs.level === 3,
  list: (state) => around(state, nodes.bullet_list, nodes.ordered_list)?.node.type === nodes.bullet_list,
  numbers: (state) => around(state, nodes.bullet_list, nodes.ordered_list)?.node.type === nodes.ordered_list,
  quote: (state) => around(state, nodes.blockquote) !== null,
  note: (state) => around(state, nodes.callout)?.node.attrs.kind.toUpperCase() === "NOTE",
  important: (state) => around(state, nodes.callout)?.node.attrs.kind.toUpperCase() === "IMPORTANT",
};

function hasMark(state, type) {
  const { from, to, $from, empty } = state.selection;
  return Boolean(empty ? type.isInSet(state.storedMarks ?? $from.marks()) : state.doc.rangeHasMark(from, to, type));
}

/** Asks in a small window; resolves to its values, or null if it was closed. */
function ask(id, values) {
  const dialog = document.getElementById(id);
  const form = dialog.querySelector("form");
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener(
      "close",
      () => resolve(dialog.returnValue === "ok" ? Object.fromEntries(new FormData(form)) : null),
      { once: true },
    );
  });
}

/** The toolbar of the block editor. */
export class Toolbar {
  /** `getEditor` returns the editor that the buttons work on. */
  constructor(place, getEditor, { server, onError }) {
    Object.assign(this, { place, getEditor, server, onError });
    this.chooser = document.getElementById("picture-file");
    this.chooser.addEventListener("change", async () => {
      const files = [...this.chooser.files];
      this.chooser.value = "";
      await this.addPictures(this.getEditor().view, files, null);
    });
    place.addEventListener("mousedown", (event) => {
      // The selection of the text stays.
      if (event.target.closest("button")) event.preventDefault();
    });
    place.addEventListener("click", (event) => {
      const name = event.target.closest("button")?.dataset.command;
      if (name) this.run(name);
    });
    place.addEventListener("keydown", (event) => this.#moveFocus(event));
    place.addEventListener("focusin", ({ target }) => this.#setStop(target));
    this.#setStop(place.querySelector("button"));
  }

  run(name) {
    if (name === "link") return this.editLink("");
    if (name === "button") return this.editLink("button");
    if (name === "picture") return this.chooser.click();
    if (name === "field") return this.askField();
    if (name === "only") return this.askCondition();
    if (name === "more") return this.#showMore();
    this.#do(COMMANDS[name]);
  }

  #showMore() {
    const more = this.place.querySelector("#more-tools");
    more.hidden = !more.hidden;
    this.place.querySelector("[data-command=more]").setAttribute("aria-expanded", !more.hidden);
  }

  #do(command) {
    const view = this.getEditor()?.view;
    if (!view?.state.schema || !command || !view.editable) return;
    command(view.state, view.dispatch, view);
    view.focus();
  }

  /** Sets a link or a button. */
  async editLink(kind) {
    const view = this.getEditor().view;
    const { from, to, mark } = linkRange(view.state);
    const words = view.state.doc.textBetween(from, to);
    const title = mark?.attrs.title ?? kind;
    const answer = await ask("link-window", { words, href: mark?.attrs.href ?? "", title: isButton(title) ? title : "" });
    if (!answer) return view.focus();
    const attrs = { href: completeAddress(answer.href), title: answer.title || (mark && !isButton(title) ? title : "") };
    if (answer.title && !mark && from === to && view.state.selection.$from.parent.content.size) {
      const link = marks.link.create(attrs);
      this.#do(insertBlock(nodes.paragraph.create(null, schema.text(answer.words || answer.href, [link]))));
      return;
    }
    this.#do(setLink(attrs, answer.words));
  }

  /** Puts a field of the members at the cursor. */
  async askField() {
    const first = document.querySelector("#field-window option")?.value ?? "";
    const answer = await ask("field-window", { field: first, other: "" });
    if (!answer?.field) return this.getEditor().focus();
    const other = answer.other.trim().replaceAll('"', "");
    this.#do(insertField(other ? `{{default ${answer.field} "${other}"}}` : `{{${answer.field}}}`));
  }

  /** Puts a part of the letter between tags, so that only some readers get it. */
  async askCondition() {
    const answer = await ask("only-window", { field: "", word: "" });
    if (!answer?.field) return this.getEditor().focus();
    const word = answer.word.trim().replaceAll('"', "");
    this.#do(wrapInTags(word ? `{{#if (eq ${answer.field} "${word}")}}` : `{{#if ${answer.field}}}`));
  }

  /** Puts pictures beside the draft and into the text, each with what it shows. */
  async addPictures(view, files, at) {
    for (const file of files) {
      let src;
      try {
        src = await this.server.storePicture(file);
      } catch (error) {
        this.onError(error.message);
        continue;
      }
      const words = await ask("picture-window", { alt: "", title: "" });
      const picture = schema.nodes.image.create({ src, ...pictureWords(words ?? { alt: "", title: "" }) });
      const block = nodes.paragraph.create(null, picture);
      if (at === null) this.#do(insertBlock(block));
      else view.dispatch(view.state.tr.insert(view.state.doc.resolve(at).depth ? view.state.doc.resolve(at).after(1) : at, block));
    }
    view.focus();
  }

  /** Changes the words of a picture. */
  async editPicture(view, at) {
    const node = view.state.doc.nodeAt(at);
    if (!node) return;
    const answer = await ask("picture-window", { alt: node.attrs.alt, title: node.attrs.title });
    if (answer) view.dispatch(view.state.tr.setNodeMarkup(at, null, { ...node.attrs, ...pictureWords(answer) }));
    view.focus();
  }

  /** Changes a tag as it is written. */
  async editTag(view, at) {
    const node = view.state.doc.nodeAt(at);
    if (!node) return;
    const answer = await ask("tag-window", { source: node.attrs.source });
    const source = answer?.source.trim();
    if (source && source !== node.attrs.source && /^\\?\{\{[^]*\}\}$/.test(source)) {
      view.dispatch(view.state.tr.setNodeAttribute(at, "source", source).setMeta(REPLACES_TAGS, true));
    }
    view.focus();
  }

  /** Shows which buttons are pressed. */
  update() {
    const view = this.getEditor()?.view;
    if (!view?.state.schema) return;
    for (const button of this.place.querySelectorAll("button[data-command]")) {
      const pressed = PRESSED[button.dataset.command]?.(view.state);
      if (pressed !== undefined) button.setAttribute("aria-pressed", pressed);
    }
    const inTable = around(view.state, nodes.table) !== null && !(view.state.selection instanceof NodeSelection);
    for (const button of this.place.querySelectorAll(".in-table")) button.hidden = !inTable;
  }

  /** Makes a button the one at which Tab stops. */
  #setStop(stop) {
    for (const button of this.place.querySelectorAll("button")) button.tabIndex = button === stop ? 0 : -1;
  }

  /** One stop for Tab; the arrows go from button to button. */
  #moveFocus(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const stops = [...this.place.querySelectorAll("button")].filter((each) => each.offsetParent);
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

/** Brackets would end the words of a picture; one that shows nothing is called decorative. */
function pictureWords({ alt, title }) {
  const words = alt.trim().replace(/[[\]\\]/g, "");
  return { alt: words, title: title.trim() };
}

/** Tells whether the title of a link makes it a button. */
function isButton(title) {
  return ["button", "quiet"].includes(title);
}

/** Completes an address as somebody types it. */
function completeAddress(typed) {
  const address = typed.trim();
  if (!address || /^(\w[\w+.-]*:|#|\{\{)/.test(address)) return address;
  return /^[^\s@/]+@[^\s@/]+$/.test(address) ? `mailto:${address}` : `https://${address}`;
}
