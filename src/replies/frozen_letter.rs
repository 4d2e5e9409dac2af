//! The letter that a reader got, made again from what was frozen, to know its words in a reply.

use super::sent_letter::SentLetter;
use crate::database::{self, DatabaseTransaction};
use crate::email_html::html_text;
use crate::model::{IssueId, MAX_CHOICES, NAME_FIELDS, RenderedMessage, Subscriber};
use crate::template::{ANSWER_LINK_PREFIX, TemplateRenderer};

/// Returns the words of a reader's letter. What cannot be rendered for them is known as it was written.
///
/// # Errors
/// The database failed.
pub(super) async fn frozen_letter(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    reader: &Subscriber,
) -> Result<SentLetter, database::Error> {
    let content = database::issues::frozen_content(work, issue).await?;
    let known = database::fields::all(work).await?.into_keys();
    // The links of the answers are each reader's own, and no words.
    let links = (1..=MAX_CHOICES).map(|number| format!("{ANSWER_LINK_PREFIX}{number}"));
    let fields = known.chain(NAME_FIELDS.map(str::to_owned)).chain(links).collect();
    let composition = &content.composition;
    // Links are told by their brackets, or are of the reader's own letter and of no other.
    let rendered = TemplateRenderer::new(composition, &fields).and_then(|renderer| renderer.render(reader, ""));
    let letter = rendered.unwrap_or_else(|_| RenderedMessage {
        subject: composition.subject.clone(),
        html: composition.html.clone(),
        text: composition.text.clone(),
    });
    let subject_and_html = format!("{}\n{}", letter.subject, html_text(&letter.html));
    let subject_and_text = format!("{}\n{}", letter.subject, letter.text);
    Ok(SentLetter::new(&[&subject_and_html, &subject_and_text], &content.sender))
}
