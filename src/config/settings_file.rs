//! Changes single keys of `circular.toml`: comments, order and all other bytes stay as they are.

use std::fs;
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::workspace::parse_settings;
use super::{Settings, environment};
use crate::model::{Diagnostic, Digest, SETTINGS_FILE as FILE, Sha256, hex};

/// The settings file, as it was read and as it will be written.
#[derive(Debug, Clone)]
pub struct SettingsFile {
    path: PathBuf,
    before: Digest,
    text: String,
}

/// Why a setting was not changed; the file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SettingsFileError {
    /// Another program has changed the file meanwhile.
    #[error("another program has changed the settings")]
    Changed,
    /// The file is not valid TOML, or the setting has a form that cannot be changed safely.
    #[error("`{0}` cannot be changed here: change it in `circular.toml`")]
    UnknownForm(String),
    /// The settings would not be valid.
    #[error("{}", .0.message)]
    Invalid(Diagnostic),
    /// The file cannot be read or written.
    #[error("the settings cannot be written")]
    Unwritable(#[from] io::Error),
}

impl SettingsFile {
    /// Reads the settings file of a workspace.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(root: &Path) -> Result<Self, SettingsFileError> {
        let path = root.join(FILE);
        Ok(Self::from_text(path.clone(), fs::read_to_string(path)?))
    }

    /// Takes a text that will be the settings file at a path.
    #[must_use]
    pub fn from_text(path: PathBuf, text: String) -> Self {
        Self { path, before: Sha256::digest(&text), text }
    }

    /// Returns a digest of the bytes that were read: it tells whether a form was made from this version.
    #[must_use]
    pub fn version(&self) -> String {
        hex(&self.before)
    }

    /// Returns the text with all changes so far.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Replaces the whole text, as when a change is taken back.
    pub fn replace_text(&mut self, text: String) {
        self.text = text;
    }

    /// Returns the text of a key in a table, as the file alone says it.
    #[must_use]
    pub fn get(&self, table: &str, key: &str) -> Option<String> {
        let all = self.text.parse::<toml::Table>().ok()?;
        match all.get(table)?.get(key)? {
            toml::Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// Sets a key of a table to a text, or removes it.
    ///
    /// # Errors
    /// The file is not valid, or is written in a form that cannot be changed safely.
    pub fn set(&mut self, table: &str, key: &str, value: Option<&str>) -> Result<(), SettingsFileError> {
        if self.get(table, key).as_deref() == value {
            return Ok(());
        }
        let unknown_form = || SettingsFileError::UnknownForm(format!("{key} in [{table}]"));
        let place = KeyPlace::find(&self.text, table, key).ok_or_else(unknown_form)?;
        let mut changed = self.text.clone();
        match (place, value.map(toml_string)) {
            (KeyPlace::Value(span), Some(value)) => changed.replace_range(span, &value),
            (KeyPlace::Value(span), None) => changed.replace_range(line_of(&self.text, &span), ""),
            (KeyPlace::LineAfter(at), Some(value)) => insert_line(&mut changed, at, &format!("{key} = {value}")),
            (KeyPlace::NoTable, Some(value)) => {
                let end = changed.len();
                insert_line(&mut changed, end, &format!("\n[{table}]\n{key} = {value}"));
            }
            (KeyPlace::LineAfter(_) | KeyPlace::NoTable, None) => {}
        }
        let changed = Self { text: changed, ..self.clone() };
        let is_alone = other_settings(&self.text, table, key) == other_settings(&changed.text, table, key);
        if !is_alone || changed.get(table, key).as_deref() != value {
            return Err(unknown_form());
        }
        *self = changed;
        Ok(())
    }

    /// Checks the settings with all changes, as a workspace would read them.
    ///
    /// # Errors
    /// Returns the first problem.
    pub fn check(&self) -> Result<Settings, Diagnostic> {
        parse_settings(&self.text, &environment::overrides())
    }

    /// Returns the table and the key of the line that a diagnostic names.
    #[must_use]
    pub fn key_at(&self, diagnostic: &Diagnostic) -> Option<(String, String)> {
        let line = diagnostic.location.as_ref()?.line.checked_sub(1)?;
        let lines: Vec<&str> = self.text.lines().collect();
        let key = lines.get(line)?.split_once('=')?.0.trim().to_owned();
        let header = lines.get(..line)?.iter().rev().find_map(|line| line.trim().strip_prefix('[')?.split(']').next());
        Some((header?.to_owned(), key))
    }

    /// Writes the changes in one step, if the file is as it was read and the settings are valid.
    ///
    /// # Errors
    /// The file has changed, the settings are not valid, or the file cannot be written.
    pub fn write(&self) -> Result<(), SettingsFileError> {
        self.check().map_err(SettingsFileError::Invalid)?;
        if Sha256::digest(fs::read(&self.path)?) != self.before {
            return Err(SettingsFileError::Changed);
        }
        // A link keeps pointing to the file, wherever it is.
        let path = self.path.canonicalize()?;
        let mut part = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
        part.write_all(self.text.as_bytes())?;
        part.as_file().set_permissions(fs::metadata(&path)?.permissions())?;
        part.as_file().sync_all()?;
        part.persist(&path).map_err(|error| error.error)?;
        Ok(())
    }
}

/// Writes a secret into a file beside the settings that only this user can read.
///
/// # Errors
/// The file cannot be written.
pub fn write_secret_file(root: &Path, name: &str, secret: &str) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(root)?;
    file.write_all(secret.as_bytes())?;
    file.write_all(b"\n")?;
    file.as_file().sync_all()?;
    file.persist(root.join(name)).map_err(|error| error.error)?;
    Ok(())
}

