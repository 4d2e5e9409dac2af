// The form in which two documents are compared: without what Markdown cannot say, and without how it was spelt.
import { Fragment } from "prosemirror-model";
import { readBlocks } from "./reader.js";
import { schema, wordsAndFields } from "./schema.js";
import { isSilent } from "./tags.js";

const { nodes, marks } = schema;
const isBreak = (node) => node.type === nodes.hard_break || node.type === nodes.soft_break;
const isBlank = (node) => isBreak(node) || (node.isText && !marks.code.isInSet(node.marks) && !node.text.trim());

/** How often the ends of marks are looked at again. */
const MAX_PASSES = 5;

/** Takes white space off one end of a list of nodes. */
function trimEnd(list, atStart) {
  const take = () => (atStart ? list.shift() : list.pop());
  const put = (node) => (atStart ? list.unshift(node) : list.push(node));
  while (list.length) {
    const node = list.at(atStart ? 0 : -1);
    if (isBlank(node)) {
      take();
      continue;
    }
    if (node.isText && !marks.code.isInSet(node.marks)) {
      const text = atStart ? node.text.trimStart() : node.text.trimEnd();
      if (text !== node.text) {
        take();
        put(schema.text(text, node.marks));
      }
    }
    return;
  }
}

/** Splits the words of a block into lines at its breaks, each with the break before it. */
function splitLines(list) {
  const lines = [{ break: null, list: [] }];
  for (const node of list) {
    if (isBreak(node)) lines.push({ break: node.type, list: [] });
    else lines.at(-1).list.push(node);
  }
  return lines;
}

function trimLines(list) {
  let lines = splitLines(list);
  for (const line of lines) {
    trimEnd(line.list, true);
    trimEnd(line.list, false);
  }
  // An empty line ends a paragraph: only a hard break can stand on a line of its own.
  const kept = [];
  let hard = 0;
  for (const line of lines) {
    if (line.break === nodes.hard_break) hard++;
    if (!line.list.length) continue;
    kept.push({ hard, list: line.list });
    hard = 0;
  }
  const out = [];
  kept.forEach((line, at) => {
    if (at && !line.hard) out.push(nodes.soft_break.create());
    for (let count = 0; at && count < line.hard; count++) out.push(nodes.hard_break.create());
    out.push(...line.list);
  });
  return out;
}

/** Splits off the white space at both ends of some words, and beside a field the punctuation as well. */
function splitSpace(list, previous, next) {
  const [before, inner, after] = [[], list.slice(), []];
  const signs = (neighbour) => (neighbour?.type === nodes.field ? "[\\s\\p{P}\\p{S}]*" : "\\s*");
  const spaceOf = (node, pattern) => (node.isText && !marks.code.isInSet(node.marks) ? pattern.exec(node.text)[0].length : 0);
  while (inner.length && isBlank(inner[0])) before.push(inner.shift());
  while (inner.length && isBlank(inner.at(-1))) after.unshift(inner.pop());
  const start = inner.length ? spaceOf(inner[0], new RegExp(`^${signs(previous)}`, "u")) : 0;
  if (start) {
    const first = inner.shift();
    before.push(first.cut(0, start));
    if (start < first.text.length) inner.unshift(first.cut(start));
  }
  const end = inner.length ? spaceOf(inner.at(-1), new RegExp(`${signs(next)}$`, "u")) : 0;
  if (end) {
    const last = inner.pop();
    if (end < last.text.length) inner.push(last.cut(0, last.text.length - end));
    after.unshift(last.cut(last.text.length - end));
  }
  return [before, inner, after];
}

/** Returns the mark that is written outermost at the start of some words, and for how many of them it holds. */
export function outerMark(list) {
  let best = null;
  for (const mark of list[0].marks) {
    if (mark.type === marks.code) continue;
    let count = 1;
    while (count < list.length && mark.isInSet(list[count].marks)) count++;
    if (!best || count > best.count) best = { mark, count };
  }
  return best;
}

/** Takes marks off the white space at which they begin and end where they are written. */
function expelSpace(list) {
  const out = [];
  for (let at = 0; at < list.length; ) {
    const outer = outerMark(list.slice(at));
    if (!outer) {
      out.push(list[at++]);
      continue;
    }
    const { mark, count } = outer;
    const bare = list.slice(at, at + count).map((node) => node.mark(mark.removeFromSet(node.marks)));
    const [before, inner, after] = mark.type === marks.link ? [[], bare, []] : splitSpace(bare, list[at - 1], list[at + count]);
    const marked = expelSpace(inner).map((node) => node.mark(mark.addToSet(node.marks)));
    out.push(...expelSpace(before), ...marked, ...expelSpace(after));
    at += count;
  }
  return out;
}

