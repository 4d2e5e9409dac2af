//! What a form of the settings sends, and how it is written into the file.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use serde_json::{Value, json};
use url::form_urlencoded::parse;

use super::form_fields::FormDefinition;
use super::settings_memory::UndoneChange;
use crate::config::{LookSettings, SettingsFile, SettingsFileError, Workspace};
use crate::model::{RgbColor, io_reason};
use crate::web::admin::{AdminServer, Error};

/// The values of a form by their names.
#[derive(Debug, Default)]
pub(in crate::web::admin) struct TypedValues(BTreeMap<String, String>);

/// Why a form was not saved: what is wrong, and with which field.
#[derive(Debug)]
pub(in crate::web::admin) struct FormProblem {
    pub(in crate::web::admin) field: Option<String>,
    pub(in crate::web::admin) words: String,
}

impl TypedValues {
    pub(in crate::web::admin) fn read(body: &[u8]) -> Self {
        Self(parse(body).map(|(name, value)| (name.into_owned(), value.trim().to_owned())).collect())
    }

    pub(in crate::web::admin) fn insert(&mut self, name: String, value: &str) {
        self.0.insert(name, value.trim().to_owned());
    }

    /// Returns a value; empty if the form has none.
    pub(in crate::web::admin) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    pub(in crate::web::admin) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

impl FormProblem {
    pub(in crate::web::admin) fn at(field: &str, words: impl Into<String>) -> Self {
        Self { field: Some(field.to_owned()), words: words.into() }
    }

    /// Creates the context for the list of problems.
    pub(in crate::web::admin) fn to_json(&self) -> Value {
        json!({ "id": self.field.as_ref().map(|field| field.replace('.', "-")), "words": self.words })
    }

    /// Returns the words if they are about a field.
    pub(in crate::web::admin) fn words_for(&self, field: &str) -> Option<&str> {
        self.field.as_deref().filter(|known| *known == field).map(|_| self.words.as_str())
    }
}

impl FormDefinition {
    /// Changes the settings to what was typed.
    ///
    /// # Errors
    /// A setting is written in a form that cannot be changed.
    pub(in crate::web::admin) fn apply(&self, typed: &TypedValues, file: &mut SettingsFile) -> Result<(), FormProblem> {
        for field in self.fields.iter().filter(|field| typed.has(&field.name())) {
            let name = field.name();
            let value = Some(typed.get(&name)).filter(|value| !value.is_empty());
            if value.is_none() && matches!(field.key, "name" | "from") {
                return Err(FormProblem::at(&name, "This must not be empty."));
            }
            let key = field.key_in(file);
            // A field of one line shows a value without its line ends; it keeps them unless it is changed.
            let is_known = |known: String| shown_in_a_field(&known) == typed.get(&name);
            if value.is_some() && file.get(field.table, key).is_some_and(is_known) {
                continue;
            }
            file.set(field.table, key, value).map_err(|error| problem_of(&error, file))?;
        }
        Ok(())
    }

