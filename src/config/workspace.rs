//! A workspace: the folder with `circular.toml`, drafts and templates.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::embedded_templates::EMBEDDED_TEMPLATES;
use super::exposed_secrets::ExposedSecret;
use super::settings::Settings;
use super::settings_diagnostic::{relay_diagnostic, settings_diagnostic};
use super::{environment, exposed_secrets};
use crate::model::{Diagnostic, SETTINGS_FILE as FILE};

/// The layout around all messages under `letter/`; it is not a template by itself.
const BASE_LAYOUT: &str = "layout";

/// A workspace with its settings.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The folder of the workspace.
    pub root: PathBuf,
    /// The settings from `circular.toml` and the environment.
    pub settings: Settings,
}

/// The reason why a workspace cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Neither this folder nor a parent contains `circular.toml`.
    #[error("no workspace at `{}` or above it", .0.display())]
    WorkspaceNotFound(PathBuf),
    /// The settings are not valid.
    #[error("{}", .0.message)]
    Settings(Diagnostic),
    /// A file cannot be read.
    #[error("cannot read `{}`", .path.display())]
    Unreadable {
        /// The path of the file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// Neither the workspace nor the binary has the template.
    #[error("there is no template `{0}`")]
    TemplateNotFound(String),
}

impl Workspace {
    /// Opens the workspace at `given`, or else in `here` or the nearest parent folder with a `circular.toml`.
    ///
    /// # Errors
    /// Returns an error if no workspace is found or its settings are not valid.
    pub fn open(given: Option<&Path>, here: &Path) -> Result<Self, Error> {
        let root = Self::find(given, here).ok_or_else(|| Error::WorkspaceNotFound(given.unwrap_or(here).to_owned()))?;
        let settings =
            parse_settings(&read_text_file(&root.join(FILE))?, &environment::overrides()).map_err(Error::Settings)?;
        Ok(Self { root, settings })
    }

    /// Returns the folder of the workspace that [`Workspace::open`] would open, without reading it.
    #[must_use]
    pub fn find(given: Option<&Path>, here: &Path) -> Option<PathBuf> {
        let root = match given {
            Some(folder) => Some(folder).filter(|folder| folder.join(FILE).is_file()),
            None => here.ancestors().find(|folder| folder.join(FILE).is_file()),
        };
        root.map(Path::to_owned)
    }

    /// Returns the path of the drafts folder.
    #[must_use]
    pub fn drafts_dir(&self) -> PathBuf {
        self.root.join("newsletters")
    }

    /// Returns the files of the workspace that hold a password or a key and can be read by every user of this machine.
    #[must_use]
    pub fn exposed_secrets(&self) -> Vec<ExposedSecret> {
        exposed_secrets::exposed_files(&self.root, &self.settings_file())
    }

    /// Returns the path of the settings file.
    #[must_use]
    pub fn settings_file(&self) -> PathBuf {
        self.root.join(FILE)
    }

    /// Returns a template by its name under `templates/`, from the workspace if it has one, else from the binary.
    ///
    /// # Errors
    /// Returns an error if there is no such template or the file cannot be read.
    pub fn template(&self, name: &str) -> Result<String, Error> {
        let path = self.root.join("templates").join(name);
        if path.is_file() {
            return read_text_file(&path);
        }
        let embedded = EMBEDDED_TEMPLATES.iter().find(|(known, _)| *known == name);
        embedded.map(|(_, text)| (*text).to_owned()).ok_or_else(|| Error::TemplateNotFound(name.to_owned()))
    }

    /// Returns the files of the workspace in a folder of templates: their names under `templates/` and their texts.
    ///
    /// # Errors
    /// Returns an error if a file cannot be read.
    pub fn own_templates(&self, folder: &str) -> Result<Vec<(String, String)>, Error> {
        let names = self.own_template_names(folder).into_iter();
        let read = |name: String| Ok((name.clone(), read_text_file(&self.root.join("templates").join(name))?));
        names.filter(|name| self.root.join("templates").join(name).is_file()).map(read).collect()
    }

