// What was changed in what was pasted, and the way back for each change.
import { closeHistory, undo } from "prosemirror-history";
import { Fragment } from "prosemirror-model";
import { schema } from "../core/schema.js";
import { REPLACES_TAGS } from "./tag_pairs.js";

const { nodes, marks } = schema;

export class PasteNotes {
  constructor(box) {
    this.box = box;
    [this.summary, this.list] = [box.querySelector("p"), box.querySelector("ul")];
    this.undo = box.querySelector("[data-undo]");
    this.undo.addEventListener("click", () => {
      const { view } = this;
      this.hide();
      undo(view.state, view.dispatch);
      view.focus();
    });
    box.querySelector("[data-close]").addEventListener("click", () => {
      const { view } = this;
      this.hide();
      view.focus();
    });
  }

  /** Lists what was changed; nothing is shown where nothing was. */
  show(view, { changes, failure }) {
    this.hide();
    if (view.isDestroyed || (!changes.length && !failure)) return;
    this.view = view;
    this.box.hidden = false;
    const count = changes.length === 1 ? "one change" : `${changes.length} changes`;
    this.summary.textContent = failure ? `Pasted as plain text, because ${failure}.` : `Pasted, with ${count}:`;
    this.list.replaceChildren(...changes.map((change) => this.#item(change)));
    this.list.hidden = !changes.length;
    this.undo.hidden = false;
  }

  /** Keeps the list, but not its button, when the text has changed again: the last step is another one. */
  settle() {
    this.undo.hidden = true;
  }

  hide() {
    this.view = null;
    this.box.hidden = true;
  }

  #item(change) {
    const { message, near, kind } = change;
    const line = document.createElement("li");
    const words = document.createElement("span");
    // Between backticks is code.
    const parts = message.split("`").map((part, at) => {
      if (at % 2 === 0) return document.createTextNode(part);
      const code = document.createElement("code");
      code.textContent = part;
      return code;
    });
    words.append(...parts);
    if (near && !message.includes(near)) words.append(`, at “${near}”`);
    line.append(words);
    if (!WAYS_BACK[kind] || (kind === "merge-field" && !change.original)) return line;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Undo";
    button.setAttribute("aria-label", `Undo: ${words.textContent}`);
    button.addEventListener("click", () => {
      const { view } = this;
      const tr = WAYS_BACK[kind](view.state, change);
      if (tr) {
        view.dispatch(closeHistory(tr.setMeta(REPLACES_TAGS, true)));
        view.dispatch(closeHistory(view.state.tr));
      }
      line.classList.add("undone");
      button.remove();
      words.append(tr ? " (undone)" : " (it is another text by now)");
      const next = this.list.querySelector("button") ?? this.box.querySelector("[data-close]");
      next.focus();
    });
    line.append(button);
    return line;
  }
}

/** Each kind of change that can be taken back alone; returns a change of the text, or null if its place is gone. */
const WAYS_BACK = {
  "merge-field": (state, { message, original, near }) => {
    const source = /`([^`]+)`/.exec(message)?.[1];
    const fits = (node) => node.type === nodes.field && node.attrs.source === source;
    const places = [];
    state.doc.descendants((node, at, parent) => {
      if (fits(node)) places.push({ at, node, isNear: hasWords(parent, near) });
    });
    const place = places.find(({ isNear }) => isNear) ?? places[0];
    if (!place) return null;
    const block = state.doc.resolve(place.at);
    const tr = state.tr;
    // A paragraph can have the field twice.
    const twins = places.filter(({ at }) => state.doc.resolve(at).sameParent(block));
    for (const { at, node } of twins.reverse()) tr.replaceWith(at, at + 1, schema.text(original, node.marks));
    return tr;
  },
  "bold-heading": (state, { near }) => {
    const place = find(state.doc, nodes.heading, near);
    if (!place) return null;
    const [start, end] = [place.at + 1, place.at + place.node.nodeSize - 1];
    return state.tr.setNodeMarkup(place.at, nodes.paragraph).addMark(start, end, marks.strong.create());
  },
  "typed-list": (state, { near }) => {
    const item = find(state.doc, nodes.paragraph, near, (node, parent) => parent.type === nodes.list_item);
    if (!item) return null;
    const $item = state.doc.resolve(item.at);
    let depth = $item.depth;
    for (let at = depth; at > 0; at--) if (isList($item.node(at))) depth = at;
    const list = $item.node(depth);
    const at = $item.before(depth);
    return state.tr.replaceWith(at, at + list.nodeSize, Fragment.fromArray(typedLines(list)));
  },
  "text-box": (state, { near }) => {
    const place = find(state.doc, nodes.blockquote, near);
    return place && state.tr.replaceWith(place.at, place.at + place.node.nodeSize, place.node.content);
  },
};

const isList = (node) => node.type === nodes.bullet_list || node.type === nodes.ordered_list;

/** Returns the items of a list as paragraphs that begin with their sign. */
function typedLines(list) {
  const blocks = [];
  list.forEach((item, _, index) => {
    const sign = list.type === nodes.bullet_list ? "• " : `${list.attrs.start + index}. `;
    item.forEach((child, __, at) => {
      if (isList(child)) blocks.push(...typedLines(child));
      else if (at === 0 && child.isTextblock) blocks.push(child.copy(Fragment.from(schema.text(sign)).append(child.content)));
      else blocks.push(child);
    });
  });
  return blocks;
}

const plain = (text) => text.replace(/\s+/g, " ").trim();

function hasWords(node, near) {
  const words = plain(near.replace(/…$/, ""));
  const parts = words.split(/\{\{[^}]*\}\}|[«»]/).map((part) => part.trim()).filter(Boolean);
  const text = plain(node.textBetween(0, node.content.size, " "));
  return parts.every((part) => text.includes(part));
}

/** Returns the last block of a type that has some words: what was pasted last is meant. */
function find(doc, type, near, accepts = () => true) {
  let found = null;
  doc.descendants((node, at, parent) => {
    if (node.type === type && accepts(node, parent) && hasWords(node, near)) found = { at, node };
  });
  return found;
}
