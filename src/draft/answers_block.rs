//! Where the buttons of the answers stand: at `{{answers}}` in the body, else where the template has them.

use super::answer_question::{draw_html, draw_text};
use super::draft_file::Draft;
use super::letter_templates::{BodyPart, WorkspaceTemplates};
use crate::model::{AnswerChoice, Diagnostic, line_and_column};
use crate::template::TagRole;

/// The tag by which a writer says where the buttons stand.
pub(super) const ANSWERS_PLACE: &str = "answers";

/// The buttons of a letter and the places that its writer chose for them.
#[derive(Debug)]
pub(super) struct AnswersBlock {
    /// The buttons for the template; empty once they stand in the body.
    pub(super) html: String,
    pub(super) text: String,
    /// The tags in the body as they were written, with their places.
    tags: Vec<(usize, String)>,
    placed: usize,
}

impl AnswersBlock {
    /// Draws the buttons of a question; without choices there are none.
    pub(super) fn new(
        draft: &Draft,
        templates: WorkspaceTemplates<'_>,
        choices: &[AnswerChoice],
    ) -> Result<Self, Diagnostic> {
        if choices.is_empty() {
            return Ok(Self { html: String::new(), text: String::new(), tags: Vec::new(), placed: 0 });
        }
        let source = draft.document.body.as_ref().map(|body| &body.source).ok();
        let tags = source.map_or(&[][..], |source| source.tags());
        let tags = tags.iter().filter(|tag| tag.role == TagRole::Value && tag.expression.trim() == ANSWERS_PLACE);
        let tags = tags.filter_map(|tag| Some((tag.start, source?.text().get(tag.start..tag.end)?.to_owned())));
        let tags = tags.collect();
        Ok(Self { html: draw_html(templates, choices)?, text: draw_text(templates, choices)?, tags, placed: 0 })
    }

    /// Puts the buttons into the HTML of the body, in the place of each paragraph that is the tag alone.
    pub(super) fn place_in_html(&mut self, mut html: String) -> String {
        for (_, tag) in &self.tags {
            let paragraph = format!("<p>{tag}</p>");
            if html.contains(&paragraph) {
                self.placed += 1;
                html = html.replacen(&paragraph, &self.html, 1);
            }
        }
        html
    }

    /// Puts the answers into the text of the body.
    pub(super) fn place_in_text(&self, text: String) -> String {
        if self.tags.is_empty() {
            return text;
        }
        let is_place = |line: &str| self.tags.iter().any(|(_, tag)| line.trim() == tag);
        let lines = text.split('\n').map(|line| if is_place(line) { self.text.as_str() } else { line });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Finds a tag that stands among other words.
    pub(super) fn check_places(&self, draft: &Draft) -> Result<(), Diagnostic> {
        let Some((start, _)) = self.tags.get(self.placed) else { return Ok(()) };
        let (line, column) = line_and_column(&draft.body, *start);
        let message = "`{{answers}}` puts buttons here, but it is in a line with other words".to_owned();
        let finding = draft.blocking_diagnostic("syntax", draft.body_line_offset + line, column, message);
        Err(finding.with_help("put it into a line of its own, with an empty line above and below"))
    }

    /// Puts the buttons behind the body, if neither the body nor the template has a place for them.
    pub(super) fn append_to_body(
        &mut self,
        templates: WorkspaceTemplates<'_>,
        template: &str,
        html: String,
        text: String,
    ) -> (String, String) {
        if !self.tags.is_empty() {
            self.html.clear();
            self.text.clear();
        }
        let append = |body: String, block: &mut String, part| {
            if block.is_empty() || templates.shows_answers(template, part) {
                return body;
            }
            format!("{}\n\n{}\n", body.trim_end(), std::mem::take(block))
        };
        let bodies = (append(html, &mut self.html, BodyPart::Html), append(text, &mut self.text, BodyPart::Text));
        for (block, room) in [(&mut self.html, "\n"), (&mut self.text, "\n\n")] {
            if !block.is_empty() {
                block.push_str(room);
            }
        }
        bodies
    }
}
