// The letter as text: CodeMirror, loaded when it is asked for.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { Decoration, EditorView, MatchDecorator, ViewPlugin, drawSelection, keymap, lineNumbers } from "@codemirror/view";

const tag = new MatchDecorator({ regexp: /\\?\{\{[^\n]*?\}\}\}?/g, decoration: Decoration.mark({ class: "tag" }) });
const heading = new MatchDecorator({ regexp: /^#{1,6}\s.*$/gm, decoration: Decoration.mark({ class: "heading" }) });

const marked = (matcher) =>
  ViewPlugin.fromClass(
    class {
      constructor(view) {
        this.decorations = matcher.createDeco(view);
      }
      update(update) {
        this.decorations = matcher.updateDeco(update, this.decorations);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );

/** A text editor with the same members as the block editor. */
export class TextEditor {
  constructor(place, text, { readOnly, onChange, stylesheet }) {
    // In a shadow root its styles need no leave of the page's policy.
    this.host = document.createElement("div");
    this.host.className = "text-editor";
    place.append(this.host);
    const root = this.host.attachShadow({ mode: "open" });
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: stylesheet });
    const inner = document.createElement("div");
    root.append(link, inner);
    this.view = new EditorView({
      root,
      parent: inner,
      state: EditorState.create({
        doc: text,
        extensions: [
          history(),
          drawSelection(),
          lineNumbers(),
          EditorView.lineWrapping,
          keymap.of([...defaultKeymap, ...historyKeymap]),
          marked(tag),
          marked(heading),
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({
            "aria-label": "Text of the letter, as it is written in the file",
            spellcheck: "true",
            autocorrect: "on",
            autocapitalize: "on",
          }),
          EditorView.updateListener.of((update) => onChange({ changed: update.docChanged })),
        ],
      }),
    });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  focus() {
    this.view.focus();
  }

  showFindings() {}

  /** Makes the text another one, as one step that can be undone. */
  change(text) {
    const old = this.text;
    let start = 0;
    while (start < Math.min(old.length, text.length) && old[start] === text[start]) start++;
    let end = 0;
    while (end < Math.min(old.length, text.length) - start && old.at(-1 - end) === text.at(-1 - end)) end++;
    this.view.dispatch({ changes: { from: start, to: old.length - end, insert: text.slice(start, text.length - end) } });
  }

  pictureAt() {
    return null;
  }

  goToLine(line) {
    const { doc } = this.view.state;
    const { from } = doc.line(Math.min(Math.max(line, 1), doc.lines));
    this.view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.view.focus();
  }

  destroy() {
    this.view.destroy();
    this.host.remove();
  }
}