/// Where a key is, or where it can be added.
enum KeyPlace {
    /// The bytes of its value.
    Value(Range<usize>),
    /// It is missing; its table ends with the line at this byte.
    LineAfter(usize),
    /// Its table is missing.
    NoTable,
}

impl KeyPlace {
    fn find(text: &str, table: &str, key: &str) -> Option<Self> {
        let all = DeTable::parse(text).ok()?;
        let all = all.get_ref();
        let Some((_, found)) = all.iter().find(|(name, _)| name.get_ref() == table) else { return Some(Self::NoTable) };
        let keys = found.get_ref().as_table()?;
        if let Some((_, value)) = keys.iter().find(|(name, _)| name.get_ref() == key) {
            return Some(Self::Value(value.span()));
        }
        // Only a table with a header of its own can be added to; tables within it may be anywhere.
        let header = header_of(text, table)?;
        let own = keys.iter().filter(|(_, value)| !value.get_ref().is_table()).map(|(_, value)| value.span().end);
        Some(Self::LineAfter(own.max().unwrap_or(header)))
    }
}

/// Returns a byte within the header line of a table.
fn header_of(text: &str, table: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let name = line.trim_start().strip_prefix('[').and_then(|rest| rest.split(']').next());
        if name.is_some_and(|name| name.trim() == table) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// Returns all settings but one, and no table that only had this one; `None` if the text is not valid.
fn other_settings(text: &str, table: &str, key: &str) -> Option<toml::Table> {
    let mut all = text.parse::<toml::Table>().ok()?;
    let is_empty = all.get_mut(table).and_then(toml::Value::as_table_mut).is_some_and(|found| {
        found.remove(key);
        found.is_empty()
    });
    if is_empty {
        all.remove(table);
    }
    Some(all)
}

/// Returns the whole lines that a value covers, with the end of the last one.
fn line_of(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end = text.get(span.end..).and_then(|after| after.find('\n')).map_or(text.len(), |at| span.end + at + 1);
    start..end
}

/// Inserts a line after the one that has the byte at `at`.
fn insert_line(text: &mut String, at: usize, line: &str) {
    let end = text.get(at..).and_then(|after| after.find('\n')).map(|length| at + length + 1);
    if let Some(end) = end {
        text.insert_str(end, &format!("{line}\n"));
        return;
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.extend([line, "\n"]);
}

/// Writes a text as a TOML string on one line.
fn toml_string(text: &str) -> String {
    let mut string = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => string.extend(['\\', sign]),
            '\n' => string.push_str("\\n"),
            '\t' => string.push_str("\\t"),
            sign if sign.is_control() => string.extend(format!("\\u{:04X}", u32::from(sign)).chars()),
            sign => string.push(sign),
        }
    }
    string.push('"');
    string
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    const TEXT: &str = "# Ours.\n[society]\nname = 'A' # short\n# The site.\nwebsite = \"https://a.example\"\n\n[sender]\n\
                        from = \"A <a@example.org>\"\n\n[throttle]\ndomains.\"example.org\".rate = '1/minute'\n";

    fn file(text: &str) -> SettingsFile {
        SettingsFile::from_text(PathBuf::new(), text.to_owned())
    }

    #[test]
    fn neighbours_in_an_inline_table_are_never_removed() {
        let text = "look = { colour = '#fff000', font = 'sans' }\n";
        let mut file = file(text);
        assert!(matches!(file.set("look", "font", None), Err(SettingsFileError::UnknownForm(_))));
        assert_eq!(file.text(), text);
    }

    #[test]
    fn one_key_is_changed_and_everything_else_stays() {
        for (table, key, value, expected) in [
            ("society", "name", Some("B \"b\""), TEXT.replace("'A'", "\"B \\\"b\\\"\"")),
            ("society", "name", Some("A"), TEXT.to_owned()),
            ("society", "website", None, TEXT.replace("website = \"https://a.example\"\n", "")),
            ("society", "language", None, TEXT.to_owned()),
            (
                "sender",
                "reply_to",
                Some("b@example.org"),
                TEXT.replace("org>\"\n", "org>\"\nreply_to = \"b@example.org\"\n"),
            ),
            ("throttle", "rate", Some("2/minute"), TEXT.replace("[throttle]\n", "[throttle]\nrate = \"2/minute\"\n")),
            ("look", "colour", Some("#7a1f3d"), format!("{TEXT}\n[look]\ncolour = \"#7a1f3d\"\n")),
            (
                "society",
                "postal_address",
                Some("1 Ex\nTown\u{1}"),
                TEXT.replace("example\"\n", "example\"\npostal_address = \"1 Ex\\nTown\\u0001\"\n"),
            ),
        ] {
            let mut file = file(TEXT);
            file.set(table, key, value).unwrap();
            assert_eq!(file.text(), expected, "{table} {key}");
            assert_eq!(file.get(table, key).as_deref(), value);
        }
    }

    #[test]
    fn other_forms_are_changed_or_refused_but_never_broken() {
        let mut dotted = file("society.name = 'A'\n[sender]\nfrom = 'a@example.org'");
        assert!(matches!(dotted.set("society", "website", Some("x")), Err(SettingsFileError::UnknownForm(_))));
        dotted.set("society", "name", Some("B")).unwrap();
        dotted.set("sender", "reply_to", Some("b@example.org")).unwrap();
        assert_eq!(
            dotted.text(),
            "society.name = \"B\"\n[sender]\nfrom = 'a@example.org'\nreply_to = \"b@example.org\"\n"
        );
        let mut inline = file("society = { name = 'A' }\n");
        assert!(matches!(inline.set("society", "website", Some("x")), Err(SettingsFileError::UnknownForm(_))));
        assert!(
            matches!(inline.set("society", "name", None), Err(SettingsFileError::UnknownForm(_)))
                || inline.text().is_empty()
        );
        assert!(file("[society\n").set("society", "name", Some("B")).is_err());
    }

    #[test]
    fn file_is_written_only_if_it_is_valid_and_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        fs::write(&path, TEXT).unwrap();
        let mut first = SettingsFile::read(folder.path()).unwrap();
        let mut second = first.clone();
        first.set("society", "name", Some("B")).unwrap();
        first.write().unwrap();
        second.set("society", "name", Some("C")).unwrap();
        assert!(matches!(second.write(), Err(SettingsFileError::Changed)));
        let mut wrong = SettingsFile::read(folder.path()).unwrap();
        wrong.set("society", "website", Some("nowhere")).unwrap();
        let Err(SettingsFileError::Invalid(diagnostic)) = wrong.write() else { panic!("it is not valid") };
        assert_eq!(wrong.key_at(&diagnostic), Some(("society".to_owned(), "website".to_owned())));
        assert_eq!(fs::read_to_string(&path).unwrap(), TEXT.replace("'A'", "\"B\""));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn secret_is_readable_by_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        for secret in ["one", "two"] {
            write_secret_file(folder.path(), "relay-password", secret).unwrap();
        }
        let file = folder.path().join("relay-password");
        assert_eq!(fs::read_to_string(&file).unwrap(), "two\n");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
