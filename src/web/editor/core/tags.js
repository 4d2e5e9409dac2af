// The tags of a draft, {{…}}: where they are, and which of them belong together.

const TAG = /\\?\{\{\{[^]*?\}\}\}|\\?\{\{~?!--[^]*?--~?\}\}|\\?\{\{[^]*?\}\}/g;

/** Returns the tags of a text in their order, each with its place and its source. */
export function findTags(text) {
  const found = [];
  for (const match of text.matchAll(TAG)) {
    // An escaped backslash in front of a tag does not belong to it.
    const before = /\\*$/.exec(text.slice(0, match.index))[0].length;
    const escaped = match[0].startsWith("\\") && before % 2 === 0;
    const skipped = match[0].startsWith("\\") && !escaped ? 1 : 0;
    found.push({ start: match.index + skipped, source: match[0].slice(skipped) });
  }
  return found;
}

/** Returns what a tag does: it opens a block, divides one, closes one, is a comment, or prints a value. */
export function tagKind(source) {
  const inner = /^\{\{~?\s*(#|\/|!|\^|else\b)?/.exec(source);
  if (!inner) return "escaped";
  const kinds = { "#": "open", "/": "close", "!": "comment", "^": "else", else: "else" };
  return kinds[inner[1]] ?? "value";
}

/** Tells whether a tag prints nothing itself. */
export function isSilent(source) {
  return !["value", "escaped"].includes(tagKind(source));
}

/** By how much a tag changes the depth of blocks. */
export function depthChange(source) {
  return { open: 1, close: -1 }[tagKind(source)] ?? 0;
}

/**
 * Replaces each tag by a word that Markdown leaves alone, as the program does before it reads a draft.
 * A tag of several lines becomes one line; `lines` gives the line of the text for each line of the result.
 */
export function replaceTags(text) {
  let mark = "0qz";
  while (text.includes(mark)) mark += "z";
  const tags = findTags(text);
  let out = "";
  let from = 0;
  const lines = [0];
  let line = 0;
  const copy = (piece) => {
    for (const _ of piece.matchAll(/\n/g)) lines.push(++line);
    out += piece;
  };
  tags.forEach(({ start, source }, index) => {
    copy(text.slice(from, start));
    out += `${mark}${index}x`;
    line += source.split("\n").length - 1;
    from = start + source.length;
  });
  copy(text.slice(from));
  return { text: out, lines, tags: new Tags(mark, tags.map((tag) => tag.source)) };
}

/** The tags that were replaced. */
class Tags {
  constructor(mark, sources) {
    this.sources = sources;
    this.pattern = new RegExp(`${mark}(\\d+)x`, "g");
  }

  /** Puts the tags of a text back. */
  restore(text) {
    return text.replace(this.pattern, (_, index) => this.sources[index]);
  }

  /** Splits a text into words and tags. */
  split(text) {
    return text.split(this.pattern).map((piece, at) => (at % 2 ? { tag: this.sources[piece] } : { text: piece }));
  }

  /** Returns the tags of a line that has nothing but silent tags, else null. */
  ofLine(line) {
    const pieces = this.split(line);
    const tags = pieces.filter((piece) => piece.tag).map((piece) => piece.tag);
    const bare = pieces.every((piece) => piece.tag || !piece.text.trim());
    return tags.length > 0 && bare && tags.every(isSilent) ? tags : null;
  }
}
