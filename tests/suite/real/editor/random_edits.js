// Random edits of a document, the same for the same seed.
// Returns what was wrong: a field or tag that is gone, or a text that is read as another document.
function randomEdits({ KeptText, Transform, schema, findTags, normalDocument }, source, seed, count) {
  let state = seed >>> 0;
  const random = (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39) >>> 0;
    return (mixed ^ (mixed >>> 15)) % below;
  };
  const pick = (list) => list[random(list.length)];
  const words = ["word", " two words ", "2*3", "a_b_c", "*", "_", "[x](y)", "1) ", "# ", "> ", "- ", "| ", "~~", "<b>", "&amp;", "\\", "`", "!", "{", "}}", "=", "---", "é", "“q”", "https://e.example/a_b"];
  const found = [];
  const kept = new KeptText(source);
  let doc = kept.doc;
  const { nodes, marks } = schema;
  const edits = [
    (tr, at) => tr.insertText ? tr : tr.insert(at, schema.text(pick(words))),
    (tr, at) => tr.delete(at, Math.min(tr.doc.content.size, at + 1 + random(12))),
    (tr, at) => tr.delete(at, Math.min(tr.doc.content.size, at + 1 + random(120))),
    (tr, at) => tr.split(at),
    (tr, at) => tr.join(at),
    (tr, at) => tr.addMark(at, Math.min(tr.doc.content.size, at + 1 + random(20)), pick([marks.strong, marks.em, marks.strike, marks.code]).create()),
    (tr, at) => tr.addMark(at, Math.min(tr.doc.content.size, at + 1 + random(20)), marks.link.create({ href: pick(["https://e.example/(a) b", "mailto:a@e.example?subject={{town}}", ""]), title: pick(["", "button", 'a "b"']) })),
    (tr, at) => tr.removeMark(at, Math.min(tr.doc.content.size, at + 1 + random(40))),
    (tr, at) => tr.setBlockType(at, at, pick([nodes.paragraph, nodes.heading])),
    (tr, at) => tr.insert(at, nodes.field.create({ source: pick(["{{town}}", '{{default first_name "friend"}}', "{{#if town}}", "{{/if}}", "{{else}}"]) })),
    (tr, at) => tr.insert(at, nodes.hard_break.create()),
    (tr) => tr.insert(0, nodes.paragraph.create(null, schema.text(pick(words)))),
    (tr, at) => {
      const range = tr.doc.resolve(at).blockRange();
      return range ? tr.wrap(range, pick([[{ type: nodes.blockquote }], [{ type: nodes.bullet_list }, { type: nodes.list_item }], [{ type: nodes.callout }], [{ type: nodes.ordered_list }, { type: nodes.list_item }]])) : tr;
    },
    (tr, at) => {
      const range = tr.doc.resolve(at).blockRange();
      return range && range.depth ? tr.lift(range, range.depth - 1) : tr;
    },
  ];
  for (let made = 0; made < count; made++) {
    const tr = new Transform(doc);
    try {
      pick(edits)(tr, random(doc.content.size + 1));
      tr.doc.check();
    } catch {
      continue;
    }
    if (tr.doc.content.size > 40_000 || !tr.doc.childCount) continue;
    doc = tr.doc;
    const text = kept.write(doc);
    const wanted = [];
    const list = (node) => {
      node.descendants((each) => {
        if (each.attrs.source !== undefined && each.type !== nodes.raw) wanted.push(...findTags(each.attrs.source).map((tag) => tag.source));
      });
    };
    list(doc);
    const written = findTags(text).map((tag) => tag.source);
    for (const tag of wanted) {
      const at = written.indexOf(tag);
      if (at < 0) found.push(`edit ${made}: ${tag} is gone\n${text}`);
      else written.splice(at, 1);
    }
    if (!KeptText.isSame(text, doc)) found.push(`edit ${made}: another document\n${text}\n${normalDocument(doc)}\n${normalDocument(new KeptText(text).doc)}`);
    if (found.length) break;
  }
  return found;
}
