//! Writes a sentence of the catalogue as HTML or as text.
//!
//! Its words may have `<strong>`, `<em>`, `<a>` for the one link that the page gives it, and `<span>` for what only
//! screen readers say. Any other sign is shown as it is written, so that no sentence can break a page.

use crate::model::{SentencePart, SentenceSource, SentenceValue};

/// How a sentence is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkupForm {
    /// Words are escaped, and markup is kept.
    Html,
    /// Markup is dropped.
    Text,
}

/// The value that is the target of the sentence's `<a>`.
pub(super) const LINK_VALUE: &str = "link";

/// The markup that stays as it is written.
const PLAIN_MARKUP: [&str; 6] = ["<strong>", "</strong>", "<em>", "</em>", "</a>", "</span>"];

/// Where a value begins and ends whose direction is its own, in text (UAX #9 §2.4.2).
const TEXT_ISOLATE: (&str, &str) = ("\u{2068}", "\u{2069}");
/// The same in HTML. Mail programs drop `<bdi>` more often than `dir`.
const HTML_ISOLATE: (&str, &str) = ("<span dir=\"auto\">", "</span>");

/// What a template gives a sentence.
#[derive(Debug)]
pub(super) struct GivenValue {
    pub(super) name: String,
    /// The number on which the plural form depends.
    pub(super) number: Option<i64>,
    /// What is put in, as it is written in this form.
    pub(super) written: String,
}

/// Writes a sentence with its values.
///
/// # Errors
/// Returns why there is no such sentence.
pub(super) fn write_sentence(
    sentences: &dyn SentenceSource,
    name: &str,
    values: &[GivenValue],
    form: MarkupForm,
) -> Result<String, String> {
    let named = values.iter().map(|value| SentenceValue { name: &value.name, number: value.number });
    let parts = sentences.sentence(name, &named.collect::<Vec<_>>()).map_err(|error| error.to_string())?;
    let written = |name: &str| values.iter().find(|value| value.name == name).map(|value| value.written.as_str());
    let (before, behind) = match (sentences.language().is_right_to_left(), form) {
        (false, _) => ("", ""),
        (true, MarkupForm::Html) => HTML_ISOLATE,
        (true, MarkupForm::Text) => TEXT_ISOLATE,
    };
    let mut out = String::new();
    for part in parts {
        match part {
            SentencePart::Words(words) => write_words(&mut out, &words, written(LINK_VALUE), form),
            SentencePart::Value(name) => out.extend([before, written(&name).unwrap_or_default(), behind]),
        }
    }
    Ok(out)
}

fn write_words(out: &mut String, words: &str, link: Option<&str>, form: MarkupForm) {
    let mut rest = words;
    while let Some(at) = rest.find('<') {
        let (before, markup) = rest.split_at(at);
        out.push_str(&escape(before, form));
        let plain = PLAIN_MARKUP.iter().find(|plain| markup.starts_with(**plain));
        let (taken, html) = match plain {
            Some(&"</a>") if link.is_none() => ("</a>", String::new()),
            Some(plain) => (*plain, (*plain).to_owned()),
            None if markup.starts_with("<a>") => {
                ("<a>", link.map_or_else(String::new, |link| format!("<a href=\"{link}\">")))
            }
            None if markup.starts_with("<span>") => ("<span>", "<span class=\"unseen\">".to_owned()),
            None => ("<", escape("<", form)),
        };
        if form == MarkupForm::Html || taken == "<" {
            out.push_str(&html);
        }
        rest = &markup[taken.len()..];
    }
    out.push_str(&escape(rest, form));
}

fn escape(text: &str, form: MarkupForm) -> String {
    match form {
        MarkupForm::Html => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;"),
        MarkupForm::Text => text.to_owned(),
    }
}
