// Reads Markdown into blocks of the editor, each with the lines that it came from.
import { tokenize } from "./markdown.js";
import { schema, wordsAndFields } from "./schema.js";
import { replaceTags } from "./tags.js";

const { nodes, marks } = schema;
const CALLOUT = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*$/i;

/** Thrown where the editor would lose something that is written. */
class Unknown extends Error {}

/** Turns the tokens of a block into a node. */
class NodeBuilder {
  constructor(tokens, tags, tableLines) {
    Object.assign(this, { tokens, tags, tableLines, at: 0 });
  }

  /** Reads the blocks up to a closing token, or to the end. */
  blocks(close) {
    const found = [];
    while (this.at < this.tokens.length && this.tokens[this.at].type !== close) found.push(this.block());
    this.at++;
    return found;
  }

  /** Reads the blocks of a container, which has one at least. */
  inside(close) {
    const found = this.blocks(close);
    return found.length ? found : [nodes.paragraph.create()];
  }

  block() {
    const token = this.tokens[this.at++];
    switch (token.type) {
      case "paragraph_open":
        return nodes.paragraph.create(null, this.inlineThen());
      case "heading_open":
        return nodes.heading.create({ level: Number(token.tag.slice(1)) }, this.inlineThen());
      case "blockquote_open":
        return this.quotation();
      case "bullet_list_open": {
        const attrs = { bullet: token.markup, tight: this.isTight(token) };
        return nodes.bullet_list.create(attrs, this.blocks("bullet_list_close"));
      }
      case "ordered_list_open": {
        const start = Number(token.attrGet("start") ?? 1);
        const attrs = { start, delimiter: token.markup, tight: this.isTight(token) };
        return nodes.ordered_list.create(attrs, this.blocks("ordered_list_close"));
      }
      case "list_item_open":
        return nodes.list_item.create(null, this.inside("list_item_close"));
      case "fence":
      case "code_block": {
        const content = this.tags.restore(token.content.replace(/\n$/, ""));
        const attrs = { info: this.tags.restore(token.info), indented: token.type === "code_block" };
        return nodes.code_block.create(attrs, wordsAndFields(content));
      }
      case "hr":
        return nodes.rule.create();
      case "table_open":
        return this.table();
      case "tag_line":
        return nodes.tag_line.create({ source: this.tags.restore(token.content).trim() });
      case "html_block":
      case "footnote_text": {
        const written = this.tags.restore(token.content.replace(/\s+$/, ""));
        return nodes.source.create(null, wordsAndFields(written));
      }
      default:
        throw new Unknown(token.type);
    }
  }

  isTight(list) {
    for (let at = this.at; at < this.tokens.length; at++) {
      const token = this.tokens[at];
      if (token.type === "paragraph_open" && token.level === list.level + 2) return token.hidden;
      if (token.level === list.level) break;
    }
    return true;
  }

  quotation() {
    const inline = this.tokens[this.at]?.type === "paragraph_open" ? this.tokens[this.at + 1] : null;
    const [first, ...rest] = inline?.content.split("\n") ?? [];
    const kind = CALLOUT.exec(first ?? "");
    if (!kind) return nodes.blockquote.create(null, this.inside("blockquote_close"));
    if (rest.length) {
      const end = inline.children.findIndex((child) => child.type === "softbreak");
      if (end < 0) throw new Unknown("callout");
      inline.children = inline.children.slice(end + 1);
    } else {
      this.at += 3;
    }
    return nodes.callout.create({ kind: kind[1] }, this.inside("blockquote_close"));
  }

  table() {
    const rows = [];
    const alignments = [];
    let cells = [];
    let row = null;
    for (;;) {
      const token = this.tokens[this.at++];
      if (token.type === "table_close") break;
      if (token.type === "tr_open") [row, cells] = [token, []];
      if (token.type === "th_open" || token.type === "td_open") {
        const align = /text-align:(\w+)/.exec(token.attrGet("style") ?? "")?.[1] ?? "";
        const header = token.type === "th_open";
        if (header) alignments.push(align);
        const inline = this.tokens[this.at];
        const content = inline.type === "inline" ? this.inline(inline) : [];
        cells.push({ node: nodes.table_cell.create({ header, align }, content), source: inline.content ?? "" });
      }
      if (token.type !== "tr_close") continue;
      const isTagLine = row.map && this.tableLines.has(row.map[0]);
      if (isTagLine) rows.push(nodes.tag_line.create({ source: this.tags.restore(cells[0].source).trim() }));
      else rows.push(nodes.table_row.create(null, cells.map((cell) => cell.node)));
    }
    return nodes.table.createChecked({ alignments }, rows);
  }

