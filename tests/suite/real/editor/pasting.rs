//! What is copied in Word or on a web page becomes a letter, and what was changed is told.

use std::fs;

use serde_json::json;

use super::super::driver::{ENTER, HeadlessBrowser};
use super::TEXT;
use crate::web::admin::{self, DRAFT, RunningAdmin};

const WORD: &str = include_str!("word.html");
const SAVED: &str = "document.getElementById('saved').textContent.startsWith('Saved')";
const HAS_NOTES: &str = "!document.getElementById('pasted').hidden";

impl HeadlessBrowser {
    /// Pastes HTML and its plain words where the cursor is.
    pub(crate) async fn paste(&self, html: &str, plain: &str) {
        let (html, plain) = (json!(html), json!(plain));
        self.run_script(&format!(
            "const data = new DataTransfer();
             data.setData('text/html', {html});
             data.setData('text/plain', {plain});
             {TEXT}.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }}))"
        ))
        .await;
    }

    /// Presses a button of the list of changes.
    async fn press_note_button(&self, name: &str) {
        self.run_script(&format!("document.querySelector('#pasted [data-{name}]').click()")).await;
    }
}

async fn open_desk(browser: &HeadlessBrowser) -> RunningAdmin {
    let desk = admin::start_admin(None).await;
    browser.open_editor(&desk).await;
    browser.put_cursor_behind(".").await;
    desk
}

#[tokio::test]
async fn clipboard_of_word_becomes_headings_lists_links_and_fields() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = open_desk(&browser).await;
    browser.run_script("document.title = 'quiet'").await;
    browser.paste(WORD, "Dear {{first_name}}, and so on").await;
    let text = browser.wait_for_file(&desk, "a hat").await;
    insta::assert_snapshot!(text.strip_prefix(DRAFT.trim_end()).unwrap(), @"
    Dear {{first_name}},

    ## Our summer

    We meet on the **green**; see [the plan](https://www.example.org/summer).

    - bread
    - cheese

    Please bring:

    - a chair
    - a hat

    Not for this or the list.
    ");
    assert_eq!(
        browser.run_script(&format!("return {TEXT}.querySelectorAll(':scope > p > br:only-child').length")).await,
        0
    );
    let fields = format!("return {TEXT}.querySelectorAll('.field').length");
    assert_eq!(browser.run_script(&fields).await, 2);
    assert_ne!(browser.run_script("return document.title").await, "ran");
    let unsafe_parts =
        format!("return {TEXT}.querySelectorAll('script, [onerror], a[href^=javascript], a[href^=file]').length");
    assert_eq!(browser.run_script(&unsafe_parts).await, 0);

    browser.wait_until(HAS_NOTES).await;
    let notes = browser.run_script("return document.getElementById('pasted').innerText").await;
    insta::assert_snapshot!(notes.as_str().unwrap(), @"
    Pasted, with 4 changes:

    Undo the paste
    Close
    typed bullets became a list, at “a chair”
    Undo
    a picture was left out: it is another file, x, at “Not for this or the list.”
    “this” lost its link to javascript:document.title='ran', at “Not for this or the list.”
    “the list” lost its link to file:///C:/Users/x/list.doc, at “Not for this or the list.”
    ");
    assert_eq!(browser.axe_violations().await, [""; 0]);

    browser.press_note_button("undo").await;
    browser.wait_until(&format!("!{TEXT}.innerText.includes('a hat')")).await;
    assert_eq!(browser.run_script(&format!("return {HAS_NOTES}")).await, false);
    browser.wait_until(SAVED).await;
    assert_eq!(fs::read_to_string(desk.newsletters().join("spring.md")).unwrap(), DRAFT);
}

#[tokio::test]
async fn undo_of_the_paste_leaves_what_was_typed_before() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = open_desk(&browser).await;
    browser.type_words(" Bring").await;
    browser.paste("<p> this<p>• one<p>• two", "this").await;
    browser.wait_until(HAS_NOTES).await;
    browser.type_words("!").await;
    // The last step is another one now: the list stays, its button goes.
    browser.wait_until("document.querySelector('#pasted [data-undo]').hidden").await;
    browser.wait_for_file(&desk, "- two!").await;
    for _ in 0..2 {
        browser.run_script("document.querySelector('[data-command=undo]').click()").await;
    }
    browser.wait_until(&format!("!{TEXT}.innerText.includes('two')")).await;
    browser.wait_until(SAVED).await;
    let text = fs::read_to_string(desk.newsletters().join("spring.md")).unwrap();
    assert_eq!(text, DRAFT.replace("*.\n", "*. Bring\n"));
}

#[tokio::test]
async fn words_of_a_web_page_stay_in_their_line() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = open_desk(&browser).await;
    browser.paste("<meta charset='utf-8'><b style='font-weight:normal' id='docs-internal-guid-1'><span style='font-weight:700'>Come</span></b>", "Come").await;
    let text = browser.wait_for_file(&desk, "Come").await;
    assert_eq!(text, DRAFT.replace("*.\n", "*.**Come**\n"));
    assert_eq!(browser.run_script(&format!("return {HAS_NOTES}")).await, false);
}

