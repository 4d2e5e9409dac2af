//! A letter as files: to mail to somebody, or to print.

use jiff::Timestamp;
use serde_json::json;

use super::diagnostic_json::diagnostic_from_error;
use super::draft_page::audience_label;
use super::letter_frame::inline_images;
use super::letter_view::ViewQuery;
use super::reader_picker::ReaderPicker;
use crate::email_html::ClientEmulation;
use crate::model::{Diagnostic, Severity, format_count};
use crate::web::admin::{AdminServer, Error};

pub(in crate::web::admin) const TEMPLATE: (&str, &str) =
    ("export-header", include_str!("../../../../templates/admin/export-header.html.hbs"));

/// The policy of the exported page: raw HTML in a draft must not run scripts or fetch anything.
const EXPORT_CSP: &str = "<meta http-equiv=\"Content-Security-Policy\" \
    content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'\">";

/// A letter as one reader gets it, in three forms.
pub struct LetterExport {
    /// The letter with a header that explains it, in one file that opens in any browser.
    pub html: String,
    /// The text part.
    pub text: String,
    /// The message as it would be sent (RFC 5322).
    pub message: Vec<u8>,
    /// The name and address of the reader.
    pub reader: String,
    /// How many other readers match `find`.
    pub other_matches: usize,
}

impl AdminServer {
    /// Renders a draft for the first reader whose name or address contains `find`, or for the first reader of all.
    ///
    /// # Errors
    /// The database or a template failed. If the draft cannot be rendered, the inner result holds the diagnostics.
    pub async fn export_letter(
        &self,
        slug: &str,
        find: Option<&str>,
        now: Timestamp,
    ) -> Result<Result<LetterExport, Vec<Diagnostic>>, Error> {
        let loaded = self.load_draft(slug).await?;
        let Some(draft) = loaded.draft.filter(|_| loaded.diagnostics.is_empty()) else {
            return Ok(Err(loaded.diagnostics));
        };
        let prepared = &draft.prepared;
        let query = ViewQuery { find: find.map(str::to_owned), ..ViewQuery::default() };
        let readers =
            ReaderPicker::load(&self.audiences, &self.database, &prepared.segment, &prepared.fields, &query).await?;
        if readers.search_failed {
            let message =
                format!("no reader of this letter has `{}` in their name or address", find.unwrap_or_default());
            return Ok(Err(vec![Diagnostic {
                id: "reader",
                severity: Severity::Block,
                location: None,
                message,
                help: None,
                suggestion: None,
            }]));
        }
        let rendered = prepared.renderer.build_with_preview(&readers.selected, now);
        let (letter, message) = match rendered {
            Ok((letter, _, message)) => (letter, message),
            Err(error) => return Ok(Err(vec![diagnostic_from_error(&error)])),
        };
        let content = &prepared.content;
        let files: Vec<&str> =
            content.attachments.iter().filter(|file| file.cid.is_none()).map(|file| file.name.as_str()).collect();
        let header = self.render_fragment(TEMPLATE.0, &json!({
            "from": content.sender.to_string(),
            "reply_to": content.reply_to.as_ref().map(ToString::to_string),
            "subject": letter.subject,
            "audience": format!("{} on {}", format_count(readers.audience.total as u64, "person", "people"), audience_label(&draft)),
            "files": files.join(", "),
            "reader": readers.selected.mailbox().to_string(),
            "day": self.format_day(now),
        }))?.0;
        let snapshot = prepared.review_snapshot(readers.audience.digest, readers.audience.total as u64);
        prepared.record_review(&self.database, &snapshot, now).await?;
        let html = ClientEmulation::Light.apply(&inline_images(&letter.html, &content.attachments));
        let html = insert_after_tag(&html, "<head>", EXPORT_CSP);
        Ok(Ok(LetterExport {
            html: insert_after_tag(&html, "<body", &header),
            text: letter.text,
            message,
            reader: readers.selected.mailbox().to_string(),
            other_matches: readers.matched.saturating_sub(1),
        }))
    }
}

/// Inserts HTML after the first tag that begins like this, or at the start.
fn insert_after_tag(html: &str, tag: &str, inserted: &str) -> String {
    let at = html.find(tag).and_then(|at| Some(at + html[at..].find('>')? + 1)).unwrap_or(0);
    [&html[..at], inserted, &html[at..]].concat()
}
