// What the keys and the buttons of the editor do.
import { baseKeymap, chainCommands, exitCode, lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { NodeSelection, TextSelection } from "prosemirror-state";
import { schema } from "../core/schema.js";

const { nodes, marks } = schema;

/** Returns the node of a type around the selection, with its place and depth. */
export function around(state, ...types) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth);
    if (types.includes(node.type)) return { node, depth, at: $from.before(depth) };
  }
  return null;
}

function hardBreak(state, dispatch) {
  if (around(state, nodes.heading, nodes.table, nodes.code_block, nodes.source)) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
}

/** Goes to the next or previous cell; behind the last one there is a new row. */
function toCell(step) {
  return (state, dispatch, view) => {
    const table = around(state, nodes.table);
    if (!table) return false;
    const cells = [];
    table.node.descendants((node, at) => {
      if (node.type === nodes.table_cell) cells.push(table.at + 1 + at);
    });
    const here = around(state, nodes.table_cell)?.at;
    const next = cells.indexOf(here) + step;
    if (next < 0) return false;
    if (next >= cells.length) return addRow(state, dispatch, view);
    const cell = state.doc.nodeAt(cells[next]);
    const from = cells[next] + 1;
    dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, from, from + cell.content.size)).scrollIntoView());
    return true;
  };
}

/** Puts a row below the one with the cursor. */
export function addRow(state, dispatch) {
  const table = around(state, nodes.table);
  const row = around(state, nodes.table_row);
  if (!table || !row) return false;
  const cells = table.node.attrs.alignments.map((align) => nodes.table_cell.create({ align }));
  const at = row.at + row.node.nodeSize;
  const tr = state.tr.insert(at, nodes.table_row.create(null, cells));
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, at + 2)).scrollIntoView());
  return true;
}

/** Takes out the row with the cursor; the head of a table stays. */
export function deleteRow(state, dispatch) {
  const row = around(state, nodes.table_row);
  if (!row || row.node.firstChild.attrs.header) return false;
  dispatch?.(state.tr.delete(row.at, row.at + row.node.nodeSize).scrollIntoView());
  return true;
}

/** Returns the table around the cursor, its rows with their places, and the number of the column. */
function columnAt(state) {
  const table = around(state, nodes.table);
  const cell = around(state, nodes.table_cell);
  if (!table || !cell) return null;
  const rows = [];
  table.node.forEach((node, offset) => node.type === nodes.table_row && rows.push({ node, at: table.at + 1 + offset }));
  return { table, rows, column: state.doc.resolve(cell.at).index() };
}

/** Puts a column behind the one with the cursor. */
export function addColumn(state, dispatch) {
  const place = columnAt(state);
  if (!place) return false;
  const { table, rows, column } = place;
  const tr = state.tr;
  for (const { node, at } of rows.reverse()) {
    let end = at + 1;
    for (let index = 0; index <= Math.min(column, node.childCount - 1); index++) end += node.child(index).nodeSize;
    tr.insert(end, nodes.table_cell.create({ header: node.firstChild.attrs.header, align: "" }));
  }
  const { alignments } = table.node.attrs;
  tr.setNodeAttribute(table.at, "alignments", [...alignments.slice(0, column + 1), "", ...alignments.slice(column + 1)]);
  dispatch?.(tr.scrollIntoView());
  return true;
}

/** Takes out the column with the cursor; the last one stays. */
export function deleteColumn(state, dispatch) {
  const place = columnAt(state);
  if (!place || place.table.node.attrs.alignments.length < 2) return false;
  const { table, rows, column } = place;
  const tr = state.tr;
  for (const { node, at } of rows.reverse()) {
    if (column >= node.childCount) continue;
    let start = at + 1;
    for (let index = 0; index < column; index++) start += node.child(index).nodeSize;
    tr.delete(start, start + node.child(column).nodeSize);
  }
  tr.setNodeAttribute(table.at, "alignments", table.node.attrs.alignments.filter((_, index) => index !== column));
  dispatch?.(tr.scrollIntoView());
  return true;
}