  /** Reads the words of a block and steps behind its end. */
  inlineThen() {
    const token = this.tokens[this.at];
    if (token.type !== "inline") {
      this.at++;
      return [];
    }
    this.at += 2;
    return this.inline(token);
  }

  inline(token) {
    const found = [];
    let active = [];
    const push = (node) => found.push(node.mark(active));
    const words = (text) => {
      for (const piece of this.tags.split(text)) {
        if (piece.tag) push(nodes.field.create({ source: piece.tag }));
        else if (piece.text) push(schema.text(piece.text));
      }
    };
    const open = (mark) => (active = mark.addToSet(active));
    const close = (type) => (active = active.filter((mark) => mark.type !== type));
    const children = token.children;
    children.forEach((child, at) => {
      switch (child.type) {
        case "text":
          return words(child.content);
        case "softbreak":
          return push(nodes.soft_break.create());
        case "hardbreak":
          return push(nodes.hard_break.create());
        case "code_inline":
          active = marks.code.create().addToSet(active);
          words(child.content);
          return close(marks.code);
        case "html_inline":
        case "footnote_mark":
          return push(nodes.raw.create({ source: this.tags.restore(child.content) }));
        case "image": {
          const attr = (name) => this.tags.restore(child.attrGet(name) ?? "");
          const alt = this.tags.restore(child.content);
          return push(nodes.image.create({ src: attr("src"), alt, title: attr("title") }));
        }
        case "link_open": {
          if (children[at + 1]?.type === "link_close") throw new Unknown("empty link");
          const attr = (name) => this.tags.restore(child.attrGet(name) ?? "");
          return open(marks.link.create({ href: attr("href"), title: attr("title"), auto: child.info === "auto" }));
        }
        case "strong_open":
          return open(marks.strong.create({ markup: child.markup }));
        case "em_open":
          return open(marks.em.create({ markup: child.markup }));
        case "s_open":
          return open(marks.strike.create({ markup: child.markup }));
        case "link_close":
          return close(marks.link);
        case "strong_close":
          return close(marks.strong);
        case "em_close":
          return close(marks.em);
        case "s_close":
          return close(marks.strike);
        default:
          throw new Unknown(child.type);
      }
    });
    return found;
  }
}

/** Splits tokens into those of each top block. */
function* topBlocks(tokens) {
  let from = 0;
  for (let at = 0; at < tokens.length; at++) {
    if (tokens[at].level !== 0 || tokens[at].nesting > 0) continue;
    yield tokens.slice(from, at + 1);
    from = at + 1;
  }
}

/**
 * Reads a text into blocks: `node`, `text` (its lines, without the last line end) and `before` (what stands between the
 * block before and this one); `tail` is what stands behind the last. Together they are the text again.
 */
export function readBlocks(source, known) {
  const { text, lines, tags } = replaceTags(source);
  const { tokens, tableLines, references } = tokenize(text, tags, known);
  const sourceLines = source.split("\n");
  const starts = [0];
  for (const line of sourceLines) starts.push(starts.at(-1) + line.length + 1);
  const blocks = [];
  let end = 0;
  for (const block of topBlocks(tokens)) {
    const first = lines[block[0].map[0]];
    let last = block[0].map[1] < lines.length ? lines[block[0].map[1]] : sourceLines.length;
    while (last > first + 1 && !sourceLines[last - 1].trim()) last--;
    const [from, to] = [starts[first], starts[last] - 1];
    const written = source.slice(from, to);
    let node;
    try {
      node = new NodeBuilder(block, tags, tableLines).block();
      if (node.type === nodes.source) throw new Unknown("source");
      node.check();
    } catch (error) {
      if (!(error instanceof Unknown || error instanceof RangeError)) throw error;
      node = nodes.source.create(null, wordsAndFields(written));
    }
    blocks.push({ before: source.slice(end, from), text: written, node });
    end = to;
  }
  return { blocks, tail: source.slice(end), references };
}
