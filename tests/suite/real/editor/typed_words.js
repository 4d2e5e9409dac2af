// Types a word at the end of each block of words in a real editor, looks at the lines, and undoes it.
function typedWords({ BlockEditor, KeptText, schema, splitDraft, undo }, source, words) {
  const place = document.body.appendChild(document.createElement("div"));
  const body = splitDraft(source).body;
  const editor = BlockEditor.of(place, body, { readOnly: false, onChange() {} });
  const found = [];
  const ends = [];
  editor.view.state.doc.descendants((node, at) => {
    if (node.isTextblock && node.content.size) ends.push(at + 1 + node.content.size);
  });
  for (const at of ends) {
    const { view } = editor;
    view.dispatch(view.state.tr.insertText(words, at));
    const text = editor.text;
    const [was, is] = [body.split("\n"), text.split("\n")];
    const changed = was.length === is.length ? was.filter((line, index) => line !== is[index]).length : -1;
    if (changed !== 1) found.push(`${changed} lines: ${text}`);
    if (!KeptText.isSame(text, view.state.doc)) found.push(`another document: ${text}`);
    undo(view.state, view.dispatch);
    if (editor.text !== body) found.push(`undo at ${at}`);
  }
  editor.destroy();
  place.remove();
  return { found, count: ends.length };
}
