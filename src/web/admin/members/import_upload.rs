//! Takes a file with members, and holds it until its page imports it.

use std::sync::Arc;

use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;

use super::form_values::FormValues;
use super::held_import::{HeldImport, MAX_FILE_BYTES};
use super::page_notices::NoticeQuery;
use crate::web::admin::{AdminServer, Error};
use crate::{clock, random};

pub(super) const TEMPLATE: (&str, &str) =
    ("member-import", include_str!("../../../../templates/admin/member-import.html.hbs"));

/// Where the chair comes from, and which list is meant.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ImportQuery {
    list: Option<String>,
    from: Option<String>,
}

/// Shows the form for a file.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Query(query): Query<ImportQuery>,
    Query(notice): Query<NoticeQuery>,
) -> Result<Html<String>, Error> {
    let context = json!({
        "notice": admin.notice_of(&notice),
        "list": query.list.unwrap_or_default(),
        "from": query.from.unwrap_or_default(),
        "fault": null,
        "max_bytes": MAX_FILE_BYTES,
    });
    admin.render_page(TEMPLATE.0, "members", context)
}

/// Holds the file of the form. Nothing is written.
pub(super) async fn upload(State(admin): State<Arc<AdminServer>>, form: Multipart) -> Result<Response, Error> {
    let (pairs, file) = match read_form(form).await {
        Ok(read) => read,
        Err(error) => {
            let fault = if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
                "The file is larger than 64 MB, which is more than this page takes. Import it with “circular subscriber \
                 import” at the command line."
            } else {
                "The file did not arrive whole. Choose it once more."
            };
            return admin.refuse_file(&FormValues::default(), fault);
        }
    };
    let choices = FormValues::from_pairs(pairs);
    let Some((name, bytes)) = file.filter(|(_, bytes)| !bytes.is_empty()) else {
        return admin.refuse_file(&choices, "Choose a file; the one that came is empty.");
    };
    let key = random::random_hex().map_err(Error::Entropy)?;
    let url = format!("{}/members/import/{key}", admin.base_path());
    admin.hold_import(HeldImport::new(key, name, bytes, choices, clock::now()));
    Ok(Redirect::to(&url).into_response())
}

type NamedFile = (String, axum::body::Bytes);

/// Reads the fields of a form, and its file with its name.
async fn read_form(mut form: Multipart) -> Result<(Vec<(String, String)>, Option<NamedFile>), MultipartError> {
    let (mut pairs, mut file) = (Vec::new(), None);
    while let Some(field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let own = field.file_name().unwrap_or_default();
            let own = own.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            file = Some((own, field.bytes().await?));
        } else {
            pairs.push((name, field.text().await?));
        }
    }
    Ok((pairs, file))
}

impl AdminServer {
    fn refuse_file(&self, choices: &FormValues, fault: &str) -> Result<Response, Error> {
        let context = json!({
            "notice": null,
            "list": choices.get("list"),
            "from": choices.get("from"),
            "fault": fault,
            "max_bytes": MAX_FILE_BYTES,
        });
        let page = self.render_page(TEMPLATE.0, "members", context)?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    }
}
