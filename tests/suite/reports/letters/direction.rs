//! Letters in languages that are written from right to left.

use std::fs;

use super::{ReportedDraft, folder};

const BODY: &str = "مرحبا\n\n- one\n\n> two\n\n> [!NOTE]\n> three\n\n| a | b |\n|---|---|\n| c | d |\n";

fn letter_in(language: &str) -> String {
    let settings = fs::read_to_string(folder().join("settings-right-to-left.toml")).unwrap();
    let settings = settings.replace("language = \"ar\"", &format!("language = \"{language}\""));
    ReportedDraft::of_body(BODY).with_settings(&settings).first().html
}

/// Returns the styles of the first element that begins so.
fn style<'h>(html: &'h str, start: &str) -> &'h str {
    let (_, rest) = html.split_once(start).unwrap_or_else(|| panic!("no {start} in {html}"));
    rest.split_once('>').and_then(|(tag, _)| tag.split_once("style=\"")).unwrap().1
}

#[test]
fn right_to_left_letter_begins_at_the_right() {
    for language in ["ar", "he", "fa-IR", "ur", "yi"] {
        let html = letter_in(language);
        assert!(html.contains(&format!("<html lang=\"{language}\" dir=\"rtl\"")), "{html}");
        assert!(html.contains(&format!("lang=\"{language}\" dir=\"rtl\" style=")), "{html}");
        for start in ["<td class=\"body\"", "<th scope=\"col\""] {
            assert!(style(&html, start).contains("text-align:right"), "{start}: {html}");
        }
        for (start, side) in [("<blockquote", "border-right:4px"), ("<td class=\"note\"", "border-right:4px")] {
            assert!(style(&html, start).contains(side), "{start}: {html}");
        }
        assert!(style(&html, "<ul").contains("padding:0 22px 0 0"), "{html}");
        assert!(!html.contains("dir=\"ltr\""), "{html}");
    }
}

#[test]
fn other_letters_begin_at_the_left() {
    for language in ["en-GB", "de", "el"] {
        let html = letter_in(language);
        assert!(html.contains(&format!("<html lang=\"{language}\" dir=\"ltr\"")), "{html}");
        assert!(style(&html, "<td class=\"body\"").contains("text-align:left"), "{html}");
        assert!(!html.contains("rtl") && !html.contains("text-align:right"), "{html}");
    }
}
