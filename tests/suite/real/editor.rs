//! The editor in a browser: nothing that nobody touched changes, and nothing that somebody typed is lost.

mod front_matter;
mod keys;
mod mending;
mod pasting;
mod saving;

use std::fs;
use std::path::{Path, PathBuf};

use encodify::base64::STANDARD;
use serde_json::{Value, json};

use super::driver::{ENTER, HeadlessBrowser, TAB};
use crate::patience::wait_for;
use crate::web::admin::{self, DRAFT, RunningAdmin};

const SAME_BYTES: &str = include_str!("editor/same_bytes.js");
const TYPED_WORDS: &str = include_str!("editor/typed_words.js");
const RANDOM_EDITS: &str = include_str!("editor/random_edits.js");

/// The keys of the protocol that the tests press.
const BACKSPACE: &str = "\u{e003}";
const ARROW_RIGHT: &str = "\u{e014}";
const F6: &str = "\u{e036}";

/// The text of the letter in its editor.
const TEXT: &str = "document.querySelector('.ProseMirror')";

/// Returns the text files of a folder of the repository.
fn files_in(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    files
}

fn drafts() -> Vec<PathBuf> {
    ["newsletters", "tests/suite/draft/corpus", "tests/suite/looks"].into_iter().flat_map(files_in).collect()
}

/// Returns the text of the draft `spring` as it is saved now.
fn saved(desk: &RunningAdmin) -> String {
    fs::read_to_string(desk.newsletters().join("spring.md")).unwrap_or_default()
}

impl HeadlessBrowser {
    /// Opens the editor of the draft `spring`.
    async fn open_page(&self, desk: &RunningAdmin) {
        self.open_url(&format!("http://{}{}draft/spring/edit", desk.address, desk.home)).await;
    }

    /// Opens it and waits until its text is there.
    async fn open_editor(&self, desk: &RunningAdmin) {
        self.open_page(desk).await;
        self.wait_until("document.getElementById('saved').textContent.startsWith('Saved')").await;
        self.wait_until("document.getElementById('letter').contentDocument?.body?.innerText.length > 20").await;
    }

    /// Calls a function of a test's script with what the editor exports, and more.
    async fn call(&self, desk: &RunningAdmin, script: &str, call: &str) -> Value {
        let module = format!("http://{}{}editor.js", desk.address, desk.home);
        self.run_script(&format!("{script}\nreturn import('{module}').then((editor) => {call})")).await
    }

    /// Types words where the focus is.
    async fn type_words(&self, words: &str) {
        let keys: Vec<String> = words.chars().map(String::from).collect();
        self.press(&keys.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }

    /// Puts the cursor behind some words of the text.
    async fn put_cursor_behind(&self, words: &str) {
        let words = json!(words);
        self.run_script(&format!(
            "const view = document.getElementById('editor-page').editorPage.editor.view;
             let at = 0;
             view.state.doc.descendants((node, start) => {{
                 const index = node.isText ? node.text.indexOf({words}) : -1;
                 if (index >= 0) at = start + index + {words}.length;
             }});
             const selection = view.state.selection.constructor.near(view.state.doc.resolve(at), -1);
             view.dispatch(view.state.tr.setSelection(selection));
             view.focus()"
        ))
        .await;
    }

    /// Waits until the file has exactly this text.
    async fn wait_for_text(&self, desk: &RunningAdmin, wanted: &str) {
        wait_for(async || (saved(desk) == wanted).then_some(()), async || saved(desk)).await;
    }

    async fn wait_for_file(&self, desk: &RunningAdmin, words: &str) -> String {
        let look = async || Some(saved(desk)).filter(|text| text.contains(words));
        wait_for(look, async || format!("`{words}` is not saved")).await
    }
}

#[tokio::test]
async fn every_draft_comes_back_with_the_same_bytes() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_editor(&desk).await;
    let files = drafts().into_iter().chain(files_in("docs")).chain(files_in("."));
    let mut count = 0;
    for file in files {
        let source = json!(fs::read_to_string(&file).unwrap().replace("\r\n", "\n"));
        let found = browser.call(&desk, SAME_BYTES, &format!("sameBytes(editor, {source})")).await;
        assert_eq!(found, json!([]), "{}", file.display());
        count += 1;
    }
    assert!(count > 80, "{count}");
}