    /// Creates the context of the form: what was typed, or else what the file says.
    pub(in crate::web::admin) fn to_json(
        &self,
        file: &SettingsFile,
        typed: Option<&TypedValues>,
        problem: Option<&FormProblem>,
    ) -> Value {
        let fields: Vec<Value> = self
            .fields
            .iter()
            .map(|field| {
                let name = field.name();
                let known = || shown_in_a_field(&file.get(field.table, field.key_in(file)).unwrap_or_default());
                let value = typed.map_or_else(known, |typed| typed.get(&name).to_owned());
                let value = if field.key == "colour" {
                    value.parse::<RgbColor>().unwrap_or(LookSettings::default().colour).to_string()
                } else {
                    value
                };
                field.to_json(&value, problem.and_then(|problem| problem.words_for(&name)))
            })
            .collect();
        json!({ "name": self.name, "title": self.title, "fields": fields, "version": file.version() })
    }
}

/// Returns a value as a field of one line shows it.
fn shown_in_a_field(value: &str) -> String {
    value.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Says in the chair's words why the file was not changed.
pub(in crate::web::admin) fn problem_of(error: &SettingsFileError, file: &SettingsFile) -> FormProblem {
    let (field, words) = match error {
        SettingsFileError::Changed => (None, CHANGED_MEANWHILE.to_owned()),
        SettingsFileError::UnknownForm(key) => (
            None,
            format!("“{key}” is written in a way that this page cannot change. Open circular.toml in an editor."),
        ),
        SettingsFileError::Invalid(diagnostic) => {
            let help = diagnostic.help.as_ref().map(|help| format!(" {}", sentence(help))).unwrap_or_default();
            let place = file.key_at(diagnostic).map(|(table, key)| format!("{table}.{key}"));
            (place, format!("{}{help}", sentence(&diagnostic.message)))
        }
        SettingsFileError::Unwritable(error) => (None, format!("The settings cannot be saved: {}.", io_reason(error))),
    };
    FormProblem { field, words }
}

/// What is said when the file is no longer what the form was made of.
pub(in crate::web::admin) const CHANGED_MEANWHILE: &str = "The settings were changed elsewhere meanwhile, so nothing was saved. What you typed is still here: save it again if it is right.";

/// Makes a sentence of an error's words, with curly quotation marks around names.
fn sentence(words: &str) -> String {
    let mut text = String::new();
    let mut is_open = false;
    for sign in words.chars() {
        if sign == '`' {
            is_open = !is_open;
            text.push(if is_open { '“' } else { '”' });
        } else {
            text.push(sign);
        }
    }
    let mut signs = text.chars();
    let first = signs.next().map(|sign| sign.to_uppercase().to_string()).unwrap_or_default();
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", signs.as_str())
}

impl AdminServer {
    /// Reads the settings file.
    pub(in crate::web::admin) fn settings_file(&self) -> Result<SettingsFile, Error> {
        SettingsFile::read(&self.workspace.root).map_err(|error| match error {
            SettingsFileError::Unwritable(error) => Error::Settings(error),
            other => Error::Settings(std::io::Error::other(other)),
        })
    }

    /// Changes the settings if the file is as the form knew it, and uses the new ones from now on.
    pub(in crate::web::admin) async fn change_settings(
        &self,
        typed: &TypedValues,
        change: impl FnOnce(&mut SettingsFile) -> Result<(), FormProblem>,
    ) -> Result<Result<(), FormProblem>, Error> {
        let _one_at_a_time = self.saving.lock().await;
        let mut file = self.settings_file()?;
        if typed.get("version") != file.version() {
            return Ok(Err(FormProblem { field: None, words: CHANGED_MEANWHILE.to_owned() }));
        }
        let text_before = file.text().to_owned();
        let written = change(&mut file).and_then(|()| file.write().map_err(|error| problem_of(&error, &file)));
        if written.is_ok() && file.text() != text_before {
            self.reload_settings();
            let version_after = self.settings_file()?.version();
            let mut memory = self.settings_memory.lock().unwrap_or_else(PoisonError::into_inner);
            memory.undo = Some(UndoneChange { text_before, version_after });
        }
        Ok(written)
    }

    /// Remembers which version of the file is in use; returns whether it was another one before.
    pub(in crate::web::admin) fn note_version(&self) -> bool {
        let version = self.settings_file().ok().map(|file| file.version());
        let mut memory = self.settings_memory.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = memory.version != version;
        memory.version = version;
        is_new
    }

    /// Uses the settings as the file has them now; while it has a mistake, the last good ones stay.
    pub(in crate::web::admin) fn reload_settings(&self) {
        self.note_version();
        match Workspace::open(Some(&self.workspace.root), &self.workspace.root) {
            Ok(workspace) => {
                self.mailbox.send_replace(workspace.settings.mailbox.clone());
                self.workspace.replace(workspace);
            }
            Err(error) => tracing::warn!(%error, "the settings have a mistake, and the earlier ones stay in use"),
        }
    }
}
