//! Writes the parts that a letter is laid out from: body, heading, preheader, contents.

use std::borrow::Cow;

use pulldown_cmark::Event;

use super::answers_block::AnswersBlock;
use super::draft_file::Draft;
use super::html_body::{self, ESCAPED_BRACES};
use super::inline_images::InlineImage;
use super::letter_templates::{BodyPart, WorkspaceTemplates};
use super::table_of_contents::{LetterSection, section_anchor, sections};
use super::{plain_text, source_line_marks};
use crate::email_html;
use crate::model::{AnswerChoice, Diagnostic, SpaceBinder, line_and_column, single_line};
use crate::template::{self, PlaceholderSpan, TagPlaceholders, TemplateSource};

/// Follows a preheader, so that mail programs do not show the letter's first words behind it.
/// Without a space it is part of the last word: Roundcube would quote it as empty lines in an answer.
const PREHEADER_FILLER: &str = "&#8199;&#65279;&#847;";

/// How many characters fill the line in the inbox, so that nothing need follow them.
const LONG_PREHEADER: usize = 80;

/// The parts of a letter, as Handlebars sources.
#[derive(Debug)]
pub(super) struct LetterParts {
    pub(super) subject: String,
    /// The subject, escaped for HTML.
    pub(super) title: String,
    /// The subject as a heading, unless the body has a heading of its own.
    pub(super) heading: String,
    pub(super) preheader: String,
    pub(super) html_body: String,
    pub(super) text_body: String,
    pub(super) html_contents: String,
    pub(super) text_contents: String,
    /// The buttons of the answers, if the body does not say where they stand.
    pub(super) html_answers: String,
    pub(super) text_answers: String,
}

impl LetterParts {
    /// Returns the slots of the HTML templates, with what stands in them.
    pub(super) fn html_slots(&self) -> [(&'static str, &str); 5] {
        [
            ("subject", &self.title),
            ("heading", &self.heading),
            ("body", &self.html_body),
            ("contents", &self.html_contents),
            ("answers", &self.html_answers),
        ]
    }

    /// Writes the parts; `choices` are the answers that the letter asks for, and `marked` adds to the HTML the line of the draft at which each block begins.
    pub(super) fn write(
        draft: &Draft,
        templates: WorkspaceTemplates<'_>,
        template: &str,
        pictures: &[InlineImage],
        choices: &[AnswerChoice],
        marked: bool,
    ) -> Result<Self, Diagnostic> {
        let fault = |error: &template::Error| draft.blocking_diagnostic("syntax", 0, 0, error.to_string());
        let document = &draft.document;
        let body = document.body.as_ref().map_err(fault)?;
        let events = body.writing_events();
        let lines = if marked { body.block_lines() } else { Vec::new() };
        let lines: Vec<_> = lines.into_iter().map(|line| draft.body_line_offset + line + 1).collect();
        let has_contents = draft.has_contents && templates.shows_contents(template);
        let sections = if has_contents { sections(&events, &body.placeholders) } else { Vec::new() };
        let places: Vec<_> = sections.iter().map(|section| section.at).collect();
        let html = html_body::write_html(&events, &lines, &places, &body.placeholders, templates, pictures)?;
        let text_body = plain_text::write_text(&events, &places, &body.placeholders, Some(templates.sentences));
        let mut answers = AnswersBlock::new(draft, templates, choices)?;
        let html_body = answers.place_in_html(close_body(draft, &html)?);
        let text_body = answers.place_in_text(text_body);
        answers.check_places(draft)?;
        let (html_body, text_body) = answers.append_to_body(templates, template, html_body, text_body);
        let subject = document.subject.as_ref().map_err(fault)?;
        let title = escape_source(subject, None);
        let heading_words = escape_source(subject, Some(&SpaceBinder::new(templates.language())));
        let on_line =
            if marked { source_line_marks::line_mark(draft.key_location("subject").line) } else { String::new() };
        let heading = if html_body.contains("<h1>") || html_body.contains("<h1 ") {
            String::new()
        } else {
            format!("{on_line}<h1>{heading_words}</h1>")
        };
        let preheader = match escape_source(document.preheader.as_ref().map_err(fault)?, None) {
            empty if empty.is_empty() => empty,
            long if long.chars().count() >= LONG_PREHEADER => long,
            words => format!("{words}{}", PREHEADER_FILLER.repeat(33)),
        };
        let (html_contents, text_contents) = table_of_contents(templates, &sections, &body.placeholders)?;
        Ok(Self {
            subject: single_line(&draft.subject).into_owned(),
            title,
            heading,
            preheader,
            html_body,
            text_body,
            html_contents,
            text_contents,
            html_answers: answers.html,
            text_answers: answers.text,
        })
    }
}

/// Lists the sections, for HTML and for text.
fn table_of_contents(
    templates: WorkspaceTemplates<'_>,
    sections: &[LetterSection<'_>],
    tokens: &TagPlaceholders,
) -> Result<(String, String), Diagnostic> {
    if sections.is_empty() {
        return Ok((String::new(), String::new()));
    }
    let list = |part, written: &dyn Fn(usize, &[Event<'static>]) -> String| {
        let around = templates.split_partial("contents", part, &[])?;
        let lines: Vec<_> = sections.iter().zip(1..).map(|(section, number)| written(number, section.words)).collect();
        Ok(format!("{}{}{}", around.before, lines.join("\n"), around.after))
    };
    let link = |number, words: &[Event<'static>]| {
        let (anchor, words) = (section_anchor(number), html_body::inline_html(words, tokens));
        format!("<li><a href=\"#{anchor}\">{words}</a></li>")
    };
    Ok((
        list(BodyPart::Html, &link)?,
        list(BodyPart::Text, &|number, words| format!("{number}. {}", plain_text::inline_text(words, tokens)))?,
    ))
}

/// Closes the elements that the raw HTML of a body leaves open, so that they do not swallow the footer.
fn close_body(draft: &Draft, body: &str) -> Result<String, Diagnostic> {
    let fault = |sentence: String| draft.blocking_diagnostic("syntax", 0, 0, sentence);
    let source = TemplateSource::parse(body).map_err(|error| fault(error.to_string()))?;
    if let Some(construct) = source.unclosed_construct() {
        return Err(hidden_content(draft, construct));
    }
    let (tokens, body) = TagPlaceholders::from_html(&source);
    let closed = email_html::close_elements(&body).map_err(|error| fault(error.to_string()))?;
    let (written, shown) = (words_between_tags(&tokens, &body), words_between_tags(&tokens, &closed));
    if written.iter().zip(shown).any(|(had_words, has_words)| *had_words && !has_words) {
        let sentence =
            "a block within a table has words that are in no cell, so every reader would see them".to_owned();
        return Err(fault(sentence).with_help("put the block around whole rows, or into a cell"));
    }
    Ok(tokens.restore(&closed, ESCAPED_BRACES))
}

/// Returns, for each tag and the next one, whether words stand between them. What cannot stand in a table is put before it
/// (HTML Standard §13.2.6.1, foster parenting), and so out of the block that it was written in.
fn words_between_tags(tokens: &TagPlaceholders, html: &str) -> Vec<bool> {
    let spans: Vec<_> = tokens.find(html).collect();
    let has_words = |pair: &[PlaceholderSpan]| {
        let [first, next] = pair else { return false };
        let between = html.get(first.end..next.start).unwrap_or_default();
        let mut pieces = between.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, words)| words));
        pieces.any(|words| !words.trim().trim_end_matches("!--").trim().is_empty())
    };
    spans.windows(2).map(has_words).collect()
}