#[tokio::test]
async fn pasted_items_become_neighbours_of_the_item() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = open_desk(&browser).await;
    browser.press(&[ENTER]).await;
    browser.type_words("- one").await;
    browser.press(&[ENTER]).await;
    browser.paste("<ul><li>two<li>three</ul>", "two three").await;
    let text = browser.wait_for_file(&desk, "three").await;
    assert_eq!(text, format!("{DRAFT}\n- one\n- two\n- three\n"));
}

#[tokio::test]
async fn picture_in_pasted_html_is_put_beside_the_draft() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = open_desk(&browser).await;
    let chart = encodify::base64::STANDARD.encode(include_bytes!("../../looks/chart.png"));
    let html = format!("<p>See:<p><img alt='A chart' src='data:image/png;base64,{chart}'><p>Done");
    browser.paste(&html, "See: Done").await;
    let text = browser.wait_for_file(&desk, "Done").await;
    assert!(text.contains("![A chart](image1.png)"), "{text}");
    assert!(desk.newsletters().join("image1.png").exists());
}

#[tokio::test]
async fn what_cannot_be_cleaned_is_pasted_as_plain_text() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = open_desk(&browser).await;
    browser.paste(&"<b><div>".repeat(40_000), " plain words").await;
    let text = browser.wait_for_file(&desk, "plain words").await;
    assert_eq!(text, DRAFT.replace("*.\n", "*.plain words\n"));
    let notes = browser.run_script("return document.getElementById('pasted').innerText").await;
    assert!(notes.as_str().unwrap().starts_with("Pasted as plain text, because it"), "{notes}");
}

#[tokio::test]
async fn copy_of_the_letter_itself_comes_back_as_it_was() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = open_desk(&browser).await;
    browser
        .run_script(&format!(
            "const {{ view }} = document.getElementById('editor-page').editorPage.editor;
             const all = view.state.selection.constructor.create(view.state.doc, 1, view.state.doc.content.size - 1);
             view.dispatch(view.state.tr.setSelection(all));
             const data = new DataTransfer();
             {TEXT}.dispatchEvent(new ClipboardEvent('copy', {{ clipboardData: data, bubbles: true, cancelable: true }}));
             window.copied = data.getData('text/html')"
        ))
        .await;
    let html = browser.run_script("return window.copied").await;
    assert!(html.as_str().unwrap().contains("data-circular-letter"), "{html}");
    browser.put_cursor_behind(".").await;
    browser.paste(html.as_str().unwrap(), "x").await;
    let text = browser.wait_for_file(&desk, ".Dear").await;
    assert_eq!(text, DRAFT.replace("*.\n", "*.Dear {{first_name}},\n\nit is _spring_.\n"));
}

#[tokio::test]
async fn each_change_of_a_paste_is_undone_alone() {
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let desk = open_desk(&browser).await;
    browser.press(&[ENTER]).await;
    let html = "<p>Dear «First_Name» of «Town»,<p><b>Our summer</b><p>It was long, and all of it was good.\
                <p>• one<p>• two<p>So it was.";
    browser.paste(html, "Dear you").await;
    let pasted = "\nDear {{first_name}} of {{town}},\n\n## Our summer\n\nIt was long, and all of it was good.\n\n- one\n- two\n\nSo it was.\n";
    let text = browser.wait_for_file(&desk, "So it was").await;
    assert_eq!(text, format!("{DRAFT}{pasted}"));
    browser.wait_until(HAS_NOTES).await;
    for (change, before, after) in [
        ("first_name", "Dear {{first_name}} of", "Dear «First_Name» of"),
        ("heading", "## Our summer", "**Our summer**"),
        ("bullets", "- one\n- two", "• one\n\n• two"),
    ] {
        let button = format!(
            "[...document.querySelectorAll('#pasted li')].find((line) => line.innerText.includes('{change}')).querySelector('button')"
        );
        browser.run_script(&format!("{button}.click()")).await;
        browser.wait_for_text(&desk, &format!("{DRAFT}{pasted}").replace(before, after)).await;
        // It can be undone like any other step.
        browser.run_script("document.querySelector('[data-command=undo]').click()").await;
        browser.wait_for_text(&desk, &format!("{DRAFT}{pasted}")).await;
    }
    let left = "return [...document.querySelectorAll('#pasted li button')].map((button) => button.ariaLabel)";
    let left = browser.run_script(left).await;
    assert_eq!(left.as_array().unwrap().len(), 1, "{left}");
    assert_eq!(browser.axe_violations().await, [""; 0]);
}
