// A draft's Markdown that is edited by blocks and keeps the bytes of what nobody touched.
import { normalBlocks, normalDocument, sameBlocks } from "./normal.js";
import { readBlocks } from "./reader.js";
import { schema } from "./schema.js";
import { Writer } from "./writer.js";

/** The most pairs of signs that are compared to find how two spellings of a line belong together. */
const MAX_PAIRS = 2_000_000;

/** How many equal items two lists have at their starts and at their ends. */
function commonEnds(some, others, equal = (a, b) => a === b) {
  const most = Math.min(some.length, others.length);
  let start = 0;
  while (start < most && equal(some[start], others[start])) start++;
  let end = 0;
  while (end < most - start && equal(some[some.length - 1 - end], others[others.length - 1 - end])) end++;
  return [start, end];
}

/** Returns for each of `others` the number of the equal item of `some`, or -1: a longest common subsequence. */
function align(some, others, equal = (a, b) => a === b) {
  const [start, end] = commonEnds(some, others, equal);
  const pairs = new Array(others.length).fill(-1);
  for (let at = 0; at < start; at++) pairs[at] = at;
  for (let at = 1; at <= end; at++) pairs[others.length - at] = some.length - at;
  const [rows, columns] = [some.length - start - end, others.length - start - end];
  if (rows * columns > MAX_PAIRS) return pairs;
  const width = columns + 1;
  const best = new Uint16Array((rows + 1) * width);
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      best[row * width + column] = equal(some[start + row], others[start + column])
        ? best[(row + 1) * width + column + 1] + 1
        : Math.max(best[(row + 1) * width + column], best[row * width + column + 1]);
    }
  }
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    if (equal(some[start + row], others[start + column])) pairs[start + column++] = start + row++;
    else if (best[(row + 1) * width + column] >= best[row * width + column + 1]) row++;
    else column++;
  }
  return pairs;
}

/** Returns the lines of two texts in their order: those of both, those of the old one alone, and those of the new one. */
export function changedLines(old, fresh) {
  const [some, others] = [old.split("\n"), fresh.split("\n")];
  const pairs = align(some, others);
  const lines = [];
  let from = 0;
  others.forEach((line, at) => {
    if (pairs[at] < 0) {
      lines.push({ line, kind: "new" });
      return;
    }
    while (from < pairs[at]) lines.push({ line: some[from++], kind: "old" });
    lines.push({ line, kind: "same" });
    from = pairs[at] + 1;
  });
  while (from < some.length) lines.push({ line: some[from++], kind: "old" });
  return lines;
}

/**
 * Makes in `written` the change that leads from `plain` to `changed`, where `plain` is another spelling of `written`.
 * Returns null if it cannot tell where.
 */
function patchText(written, plain, changed) {
  if (written === plain) return changed;
  const [start, end] = commonEnds(plain, changed);
  const pairs = align([...Array(written.length).keys()].map((at) => written[at]), plain.split(""));
  const insert = changed.slice(start, changed.length - end);
  const removed = plain.length - end - start;
  // Behind the sign before the change, up to the sign behind it.
  let from = start ? pairs[start - 1] + 1 : 0;
  let to = end ? pairs[plain.length - end] : written.length;
  if ((start && !from) || to < 0) return null;
  // An insertion stays with the word before it; blanks that set columns take its room.
  if (!removed) to = from;
  const rest = written.slice(to);
  const room = /^\|/.test(written.trimStart()) ? (/^ {2,}/.exec(rest)?.[0].length ?? 1) - 1 : 0;
  return written.slice(0, from) + insert + rest.slice(Math.min(room, Math.max(0, insert.length - removed)));
}

/** Makes a change in a block line by line; `exact` keeps as much of the changed line as it can. */
function patchLines(written, plain, changed, exact) {
  const [old, was, is] = [written, plain, changed].map((text) => text.split("\n"));
  const [start, end] = commonEnds(was, is);
  let middle = is.slice(start, is.length - end);
  const wasMiddle = was.slice(start, was.length - end);
  const places = placeLines(old, was);
  if (!places) return exact ? patchText(written, plain, changed) : null;
  const from = start ? places[start - 1] + 1 : 0;
  const first = wasMiddle.length ? places[start] : from;
  const last = wasMiddle.length ? places[was.length - end - 1] + 1 : from;
  if (first < from) return null;
  const oldMiddle = old.slice(first, last);
  if (exact) {
    const patched =
      middle.length === wasMiddle.length && middle.length === oldMiddle.length
        ? middle.map((line, at) => (line === wasMiddle[at] ? oldMiddle[at] : patchText(oldMiddle[at], wasMiddle[at], line)))
        : [patchText(oldMiddle.join("\n"), wasMiddle.join("\n"), middle.join("\n"))];
    if (patched.includes(null)) return null;
    middle = patched;
  }
  return [...old.slice(0, first), ...middle, ...old.slice(last)].join("\n");
}