/** Deletes what is selected in several cells, and leaves the cells. */
function clearCells(state, dispatch) {
  const { from, to, $from, $to } = state.selection;
  const table = around(state, nodes.table);
  if (!table || $from.sameParent($to) || to > table.at + table.node.nodeSize) return false;
  const tr = state.tr;
  const cells = [];
  state.doc.nodesBetween(from, to, (node, at) => {
    if (node.type === nodes.table_cell) cells.push([Math.max(at + 1, from), Math.min(at + 1 + node.content.size, to)]);
  });
  for (const [start, end] of cells.reverse()) if (end > start) tr.delete(start, end);
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, from)).scrollIntoView());
  return true;
}

/** A paragraph below a heading, a call-out or a table when Enter is pressed at its end. */
function leaveTable(state, dispatch) {
  const table = around(state, nodes.table);
  if (!table) return false;
  return toCell(table.node.attrs.alignments.length)(state, dispatch) || addRow(state, dispatch);
}

/** Turns the paragraphs into a list, or the list back into paragraphs. */
export function toggleList(type) {
  return (state, dispatch, view) => {
    const list = around(state, nodes.bullet_list, nodes.ordered_list);
    if (list?.node.type === type) return liftListItem(nodes.list_item)(state, dispatch, view);
    if (list) {
      const attrs = { tight: list.node.attrs.tight };
      dispatch?.(state.tr.setNodeMarkup(list.at, type, attrs));
      return true;
    }
    return wrapInList(type)(state, dispatch, view);
  };
}

/** Wraps into a quotation or a call-out, or takes it away. */
export function toggleWrap(type, attrs) {
  return (state, dispatch, view) => {
    const wrap = around(state, nodes.blockquote, nodes.callout);
    if (!wrap) return wrapIn(type, attrs)(state, dispatch, view);
    const kinds = { ...wrap.node.attrs, ...attrs };
    if (wrap.node.type === type && kinds.kind === wrap.node.attrs.kind) return lift(state, dispatch, view);
    dispatch?.(state.tr.setNodeMarkup(wrap.at, type, attrs));
    return true;
  };
}

/** Makes a heading of a level, or a paragraph of it again. */
export function toggleHeading(level) {
  return (state, dispatch, view) => {
    const heading = around(state, nodes.heading);
    const isSame = heading?.node.attrs.level === level;
    return setBlockType(isSame ? nodes.paragraph : nodes.heading, isSame ? null : { level })(state, dispatch, view);
  };
}

/** Puts a field of the members at the cursor. */
export function insertField(source) {
  return (state, dispatch) => {
    dispatch?.(state.tr.replaceSelectionWith(nodes.field.create({ source }), true).scrollIntoView());
    return true;
  };
}

/** Puts the selected blocks, or a new paragraph, between two tags. */
export function wrapInTags(open) {
  return (state, dispatch) => {
    const { $from, $to } = state.selection;
    const range = $from.blockRange($to);
    const depth = 0;
    const [start, end] = [$from.before(depth + 1), $to.after(depth + 1)];
    if (!range) return false;
    const tr = state.tr.insert(end, nodes.tag_line.create({ source: "{{/if}}" }));
    tr.insert(start, nodes.tag_line.create({ source: open }));
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

/** Puts a table of figures behind the block with the cursor. */
export function insertTable(state, dispatch) {
  const cell = (header, align, text) =>
    nodes.table_cell.create({ header, align }, text ? schema.text(text) : null);
  const row = (header, words) =>
    nodes.table_row.create(null, [cell(header, "", words[0]), cell(header, "right", words[1])]);
  const rows = [row(true, ["In the year to June", "Number"]), row(false, ["", ""]), row(false, ["", ""])];
  const table = nodes.table.create({ alignments: ["", "right"] }, rows);
  return insertBlock(table)(state, dispatch);
}

/** Puts a block behind the one with the cursor, or in its place if that is empty. */
export function insertBlock(block) {
  return (state, dispatch) => {
    const { $from } = state.selection;
    const isEmpty = $from.depth === 1 && $from.parent.isTextblock && !$from.parent.content.size;
    const at = $from.depth ? $from.after(1) : state.selection.to;
    const tr = isEmpty ? state.tr.replaceWith($from.before(1), at, block) : state.tr.insert(at, block);
    const start = isEmpty ? $from.before(1) : at;
    dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(start + 1))).scrollIntoView());
    return true;
  };
}

