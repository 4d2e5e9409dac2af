//! What a letter says about the views that it asks for: the questions, and how to answer.

use super::letter_parts::LetterParts;
use super::view_draft::ViewDraft;
use crate::model::{EventTime, SentenceSource as _};
use crate::translation::Translator;

/// Adds the questions and how to answer them to the end of the body.
pub(super) fn append_views(parts: &mut LetterParts, views: &ViewDraft, sentences: &Translator) {
    let language = sentences.language();
    let until = match views.until {
        Some(EventTime::Day(day)) => language.format_long_date(day),
        Some(EventTime::Time(time)) => {
            let day = language.format_long_date(time.date());
            sentences.say("event-at", &[("day", &day), ("time", &time.strftime("%H:%M").to_string())])
        }
        None => String::new(),
    };
    let reply = match until.as_str() {
        "" => sentences.say("views-reply", &[]),
        until => sentences.say("views-reply-until", &[("until", until)]),
    };
    let title = sentences.say("views-title", &[]);
    let items: Vec<String> =
        views.questions.iter().map(|question| format!("<li>{}</li>", escape_words(question))).collect();
    let html = format!(
        "\n<h2>{}</h2>\n<ol>\n{}\n</ol>\n<p><strong>{}</strong></p>\n",
        escape_words(&title),
        items.join("\n"),
        escape_words(&reply)
    );
    parts.html_body.push_str(&html);
    let items: Vec<String> =
        views.questions.iter().zip(1..).map(|(question, number)| format!("{number}. {question}")).collect();
    let line = "-".repeat(title.chars().count());
    let text = format!("\n\n{title}\n{line}\n\n{}\n\n{reply}\n", items.join("\n"));
    parts.text_body = format!("{}{text}", parts.text_body.trim_end());
}

/// Escapes words for HTML.
fn escape_words(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
