// What is pasted: plain text, and what the program makes of the HTML of other programs.
import { closeHistory } from "prosemirror-history";
import { DOMSerializer, Fragment, Slice } from "prosemirror-model";
import { Selection } from "prosemirror-state";
import { readBlocks } from "../core/reader.js";
import { schema, wordsAndFields } from "../core/schema.js";

const { nodes } = schema;
const OWN = "data-circular-letter";

/** Marks what is copied from a letter, so that it comes back as it was. */
class LetterSerializer extends DOMSerializer {
  serializeFragment(fragment, options, target) {
    const dom = super.serializeFragment(fragment, options, target);
    if (!target) dom.firstElementChild?.setAttribute(OWN, "");
    return dom;
  }
}

export const clipboardSerializer = new LetterSerializer(
  DOMSerializer.nodesFromSchema(schema),
  DOMSerializer.marksFromSchema(schema),
);

/** Returns the HTML of another program; empty where there is none, or only that of a picture. */
export function foreignHtml(data) {
  const html = data?.getData("text/html") ?? "";
  const isPicture = !data?.getData("text/plain").trim() && [...(data?.files ?? [])].length > 0;
  return html.includes(OWN) || isPicture ? "" : html.trim();
}

/** Reads plain text: empty lines part paragraphs, and tags become fields. */
export function readPlainText(text) {
  const lines = text.replace(/\r\n?/g, "\n").trim();
  // Without empty lines each line is a paragraph, as word processors write them.
  const blocks = /\n[ \t]*\n/.test(lines) ? lines.split(/\n(?:[ \t]*\n)+/) : lines.split("\n");
  const paragraphs = blocks.map((block) => {
    const content = block.split("\n").flatMap((line, at) => {
      const words = wordsAndFields(line.trim());
      return at ? [nodes.soft_break.create(), ...words] : words;
    });
    return nodes.paragraph.create(null, content);
  });
  return new Slice(Fragment.from(paragraphs), 1, 1);
}

/** Returns Markdown as what can be pasted; pictures get the names of their files, and are left out without one. */
function sliceOf(markdown, names) {
  const rename = (fragment) => {
    const kept = [];
    fragment.forEach((node) => {
      const { src } = node.attrs;
      if (node.type !== nodes.image || !names.has(src)) kept.push(node.isLeaf ? node : node.copy(rename(node.content)));
      else if (names.get(src)) kept.push(nodes.image.create({ ...node.attrs, src: names.get(src) }, null, node.marks));
    });
    return Fragment.from(kept);
  };
  const content = rename(Fragment.from(readBlocks(markdown).blocks.map((block) => block.node)));
  const isOpen = (node) => (node?.type === nodes.paragraph ? 1 : 0);
  return new Slice(content, isOpen(content.firstChild), isOpen(content.lastChild));
}

/** Returns the words of blocks in one line, for the cell of a table. */
function inOneLine(slice) {
  const words = [];
  slice.content.descendants((node) => {
    if (!node.isTextblock) return true;
    if (words.length) words.push(schema.text(" "));
    words.push(...node.content.content);
    return false;
  });
  return new Slice(Fragment.from(words), 0, 0);
}

/** Puts what is pasted into the text, as one step that can be undone. */
function insert(view, { from, to }, slice) {
  const $from = view.state.doc.resolve(from);
  const isEmpty = from === to && $from.parent.type === nodes.paragraph && !$from.parent.content.size;
  if ($from.parent.type === nodes.table_cell) slice = inOneLine(slice);
  const isList = [nodes.bullet_list, nodes.ordered_list].includes(slice.content.firstChild?.type);
  // Items that are pasted into an item become its neighbours.
  if (isList && $from.depth > 1 && $from.node(-1).type === nodes.list_item) slice = Slice.maxOpen(slice.content);
  const { selection } = view.state;
  const tr = closeHistory(view.state.tr);
  if (isEmpty && !slice.openStart) tr.replaceRange($from.before(), $from.after(), slice);
  else tr.replaceRange(from, to, slice);
  let end = null;
  tr.mapping.maps.at(-1)?.forEach((oldFrom, oldTo, newFrom, newTo) => (end ??= newTo));
  // The cursor goes behind what was pasted, unless somebody has moved it.
  if (end !== null && selection.from === from) tr.setSelection(Selection.near(tr.doc.resolve(end), -1));
  view.dispatch(tr.scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"));
  view.dispatch(closeHistory(view.state.tr));
}

/** Puts the pictures beside the draft: returns the names of their files, and adds those that cannot be stored to the changes. */
async function storePictures({ pictures, changes }, server) {
  const names = new Map();
  for (const { name, base64 } of pictures) {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    try {
      names.set(name, await server.storePicture(new File([bytes], name)));
    } catch (error) {
      names.set(name, null);
      changes.push({ message: `a picture was left out: ${error.message}`, near: "" });
    }
  }
  return names;
}

/** Pastes the HTML of another program; returns what was changed, and why it is plain text if it is. */
export async function pasteForeign(view, range, { html, plain }, server) {
  let slice;
  let changes = [];
  let failure = "";
  try {
    const clean = await server.clean(html);
    changes = clean.changes;
    slice = sliceOf(clean.markdown, await storePictures(clean, server));
  } catch (error) {
    failure = error.message;
    slice = readPlainText(plain);
  }
  if (!view.isDestroyed) insert(view, range, slice);
  return { changes, failure };
}