#[tokio::test]
async fn typed_words_change_their_line_alone_and_undo_gives_the_old_bytes() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_editor(&desk).await;
    let mut count = 0;
    for file in drafts() {
        let source = json!(fs::read_to_string(&file).unwrap().replace("\r\n", "\n"));
        for words in ["Xq", " 2*3 [x] _y_ <b> ~~d~~ |"] {
            let call = format!("typedWords(editor, {source}, {})", json!(words));
            let seen = browser.call(&desk, TYPED_WORDS, &call).await;
            assert_eq!(seen["found"], json!([]), "{}", file.display());
            count += seen["count"].as_u64().unwrap();
        }
    }
    assert!(count > 600, "{count}");
}

#[tokio::test]
async fn random_edits_keep_every_field_and_tag() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_editor(&desk).await;
    for file in files_in("newsletters").into_iter().chain(files_in("tests/suite/looks")) {
        let source = json!(fs::read_to_string(&file).unwrap());
        for seed in 0..10 {
            let call = format!("randomEdits(editor, editor.splitDraft({source}).body, {seed}, 25)");
            let found = browser.call(&desk, RANDOM_EDITS, &call).await;
            assert_eq!(found, json!([]), "{}, seed {seed}", file.display());
        }
    }
}

#[tokio::test]
async fn typed_words_are_saved_and_shown_in_the_letter() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_editor(&desk).await;
    browser.put_cursor_behind("spring").await;
    browser.type_words(" at last").await;
    browser
        .wait_until("document.getElementById('letter').contentDocument?.body?.innerText.includes('spring at last')")
        .await;
    let text = browser.wait_for_file(&desk, "at last").await;
    assert_eq!(text, DRAFT.replace("spring*", "spring at last*"));
    browser.wait_until("document.getElementById('saved').textContent.startsWith('Saved')").await;

    // The subject is a field of the form.
    browser.run_script("document.querySelector('[data-key=subject]').select()").await;
    browser.run_script("document.querySelector('[data-key=subject]').focus()").await;
    browser.type_words("May: come").await;
    let text = browser.wait_for_file(&desk, "May: come").await;
    assert!(text.starts_with("---\nsubject: May: come\nto: members\n---\n"), "{text}");
    browser.wait_until("document.getElementById('title').textContent === 'May: come'").await;
}

#[tokio::test]
async fn both_ends_of_a_tag_are_deleted_together() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    let text =
        format!("{DRAFT}\n{{{{#if first_name}}}}\nWe know you.\n{{{{else}}}}\nWho are you?\n{{{{/if}}}}\n\nBye.\n");
    desk.write(&text);
    browser.open_editor(&desk).await;
    // Twice at the start of a paragraph: the first selects the line above, the second deletes it.
    browser
        .run_script(
            "const view = document.getElementById('editor-page').editorPage.editor.view;
             let at = 0;
             view.state.doc.descendants((node, start) => { if (node.isText && node.text.startsWith('Bye')) at = start; });
             view.dispatch(view.state.tr.setSelection(view.state.selection.constructor.near(view.state.doc.resolve(at))));
             view.focus()",
        )
        .await;
    browser.press(&[BACKSPACE, BACKSPACE]).await;
    let saved = browser.wait_for_file(&desk, "Who are you?").await;
    assert_eq!(saved, text);
    browser.wait_until(&format!("!{TEXT}.querySelector('.tag-line')")).await;
    browser.wait_until("document.getElementById('saved').textContent.startsWith('Saved')").await;
    let saved = fs::read_to_string(desk.newsletters().join("spring.md")).unwrap();
    assert!(!saved.contains("{{#if") && !saved.contains("{{/if") && !saved.contains("{{else"), "{saved}");
    browser.run_script("document.querySelector('[data-command=undo]').click()").await;
    browser.wait_for_file(&desk, "{{/if}}").await;
    assert_eq!(fs::read_to_string(desk.newsletters().join("spring.md")).unwrap(), text);
}

