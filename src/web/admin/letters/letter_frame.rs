//! The letter alone, for the frame of a page: its images are inlined, because the frame may fetch nothing.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use encodify::base64::STANDARD;

use super::letter_view::ViewQuery;
use super::reader_picker;
use crate::model::Attachment;
use crate::web::admin::{AdminServer, Error};

/// The policy of a letter's frame. Images from elsewhere would show the sender of the image that it was opened.
pub(in crate::web::admin) const FRAME_CSP: &str =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'";

/// The image types that are shown; no other attachment is.
const INLINE_TYPES: &[&str] = &["image/png", "image/jpeg", "image/gif"];

/// Serves a draft's letter.
pub(in crate::web::admin) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
    Query(query): Query<ViewQuery>,
) -> Result<Response, Error> {
    let loaded = admin.draft_version(&slug, query.version).await?.ok_or(Error::NotFound)?;
    let prepared = &loaded.prepared;
    let reader = reader_picker::find_reader(&admin.database, &prepared.segment, &prepared.fields, &query).await?;
    let letter = loaded.annotated_letter(&reader).ok_or(Error::NotFound)?;
    Ok(frame_response(&inline_images(&letter.html, &prepared.content.attachments), &query))
}

/// Returns a letter as the chosen mail program would show it.
pub(in crate::web::admin) fn frame_response(html: &str, query: &ViewQuery) -> Response {
    let emulation = query.mode.emulation().unwrap_or_default();
    ([("content-security-policy", FRAME_CSP)], Html(emulation.apply(html))).into_response()
}

/// Replaces each image that the letter references as `cid:` with a data URL (RFC 2397).
pub(in crate::web::admin) fn inline_images(html: &str, attachments: &[Attachment]) -> String {
    let mut html = html.to_owned();
    for image in attachments.iter().filter(|file| INLINE_TYPES.contains(&file.media_type.as_str())) {
        let Some(cid) = &image.cid else { continue };
        let reference = format!("\"cid:{cid}\"");
        if html.contains(&reference) {
            let url = format!("\"data:{};base64,{}\"", image.media_type, STANDARD.encode(&image.bytes));
            html = html.replace(&reference, &url);
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn referenced_image_becomes_data_url() {
        let file = |media_type: &str, cid: Option<&str>| Attachment {
            name: String::new(),
            media_type: media_type.to_owned(),
            bytes: vec![1, 2, 3],
            cid: cid.map(str::to_owned),
        };
        let files = [file("image/png", Some("a@b")), file("image/svg+xml", Some("c@d")), file("image/png", None)];
        let html = "<img src=\"cid:a@b\"> cid:a@b <img src=\"cid:c@d\">";
        assert_eq!(
            inline_images(html, &files),
            "<img src=\"data:image/png;base64,AQID\"> cid:a@b <img src=\"cid:c@d\">"
        );
    }
}