/** Finds the line of `old` for each line of `was`, which is another spelling of it; null if it cannot tell. */
function placeLines(old, was) {
  if (old.length === was.length) return was.map((_, at) => at);
  const places = align(old, was);
  const isFree = (place, line) => place < old.length && !old[place].trim() === !line.trim();
  let place = 0;
  for (let at = 0; at < was.length; at++) {
    if (places[at] < 0) {
      // Empty lines may be missing on either side; a line of words has its own.
      if (!was[at].trim()) {
        places[at] = place - 1;
        continue;
      }
      while (place < old.length && !isFree(place, was[at])) place++;
      if (place >= old.length) return null;
      places[at] = place;
    }
    if (places[at] < place - 1) return null;
    place = places[at] + 1;
  }
  return places;
}

/** Writes a block anew, as close to the source of the block in whose place it stands as it can be. */
function writeBlock(node, old, references) {
  const wanted = normalBlocks(node);
  if (!wanted.length) return "";
  if (node.type === schema.nodes.source) return node.textContent;
  const isSame = (text) => {
    const { blocks } = readBlocks(text, references);
    return sameBlocks(blocks.flatMap((block) => normalBlocks(block.node)), wanted);
  };
  const write = (level, withEntities) => new Writer(level, withEntities).write(spelled(node));
  const first = write(1);
  const candidates = [];
  if (old && old.node.type === node.type) {
    const was = new Writer(1).write(spelled(old.node));
    for (const now of [() => first, () => write(1, true)]) {
      candidates.push(() => patchLines(old.text, was, now(), true), () => patchLines(old.text, was, now(), false));
    }
  }
  candidates.push(() => first, () => write(1, true), () => write(2, true), () => write(3));
  for (const candidate of candidates) {
    const text = candidate()?.replace(/^(?:[ \t]*\n)+|(?:\n[ \t]*)+$/g, "");
    if (text !== undefined && isSame(text)) return text;
  }
  return first;
}

const MARKER = /^\s*(?:([-*+])|\d+([.)]))/;

/** Tells whether two neighbours would be read as one list. */
function isSameList(before, part) {
  const marker = ({ text }) => MARKER.exec(text)?.slice(1).join("");
  const isList = ({ node }) => node.type === schema.nodes.bullet_list || node.type === schema.nodes.ordered_list;
  return isList(before) && isList(part) && marker(before) === marker(part);
}

/** Returns a list with another sign at its items. */
function otherList(list) {
  const attrs = list.attrs.bullet
    ? { bullet: list.attrs.bullet === "-" ? "*" : "-" }
    : { delimiter: list.attrs.delimiter === "." ? ")" : "." };
  return list.type.create({ ...list.attrs, ...attrs }, list.content);
}

/** Returns a block without what Markdown cannot say, but with its own spelling. */
function spelled(node) {
  const plain = normalBlocks(node);
  return plain.map((each) => (plain.length === 1 ? respell(each, node) : each));
}

/** Gives a plain block the spelling of the block that it was made of: its bullets, stars and breaks. */
function respell(plain, node) {
  if (plain.type !== node.type) return plain;
  const attrs = { ...node.attrs };
  for (const name of ["tight", "alignments"]) if (name in plain.attrs) attrs[name] = plain.attrs[name];
  if (plain.isLeaf) return plain.type.create(attrs, plain.content, plain.marks);
  const kids = plain.content.content;
  if (plain.isTextblock || plain.childCount === node.childCount) {
    const content = plain.isTextblock ? spellWords(plain, node) : kids.map((kid, at) => respell(kid, node.child(at)));
    return plain.type.create(attrs, content);
  }
  return plain.type.create(attrs, kids);
}

/** Gives words the stars and breaks that the same words had. */
function spellWords(plain, node) {
  const spelling = new Map();
  const breaks = [];
  node.descendants((each) => {
    for (const mark of each.marks) spelling.set(`${mark.type.name} ${each.text ?? each.type.name}`, mark);
    if (each.type === schema.nodes.hard_break) breaks.push(each.mark([]));
  });
  const bySort = (type) => [...spelling.values()].find((mark) => mark.type === type);
  return plain.content.content.map((each) => {
    if (each.type === schema.nodes.hard_break) return breaks.shift() ?? each;
    const marks = each.marks.map((mark) => {
      const known = spelling.get(`${mark.type.name} ${each.text ?? each.type.name}`) ?? bySort(mark.type);
      if (!known) return mark;
      return mark.type.name === "link" && known.attrs.href !== mark.attrs.href ? mark : known;
    });
    return each.mark(marks);
  });
}