#[tokio::test]
async fn change_of_another_program_is_noticed_and_both_are_kept() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_editor(&desk).await;
    // Without a change of one's own the new text is taken over.
    desk.write(&DRAFT.replace("spring*", "autumn*"));
    browser.wait_until(&format!("{TEXT}.innerText.includes('autumn')")).await;

    browser.put_cursor_behind("autumn").await;
    browser.type_words(" mine").await;
    desk.write(&DRAFT.replace("spring*", "winter*"));
    browser.wait_until("!document.getElementById('both').hidden").await;
    let both = browser.run_script("return document.getElementById('both').innerText").await;
    assert!(both.as_str().unwrap().contains("winter") && both.as_str().unwrap().contains("autumn mine"), "{both}");
    assert!(fs::read_to_string(desk.newsletters().join("spring.md")).unwrap().contains("winter"));
    browser.run_script("document.querySelectorAll('#notice button')[1].click()").await;
    browser.wait_for_file(&desk, "autumn mine").await;

    // Theirs is among the earlier versions, also after the page was closed.
    browser.wait_until("document.getElementById('saved').textContent.startsWith('Saved')").await;
    browser.open_editor(&desk).await;
    browser.run_script("document.getElementById('versions').click()").await;
    browser.wait_until("document.querySelector('#versions-window li button')").await;
    let listed = browser.run_script("return document.querySelector('#versions-window li').innerText").await;
    assert!(listed.as_str().unwrap().contains("Then 1 line written, 1 line taken out"), "{listed}");
    browser.run_script("document.querySelector('#versions-window li button').click()").await;
    browser.wait_until("!document.querySelector('#versions-window [data-version]').hidden").await;
    let changed = browser.run_script("return document.querySelector('#versions-window ins').textContent").await;
    assert_eq!(changed, "it is *winter*.\n");
    assert_eq!(browser.axe_violations().await, [""; 0]);
    browser.run_script("document.querySelector('#versions-window [data-back]').click()").await;
    browser.wait_for_file(&desk, "winter").await;
    browser.wait_until(&format!("{TEXT}.innerText.includes('winter')")).await;
}

#[tokio::test]
async fn deleted_file_is_told_and_written_again() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_editor(&desk).await;
    fs::remove_file(desk.newsletters().join("spring.md")).unwrap();
    browser.put_cursor_behind("spring").await;
    browser.type_words(" again").await;
    browser.wait_until("document.getElementById('notice').innerText.includes('deleted or renamed')").await;
    browser.run_script("document.querySelector('#notice button').click()").await;
    let text = browser.wait_for_file(&desk, "again").await;
    assert_eq!(text, DRAFT.replace("spring*", "spring again*"));
    browser.wait_until("document.getElementById('notice').hidden").await;
}

#[tokio::test]
async fn letter_is_written_by_keyboard_alone() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_editor(&desk).await;
    // From the form to the text, to the letter, and back to the form.
    browser.press(&[F6]).await;
    browser.wait_until("document.activeElement.dataset.key === 'subject'").await;
    browser.press(&[F6]).await;
    browser.wait_until(&format!("document.activeElement === {TEXT}")).await;
    browser.press(&[F6]).await;
    browser.wait_until("document.activeElement.dataset.view === 'letter'").await;
    browser.press(&[F6]).await;
    browser.wait_until("document.activeElement.closest('#checks')").await;
    browser.press(&[F6, F6]).await;
    browser.wait_until(&format!("document.activeElement === {TEXT}")).await;
    browser.put_cursor_behind(".").await;
    browser.press(&[ENTER]).await;
    browser.type_words("## Come").await;
    browser.press(&[ENTER]).await;
    browser.type_words("- one").await;
    browser.press(&[ENTER]).await;
    browser.type_words("{{first_name}}").await;
    let text = browser.wait_for_file(&desk, "- {{first_name}}").await;
    assert_eq!(text, format!("{DRAFT}\n## Come\n\n- one\n- {{{{first_name}}}}\n"));
    // Tab leaves the text: nobody is caught in it.
    browser.put_cursor_behind("Come").await;
    browser.press(&[TAB]).await;
    browser.wait_until(&format!("document.activeElement !== {TEXT}")).await;
    // The buttons are one stop, and the arrows go through them.
    browser.run_script("document.querySelector('[data-command=bold]').focus()").await;
    browser.press(&[ARROW_RIGHT, ARROW_RIGHT]).await;
    browser.wait_until("document.activeElement.dataset.command === 'link'").await;
    let stops = "return document.querySelectorAll('#toolbar button:not([tabindex=\"-1\"])').length";
    assert_eq!(browser.run_script(stops).await, 1);
}

