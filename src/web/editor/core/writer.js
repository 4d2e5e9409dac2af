// Writes blocks as Markdown. What is written is read again by `keep.js`: where it would be another document, the next
// level is tried. 1 escapes what looks like Markdown, 2 each sign that could be, 3 all signs, with entities.
import { outerMark } from "./normal.js";
import { schema } from "./schema.js";
import { findTags } from "./tags.js";

const { nodes, marks } = schema;

/** Stands for a line end within a tag, before which a quotation has no `>`. */
const TAG_LINE_END = "\ue000";

/** Changes a text except in its tags. */
function outsideTags(text, change) {
  let out = "";
  let from = 0;
  for (const { start, source } of findTags(text)) {
    out += change(text.slice(from, start)) + source;
    from = start + source.length;
  }
  return out + change(text.slice(from));
}

/** Writes blocks at a level of care. */
export class Writer {
  constructor(level, withEntities = level === 3) {
    Object.assign(this, { level, withEntities });
  }

  /** Returns blocks as text. */
  write(blocks) {
    return this.blocks(blocks).replaceAll(TAG_LINE_END, "\n");
  }

  blocks(list, tight = false) {
    let out = "";
    list.forEach((node, at) => {
      const before = list[at - 1];
      if (before) out += tight ? "\n" : separator(before, node);
      out += this.block(node, before);
    });
    return out;
  }

  block(node, before) {
    switch (node.type) {
      case nodes.paragraph:
        return this.lines(node);
      case nodes.heading:
        return `${"#".repeat(node.attrs.level)} ${this.inline(node.content.content).replace(/(#+)$/, "\\$1")}`.trimEnd();
      case nodes.blockquote:
        return prefixed("> ", this.blocks(node.content.content));
      case nodes.callout: {
        const inner = this.blocks(node.content.content);
        const gap = node.firstChild.type === nodes.paragraph ? "\n" : "\n\n";
        return prefixed("> ", inner ? `[!${node.attrs.kind}]${gap}${inner}` : `[!${node.attrs.kind}]`);
      }
      case nodes.bullet_list: {
        const taken = before?.type === nodes.bullet_list ? this.bulletOf(before) : null;
        const bullet = taken === node.attrs.bullet ? (taken === "-" ? "*" : "-") : node.attrs.bullet;
        return this.list(node, () => `${bullet} `);
      }
      case nodes.ordered_list: {
        const taken = before?.type === nodes.ordered_list ? before.attrs.delimiter : null;
        const delimiter = taken === node.attrs.delimiter ? (taken === "." ? ")" : ".") : node.attrs.delimiter;
        return this.list(node, (at) => `${node.attrs.start + at}${delimiter} `);
      }
      case nodes.code_block:
        return this.code(node);
      case nodes.rule:
        return this.level > 1 ? "___" : "---";
      case nodes.table:
        return this.table(node);
      case nodes.tag_line:
        return node.attrs.source.replaceAll("\n", TAG_LINE_END);
      default:
        return node.textContent;
    }
  }

  bulletOf(list) {
    return list.attrs.bullet;
  }

  list(node, marker) {
    const items = node.content.content.map((item, at) => {
      const mark = marker(at);
      const kids = item.content.content;
      const text = this.blocks(kids, node.attrs.tight);
      return prefixed(" ".repeat(mark.length), text, mark);
    });
    return items.join(node.attrs.tight ? "\n" : "\n\n");
  }

  code(node) {
    const text = node.textContent;
    const plain = node.attrs.indented && this.level === 1 && text.trim() && !/^\s*\n|\n\s*$|^\s/.test(text);
    if (plain) return text.replace(/^(?=.)/gm, "    ");
    const sign = node.attrs.info.includes("`") ? "~" : "`";
    const runs = text.match(new RegExp(`${sign}+`, "g")) ?? [];
    const fence = sign.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
    return `${fence}${node.attrs.info}\n${text ? `${text}\n` : ""}${fence}`;
  }

  table(node) {
    const row = (cells) => `| ${cells.join(" | ")} |`;
    const cell = (content) =>
      outsideTags(this.inline(content), (text) => text.replaceAll("|", "\\|"));
    const lines = node.content.content.map((child) =>
      child.type === nodes.tag_line
        ? this.block(child)
        : row(child.content.content.map((each) => cell(each.content.content))),
    );
    const line = { left: ":---", right: "---:", center: ":---:" };
    lines.splice(1, 0, row(node.attrs.alignments.map((align) => line[align] ?? "---")));
    return lines.join("\n");
  }

