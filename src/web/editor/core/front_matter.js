// The front matter of a draft as a form: a value that is changed replaces its own lines, all others stay as they are.

/** The keys in the order in which a new one is put in. */
const ORDER = ["subject", "preheader", "date", "to", "where", "exclude", "notice", "reply_to", "template", "event", "answers", "answers_until", "places", "views", "views_until", "attachments", "issue"];
const NESTED_ORDER = ["title", "starts", "ends", "place", "replaces", "cancels"];
const CONDITIONS = ["where", "exclude"];
/** Keys whose value is a list of words, which a field shows with commas. */
const WORD_LISTS = ["answers"];
/** Keys whose value is a list of sentences, which a field shows one on each line. */
const LINE_LISTS = ["views"];

/** Splits a draft into its front matter with both fences, and its text; `head` is empty if there is none. */
export function splitDraft(text) {
  const found = /^---[^\S\n]*\n(?:[^]*?\n)??---[^\S\n]*(?:\n|$)/.exec(text);
  return found ? { head: found[0], body: text.slice(found[0].length) } : { head: "", body: text };
}

/** Finds a key among lines: its first line and the line behind its value. */
function findKey(lines, key, indent, from, to) {
  const isKey = (line) => line.startsWith(indent + key) && /^\s*:/.test(line.slice(indent.length + key.length));
  for (let at = from; at < to; at++) {
    if (!isKey(lines[at])) continue;
    let end = at + 1;
    const deeper = new RegExp(`^${indent}(\\s+\\S|- )`);
    for (let next = end; next < to; next++) {
      if (deeper.test(lines[next])) end = next + 1;
      else if (lines[next].trim()) break;
    }
    return { at, end };
  }
  return null;
}

/** Returns a value without its quotation marks and without the ends of its lines. */
function readValue(lines, indent, isCondition) {
  const first = lines[0].slice(lines[0].indexOf(":") + 1).trim();
  const rest = lines.slice(1).map((line) => line.trim()).filter((line) => !line.startsWith("#"));
  if (/^[|>][-+]?\d?$/.test(first)) return rest.join(first.startsWith("|") ? "\n" : " ").trim();
  const value = [first, ...rest].join(" ").trim();
  const quoted = /^"((?:[^"\\]|\\.)*)"(\s+#.*)?$/.exec(value);
  if (quoted && !(isCondition && !/^"[^"\\]*(\\.[^"\\]*)*"$/.test(value))) {
    return quoted[1].replace(/\\(u[\da-fA-F]{4}|.)/g, (_, sign) => {
      if (sign.length > 1) return String.fromCharCode(Number.parseInt(sign.slice(1), 16));
      return { n: "\n", t: "\t", 0: "\0" }[sign] ?? sign;
    });
  }
  const single = /^'((?:[^']|'')*)'(\s+#.*)?$/.exec(value);
  if (single) return single[1].replaceAll("''", "'");
  return value;
}

