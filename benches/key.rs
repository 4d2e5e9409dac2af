//! Measures in a browser the time from a key in the editor to the letter that shows it, beside the way over a saved file.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::browser::Browser;
use super::measure::median;
use super::plan::Size;
use super::save::RunningPreview;
use super::table::{heading, line};
use super::workspace::Workspace;

const DRAFT: &str = "newsletters/letter.md";
const FRAME: &str = "document.getElementById('letter')?.contentDocument?.body?.textContent";

/// How long somebody rests: until all is quiet, and until every copy is being made.
const LONG_REST: Duration = Duration::from_secs(3);
const SHORT_REST: Duration = Duration::from_secs(1);
/// Between the keys of somebody who types fast.
const KEY_INTERVAL: Duration = Duration::from_millis(100);
const KEYS: usize = 10;

pub(crate) fn run(size: &Size) {
    let rounds = size.rounds(15);
    for (people, goal) in [(140, "ms (goal 150)"), (size.recipients(10_000), "ms (goal 500)")] {
        let workspace = Workspace::new(include_str!("letter.md"), people);
        let letter = workspace.draft_to_all();
        workspace.put(DRAFT, &letter);
        let preview = RunningPreview::open(workspace.preview());
        let Some(browser) = Browser::open() else {
            heading("key: there is no chromedriver");
            return;
        };
        heading(&format!("key: {people} people, {} KB of draft, median of {rounds}", letter.len() / 1_000));
        let saved: Vec<f64> = saved_file(&browser, &preview, &workspace, &letter, rounds);
        line("a file is saved, and the open page shows it", median(&saved, |time| *time), "ms");
        workspace.put(DRAFT, &letter);
        browser.go(&preview.url("draft/letter/edit"));
        browser.until(&format!("{FRAME}.length > 100"));
        put_cursor(&browser);
        let mut typed = String::new();
        for (words, rest, keys) in [
            ("a key after a rest", LONG_REST, 1),
            ("a key while every copy is made", SHORT_REST, 1),
            ("the last of ten fast keys", LONG_REST, KEYS),
        ] {
            let times: Vec<f64> = (0..rounds)
                .map(|_| {
                    sleep(rest);
                    type_keys(&browser, &mut typed, keys)
                })
                .collect();
            line(words, median(&times, |time| *time), goal);
        }
    }
}

/// Saves the file with a new word again and again; returns how long the open page takes to show it, in ms.
fn saved_file(
    browser: &Browser,
    preview: &RunningPreview,
    workspace: &Workspace,
    letter: &str,
    rounds: usize,
) -> Vec<f64> {
    browser.go(&preview.url("draft/letter"));
    let round = |round: usize| {
        sleep(LONG_REST);
        let word = format!("saved{round}end");
        let begun = Instant::now();
        workspace.put(DRAFT, &format!("{letter}\n\n{word}\n"));
        browser.until(&format!("{FRAME}?.includes('{word}')"));
        begun.elapsed().as_secs_f64() * 1e3
    };
    (0..rounds).map(round).collect()
}

/// Puts the cursor into a paragraph of its own at the end.
fn put_cursor(browser: &Browser) {
    browser.run(
        "const { view } = document.getElementById('editor-page').editorPage.editor;
         const { state } = view;
         const paragraph = state.schema.nodes.paragraph.create();
         const tr = state.tr.insert(state.doc.content.size, paragraph);
         view.dispatch(tr.setSelection(state.selection.constructor.near(tr.doc.resolve(tr.doc.content.size), -1)));
         view.focus()",
    );
}

/// Types some keys; returns how long after the last one the letter shows them all, in ms.
fn type_keys(browser: &Browser, typed: &mut String, keys: usize) -> f64 {
    typed.push_str(&"q".repeat(keys));
    browser.run(&format!(
        "let last = 0;
         const listen = () => {{ last = performance.now() }};
         document.addEventListener('keydown', listen, true);
         window.shown = new Promise((done) => {{
             const look = () => {{
                 if (!last || !{FRAME}?.includes('{typed}')) return requestAnimationFrame(look);
                 document.removeEventListener('keydown', listen, true);
                 done(performance.now() - last);
             }};
             look();
         }})"
    ));
    for key in 0..keys {
        if key > 0 {
            sleep(KEY_INTERVAL);
        }
        browser.press("q");
    }
    browser.run("return window.shown").as_f64().unwrap()
}