    /// Returns the names of all message templates, including those of the workspace.
    #[must_use]
    pub fn letter_template_names(&self) -> Vec<String> {
        let files = self.template_files("letter/").into_iter();
        let names = files.filter_map(|file| Some(file.strip_prefix("letter/")?.strip_suffix(".html.hbs")?.to_owned()));
        names.filter(|name| name != BASE_LAYOUT).collect()
    }

    /// Returns the names under `templates/` of all files that lay out messages.
    #[must_use]
    pub fn layout_names(&self) -> BTreeSet<String> {
        ["letter/", "partials/"].into_iter().flat_map(|folder| self.template_files(folder)).collect()
    }

    fn own_template_names(&self, folder: &str) -> BTreeSet<String> {
        let own = std::fs::read_dir(self.root.join("templates").join(folder)).into_iter().flatten().flatten();
        let own = own.filter_map(|entry| entry.file_name().into_string().ok());
        own.filter(|name| !name.starts_with('.')).map(|name| format!("{folder}{name}")).collect()
    }

    /// Returns the names of the files in a template folder, from the workspace and the binary, in order.
    fn template_files(&self, folder: &str) -> BTreeSet<String> {
        let own = self.own_template_names(folder).into_iter();
        let embedded = EMBEDDED_TEMPLATES.iter().map(|(name, _)| *name).filter(|name| name.starts_with(folder));
        own.chain(embedded.map(str::to_owned)).collect()
    }
}

fn read_text_file(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source })
}

pub(super) fn parse_settings(text: &str, overrides: &[(String, String)]) -> Result<Settings, Diagnostic> {
    let mut settings = parse_tables(text, overrides)?;
    if let Some(fault) = settings.relay_fault() {
        return Err(relay_diagnostic(text, fault));
    }
    settings.complete_relays();
    Ok(settings)
}