/** Returns a value as it is written: bare if it can be, else in the quotation marks that it had. */
function writeValue(value, before, key) {
  const line = value.replace(/\s*\n\s*/g, " ").trim();
  if (WORD_LISTS.includes(key)) return line;
  const wasQuoted = /:\s*"/.test(before ?? "") && !CONDITIONS.includes(key);
  const bare =
    !wasQuoted && (CONDITIONS.includes(key) || (line && !/\s#|^["'|>#&*!%@`[\]{},?-]|\\$/.test(line) && !/^\{\{/.test(line)));
  const isField = /^\{\{/.test(line) && !/\s#/.test(line) && !wasQuoted;
  return bare || isField ? line : `"${line.replace(/["\\]/g, "\\$&")}"`;
}

/** Returns a list of sentences as it is written, one on each line below its key. */
function writeLines(key, value) {
  const items = value.split("\n").map((line) => line.trim()).filter(Boolean);
  const write = (item) => (/^[\p{L}\d][^:#"'\\{}]*$/u.test(item) ? item : `"${item.replace(/["\\]/g, "\\$&")}"`);
  return [`${key}:`, ...items.map((item) => `  - ${write(item)}`)].join("\n");
}

/** The front matter of a draft. */
export class FrontMatter {
  constructor(head) {
    this.head = head;
  }

  /** Returns its lines, the fences included. */
  get lines() {
    return this.head.split("\n");
  }

  place(path) {
    const lines = this.lines;
    const [key, inner] = path.split(".");
    const end = lines.length - (this.head.endsWith("\n") ? 2 : 1);
    const found = findKey(lines, key, "", 1, end);
    if (!inner || !found) return inner ? null : found;
    const indent = /^\s*/.exec(lines.slice(found.at + 1, found.end).find((line) => line.trim()) ?? "  ")[0] || "  ";
    return findKey(lines, inner, indent, found.at + 1, found.end);
  }

  /** Returns the value of a key, such as `subject` or `event.title`; empty if it is missing. */
  get(path) {
    const place = this.place(path);
    if (!place) return "";
    const isPlain = !this.lines.slice(place.at, place.end).some((line) => /["']/.test(line));
    if (LINE_LISTS.includes(path)) return this.items(path).join("\n");
    if (WORD_LISTS.includes(path) && isPlain) return this.items(path).join(", ");
    return readValue(this.lines.slice(place.at, place.end), "", CONDITIONS.includes(path));
  }

  /** Returns the line of a key in the file, from 1. */
  line(path) {
    const place = this.place(path);
    return place ? place.at + 1 : 0;
  }

  /** Sets the value of a key; an empty one takes the key out. */
  set(path, value) {
    const words = value.trim();
    if (words === this.get(path)) return;
    if (!this.head) this.head = "---\n---\n";
    const lines = this.lines;
    const place = this.place(path);
    const [key, inner] = path.split(".");
    if (!words && path !== "subject") {
      if (place) lines.splice(place.at, place.end - place.at);
      if (inner) this.dropEmpty(lines, key);
    } else {
      const before = place ? lines[place.at] : null;
      const indent = inner ? (/^\s*/.exec(before ?? "")[0] || "  ") : "";
      const isLines = LINE_LISTS.includes(path);
      const line = isLines ? writeLines(key, words) : `${indent}${inner ?? key}: ${writeValue(words, before, path)}`;
      if (place) lines.splice(place.at, place.end - place.at, line);
      else this.insert(lines, key, inner, line);
    }
    this.head = lines.join("\n");
  }

  /** Returns the values of a key that has a list. */
  items(key) {
    const place = this.place(key);
    if (!place) return [];
    const lines = this.lines.slice(place.at, place.end);
    const first = lines[0].slice(lines[0].indexOf(":") + 1).trim();
    const plain = (value) => readValue([`: ${value}`], "", false);
    if (/^\[[^]*\]$/.test(first)) return first.slice(1, -1).split(",").map((item) => plain(item.trim())).filter(Boolean);
    if (first && !first.startsWith("#")) return [plain(first)];
    return lines.slice(1).flatMap((line) => /^\s*-\s+(.*)$/.exec(line)?.slice(1).map(plain) ?? []);
  }

  /** Adds a value to a list, in a line of its own. */
  addItem(key, value) {
    if (this.items(key).includes(value)) return;
    const lines = this.asBlock(key);
    const place = this.place(key);
    if (!place) {
      if (!this.head) this.head = "---\n---\n";
      const fresh = this.lines;
      this.insert(fresh, key, "", `${key}:\n  - ${writeValue(value, null, key)}`);
      this.head = fresh.join("\n");
      return;
    }
    const indent = /^(\s*)-\s/.exec(lines.slice(place.at + 1, place.end).find((line) => /^\s*-\s/.test(line)) ?? "  - ")[1];
    lines.splice(place.end, 0, `${indent}- ${writeValue(value, null, key)}`);
    this.head = lines.join("\n");
  }

  /** Takes a value out of a list; the key goes with the last one. */
  removeItem(key, value) {
    const items = this.items(key);
    if (!items.includes(value)) return;
    if (items.length === 1) {
      this.set(key, "");
      return;
    }
    const lines = this.asBlock(key);
    const place = this.place(key);
    const at = lines.findIndex((line, index) => {
      if (index <= place.at || index >= place.end) return false;
      const item = /^\s*-\s+(.*)$/.exec(line);
      return item && readValue([`: ${item[1]}`], "", false) === value;
    });
    if (at >= 0) lines.splice(at, 1);
    this.head = lines.join("\n");
  }

  /** Writes a list that stands in one line in lines of its own; returns all lines. */
  asBlock(key) {
    const place = this.place(key);
    const lines = this.lines;
    if (!place) return lines;
    const first = lines[place.at].slice(lines[place.at].indexOf(":") + 1).trim();
    if (!first || first.startsWith("#")) return lines;
    const items = this.items(key).map((value) => `  - ${writeValue(value, null, key)}`);
    lines.splice(place.at, place.end - place.at, `${key}:`, ...items);
    this.head = lines.join("\n");
    return lines;
  }

  insert(lines, key, inner, line) {
    const end = lines.length - (this.head.endsWith("\n") ? 2 : 1);
    const behind = (names, name, prefix) => {
      const earlier = names.slice(0, names.indexOf(name)).reverse();
      for (const each of earlier) {
        const place = this.place(prefix + each);
        if (place) return place.end;
      }
      return 0;
    };
    if (!inner) {
      lines.splice(behind(ORDER, key, "") || 1, 0, line);
      return;
    }
    const block = this.place(key);
    if (block) lines.splice(behind(NESTED_ORDER, inner, `${key}.`) || block.at + 1, 0, line);
    else lines.splice(Math.min(behind(ORDER, key, "") || 1, end), 0, `${key}:`, line);
  }

  dropEmpty(lines, key) {
    const found = findKey(lines, key, "", 1, lines.length - 2);
    if (found && lines.slice(found.at + 1, found.end).every((line) => !line.trim())) lines.splice(found.at, 1);
  }
}
