//! The form of the first start: what a workspace needs before anything can be shown.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::config::{self, LookSettings, SettingsFile, Workspace, create_workspace, settings_template};
use crate::database::Database;
use crate::model::{Address, Mailbox, SETTINGS_FILE, io_reason};
use crate::web::admin::settings::settings_form::{FormProblem, TypedValues, problem_of};
use crate::wording;

pub(super) const TEMPLATE: (&str, &str) = ("welcome", include_str!("../../../../templates/admin/welcome.html.hbs"));

/// What was typed.
#[derive(Debug, Default)]
pub(super) struct WelcomeForm {
    name: String,
    address: String,
    postal_address: String,
    website: String,
    colour: String,
    folder: String,
}

impl WelcomeForm {
    /// Creates an empty form with a folder to propose.
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            colour: LookSettings::default().colour.to_string(),
            folder: folder.display().to_string(),
            ..Self::default()
        }
    }

    pub(super) fn from_typed(typed: &TypedValues) -> Self {
        let value = |name: &str| typed.get(name).to_owned();
        Self {
            name: value("society.name"),
            address: value("sender.address"),
            postal_address: value("society.postal_address"),
            website: value("society.website"),
            colour: value("look.colour"),
            folder: value("folder"),
        }
    }

    pub(super) fn to_json(&self, problem: Option<&FormProblem>) -> Value {
        let words = |field: &str| problem.and_then(|problem| problem.words_for(field)).map(str::to_owned);
        json!({
            "values": {
                "name": self.name, "address": self.address, "postal_address": self.postal_address,
                "website": self.website, "colour": self.colour, "folder": self.folder,
            },
            "problems": {
                "name": words("society.name"), "address": words("sender.address"), "website": words("society.website"),
                "folder": words("folder"),
            },
            "problem": problem.map(FormProblem::to_json),
        })
    }

    /// Makes the workspace in its folder.
    pub(super) fn create_workspace(&self) -> Result<Workspace, FormProblem> {
        let root = self.checked_folder()?;
        let settings = self.settings(&root)?;
        create_workspace(&root, settings.text()).map_err(|error| {
            let words = format!("“{}” cannot be made: {}.", error.path.display(), io_reason(&error.source));
            FormProblem::at("folder", words)
        })?;
        Workspace::open(Some(&root), &root)
            .map_err(|error: config::Error| FormProblem::at("folder", wording::error_chain(&error)))
    }

    /// Returns the folder, if a workspace can be made in it.
    fn checked_folder(&self) -> Result<PathBuf, FormProblem> {
        let refuse = |words: &str| Err(FormProblem::at("folder", words));
        let folder = PathBuf::from(&self.folder);
        if !folder.is_absolute() {
            return refuse("Write the whole path of the folder, as it was proposed.");
        }
        if folder.join(SETTINGS_FILE).exists() {
            return refuse(
                "There are letters of a society in this folder already. Open them, or choose another folder.",
            );
        }
        let has_files = fs::read_dir(&folder).map(|mut entries| entries.next().is_some());
        match has_files {
            Ok(true) => refuse("This folder has other files in it. Choose a name that does not exist yet."),
            Err(_) if folder.exists() => refuse("This is a file, or a folder that you may not open."),
            Ok(false) | Err(_) => Ok(folder),
        }
    }

    /// Returns the settings that follow from the form.
    fn settings(&self, root: &Path) -> Result<SettingsFile, FormProblem> {
        if self.name.is_empty() {
            return Err(FormProblem::at("society.name", "Write the name of your society."));
        }
        let address: Address = self.address.parse::<Address>().map_err(|error| {
            FormProblem::at("sender.address", format!("“{}” is not an address: {error}.", self.address))
        })?;
        let from = Mailbox::new(&self.name, address.clone()).to_string();
        let mut file = SettingsFile::from_text(root.join(SETTINGS_FILE), settings_template().to_owned());
        for (table, key, value) in [
            ("society", "name", self.name.as_str()),
            ("society", "postal_address", self.postal_address.as_str()),
            ("society", "website", self.website.as_str()),
            ("sender", "from", from.as_str()),
            // Mails of people who leave arrive where a person reads them, until a mailbox of its own is set.
            ("sender", "unsubscribe", address.as_str()),
            ("look", "colour", self.colour.as_str()),
        ] {
            let value = Some(value).filter(|value| !value.is_empty());
            file.set(table, key, value).map_err(|error| problem_of(&error, &file))?;
        }
        match file.check() {
            Ok(_) => Ok(file),
            Err(diagnostic) => Err(problem_of(&config::SettingsFileError::Invalid(diagnostic), &file)),
        }
    }
}

/// Opens the database of a new workspace.
pub(super) async fn open_database(workspace: &Workspace) -> Result<Database, FormProblem> {
    let opened = Database::open(&workspace.settings.database.url, &workspace.root).await;
    opened.map_err(|error| {
        FormProblem::at("folder", format!("The list of members cannot be made: {}.", wording::error_chain(&error)))
    })
}
