// Opens a draft as the page does and saves it unchanged, with each kind of line end. Returns what is not the same.
function sameBytes({ KeptText, FrontMatter, putLineEnds, splitDraft, takeLineEnds }, source) {
  const variants = [
    source,
    source.replaceAll("\n", "\r\n"),
    `\ufeff${source}`,
    source.replace(/\n+$/, ""),
    source.split("\n").map((line, at) => line + (at % 3 ? "\n" : "\r\n")).join(""),
  ];
  return variants.flatMap((text, at) => {
    const ends = takeLineEnds(text);
    const { head, body } = splitDraft(ends.plain);
    const kept = new KeptText(body);
    if (!kept.isKept) return [`variant ${at}: the text would be another`];
    const front = new FrontMatter(head);
    for (const key of ["subject", "preheader", "date", "to", "where", "template", "event.title"]) front.set(key, front.get(key));
    const saved = putLineEnds(ends, front.head + kept.write(kept.doc));
    return saved === text ? [] : [`variant ${at}: ${JSON.stringify(saved.slice(0, 200))}`];
  });
}
