//! The file of a draft as the editor reads and saves it: its bytes, with their digest as the entity tag (RFC 9110 §8.8.3).

use std::io;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::clock;
use crate::draft::{self, DraftVersions, DraftWriteError, ExpectedDraft};
use crate::model::{Digest, Sha256, hex, io_reason};
use crate::web::admin::{AdminServer, Error};

const PLAIN_TEXT: &str = "text/plain; charset=utf-8";

/// How a file is saved.
#[derive(Debug, Default, Deserialize)]
pub(super) struct SaveQuery {
    /// Whether the version that is replaced is kept even if one was kept a moment ago.
    #[serde(default)]
    keep: bool,
}

/// Sends the bytes of a draft.
pub(super) async fn read(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
) -> Result<Response, Error> {
    let path = admin.draft_file(&slug)?.ok_or(Error::NotFound)?;
    let bytes = std::fs::read(path).map_err(Error::Drafts)?;
    Ok(([(ETAG, entity_tag(&bytes)), (CONTENT_TYPE, PLAIN_TEXT.to_owned())], bytes).into_response())
}

/// Saves a draft if its file is as the editor knows it; otherwise the answer has the bytes that it has now.
pub(super) async fn save(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
    Query(query): Query<SaveQuery>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let Ok(body) = body else { return Ok(too_long()) };
    let Some(expected) = expected_draft(&headers) else {
        let words = "Nothing was saved, because it was not said what the file was before. Open the letter again.";
        return Ok(refusal(StatusCode::PRECONDITION_REQUIRED, words));
    };
    let _one_at_a_time = admin.saving.lock().await;
    if admin.sent_issue(&slug).await?.is_some() {
        return Ok(refusal(StatusCode::CONFLICT, "This letter was sent. Start a new letter from it."));
    }
    let path = match (admin.draft_file(&slug)?, expected) {
        (Some(path), _) => path,
        (None, ExpectedDraft::Missing) if is_new_name(&slug) => admin.workspace.drafts_dir().join(format!("{slug}.md")),
        (None, _) => return Ok(refusal(StatusCode::NOT_FOUND, "The file of this letter was deleted or renamed.")),
    };
    let newsletters = admin.workspace.drafts_dir();
    let versions = DraftVersions::of(&admin.workspace.root, &slug);
    let written = draft::write_draft(&newsletters, &path, &body, expected);
    Ok(match written {
        Ok(before) => {
            if let Some(before) = before.filter(|before| *before != body) {
                // The letter is saved; without its earlier version there is less to go back to.
                if let Err(error) = versions.store(&before, clock::now(), query.keep) {
                    tracing::warn!(%error, "cannot keep the earlier version of a draft");
                }
            }
            (StatusCode::NO_CONTENT, [(ETAG, entity_tag(&body))]).into_response()
        }
        Err(DraftWriteError::Changed(bytes)) => {
            let headers = [(ETAG, entity_tag(&bytes)), (CONTENT_TYPE, PLAIN_TEXT.to_owned())];
            (StatusCode::PRECONDITION_FAILED, headers, bytes).into_response()
        }
        Err(DraftWriteError::Missing) => {
            refusal(StatusCode::NOT_FOUND, "The file of this letter was deleted or renamed.")
        }
        Err(DraftWriteError::ReadOnly) => refusal(
            StatusCode::FORBIDDEN,
            "The file of this letter may only be read. Allow writing to it, and it will be saved.",
        ),
        Err(DraftWriteError::Unwritable(error)) => {
            let words = format!("The letter cannot be saved: {}.{}", io_reason(&error), what_to_do(&error));
            refusal(StatusCode::INSUFFICIENT_STORAGE, &words)
        }
    })
}

/// Returns what the file must be for the save, from the headers; `None` if they do not say.
fn expected_draft(headers: &HeaderMap) -> Option<ExpectedDraft> {
    if headers.get(IF_NONE_MATCH).is_some_and(|value| value == "*") {
        return Some(ExpectedDraft::Missing);
    }
    let tag = headers.get(IF_MATCH)?.to_str().ok()?.trim().strip_prefix('"')?.strip_suffix('"')?;
    parse_digest(tag).map(ExpectedDraft::Unchanged)
}

fn parse_digest(tag: &str) -> Option<Digest> {
    let pairs: Option<Vec<u8>> =
        (0..tag.len()).step_by(2).map(|at| u8::from_str_radix(tag.get(at..at + 2)?, 16).ok()).collect();
    pairs?.try_into().ok()
}

/// Returns the entity tag of some bytes.
pub(super) fn entity_tag(bytes: &[u8]) -> String {
    format!("\"{}\"", hex(&Sha256::digest(bytes)))
}

/// Tells whether a draft that was deleted can be written again under its name.
fn is_new_name(slug: &str) -> bool {
    !slug.is_empty()
        && slug.len() <= 100
        && !slug.starts_with(['.', '-'])
        && slug.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// Says how to make it possible to write a file.
fn what_to_do(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            " Delete something, or empty the bin."
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            " Allow writing to the folder of the letters."
        }
        _ => "",
    }
}

/// Says that a text is larger than a letter can be.
pub(super) fn too_long() -> Response {
    let words = "The letter is longer than 4 MB. Put pictures beside it as files, and shorten it.";
    refusal(StatusCode::PAYLOAD_TOO_LARGE, words)
}

fn refusal(status: StatusCode, words: &str) -> Response {
    (status, [(CONTENT_TYPE, PLAIN_TEXT)], words.to_owned()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entity_tag_is_read_back() {
        let tag = entity_tag(b"x");
        assert_eq!(parse_digest(tag.trim_matches('"')), Some(Sha256::digest(b"x")));
        for wrong in ["", "0", "zz", "00", "é0"] {
            assert_eq!(parse_digest(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_plain_names_are_written_again() {
        for (name, is_name) in
            [("spring", true), ("2019.05-spring", true), ("..", false), ("a/b", false), (".x", false)]
        {
            assert_eq!(is_new_name(name), is_name, "{name}");
        }
    }
}