fn parse_tables(text: &str, overrides: &[(String, String)]) -> Result<Settings, Diagnostic> {
    let file = toml::from_str::<Settings>(text);
    if overrides.is_empty() {
        return file.map_err(|error| settings_diagnostic(text, &error));
    }
    let mut table: toml::Table = text.parse().map_err(|error| settings_diagnostic(text, &error))?;
    environment::apply_overrides(&mut table, overrides);
    table.try_into().map_err(|error: toml::de::Error| {
        // If the file alone causes the error too, the diagnostic can show its line.
        file.err().map_or_else(
            || {
                let bad = |one: &&(String, String)| {
                    let mut table: toml::Table = text.parse().unwrap_or_default();
                    environment::apply_overrides(&mut table, std::slice::from_ref(*one));
                    table.try_into::<Settings>().is_err()
                };
                let name = overrides.iter().find(bad).map_or("CIRCULAR_…", |(name, _)| name);
                Diagnostic { location: None, ..settings_diagnostic("", &error) }
                    .with_help(format!("it comes from `{name}`"))
            },
            |error| settings_diagnostic(text, &error),
        )
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::model::RelayName;

    const LEAST: &str = "[society]\nname = 'A'\n[sender]\nfrom = 'A <a@example.org>'\n";

    #[test]
    fn minimal_settings_use_outbox() {
        let settings = parse_settings(LEAST, &[]).unwrap();
        assert_eq!(settings.relay.url.to_string(), "outbox:outbox");
        assert!(settings.web.listen.ip().is_loopback());
    }

    #[test]
    fn mistyped_key_is_reported_with_its_line() {
        let finding = parse_settings(&format!("{LEAST}reply_two = 'x'\n"), &[]).unwrap_err();
        let place = finding.location.unwrap();
        assert_eq!((place.line, place.column), (5, 1));
        assert_eq!(finding.help.as_deref(), Some("did you mean `reply_to`?"));
    }

    #[test]
    fn incomplete_public_url_is_reported_with_its_line() {
        let with = |url: &str| parse_settings(&format!("{LEAST}[web]\npublic_url = '{url}'\n"), &[]);
        assert_eq!(with("https://n.example/").unwrap().web.public_url.as_deref(), Some("https://n.example"));
        let finding = with("n.example").unwrap_err();
        assert!(finding.message.contains("such as `https://news.example.org`"), "{}", finding.message);
        assert_eq!(finding.location.unwrap().line, 6);
        let site = |url: &str| parse_settings(&LEAST.replace("[sender]", &format!("website = '{url}'\n[sender]")), &[]);
        assert_eq!(site("").unwrap().society.website, "");
        assert_eq!(site("https://münchen.example/").unwrap().society.website, "https://münchen.example");
        assert_eq!(site("n.example").unwrap_err().location.unwrap().line, 3);
    }

    #[test]
    fn relays_that_leave_a_doubt_are_refused() {
        let a = "[relays.a]\nurl = 'smtp://a.example.org'\n";
        let b = "[relays.b]\nurl = 'smtp://b.example.org'\n";
        for (text, message, line) in [
            (a.to_owned(), "`[relays.a]` is for no letter", 5),
            (
                format!("{a}lists = ['youth']\n{b}lists = ['choir', 'youth']\n"),
                "the list `youth` is in `[relays.a]` and in `[relays.b]`",
                8,
            ),
            (
                format!("{a}from = ['example.org']\n{b}from = ['Example.ORG']\n"),
                "the domain `Example.ORG` is in `[relays.a]` and in `[relays.b]`",
                8,
            ),
            ("[relays.a]\nlists = ['youth']\n".to_owned(), "`[relays.a]` has no `url` of its own", 5),
            (format!("{a}from = ['a@example.org']\n"), "`a@example.org` in `[relays.a]` is no domain", 5),
            ("[relay]\nlists = ['youth']\n".to_owned(), "it takes no `lists` and no `from`", 5),
            ("[relay]\ndkim_selectors = ['a']\n".to_owned(), "`[relay]` signs are in `[dns]`", 5),
            ("[relay]\nthrottle.rate = '1/minute'\n".to_owned(), "the pace of `[relay]` is in `[throttle]`", 5),
            ("[relays.Youth]\nlists = ['youth']\n".to_owned(), "`Youth` cannot name a relay", 5),
            (format!("{a}lists = ['The youth']\n"), "`The youth` cannot name a list", 7),
            (format!("{a}list = ['youth']\n"), "unknown field `list`", 7),
        ] {
            let finding = parse_settings(&format!("{LEAST}{text}"), &[]).unwrap_err();
            assert!(finding.message.contains(message), "{text}: {}", finding.message);
            assert_eq!(finding.location.unwrap().line, line, "{text}");
        }
    }

    #[test]
    fn relay_is_chosen_by_list_then_by_sender_then_the_usual_one() {
        let text = format!(
            "{LEAST}[relay]\nurl = 'smtp://usual.example.org'\n[throttle]\nrate = '30/minute'\n\
             [relays.youth]\nurl = 'smtp://youth.example.org'\nlists = ['youth']\nfrom = ['youth.example.org']\n\
             throttle.rate = '5/minute'\n[relays.choir]\nurl = 'outbox:choir'\nlists = ['choir']\n"
        );
        let set = [("CIRCULAR_RELAYS_YOUTH_PASSWORD".to_owned(), "x".to_owned())];
        let settings = parse_settings(&text, &set).unwrap();
        for (list, domain, name, rate) in [
            ("members", "example.org", None, "30/minute"),
            ("youth", "example.org", Some("youth"), "5/minute"),
            ("members", "Youth.example.org", Some("youth"), "5/minute"),
            ("choir", "youth.example.org", Some("choir"), "30/minute"),
        ] {
            let relay = settings.relay_for(&list.parse().unwrap(), domain);
            assert_eq!(relay.name.map(RelayName::as_str), name, "{list} {domain}");
            assert_eq!(relay.throttle.rate.to_string(), rate);
            assert_eq!(relay.is_outbox(), name == Some("choir"));
        }
        assert!(settings.relays[&"youth".parse().unwrap()].password.is_some());
        assert!(settings.relay_named(Some(&"gone".parse().unwrap())).is_none());
        let unknown = [("CIRCULAR_RELAYS_YUOTH_PASSWORD".to_owned(), "hunter2".to_owned())];
        let finding = parse_settings(&text, &unknown).unwrap_err();
        assert!(finding.help.unwrap().contains("CIRCULAR_RELAYS_YUOTH_PASSWORD"), "{}", finding.message);
        assert!(!finding.message.contains("hunter2"));
    }

    #[test]
    fn privacy_contact_is_an_address_or_a_page() {
        let with = |contact: &str| {
            parse_settings(&LEAST.replace("[sender]", &format!("privacy_contact = '{contact}'\n[sender]")), &[])
        };
        for (contact, link) in [
            ("", ""),
            ("privacy@example.org", "mailto:privacy@example.org"),
            ("https://www.example.org/privacy", "https://www.example.org/privacy"),
        ] {
            assert_eq!(with(contact).unwrap().society.privacy_link(), link);
        }
        for wrong in ["the secretary", "www.example.org", "javascript:alert(1)", "a@b@c"] {
            let finding = with(wrong).unwrap_err();
            assert!(finding.message.contains("such as `privacy@example.org`"), "{}", finding.message);
            assert_eq!(finding.location.unwrap().line, 3);
        }
    }

    #[test]
    fn secrets_are_not_reported() {
        for (wrong, words) in [
            ("[relay]\npassword = 12345678", "`password` takes a string, not an integer"),
            ("[relay]\npassword = [\"hunter2\"]", "`password` takes a string, not a list"),
            ("[relay]\nconnections = \"hunter2\"", "`connections` takes a whole number, not a string"),
            ("relay = \"smtps://ann:hunter2@n.example\"", "`relay` takes a table, not a string"),
            ("[database]\nurl = 12345678", "`url` takes a string, not an integer"),
            ("[relay]\nurl = \"smtp://ann:hunter2@n.example?tls=opportunistic\"", "a user needs TLS"),
            ("[relay]\npassword = \"hunter2", "invalid basic string"),
            ("[relay]\npassword = hunter2", ""),
            ("[relay]\nhunter2", ""),
            ("[relay]\npassword = \"hunter2\" 12345678", ""),
        ] {
            let (before, after) = if wrong.starts_with('[') { ("", wrong) } else { (wrong, "") };
            let finding = parse_settings(&format!("{before}\n{LEAST}{after}\n"), &[]).unwrap_err();
            let told = format!("{} {:?}", finding.message, finding.help);
            assert!(!told.contains("hunter2") && !told.contains("12345678"), "{told}");
            assert!(told.contains(words), "{told}");
            let place = finding.location.unwrap();
            assert!(place.line > 0 && place.is_private(), "{place}");
        }
        let set = [("CIRCULAR_RELAY_CONNECTIONS".to_owned(), "hunter2".to_owned())];
        assert!(!parse_settings(LEAST, &set).unwrap_err().message.contains("hunter2"));
    }

    #[test]
    fn invalid_variable_is_named() {
        let bad = [("CIRCULAR_THROTTLE_RATE".to_owned(), "often".to_owned())];
        let finding = parse_settings(LEAST, &bad).unwrap_err();
        assert!(finding.message.contains("`often` is not a rate"), "{}", finding.message);
        assert!(finding.help.unwrap().contains("CIRCULAR_THROTTLE_RATE"));
    }
}