/// Says that a comment, or an element that holds text alone, hides the rest of the letter.
fn hidden_content(draft: &Draft, hider: &str) -> Diagnostic {
    let lower = draft.body.to_ascii_lowercase();
    let (start, end) = match hider {
        "<!--" => (hider.to_owned(), "-->".to_owned()),
        name => (format!("<{name}"), format!("</{name}>")),
    };
    let mut starts = lower.match_indices(&start).map(|(at, _)| at);
    let at = starts.find(|at| !lower[*at..].contains(&end)).or_else(|| lower.rfind(&start)).unwrap_or(0);
    let (line, column) = line_and_column(&draft.body, at);
    let field = draft.body.get(at..).and_then(|rest| rest.strip_prefix('<')?.split_once(">>"));
    if let Some((name, _)) = field.filter(|(name, _)| draft.body[..at].ends_with('<') && !name.contains(['<', '\n'])) {
        let sentence = format!("`<<{name}>>` is a field of another program");
        let finding = draft.blocking_diagnostic("placeholder", draft.body_line_offset + line, column, sentence);
        return finding.with_help("a field has two braces, such as `{{email}}`");
    }
    let sentence = format!("`{start}` is never closed: it hides the rest of the letter");
    draft
        .blocking_diagnostic("html-open", draft.body_line_offset + line, column, sentence)
        .with_help(format!("close it with `{end}`"))
}

/// Escapes the text between the tags of a source for HTML, on one line; `binder` keeps words of it together.
fn escape_source(source: &TemplateSource, binder: Option<&SpaceBinder>) -> String {
    let (tokens, text) = TagPlaceholders::from_text(source);
    let line = single_line(&text);
    let text = binder.map_or(Cow::Borrowed(&*line), |binder| binder.bind(&line));
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    tokens.restore(&text, ESCAPED_BRACES)
}
