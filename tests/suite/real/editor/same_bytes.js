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
    const keys = ["subject", "preheader", "date", "to", "where", "exclude", "notice", "reply_to", "template", "answers", "answers_until", "places", "views", "views_until"];
    const parts = ["title", "starts", "ends", "place", "replaces", "cancels"].map((key) => `event.${key}`);
    for (const key of [...keys, ...parts]) front.set(key, front.get(key));
    // A file that is attached and taken out again leaves nothing.
    if (head && !/^attachments:\s*\S/m.test(head)) {
      front.addItem("attachments", "zz new.pdf");
      if (!front.items("attachments").includes("zz new.pdf")) return [`variant ${at}: not attached: ${front.head}`];
      front.removeItem("attachments", "zz new.pdf");
    }
    const saved = putLineEnds(ends, front.head + kept.write(kept.doc));
    return saved === text ? [] : [`variant ${at}: ${JSON.stringify(saved.slice(0, 200))}`];
  });
}
