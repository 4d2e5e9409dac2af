//! A letter as files: to be mailed to the secretary, or printed for the minute book.

use jiff::Timestamp;
use serde_json::json;

use super::diagnostic_json::diagnostic_from_error;
use super::inline_images::inline_images;
use super::reader_picker::ReaderPicker;
use super::{Error, PreviewServer, ViewQuery};
use crate::model::{Diagnostic, Severity, format_count};
use crate::template::ClientEmulation;

/// What the page may do when somebody opens it: show itself. Raw HTML in a draft must not act or fetch there.
const EXPORT_CSP: &str = "<meta http-equiv=\"Content-Security-Policy\" \
    content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'\">";

/// A letter as one reader gets it, in three forms.
pub struct LetterExport {
    /// The letter with a slip above it that says what it is: one file that opens in any browser.
    pub html: String,
    /// The text part.
    pub text: String,
    /// The message as it would go over the wire.
    pub message: Vec<u8>,
}

impl PreviewServer {
    /// Writes a draft down as it is now, for the reader whose name or address holds `find`, or for the first one.
    ///
    /// # Errors
    /// The draft cannot be printed: then it says why in findings; or the database refused.
    pub async fn export_letter(
        &self,
        slug: &str,
        find: Option<&str>,
        now: Timestamp,
    ) -> Result<Result<LetterExport, Vec<Diagnostic>>, Error> {
        let reading = self.load_draft(slug).await?;
        let Some(good) = reading.draft.filter(|_| reading.findings.is_empty()) else {
            return Ok(Err(reading.findings));
        };
        let script = &good.script;
        let view = ViewQuery { find: find.map(str::to_owned), ..ViewQuery::default() };
        let readers = ReaderPicker::load(&self.database, &script.segment, &script.fields, &view).await?;
        if readers.search_failed {
            let sentence =
                format!("no reader of this letter has `{}` in their name or address", find.unwrap_or_default());
            return Ok(Err(vec![Diagnostic {
                id: "reader",
                severity: Severity::Block,
                location: None,
                message: sentence,
                help: None,
            }]));
        }
        let printed = script.renderer.build_with_preview(&readers.selected, now);
        let (letter, message) = match printed {
            Ok((letter, _, message)) => (letter, message),
            Err(error) => return Ok(Err(vec![diagnostic_from_error(&error)])),
        };
        let content = &script.content;
        let files: Vec<&str> = content.attachments.iter().map(|file| file.name.as_str()).collect();
        let slip = self.render_fragment("paper", &json!({
            "from": content.sender.to_string(),
            "reply_to": content.reply_to.as_ref().map(ToString::to_string),
            "subject": letter.subject,
            "audience": format!("{} on {}", format_count(readers.total as u64, "person", "people"), super::draft_page::audience_label(&good)),
            "files": files.join(", "),
            "reader": readers.selected.mailbox().to_string(),
            "day": self.format_day(now),
        }))?.0;
        let seen = script.review_snapshot(readers.audience_digest, readers.total as u64);
        script.record_review(&self.database, &seen, now).await?;
        let html = ClientEmulation::Light.apply(&inline_images(&letter.html, &content.attachments));
        let html = insert_after_tag(&html, "<head>", EXPORT_CSP);
        Ok(Ok(LetterExport { html: insert_after_tag(&html, "<body", &slip), text: letter.text, message }))
    }
}

/// Puts a piece of HTML behind the tag that begins so, or before everything.
fn insert_after_tag(html: &str, tag: &str, piece: &str) -> String {
    let at = html.find(tag).and_then(|at| Some(at + html[at..].find('>')? + 1)).unwrap_or(0);
    [&html[..at], piece, &html[at..]].concat()
}