#[tokio::test]
async fn pasted_text_and_picture_are_put_in() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_editor(&desk).await;
    browser.put_cursor_behind(".").await;
    browser
        .run_script(
            "const { view } = document.getElementById('editor-page').editorPage.editor;
             view.pasteText(' Dear {{first_name}},\\nagain\\n\\nand *again*')",
        )
        .await;
    let text = browser.wait_for_file(&desk, "again").await;
    assert_eq!(text, DRAFT.replace("*.\n", "*.Dear {{first_name}},\nagain\n\nand \\*again\\*\n"));

    let chart = STANDARD.encode(include_bytes!("../looks/chart.png"));
    browser
        .run_script(&format!(
            "const bytes = Uint8Array.from(atob('{chart}'), (sign) => sign.charCodeAt(0));
             const data = new DataTransfer();
             data.items.add(new File([bytes], 'Our chart.png', {{ type: 'image/png' }}));
             document.querySelector('.ProseMirror').dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }}))"
        ))
        .await;
    browser.wait_until("document.getElementById('picture-window').open").await;
    browser.run_script("document.querySelector('#picture-window [name=alt]').focus()").await;
    browser.type_words("A chart").await;
    browser.press(&[ENTER]).await;
    let text = browser.wait_for_file(&desk, "![A chart](our-chart.png)").await;
    assert!(text.ends_with("again\\*\n\n![A chart](our-chart.png)\n"), "{text}");
    assert!(desk.newsletters().join("our-chart.png").exists());
    browser.wait_until("document.querySelector('.picture img')?.naturalWidth > 0").await;
}

#[tokio::test]
async fn text_view_edits_the_same_file() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    browser.open_editor(&desk).await;
    browser.run_script("document.getElementById('as-text').click()").await;
    browser.wait_until("document.querySelector('.text-editor')?.shadowRoot.querySelector('.cm-content')").await;
    browser.wait_until("document.activeElement.classList.contains('text-editor')").await;
    browser.type_words("# x").await;
    browser.press(&[ENTER]).await;
    browser.wait_for_file(&desk, "# x\n---").await;
    browser.wait_until("document.getElementById('checks-title').innerText.includes('to mend')").await;
    browser.run_script("document.getElementById('as-text').click()").await;
    // Without front matter at its start it can be shown as text alone.
    browser.wait_until("document.querySelector('.text-editor')").await;
}

#[tokio::test]
async fn editor_passes_axe_and_fits_narrow_screens() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = admin::start_admin(None).await;
    desk.write(&DRAFT.replace("it is", "we meet on Thursday 17 May 2017, [here](https://www.example.org), it is"));
    browser.open_editor(&desk).await;
    browser.wait_until("document.querySelector('#findings button')").await;
    for dark in [false, true] {
        browser.set_dark_mode(dark).await;
        for (width, pane) in [(1280, "write"), (390, "write"), (390, "letter"), (390, "checks")] {
            browser.set_width(width).await;
            browser.run_script(&format!("document.querySelector('[data-show={pane}]').click()")).await;
            assert_eq!(browser.axe_violations().await, [""; 0], "{pane} at {width}, dark: {dark}");
            assert!(!browser.scrolls_sideways().await, "{pane} at {width}");
        }
    }
    browser.set_width(320).await;
    assert!(!browser.scrolls_sideways().await);
    browser.set_width(1280).await;
    for window in ["link", "field", "picture", "only", "tag", "versions", "keys"] {
        browser.run_script(&format!("document.getElementById('{window}-window').showModal()")).await;
        assert_eq!(browser.axe_violations().await, [""; 0], "{window}");
        browser.run_script(&format!("document.getElementById('{window}-window').close()")).await;
    }
}
