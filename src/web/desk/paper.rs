//! A letter as files: to be mailed to the secretary, or printed for the minute book.

use jiff::Timestamp;
use serde_json::json;

use super::images::shown;
use super::readers::Readers;
use super::trouble::finding;
use super::{Desk, Error, View};
use crate::draft;
use crate::model::{Finding, Severity, counted};
use crate::render::Screen;

/// What the page may do when somebody opens it: show itself. Raw HTML in a draft must not act or fetch there.
const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" \
    content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'\">";

/// A letter as one reader gets it, in three forms.
pub struct Paper {
    /// The letter with a slip above it that says what it is: one file that opens in any browser.
    pub html: String,
    /// The text part.
    pub text: String,
    /// The message as it would go over the wire.
    pub message: Vec<u8>,
}

impl Desk {
    /// Writes a draft down as it is now, for the reader whose name or address holds `find`, or for the first one.
    ///
    /// # Errors
    /// The draft cannot be printed: then it says why in findings; or the database refused.
    pub async fn paper(
        &self,
        slug: &str,
        find: Option<&str>,
        now: Timestamp,
    ) -> Result<Result<Paper, Vec<Finding>>, Error> {
        let reading = self.read(slug).await?;
        let Some(good) = reading.good.filter(|_| reading.findings.is_empty()) else { return Ok(Err(reading.findings)) };
        let script = &good.script;
        let proof = &script.proof;
        let view = View { find: find.map(str::to_owned), ..View::default() };
        let readers = Readers::gather(&self.database, &proof.audience, &proof.fields, &view).await?;
        if readers.missed {
            let sentence =
                format!("no reader of this letter has `{}` in their name or address", find.unwrap_or_default());
            return Ok(Err(vec![Finding {
                id: "reader",
                severity: Severity::Block,
                place: None,
                sentence,
                hint: None,
            }]));
        }
        let printed = script.printer.proof(&readers.reader, now);
        let (letter, message) = match printed {
            Ok((letter, _, message)) => (letter, message),
            Err(error) => return Ok(Err(vec![finding(&error)])),
        };
        let content = &proof.content;
        let files: Vec<&str> = content.attachments.iter().map(|file| file.name.as_str()).collect();
        let slip = self.fill_piece("paper", &json!({
            "from": content.sender.to_string(),
            "reply_to": content.reply_to.as_ref().map(ToString::to_string),
            "subject": letter.subject,
            "audience": format!("{} on {}", counted(readers.total as u64, "person", "people"), super::draft::whom(&good)),
            "files": files.join(", "),
            "reader": readers.reader.mailbox().to_string(),
            "day": self.day(now),
        }))?.0;
        let seen = script.seen(readers.roll, readers.total as u64);
        draft::looked(&self.database, proof, &seen, now).await?;
        let html = Screen::Light.of(&shown(&letter.html, &content.attachments));
        let html = behind(&html, "<head>", POLICY);
        Ok(Ok(Paper { html: behind(&html, "<body", &slip), text: letter.text, message }))
    }
}

/// Puts a piece of HTML behind the tag that begins so, or before everything.
fn behind(html: &str, tag: &str, piece: &str) -> String {
    let at = html.find(tag).and_then(|at| Some(at + html[at..].find('>')? + 1)).unwrap_or(0);
    [&html[..at], piece, &html[at..]].concat()
}
