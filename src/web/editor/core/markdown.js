// Markdown as the program reads it: CommonMark with tables, struck words, footnotes, and lines of tags.
import MarkdownIt from "markdown-it";
import { depthChange } from "./tags.js";

const isRow = (line) => line.trimStart().startsWith("|");

/** Returns the numbers of the lines of tags that stand between the rows of a table. */
function tagLinesInTables(lines, tags) {
  const found = new Set();
  const depthOf = (line) => tags.ofLine(line)?.reduce((sum, tag) => sum + depthChange(tag), 0);
  const closesInTable = (from) => {
    let depth = 0;
    for (let at = from; at < lines.length; at++) {
      const change = depthOf(lines[at]);
      if (change === undefined && !isRow(lines[at])) return false;
      depth += change ?? 0;
      if (depth <= 0) return at > from && depth === 0;
    }
    return false;
  };
  let rows = 0;
  lines.forEach((line, at) => {
    const change = depthOf(line);
    if (change === undefined) return;
    if (rows > 0 || (at > 0 && isRow(lines[at - 1]) && closesInTable(at))) {
      rows += change;
      found.add(at);
    }
  });
  return found;
}

function tagLine(state, start, end, silent) {
  if (state.sCount[start] - state.blkIndent > 3 && state.parentType === "root") return false;
  const { tags, tableLines } = state.env;
  const line = state.src.slice(state.bMarks[start] + state.tShift[start], state.eMarks[start]);
  if (!tags.ofLine(line)) return false;
  if (state.parentType === "table" && tableLines.has(start)) return false;
  if (silent) return true;
  const token = state.push("tag_line", "", 0);
  token.content = line.trimEnd();
  token.map = [start, start + 1];
  state.line = start + 1;
  return true;
}

const FOOTNOTE = /^\[\^[^\]\s]+\]:/;

/** A footnote's text: its line and those that continue it. */
function footnoteText(state, start, end, silent) {
  if (state.sCount[start] - state.blkIndent > 3) return false;
  const text = (line) => state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
  if (!FOOTNOTE.test(text(start))) return false;
  if (silent) return true;
  let last = start;
  for (let line = start + 1; line < end; line++) {
    if (state.isEmpty(line)) continue;
    const indented = state.sCount[line] >= state.blkIndent + 4;
    const continues = line === last + 1 && !FOOTNOTE.test(text(line)) && !state.env.tags.ofLine(text(line));
    if (!indented && !continues) break;
    last = line;
  }
  const token = state.push("footnote_text", "", 0);
  token.map = [start, last + 1];
  token.content = state.getLines(start, last + 1, state.blkIndent, false);
  state.line = last + 1;
  return true;
}

function footnoteMark(state, silent) {
  const found = /^\[\^[^\]\s]+\]/.exec(state.src.slice(state.pos, state.pos + 100));
  if (!found) return false;
  if (!silent) state.push("footnote_mark", "", 0).content = found[0];
  state.pos += found[0].length;
  return true;
}

const markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"]);
// Addresses stay as they are written.
markdown.normalizeLink = (url) => url;
markdown.normalizeLinkText = (url) => url;
markdown.validateLink = () => true;
const interrupts = { alt: ["paragraph", "reference", "blockquote", "list"] };
markdown.block.ruler.before("code", "tag_line", tagLine, interrupts);
markdown.block.ruler.before("reference", "footnote_text", footnoteText, { alt: [] });
markdown.inline.ruler.before("link", "footnote_mark", footnoteMark);

/** Reads a text whose tags were replaced; `references` are the link definitions of the whole draft. */
export function tokenize(text, tags, references) {
  const env = { tags, tableLines: tagLinesInTables(text.split("\n"), tags) };
  if (references) env.references = { ...references };
  const tokens = markdown.parse(text, env);
  return { tokens, tableLines: env.tableLines, references: env.references ?? {} };
}