  /** Returns the words of a paragraph, with signs at the start of a line that would begin another block escaped. */
  lines(node) {
    const escape = (line) =>
      line
        .replace(/^(#{1,6})(?=\s|$)/, "\\$1")
        .replace(/^>/, "\\>")
        .replace(/^([-+])(?=\s|$)/, "\\$1")
        .replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2")
        .replace(/^(=+|-+)\s*$/, "\\$1")
        .replace(/^-(?=\s*-\s*-[-\s]*$)/, "\\-")
        .replace(/^(\[\^[^\]\s]+\]):/, "$1\\:");
    return this.inline(node.content.content).split("\n").map(escape).join("\n");
  }

  inline(list) {
    let out = "";
    for (let at = 0; at < list.length; ) {
      const node = list[at];
      if (!node.marks.length) {
        out += this.leaf(node, list[at + 1]);
        at++;
        continue;
      }
      const outer = outerMark(list.slice(at));
      if (!outer) {
        let text = "";
        while (at < list.length && list[at].marks.length === 1 && marks.code.isInSet(list[at].marks)) {
          text += list[at].text ?? list[at].attrs.source;
          at++;
        }
        out += codeSpan(text);
        continue;
      }
      const { mark, count } = outer;
      const inner = list.slice(at, at + count).map((each) => each.mark(mark.removeFromSet(each.marks)));
      out = this.marked(out, mark, inner, list[at + count]);
      at += count;
    }
    return out;
  }

  /** Returns what is written with a mark around some words behind it. */
  marked(out, mark, inner, next) {
    if (mark.type === marks.link) return out + this.link(mark, inner);
    const words = this.inline(inner);
    const wordBefore = /[\p{L}\p{N}]$/u.test(out);
    const wordAfter = /^[\p{L}\p{N}]/u.test(next?.text ?? "");
    let sign = mark.attrs.markup;
    if (mark.type === marks.em && (this.level === 2 || ((wordBefore || wordAfter) && sign === "_"))) sign = "*";
    let start = out;
    // Stars between a letter and a sign open and close nothing, but an entity ends with a sign.
    if (this.withEntities && wordBefore) start = out.replace(/.$/u, (sign) => `&#${sign.codePointAt(0)};`);
    this.entityNext = this.withEntities && wordAfter;
    return `${start}${sign}${words}${sign}`;
  }

  link(mark, inner) {
    const { href, title, auto } = mark.attrs;
    const words = inner.map((node) => node.text ?? node.attrs.source ?? "").join("");
    if (auto && words.replace(/^mailto:/, "") === href.replace(/^mailto:/, "") && inner.every((node) => !node.marks.length)) {
      return `<${words}>`;
    }
    this.inLink = true;
    const label = this.inline(inner);
    this.inLink = false;
    return `[${label}](${target(href, title)})`;
  }

  leaf(node, next) {
    switch (node.type) {
      case nodes.field:
        return node.attrs.source.replaceAll("\n", TAG_LINE_END);
      case nodes.raw:
        return node.attrs.source;
      case nodes.image:
        return `![${node.attrs.alt}](${target(node.attrs.src, node.attrs.title)})`;
      case nodes.hard_break:
        return `${node.attrs.markup === "\\" ? "\\" : "  "}\n`;
      case nodes.soft_break:
        return "\n";
      default:
        return this.text(node.text, next);
    }
  }

  text(text, next) {
    let out = this.escaped(text, next);
    if (this.entityNext) {
      out = out.replace(/^./u, (sign) => `&#${sign.codePointAt(0)};`);
      this.entityNext = false;
    }
    return out;
  }

  escaped(text, next) {
    if (this.level === 3) {
      return text.replace(/[!-/:-@[-`{-~]/g, (sign) => (sign === "{" ? "&#123;" : `\\${sign}`));
    }
    if (this.level === 2) {
      return text.replace(/[\\`*_[\]<>&~!#|{]/g, (sign) => (sign === "{" ? "&#123;" : `\\${sign}`));
    }
    const isSpace = (sign) => sign === undefined || /\s/.test(sign);
    const isWord = (sign) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
    return text.replace(/[\\`*_[\]<&~!]/g, (sign, at) => {
      const [before, after] = [text[at - 1], text[at + 1]];
      const rest = text.slice(at);
      const escaped = {
        "\\": () => after === undefined || /[!-/:-@[-`{-~]/.test(after),
        "`": () => true,
        "*": () => !(before && isSpace(before) && after && isSpace(after)),
        _: () => !(isWord(before) && isWord(after)) && !(before && isSpace(before) && after && isSpace(after)),
        "[": () => this.inLink || /^\[(\^|!|[^\]]*\][([:])/.test(rest) || !rest.includes("]"),
        "]": () => this.inLink || (after === undefined && next !== undefined),
        "<": () => /^<[a-zA-Z/!?]/.test(rest),
        "&": () => /^&(#\w+|\w+);/.test(rest),
        "~": () => true,
        "!": () => after === undefined && next && (marks.link.isInSet(next.marks) || next.type === nodes.raw),
      }[sign]();
      return escaped ? `\\${sign}` : sign;
    });
  }
}

function separator(before, node) {
  const isTag = (each) => each.type === nodes.tag_line;
  return (isTag(before) || isTag(node)) && before.type !== nodes.source ? "\n" : "\n\n";
}

/** Puts a sign before each line, another before the first; an empty line has no blanks at its end. */
function prefixed(prefix, text, first = prefix) {
  const lines = text.split("\n");
  return lines.map((line, at) => ((at ? prefix : first) + line).replace(/^(.*?)\s+$/, line ? "$&" : "$1")).join("\n");
}

function codeSpan(text) {
  const runs = text.match(/`+/g) ?? [];
  let fence = "`";
  while (runs.includes(fence)) fence += "`";
  const pad = /^`|`$|^ .*[^ ].* $/.test(text) ? " " : "";
  return fence + pad + text + pad + fence;
}

/** Writes the address and the title of a link or a picture. */
function target(href, title) {
  let bare = "";
  outsideTags(href, (text) => ((bare += text), text));
  const entity = (text) => text.replace(/&(?=#?\w+;)/g, "\\&").replace(/\\(?=[!-/:-@[-`{-~])(?!&)/g, "\\\\");
  const angled = /[\s()<>]/.test(bare) || !href;
  let out = outsideTags(href, (text) => (angled ? entity(text).replace(/[<>]/g, "\\$&") : entity(text)));
  if (angled) out = `<${out}>`;
  const words = (text) => text.replace(/["\\]/g, "\\$&").replace(/&(?=#?\w+;)/g, "\\&");
  return title ? `${out} "${outsideTags(title, words)}"` : out;
}
