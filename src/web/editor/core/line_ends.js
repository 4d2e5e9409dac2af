// The signs at the ends of lines: they are taken off before a draft is edited, and put back behind each line.

const BOM = "\ufeff";

/** Splits a text into its byte order mark, its lines, and what ends each of them. */
export function takeLineEnds(text) {
  const bom = text.startsWith(BOM) ? BOM : "";
  const ends = [];
  const plain = text.slice(bom.length).replace(/\r\n|\n|\r/g, (end) => {
    ends.push(end);
    return "\n";
  });
  return { bom, plain, ends };
}

/** Puts the ends of lines back: a line that was there keeps its own, a new one gets the most frequent. */
export function putLineEnds({ bom, plain, ends }, text) {
  const count = (end) => ends.filter((each) => each === end).length;
  const usual = ["\n", "\r\n", "\r"].reduce((best, end) => (count(end) > count(best) ? end : best));
  if (count(usual) === ends.length) return bom + (usual === "\n" ? text : text.replaceAll("\n", usual));
  const [old, now] = [plain.split("\n"), text.split("\n")];
  let start = 0;
  while (start < Math.min(old.length, now.length) - 1 && old[start] === now[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const same = old.length === now.length;
  const endOf = (line) => {
    if (line < start || same) return ends[line];
    const fromEnd = now.length - line;
    return fromEnd <= end ? ends[old.length - fromEnd] : usual;
  };
  return bom + now.map((line, at) => (at < now.length - 1 ? line + (endOf(at) ?? usual) : line)).join("");
}