function plainMarks(node) {
  let kept = node.marks;
  // Braces in code cannot be escaped: they must not look like a tag.
  const isCode = node.isText ? !/\{\{|\{$/.test(node.text) : node.type === nodes.field;
  if (!isCode) kept = marks.code.removeFromSet(kept);
  // The mark of a footnote is a link of its own.
  if (node.type === nodes.raw && node.attrs.source.startsWith("[")) kept = marks.link.removeFromSet(kept);
  const plain = kept.map((mark) =>
    mark.type === marks.link
      ? mark.type.create({ href: mark.attrs.href, title: mark.attrs.title })
      : mark.type.create(),
  );
  return node.mark(plain);
}

/** Puts the words of a block into the form in which they are compared. */
function normalInline(fragment, oneLine) {
  let list = [];
  fragment.forEach((node) => {
    if (isBreak(node)) list.push(oneLine ? schema.text(" ") : node.type.create());
    else if (node.isText) list.push(...wordsAndFields(node.text.replace(/\s*[\n\r]\s*/g, " "), plainMarks(node).marks));
    else list.push(plainMarks(node));
  });
  list = Fragment.fromArray(list).content;
  // White space that loses a mark can change which mark holds longest.
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const expelled = Fragment.fromArray(expelSpace(list));
    if (expelled.eq(Fragment.fromArray(list))) break;
    list = expelled.content;
  }
  if (oneLine) {
    trimEnd(list, true);
    trimEnd(list, false);
  } else {
    list = trimLines(list);
  }
  return Fragment.fromArray(list);
}

/** Takes lines that have nothing but silent tags out of a paragraph: they are read as lines of tags. */
function splitTagLines(content) {
  const blocks = [];
  let words = [];
  const flush = () => {
    const list = trimLines(words);
    if (list.length) blocks.push(nodes.paragraph.create(null, Fragment.fromArray(list)));
    words = [];
  };
  for (const line of splitLines(content.content)) {
    const silent = (node) => node.type === nodes.field && !node.marks.length && isSilent(node.attrs.source);
    const bare = line.list.every((node) => silent(node) || (isBlank(node) && !node.marks.length));
    if (bare && line.list.some(silent)) {
      flush();
      const source = line.list.map((node) => node.text ?? node.attrs.source).join("").trim();
      blocks.push(nodes.tag_line.create({ source }));
    } else {
      if (line.break) words.push(line.break.create());
      words.push(...line.list);
    }
  }
  flush();
  return blocks;
}

function normalTable(table) {
  const rows = table.content.content;
  const width = Math.max(...rows.map((row) => row.childCount));
  const cell = (row, column, header) => {
    const align = table.attrs.alignments[column] ?? "";
    const content = column < row.childCount ? normalInline(row.child(column).content, true) : null;
    return nodes.table_cell.create({ header, align }, content);
  };
  const columns = Array.from({ length: width }, (_, column) => column);
  const alignments = columns.map((column) => table.attrs.alignments[column] ?? "");
  const plain = rows.map((row, at) => {
    if (row.type === nodes.tag_line) return row;
    return nodes.table_row.create(null, columns.map((column) => cell(row, column, at === 0)));
  });
  return nodes.table.create({ alignments }, plain);
}

function isTight(list, items) {
  const paragraphs = items.some((item) => item.content.content.some((child) => child.type === nodes.paragraph));
  if (!paragraphs) return true;
  if (items.length === 1 && items[0].childCount === 1) return true;
  const apart = items.some((item) => {
    const kids = item.content.content;
    return kids.some((child, at) => {
      if (!at) return child.type !== nodes.paragraph && kids.length > 1;
      // Only a list that begins with words, and with 1, can follow a paragraph without an empty line.
      const list = child.type === nodes.bullet_list || (child.type === nodes.ordered_list && child.attrs.start === 1);
      return !list || at > 1 || !child.firstChild.firstChild.content.size;
    });
  });
  return list.attrs.tight && !apart;
}

const known = new WeakMap();

/** Returns the blocks as which a block is compared: none if it is empty. */
export function normalBlocks(node) {
  // Nodes never change.
  if (!known.has(node)) known.set(node, makeNormal(node));
  return known.get(node);
}

function makeNormal(node) {
  switch (node.type) {
    case nodes.paragraph:
      return splitTagLines(normalInline(node.content, false));
    case nodes.heading:
      return [nodes.heading.create(node.attrs, normalInline(node.content, true))];
    case nodes.blockquote:
      return [nodes.blockquote.create(null, normalChildren(node))];
    case nodes.callout:
      return [nodes.callout.create({ kind: node.attrs.kind.toUpperCase() }, normalChildren(node))];
    case nodes.bullet_list:
    case nodes.ordered_list: {
      const items = node.content.content.map((item) => nodes.list_item.create(null, normalChildren(item)));
      const attrs = { tight: isTight(node, items), ...(node.attrs.start === undefined ? {} : { start: node.attrs.start }) };
      return [node.type.create(attrs, items)];
    }
    case nodes.code_block:
      return [nodes.code_block.create({ info: node.attrs.info.trim() }, wordsAndFields(node.textContent))];
    case nodes.source:
      return readAgain(node);
    case nodes.table:
      return [normalTable(node)];
    default:
      return [node];
  }
}

/** Reads what is written in a block of source: it may have become something that the editor knows. */
function readAgain(node) {
  if (!node.textContent.trim()) return [];
  const read = readBlocks(node.textContent).blocks.map((block) => block.node);
  return read.flatMap((each) => (each.type === nodes.source ? [each] : normalBlocks(each)));
}

function normalChildren(node) {
  const kids = node.content.content.flatMap(normalBlocks);
  return kids.length ? kids : [nodes.paragraph.create()];
}

/** Returns the document as it is compared. */
export function normalDocument(doc) {
  return schema.nodes.doc.create(null, doc.content.content.flatMap(normalBlocks));
}

/** Tells whether two lists of blocks say the same. */
export function sameBlocks(some, others) {
  return some.length === others.length && some.every((node, at) => node.eq(others[at]));
}
