// Tags in plain words.

const plain = (name) => name.replace(/^issue\.(?=event\.)/, "").replace(/[_.]/g, " ").trim();

/** Returns what a tag does, in words. */
export function describeTag(source) {
  const tags = source.match(/\\?\{\{[^]*?\}\}\}?/g) ?? [source];
  return tags.map(describeOne).join(" ");
}

function describeOne(source) {
  const inner = source.replace(/^\\?\{\{\{?~?|~?\}?\}\}$/g, "").trim();
  if (source.startsWith("\\")) return source.slice(1);
  const fallback = /^default\s+([\w.]+)\s+"([^"]*)"$/.exec(inner);
  if (fallback) return `${plain(fallback[1])} or “${fallback[2]}”`;
  if (/^[\w.]+$/.test(inner) && inner !== "else") return plain(inner);
  const block = /^#(if|unless)\s+([^]*)$/.exec(inner);
  if (block) return `${block[1] === "if" ? "Only if" : "Only if not"} ${condition(block[2])}:`;
  const other = /^else\s+if\s+([^]*)$/.exec(inner);
  if (other) return `Otherwise, if ${condition(other[1])}:`;
  if (inner === "else" || inner === "^") return "Otherwise:";
  if (/^\/(if|unless)$/.test(inner)) return "End of this part";
  if (inner.startsWith("!")) return `Note: ${inner.replace(/^!(--)?\s*|\s*(--)?$/g, "")}`;
  return source;
}

const COMPARISONS = { eq: "is", ne: "is not", gt: "is more than", gte: "is at least", lt: "is less than", lte: "is at most" };

/** Returns a condition in words; as it is written if it has none. */
function condition(source) {
  const text = source.trim();
  if (/^[\w.]+$/.test(text)) return `${plain(text)} is known`;
  const compared = /^\((eq|ne|gt|gte|lt|lte)\s+([\w.]+)\s+("[^"]*"|[\w.]+)\)$/.exec(text);
  if (compared) return `${plain(compared[2])} ${COMPARISONS[compared[1]]} ${compared[3].replaceAll('"', "")}`;
  const joined = /^\((and|or)\s+([^]*)\)$/.exec(text);
  const parts = joined && joined[2].match(/\([^()]*\)|[\w.]+/g);
  if (parts) return parts.map(condition).join(` ${joined[1]} `);
  const none = /^\(not\s+([^]*)\)$/.exec(text);
  if (none) return `not ${condition(none[1])}`;
  const tagged = /^\(has\s+([\w.]+)\s+((?:"[^"]*"\s*)+)\)$/.exec(text);
  if (tagged) return `${plain(tagged[1])} has ${tagged[2].match(/"[^"]*"/g).map((word) => word.slice(1, -1)).join(" or ")}`;
  return text;
}