/** Finds for each block of the document the block of the file in whose place it stands: -1 for a new one. */
function placeBlocks(old, now) {
  const pairs = align(old, now, (block, node) => block.node.eq(node));
  const places = pairs.slice();
  for (let at = 0; at < now.length; ) {
    if (places[at] >= 0) {
      at++;
      continue;
    }
    let end = at;
    while (end < now.length && places[end] < 0) end++;
    let from = at ? places[at - 1] + 1 : 0;
    let to = end < now.length ? places[end] : old.length;
    const fits = (place, index) => old[place].node.type === now[index].type;
    let [first, last] = [at, end];
    while (first < last && from < to && fits(from, first)) places[first++] = from++;
    while (first < last && from < to && fits(to - 1, last - 1)) places[--last] = --to;
    while (first < last && from < to && to - from >= last - first) places[first++] = from++;
    at = end;
  }
  return { pairs, places };
}

/** A text as it was read, which writes the document that became of it. */
export class KeptText {
  constructor(source) {
    this.source = source;
    Object.assign(this, readBlocks(source));
    this.written = new WeakMap();
    const nodes = this.blocks.map((block) => block.node);
    this.doc = schema.nodes.doc.create(null, nodes.length ? nodes : schema.nodes.paragraph.create());
  }

  /** Tells whether the text comes back as it is. */
  get isKept() {
    return this.write(this.doc) === this.source;
  }

  /** Writes a document: the source of each block that is as it was, and the others anew. */
  write(doc) {
    return this.parts(doc).map((part) => part.before + part.text).join("") + this.lastTail;
  }

  /** Returns the blocks of a document with their text, and what stands before each. */
  parts(doc) {
    const old = this.blocks;
    const now = doc.content.content.filter((node) => normalBlocks(node).length > 0 || old.some((block) => block.node === node));
    const { pairs, places } = placeBlocks(old, now);
    const parts = [];
    let last = -1;
    now.forEach((node, at) => {
      const place = places[at];
      const isKind = (where, each) => old[where].node.type === each.type || /\n[ \t]*\n/.test(old[place].before);
      const follows = at
        ? place > 0 && places[at - 1] === place - 1 && isKind(place, node) && isKind(place - 1, now[at - 1])
        : place === 0;
      const before = follows ? old[place].before : this.gap(last, place, parts.at(-1), node);
      let text = pairs[at] >= 0 ? old[pairs[at]].text : this.writeOnce(node, old[place]);
      if (parts.length && (!follows || pairs[at] < 0 || pairs[at - 1] < 0)) {
        if (!before.trim() && isSameList(parts.at(-1), { node, text })) text = writeBlock(otherList(node), null, this.references);
        text = this.besides(parts.at(-1), before, { node, text });
      }
      parts.push({ node, text, before });
      if (place >= 0) last = place;
    });
    const lost = last + 1 < old.length ? this.definitions(last + 1, old.length) : "";
    this.lastTail = parts.length || !old.length ? lost + this.tail : lost || this.tail.replace(/^\n/, "");
    return parts;
  }

  /** Writes a block in the place of another, unless that was done before. */
  writeOnce(node, place) {
    const last = this.written.get(node);
    if (last && last.place === place) return last.text;
    const text = writeBlock(node, place, this.references);
    this.written.set(node, { place, text });
    return text;
  }

  /** Returns the text of a block as it can stand behind another without becoming a part of it. */
  besides(last, between, { node, text }) {
    const wanted = [last.node, node].flatMap(normalBlocks);
    const isApart = (each) => {
      const { blocks } = readBlocks(last.text + between + each, this.references);
      return sameBlocks(blocks.flatMap((block) => normalBlocks(block.node)), wanted);
    };
    const others = [2, 3].map((level) => () => new Writer(level).write(spelled(node)));
    for (const candidate of [() => text, ...others]) if (isApart(candidate())) return candidate();
    return text;
  }

  /** Returns what stands between two blocks that were not neighbours: an empty line, and definitions of links. */
  gap(last, place, before, node) {
    const kept = place > last ? this.definitions(last + 1, place + 1) : "";
    const isTag = (each) => each?.type === schema.nodes.tag_line;
    if (kept) return `${before ? "\n\n" : ""}${kept.trim()}\n\n`;
    if (!before) return /^\n*$/.exec(this.blocks[0]?.before ?? "")?.[0] ?? "";
    return (isTag(before.node) || isTag(node)) && before.node.type !== schema.nodes.source ? "\n" : "\n\n";
  }

  /** Returns what is written between blocks that are gone, other than empty lines. */
  definitions(from, to) {
    const texts = this.blocks.slice(from, to).map((block) => block.before.trim()).filter(Boolean);
    return texts.length ? `\n\n${texts.join("\n\n")}` : "";
  }

  /** Tells whether a text, read again, is the same document. */
  static isSame(text, doc) {
    const read = new KeptText(text).doc;
    return normalDocument(read).eq(normalDocument(doc));
  }
}
