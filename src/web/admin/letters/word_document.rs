//! Starts a letter from a document of Word, LibreOffice or another program, and shows what was changed in it.

use std::path::Path as FilePath;
use std::sync::{Arc, PoisonError};

use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use tokio::task::spawn_blocking;

use super::new_letter::{LetterProblem, refusal_words};
use crate::config::archetypes;
use crate::documents::{CleanDocument, DocumentChange, DocumentError, read_document, read_html, read_markdown};
use crate::draft;
use crate::image_files::fit_image;
use crate::web::admin::{AdminServer, Error};

pub(super) const TEMPLATE: (&str, &str) =
    ("document-changes", include_str!("../../../../templates/admin/document-changes.html.hbs"));

/// A file as a form sends it.
#[derive(Default)]
struct UploadedDocument {
    name: String,
    title: String,
    bytes: Vec<u8>,
}

/// Writes a draft with the words of a document, and goes to the page that says what was changed.
pub(super) async fn create(State(admin): State<Arc<AdminServer>>, form: Multipart) -> Result<Response, Error> {
    let Ok(upload) = read_form(form).await else {
        return admin
            .document_refused("The file did not arrive whole, or it is larger than 64 MB. Choose it again.", "");
    };
    if upload.bytes.is_empty() {
        return admin.document_refused("Choose a file that has words in it.", &upload.title);
    }
    let title = if upload.title.trim().is_empty() { title_of(&upload.name) } else { upload.title.clone() };
    // A document of many megabytes takes a while, and the other pages must not wait.
    let document = match spawn_blocking(move || read(&upload.name, &upload.bytes)).await {
        Ok(Ok(document)) => document,
        Ok(Err(error)) => return admin.document_refused(&format!("The file cannot be read: {error}."), &title),
        Err(_) => return admin.document_refused("The file cannot be read.", &title),
    };
    let archetype = admin.with_only_list(archetypes().first().map_or("", |(_, text)| *text)).await?;
    match draft::create_from_document(&admin.workspace.drafts_dir(), &title, &archetype, &document) {
        Ok(written) => {
            let mut all = admin.document_changes.lock().unwrap_or_else(PoisonError::into_inner);
            all.insert(written.slug.clone(), document.changes);
            Ok(Redirect::to(&format!("{}/changes", admin.draft_path(&written.slug))).into_response())
        }
        Err(error) => admin.document_refused(&refusal_words(&error), &title),
    }
}

/// Shows what was changed in a document when its letter was made.
pub(super) async fn show_changes(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
) -> Result<Html<String>, Error> {
    admin.draft_file(&slug)?.ok_or(Error::NotFound)?;
    let all = admin.document_changes.lock().unwrap_or_else(PoisonError::into_inner);
    let changes = all.get(&slug).map(Vec::as_slice).unwrap_or_default();
    let context = json!({ "write_url": format!("{}/edit", admin.draft_path(&slug)), "changes": grouped(changes) });
    drop(all);
    admin.render_page(TEMPLATE.0, "letters", context)
}

/// Lists changes, those with the same words once, with how often they were made and the words where the first one was.
fn grouped(changes: &[DocumentChange]) -> Vec<Value> {
    let mut groups: Vec<(&str, &str, usize)> = Vec::new();
    for change in changes {
        match groups.iter_mut().find(|(message, ..)| *message == change.message) {
            Some((.., count)) => *count += 1,
            None => groups.push((&change.message, &change.near, 1)),
        }
    }
    let to_json = |(message, near, count): (&str, &str, usize)| json!({ "message": message, "near": near, "times": (count > 1).then_some(count) });
    groups.into_iter().map(to_json).collect()
}

async fn read_form(mut form: Multipart) -> Result<UploadedDocument, MultipartError> {
    let mut upload = UploadedDocument::default();
    while let Some(part) = form.next_field().await? {
        match part.name() {
            Some("title") => upload.title = part.text().await?,
            Some("document") => {
                upload.name = part.file_name().unwrap_or_default().to_owned();
                upload.bytes = part.bytes().await?.to_vec();
            }
            _ => {}
        }
    }
    Ok(upload)
}

fn read(name: &str, bytes: &[u8]) -> Result<CleanDocument, DocumentError> {
    let ending = FilePath::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    match ending.as_str() {
        "md" | "markdown" => read_markdown(bytes, fit_image),
        "html" | "htm" | "xhtml" => read_html(bytes, fit_image),
        _ => read_document(bytes, fit_image),
    }
}

/// Returns the title of a letter from the name of a file.
fn title_of(file: &str) -> String {
    let name = FilePath::new(file).file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    name.replace(['_', '-'], " ").trim().to_owned()
}

impl AdminServer {
    fn document_refused(&self, words: &str, title: &str) -> Result<Response, Error> {
        let page =
            self.new_letter_page(title, "letter", Some(LetterProblem { field: "document", words: words.to_owned() }))?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    }
}