/** Sets or changes the link of the selection; an empty address takes it away. */
export function setLink(attrs, words) {
  return (state, dispatch) => {
    let { from, to } = linkRange(state);
    const tr = state.tr;
    if (!attrs.href) {
      dispatch?.(tr.removeMark(from, to, marks.link));
      return true;
    }
    if (words && (from === to || words !== state.doc.textBetween(from, to))) {
      tr.insertText(words, from, to);
      to = from + words.length;
    }
    if (from === to) return false;
    dispatch?.(tr.removeMark(from, to, marks.link).addMark(from, to, marks.link.create(attrs)).scrollIntoView());
    return true;
  };
}

/** Returns the selection, or the link around the cursor. */
export function linkRange(state) {
  let { from, to, $from, empty } = state.selection;
  const mark = marks.link.isInSet($from.marks()) ?? marks.link.isInSet($from.nodeAfter?.marks ?? []);
  if (empty && mark) {
    const parent = $from.parent;
    const start = $from.start();
    parent.forEach((node, offset) => {
      if (!mark.isInSet(node.marks)) return;
      if (start + offset <= $from.pos && start + offset + node.nodeSize >= $from.pos) {
        [from, to] = [start + offset, start + offset + node.nodeSize];
      }
    });
  }
  return { from, to, mark };
}

/** Selects the atom beside the cursor before it is deleted, so that one sees what goes. */
function selectTagLine(direction) {
  return (state, dispatch) => {
    const { empty, $from } = state.selection;
    const atEdge = direction < 0 ? $from.parentOffset === 0 : $from.parentOffset === $from.parent.content.size;
    if (!empty || !atEdge || !$from.depth) return false;
    const beside = direction < 0 ? $from.before() : $from.after();
    const node = direction < 0 ? state.doc.resolve(beside).nodeBefore : state.doc.resolve(beside).nodeAfter;
    if (node?.type !== nodes.tag_line) return false;
    const at = direction < 0 ? beside - node.nodeSize : beside;
    dispatch?.(state.tr.setSelection(NodeSelection.create(state.doc, at)).scrollIntoView());
    return true;
  };
}

const { "Mod-Enter": _sendsTheLetter, ...plainKeys } = baseKeymap;

/** The keys of the editor. Tab leaves the text, except in a table and a list. */
export const keys = {
  ...plainKeys,
  "Mod-z": undo,
  "Shift-Mod-z": redo,
  "Mod-y": redo,
  "Mod-b": toggleMark(marks.strong),
  "Mod-i": toggleMark(marks.em),
  Enter: chainCommands(leaveTable, splitListItem(nodes.list_item), baseKeymap.Enter),
  "Shift-Enter": chainCommands(exitCode, hardBreak),
  "Mod-Shift-Enter": exitCode,
  Tab: chainCommands(toCell(1), sinkListItem(nodes.list_item)),
  "Shift-Tab": chainCommands(toCell(-1), liftListItem(nodes.list_item)),
  Backspace: chainCommands(clearCells, selectTagLine(-1), baseKeymap.Backspace),
  Delete: chainCommands(clearCells, selectTagLine(1), baseKeymap.Delete),
};
