//! A sample letter with the look of the form, and the logo above it.

use std::path::Path as FilePath;
use std::sync::Arc;

use axum::extract::{Multipart, RawQuery, State};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::form_fields::{SENDER, SOCIETY};
use super::settings_form::{FormProblem, TypedValues, problem_of};
use crate::config::{SettingsFile, Workspace};
use crate::delivery::{MessageRenderer, RendererSettings};
use crate::draft::{self, EventHistory};
use crate::model::{
    ArchiveAccess, ConsentBasis, IssueId, List, ListId, OptIn, Subscriber, SubscriberFields, SubscriberId,
};
use crate::web::admin::letters::letter_frame::{FRAME_CSP, inline_images};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, model};

const SAMPLE: &str = include_str!("../../../../templates/archetypes/sample.md");

/// Shows the sample as the settings in the query would make it. Nothing is saved.
pub(super) async fn show(State(admin): State<Arc<AdminServer>>, RawQuery(query): RawQuery) -> Response {
    let typed = TypedValues::read(query.unwrap_or_default().as_bytes());
    let html = admin.settings_file().ok().and_then(|file| sample_letter(&admin, file, &typed));
    let html = html.unwrap_or_else(|| {
        "<!doctype html><html lang=\"en\"><title>The letter</title><p>The letter appears here when the form is right.</p></html>".to_owned()
    });
    ([("content-security-policy", FRAME_CSP)], Html(html)).into_response()
}

/// Renders the sample; `None` while the settings are not valid.
fn sample_letter(admin: &AdminServer, mut file: SettingsFile, typed: &TypedValues) -> Option<String> {
    for form in [&SOCIETY, &SENDER] {
        form.apply(typed, &mut file).ok()?;
    }
    let workspace = Workspace { root: admin.workspace.root.clone(), settings: file.check().ok()? };
    let draft = draft::parse_draft(FilePath::new("sample.md"), SAMPLE.as_bytes().to_vec()).ok()?;
    let list = List {
        id: ListId::new(0),
        name: "members".parse().ok()?,
        title: "Our members".to_owned(),
        list_id: "members.example.org".to_owned(),
        opt_in: OptIn::Double,
        basis: ConsentBasis::Consent,
        public: false,
        welcome: None,
        join_address: None,
        language: None,
        archive: ArchiveAccess::Off,
    };
    let fields = ["first_name".to_owned()].into();
    let history = EventHistory { now: clock::now(), ..EventHistory::default() };
    let content = draft::compose_draft(&workspace, &draft, &list, &fields, &history).ok()?;
    let mut settings = RendererSettings::new(&workspace.settings, admin.keys.clone());
    settings.links.public_url.get_or_insert_with(|| "https://unsubscribe.invalid".to_owned());
    let renderer = MessageRenderer::new(&content, &fields, &list, settings, IssueId::NONE, "sample").ok()?;
    let name: model::FieldValue = "Ann".to_owned().into();
    let reader = Subscriber {
        id: SubscriberId::NONE,
        address: "ann@example.org".parse().ok()?,
        fields: SubscriberFields::from_iter([("first_name".to_owned(), name)]),
    };
    Some(inline_images(&renderer.render(&reader).ok()?.html, &content.attachments))
}

/// Stores a logo beside the settings, if it is a picture that letters can carry.
pub(super) async fn store_logo(State(admin): State<Arc<AdminServer>>, mut form: Multipart) -> Result<Response, Error> {
    let (mut typed, mut bytes) = (TypedValues::default(), Vec::new());
    loop {
        match form.next_field().await {
            Ok(Some(part)) if part.name() == Some("logo") => {
                bytes = part.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default();
            }
            Ok(Some(part)) => {
                let name = part.name().unwrap_or_default().to_owned();
                typed.insert(name, &part.text().await.unwrap_or_default());
            }
            Ok(None) => break,
            Err(_) => return admin.form_refused("logo", &typed, &too_large()).await,
        }
    }
    let name = match bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => "logo.png",
        [0xff, 0xd8, ..] => "logo.jpg",
        _ => {
            return admin
                .form_refused("logo", &typed, &FormProblem::at("logo", "Choose a picture: a PNG or a JPEG."))
                .await;
        }
    };
    let store = |file: &mut SettingsFile| {
        write_logo(&admin.workspace, name, &bytes)?;
        file.set("look", "logo", Some(name)).map_err(|error| problem_of(&error, file))
    };
    match admin.change_settings(&typed, store).await? {
        Ok(()) => Ok(Redirect::to(&admin.settings_done_path(&typed, "logo")).into_response()),
        Err(problem) => admin.form_refused("logo", &typed, &problem).await,
    }
}

/// Writes the picture; if letters cannot carry it, the one before stays.
fn write_logo(known: &Workspace, name: &str, bytes: &[u8]) -> Result<(), FormProblem> {
    let path = known.root.join(name);
    let before = std::fs::read(&path).ok();
    std::fs::write(&path, bytes).map_err(|error| {
        FormProblem::at("logo", format!("The logo cannot be stored: {}.", model::io_reason(&error)))
    })?;
    let mut workspace = known.clone();
    workspace.settings.look.logo = Some(name.to_owned());
    let Err(diagnostic) = draft::read_logo(&workspace) else { return Ok(()) };
    let _ = match before {
        Some(before) => std::fs::write(&path, before),
        None => std::fs::remove_file(&path),
    };
    Err(FormProblem::at("logo", format!("This logo cannot go with letters: {}.", diagnostic.message)))
}

fn too_large() -> FormProblem {
    FormProblem::at("logo", "The picture is larger than 2 MB. Save it smaller: 96 pixels in height are enough.")
}
