// What a letter is made of in the editor.
import { Schema } from "prosemirror-model";
import { findTags, tagKind } from "./tags.js";

const text = (value) => String(value ?? "");

const nodes = {
  doc: { content: "block+" },
  paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  heading: {
    attrs: { level: { default: 2 } },
    content: "inline*",
    group: "block",
    defining: true,
    parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level } })),
    toDOM: (node) => [`h${node.attrs.level}`, 0],
  },
  blockquote: {
    content: "block+",
    group: "block",
    defining: true,
    parseDOM: [{ tag: "blockquote" }],
    toDOM: () => ["blockquote", 0],
  },
  callout: {
    attrs: { kind: { default: "NOTE" } },
    content: "block+",
    group: "block",
    defining: true,
    parseDOM: [{ tag: "div.callout", getAttrs: (dom) => ({ kind: dom.dataset.kind }) }],
    toDOM: (node) => ["div", { class: "callout", "data-kind": node.attrs.kind }, 0],
  },
  bullet_list: {
    attrs: { bullet: { default: "-" }, tight: { default: true } },
    content: "list_item+",
    group: "block",
    parseDOM: [{ tag: "ul" }],
    toDOM: () => ["ul", 0],
  },
  ordered_list: {
    attrs: { start: { default: 1 }, delimiter: { default: "." }, tight: { default: true } },
    content: "list_item+",
    group: "block",
    parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ start: dom.start }) }],
    toDOM: (node) => ["ol", { start: node.attrs.start }, 0],
  },
  list_item: { content: "block+", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  code_block: {
    attrs: { info: { default: "" }, indented: { default: false } },
    content: "(text | field)*",
    marks: "",
    group: "block",
    code: true,
    defining: true,
    parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
    toDOM: () => ["pre", ["code", 0]],
  },
  rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  table: {
    attrs: { alignments: { default: [] } },
    content: "table_row (table_row | tag_line)*",
    group: "block",
    isolating: true,
    parseDOM: [{ tag: "table" }],
    toDOM: () => ["table", ["tbody", 0]],
  },
  table_row: { content: "table_cell+", parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
  table_cell: {
    attrs: { header: { default: false }, align: { default: "" } },
    content: "inline*",
    isolating: true,
    parseDOM: [{ tag: "td" }, { tag: "th", attrs: { header: true } }],
    toDOM: ({ attrs }) => [attrs.header ? "th" : "td", attrs.align ? { class: `to-${attrs.align}` } : {}, 0],
  },
  // A line of tags alone.
  tag_line: {
    attrs: { source: {} },
    group: "block",
    atom: true,
    parseDOM: [{ tag: "div.tag-line", getAttrs: (dom) => ({ source: text(dom.dataset.source) }) }],
    toDOM: ({ attrs }) => ["div", { class: "tag-line", "data-source": attrs.source }, attrs.source],
  },
  // What the editor does not know: it is shown and edited as it is written.
  source: {
    content: "(text | field)*",
    marks: "",
    group: "block",
    code: true,
    defining: true,
    parseDOM: [{ tag: "pre.source", preserveWhitespace: "full", priority: 60 }],
    toDOM: () => ["pre", { class: "source" }, 0],
  },
  text: { group: "inline" },
  field: {
    attrs: { source: {} },
    leafText: (node) => node.attrs.source,
    group: "inline",
    inline: true,
    atom: true,
    parseDOM: [{ tag: "span.field", getAttrs: (dom) => ({ source: text(dom.dataset.source) }) }],
    toDOM: ({ attrs }) => {
      const kind = tagKind(attrs.source);
      return ["span", { class: `field ${kind}`, "data-source": attrs.source }, attrs.source];
    },
  },
  // Inline HTML and the marks of footnotes, as they are written.
  raw: {
    attrs: { source: {} },
    group: "inline",
    inline: true,
    atom: true,
    parseDOM: [{ tag: "span.raw", getAttrs: (dom) => ({ source: text(dom.dataset.source) }) }],
    toDOM: ({ attrs }) => ["span", { class: "raw", "data-source": attrs.source }, attrs.source],
  },
  image: {
    attrs: { src: {}, alt: { default: "" }, title: { default: "" } },
    group: "inline",
    inline: true,
    draggable: true,
    parseDOM: [
      {
        tag: "span.picture",
        getAttrs: ({ dataset }) => ({ src: text(dataset.src), alt: text(dataset.alt), title: text(dataset.title) }),
      },
    ],
    toDOM: ({ attrs }) => {
      const data = { "data-src": attrs.src, "data-alt": attrs.alt, "data-title": attrs.title };
      return ["span", { class: "picture", ...data }, attrs.alt || attrs.src];
    },
  },
  hard_break: {
    attrs: { markup: { default: "\\" } },
    group: "inline",
    inline: true,
    selectable: false,
    parseDOM: [{ tag: "br" }],
    toDOM: () => ["br"],
  },
  // The end of a line in the file, where the letter has a space.
  soft_break: {
    group: "inline",
    inline: true,
    selectable: false,
    parseDOM: [{ tag: "span.soft" }],
    toDOM: () => ["span", { class: "soft" }, " "],
    leafText: () => " ",
  },
};

const marks = {
  link: {
    attrs: { href: {}, title: { default: "" }, auto: { default: false } },
    inclusive: false,
    parseDOM: [
      { tag: "a[href]", getAttrs: (dom) => ({ href: dom.getAttribute("href"), title: text(dom.dataset.title) }) },
    ],
    toDOM: ({ attrs }) => {
      const look = ["button", "quiet"].includes(attrs.title) ? { class: attrs.title } : {};
      return ["a", { href: attrs.href, "data-title": attrs.title, title: attrs.href, ...look }, 0];
    },
  },
  strong: {
    attrs: { markup: { default: "**" } },
    parseDOM: [{ tag: "strong" }, { tag: "b" }],
    toDOM: () => ["strong", 0],
  },
  em: { attrs: { markup: { default: "_" } }, parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  strike: { attrs: { markup: { default: "~~" } }, parseDOM: [{ tag: "s" }, { tag: "del" }], toDOM: () => ["s", 0] },
  code: { code: true, parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
};

export const schema = new Schema({ nodes, marks });

/** Returns a text as nodes: its words, and its tags as fields. */
export function wordsAndFields(source, withMarks = []) {
  const out = [];
  let from = 0;
  const words = (to) => to > from && out.push(schema.text(source.slice(from, to), withMarks));
  for (const tag of findTags(source)) {
    words(tag.start);
    out.push(schema.nodes.field.create({ source: tag.source }, null, withMarks));
    from = tag.start + tag.source.length;
  }
  words(source.length);
  return out;
}
