// The calm editor: the letter by blocks.
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { closeHistory, history } from "prosemirror-history";
import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { EditorState, Plugin, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet, EditorView } from "prosemirror-view";
import { KeptText } from "../core/keep.js";
import { schema } from "../core/schema.js";
import { tagKind } from "../core/tags.js";
import { keys } from "./commands.js";
import { parts, remedies, textOf } from "./findings.js";
import { clipboardSerializer, foreignHtml, pasteForeign, readPlainText } from "./paste.js";
import { REPLACES_TAGS, tagPairs } from "./tag_pairs.js";
import { describeTag } from "./tag_words.js";

const { nodes } = schema;

/** What is typed and becomes something else at once. */
function typingRules() {
  const field = new InputRule(/\\?\{\{[^{}\n]+\}\}$/, (state, match, from, to) => {
    const source = match[0];
    const { parent } = state.doc.resolve(from);
    const isAlone = parent.type === nodes.paragraph && parent.textContent.trim() + "}" === source;
    const isSilent = !["value", "escaped"].includes(tagKind(source));
    if (isAlone && isSilent) {
      const $from = state.doc.resolve(from);
      const tr = state.tr.replaceWith($from.before(), $from.after(), [
        nodes.tag_line.create({ source }),
        nodes.paragraph.create(),
      ]);
      return tr.setSelection(TextSelection.near(tr.doc.resolve($from.before() + 2)));
    }
    return state.tr.replaceWith(from, to, nodes.field.create({ source }));
  });
  return inputRules({
    rules: [
      field,
      wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
      wrappingInputRule(/^\s*([-+*•])\s$/, nodes.bullet_list, { tight: true }),
      wrappingInputRule(
        /^(\d+)([.)])\s$/,
        nodes.ordered_list,
        (match) => ({ start: Number(match[1]), delimiter: match[2], tight: true }),
        (match, node) => node.childCount + node.attrs.start === Number(match[1]),
      ),
      textblockTypeInputRule(/^(#{1,4})\s$/, nodes.heading, (match) => ({ level: match[1].length })),
    ],
  });
}

/** Shows the findings at their blocks. */
function findingMarks() {
  return new Plugin({
    state: {
      init: () => DecorationSet.empty,
      apply(tr, set) {
        return tr.getMeta("findings") ?? set.map(tr.mapping, tr.doc);
      },
    },
    props: {
      decorations(state) {
        return this.getState(state);
      },
    },
  });
}

/** Shows words where a letter has none yet. */
function emptyHint() {
  return new Plugin({
    props: {
      decorations({ doc }) {
        const isEmpty = doc.childCount === 1 && doc.firstChild.isTextblock && !doc.firstChild.content.size;
        const hint = Decoration.node(0, doc.firstChild.nodeSize, { class: "empty", "data-hint": "Write your letter" });
        return isEmpty ? DecorationSet.create(doc, [hint]) : null;
      },
    },
  });
}

/** The sentences about a block, each with what can be done. */
function findingNotes(findings, acts) {
  const box = document.createElement("div");
  box.className = "notes";
  box.contentEditable = "false";
  for (const found of findings) {
    const note = document.createElement("p");
    note.className = found.severity;
    const sentence = document.createElement("span");
    sentence.append(...parts(found.message));
    sentence.title = textOf(found.help);
    note.append(sentence, ...remedies(found, { mend: acts.mend, describe: acts.describe }));
    box.append(note);
  }
  return box;
}

/** A field or a line of tags, with plain words for what it does. */
function tagView(node, view, getPos, onOpen) {
  const isLine = node.type === nodes.tag_line;
  const dom = document.createElement(isLine ? "div" : "span");
  const draw = (tag) => {
    dom.className = isLine ? "tag-line" : `field ${tagKind(tag.attrs.source)}`;
    dom.dataset.source = tag.attrs.source;
    dom.title = tag.attrs.source;
    dom.textContent = describeTag(tag.attrs.source);
  };
  draw(node);
  dom.addEventListener("dblclick", () => onOpen(getPos()));
  return {
    dom,
    update(next) {
      if (next.type !== node.type) return false;
      draw(next);
      return true;
    },
  };
}

/** A picture, as it is beside the draft; a double click shows its words. */
function pictureView(node, getPos, pictures, onOpen) {
  const dom = document.createElement("span");
  const picture = document.createElement("img");
  const words = document.createElement("span");
  dom.append(picture, words);
  dom.className = "picture";
  picture.addEventListener("error", () => (picture.hidden = true));
  const draw = ({ attrs }) => {
    picture.hidden = false;
    picture.alt = attrs.alt;
    picture.src = `${pictures}/${encodeURIComponent(attrs.src)}`;
    words.textContent = attrs.title === "decorative" ? "Decorative picture" : attrs.title || attrs.alt || attrs.src;
  };
  draw(node);
  dom.addEventListener("dblclick", () => onOpen(getPos()));
  return {
    dom,
    update(next) {
      if (next.type !== node.type) return false;
      draw(next);
      return true;
    },
  };
}

/** The block editor of a text. */
export class BlockEditor {
  /** Returns an editor, or null for a text that would not come back as it is. */
  static of(place, text, options) {
    const kept = new KeptText(text);
    return kept.isKept ? new BlockEditor(place, kept, options) : null;
  }

  constructor(place, kept, { readOnly, onChange, onOpenTag, onOpenPicture, onFiles, onPasted, pictures, server }) {
    this.kept = kept;
    const openTag = (at) => onOpenTag(this.view, at);
    const takeFiles = (data, at, event) => {
      const files = [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
      if (!files.length || !onFiles) return false;
      event.preventDefault();
      onFiles(this.view, files, at);
      return true;
    };
    // Where something is pasted as soon as it is clean.
    this.places = new Set();
    const takeForeign = (data, from, to) => {
      const html = foreignHtml(data);
      if (!html || this.view.state.doc.resolve(from).parent.type.spec.code) return false;
      const place = { from, to };
      this.places.add(place);
      pasteForeign(this.view, place, { html, plain: data.getData("text/plain") }, server)
        .finally(() => this.places.delete(place))
        .then((result) => onPasted(this.view, result));
      return true;
    };
    const state = EditorState.create({
      doc: kept.doc,
      plugins: [
        typingRules(),
        keymap(keys),
        history(),
        tagPairs(),
        findingMarks(),
        emptyHint(),
        dropCursor({ class: "drop-cursor", color: false }),
        gapCursor(),
      ],
    });
    this.view = new EditorView(place, {
      state,
      editable: () => !readOnly,
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": "Text of the letter",
        spellcheck: "true",
        ...(readOnly ? { "aria-readonly": "true" } : {}),
      },
      nodeViews: {
        field: (node, view, getPos) => tagView(node, view, getPos, openTag),
        image: (node, view, getPos) => pictureView(node, getPos, pictures, (at) => onOpenPicture(this.view, at)),
        tag_line: (node, view, getPos) => tagView(node, view, getPos, openTag),
      },
      handleClick(view, at, event) {
        if (event.target.closest?.("a")) event.preventDefault();
        return false;
      },
      handleDOMEvents: {
        // Before the editor itself reads the HTML, which takes long for a whole page.
        paste: (view, event) => {
          const { from, to } = view.state.selection;
          if (!view.editable || !takeForeign(event.clipboardData, from, to)) return false;
          event.preventDefault();
          return true;
        },
        drop: (view, event) => {
          const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
          if (!view.editable || !place || !takeForeign(event.dataTransfer, place.pos, place.pos)) return false;
          event.preventDefault();
          return true;
        },
      },
      handlePaste: (view, event) => takeFiles(event.clipboardData, null, event),
      handleDrop: (view, event) => {
        const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
        return takeFiles(event.dataTransfer, place?.pos ?? null, event);
      },
      clipboardSerializer,
      clipboardTextParser: readPlainText,
      dispatchTransaction: (tr) => {
        this.view.updateState(this.view.state.apply(tr));
        for (const place of this.places) {
          const before = place.from === place.to ? -1 : 1;
          place.from = tr.mapping.map(place.from, before);
          place.to = Math.max(place.from, tr.mapping.map(place.to, -1));
        }
        onChange({ changed: tr.docChanged });
      },
    });
  }

  /** Returns the text. */
  get text() {
    return this.kept.write(this.view.state.doc);
  }

  focus() {
    this.view.focus();
  }

  get cursor() {
    return this.view.state.selection.head;
  }

  set cursor(at) {
    const { doc, tr } = this.view.state;
    this.view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(Math.min(at, doc.content.size)))));
  }

  /** Returns the places of the blocks in the document, each with its first and last line in the text. */
  blockLines() {
    const found = [];
    let line = 1;
    let at = 0;
    const blocks = this.view.state.doc.content.content;
    const parts = new Map(this.kept.parts(this.view.state.doc).map((part) => [part.node, part]));
    for (const node of blocks) {
      const part = parts.get(node);
      if (part) {
        line += part.before.split("\n").length - 1;
        const height = part.text.split("\n").length;
        found.push({ from: at, to: at + node.nodeSize, node, first: line, last: line + height - 1 });
        line += height - 1;
      }
      at += node.nodeSize;
    }
    return found;
  }

  /** Shows findings at their blocks: the place of each block is marked, and the sentences stand below it. */
  showFindings(findings, acts) {
    const { doc } = this.view.state;
    const marks = [];
    for (const block of this.blockLines()) {
      const here = findings.filter(({ line }) => line >= block.first && line <= block.last);
      if (!here.length) continue;
      const worst = here.some(({ severity }) => severity === "block") ? "block" : "warning";
      marks.push(Decoration.node(block.from, block.to, { class: `found ${worst}` }));
      const key = JSON.stringify(here.map(({ id, message, suggestion }) => [id, message, suggestion]));
      marks.push(Decoration.widget(block.to, () => findingNotes(here, acts), { side: -1, key, ignoreSelection: true, stopEvent: () => true }));
    }
    this.view.dispatch(this.view.state.tr.setMeta("findings", DecorationSet.create(doc, marks)));
  }

  /** Makes the text another one, as one step that can be undone. */
  change(text) {
    const { state } = this.view;
    const next = new KeptText(text).doc;
    const start = state.doc.content.findDiffStart(next.content);
    if (start === null) return;
    let { a, b } = state.doc.content.findDiffEnd(next.content);
    const overlap = start - Math.min(a, b);
    if (overlap > 0) [a, b] = [a + overlap, b + overlap];
    const tr = closeHistory(state.tr).replace(start, a, next.slice(start, b)).setMeta(REPLACES_TAGS, true);
    this.view.dispatch(tr);
    this.view.dispatch(closeHistory(this.view.state.tr));
  }

  /** Returns the place of the first picture in the block with a line of the text. */
  pictureAt(line) {
    const block = this.blockLines().find(({ first, last }) => line >= first && line <= last);
    let found = null;
    block?.node.descendants((node, offset) => {
      if (node.type === nodes.image) found ??= block.from + 1 + offset;
    });
    return found ?? (block?.node.type === nodes.image ? block.from : null);
  }

  /** Puts the cursor into the block with a line of the text. */
  goToLine(line) {
    const blocks = this.blockLines();
    const block = blocks.find(({ last }) => last >= line) ?? blocks.at(-1);
    if (!block) return;
    const { doc, tr } = this.view.state;
    const inner = this.#lineInside(block, line);
    this.view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(inner))).scrollIntoView());
    this.view.focus();
  }

  /** Returns the place in a block at which a line of it begins, as well as that can be told. */
  #lineInside(block, line) {
    let left = line - block.first;
    let at = block.from + 1;
    block.node.descendants((node, offset) => {
      if (left <= 0) return false;
      const isBreak = node.type === nodes.soft_break || node.type === nodes.hard_break;
      if (isBreak || (node.isTextblock && offset > 0) || node.type === nodes.table_row) {
        left--;
        at = block.from + 1 + offset + 1;
      }
      return true;
    });
    return Math.min(at, block.to);
  }

  destroy() {
    this.view.destroy();
  }
}
