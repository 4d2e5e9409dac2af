//! Turns what went wrong into words, a hint and an exit code.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use super::output::tell;
use crate::draft;
use crate::model::{Finding, Place, Severity};
use crate::web::{desk, public};
use crate::{config, database, delivery, import, rehearsal, subscription, transport};

/// How much of a long line is shown, in characters.
const WIDE: usize = 120;
/// Something went wrong.
const ERROR: u8 = 1;
/// It went well, and something remains to be done later: `EX_TEMPFAIL` of sysexits.
const REMAINS: u8 = 75;

/// Why a command did not do everything.
#[derive(Debug)]
pub(super) struct Failure {
    findings: Vec<Finding>,
    causes: Vec<String>,
    /// What to do about all of it.
    advice: Option<String>,
    code: u8,
}

impl Failure {
    /// Makes a failure of one sentence.
    pub(super) fn new(sentence: impl Into<String>) -> Self {
        let sentence = sentence.into();
        Self::found(vec![Finding { id: "error", severity: Severity::Block, place: None, sentence, hint: None }])
    }

    /// Makes a failure of what was found in a file of the workspace.
    pub(super) fn found(findings: Vec<Finding>) -> Self {
        Self { findings, causes: Vec::new(), advice: None, code: ERROR }
    }

    /// Nothing failed, but something remains for later; everything was said already.
    pub(super) fn remains() -> Self {
        Self { code: REMAINS, ..Self::found(Vec::new()) }
    }

    /// Something is wrong, and everything was said already.
    pub(super) fn said() -> Self {
        Self::found(Vec::new())
    }

    /// Adds what to do about it.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        if let Some(finding) = self.findings.last_mut() {
            finding.hint = Some(hint.into());
        }
        self
    }

    /// Adds what to do about all of it together.
    pub(super) fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    fn caused(error: &(dyn Error + 'static)) -> Self {
        let mut failure = Self::new(error.to_string());
        let mut cause = error.source();
        let mut said = error.to_string();
        while let Some(error) = cause {
            let words = error.to_string();
            // Some libraries say a cause within the words of its effect.
            if !said.contains(&words) {
                failure.causes.push(words.clone());
                said = words;
            }
            cause = error.source();
        }
        failure
    }

    /// Says it and returns the exit code; `root` is where the files of findings are.
    pub(super) fn report(self, root: &Path) -> ExitCode {
        for finding in &self.findings {
            tell(sentence(finding, root));
            // Only a failure of one sentence has causes.
            for cause in &self.causes {
                tell(format!("  {cause}"));
            }
            if let Some(hint) = &finding.hint {
                tell(format!("hint: {hint}"));
            }
        }
        if let Some(advice) = &self.advice {
            tell(format!("hint: {advice}"));
        }
        ExitCode::from(self.code)
    }
}

/// Writes a finding as people read it: the sentence, the place, the line itself, the hint.
pub(super) fn words(finding: &Finding, root: &Path) -> String {
    words_of(finding, None, root)
}

/// Writes a finding with those whom it is about before its hint.
pub(super) fn words_of(finding: &Finding, who: Option<&str>, root: &Path) -> String {
    let mut text = sentence(finding, root);
    if let Some(who) = who {
        let _ = write!(text, "\n  for {who}");
    }
    if let Some(hint) = &finding.hint {
        let _ = write!(text, "\nhint: {hint}");
    }
    text
}

fn sentence(finding: &Finding, root: &Path) -> String {
    let title = match finding.severity {
        Severity::Block => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let mut text = format!("{title}: {}", finding.sentence);
    if draft::explain(finding.id).is_some() {
        let _ = write!(text, " [{}]", finding.id);
    }
    if let Some(place) = &finding.place {
        let _ = write!(text, "\n  {place}");
        text.push_str(&source(place, root));
    }
    text
}

/// Shows the line of a place between its neighbours, cut where it is long, with a mark below the column.
fn source(place: &Place, root: &Path) -> String {
    let mut shown = String::new();
    if place.is_private() || place.line == 0 {
        return shown;
    }
    let text = fs::read_to_string(root.join(&place.file)).unwrap_or_default();
    let from = place.column.saturating_sub(WIDE / 2);
    for (number, line) in (1..).zip(text.lines()).skip(place.line.saturating_sub(2)).take(3) {
        if number > place.line + 1 {
            break;
        }
        let here = number == place.line;
        let (from, before) = if here && from > 0 { (from, "…") } else { (0, "") };
        let visible = |c: char| if c.is_control() { ' ' } else { c };
        let mut words: String = line.chars().map(visible).skip(from).take(WIDE).collect();
        if line.chars().count() > from + WIDE {
            words.push('…');
        }
        let row = format!("\n  {number:>4} | {before}{words}");
        shown.push_str(row.trim_end());
        if here && place.column > 0 {
            let column = place.column - 1 - from + before.len().min(1);
            let _ = write!(shown, "\n       | {}^", " ".repeat(column));
        }
    }
    shown
}

impl From<config::Error> for Failure {
    fn from(error: config::Error) -> Self {
        match error {
            config::Error::Settings(finding) => Self::found(vec![finding]),
            config::Error::NoWorkspace(_) => {
                Self::caused(&error).hint("run `circular init` to make one, or say where with `--workspace DIR`")
            }
            config::Error::Unreadable { .. } | config::Error::NoTemplate(_) => Self::caused(&error),
        }
    }
}

impl From<database::Error> for Failure {
    fn from(error: database::Error) -> Self {
        let failure = Self::caused(&error);
        match error {
            database::Error::Disk(_) => failure.hint("make room on its disk, then run the same command again"),
            _ => failure,
        }
    }
}

impl From<delivery::Error> for Failure {
    fn from(error: delivery::Error) -> Self {
        match error {
            delivery::Error::Database(error) => error.into(),
            error => Self::caused(&error),
        }
    }
}

impl From<subscription::Error> for Failure {
    fn from(error: subscription::Error) -> Self {
        match error {
            subscription::Error::Database(error) => error.into(),
            subscription::Error::NoMoreKeys { .. } => {
                Self::caused(&error).hint("the newest key goes on sealing links, and each one goes on opening its own")
            }
            error => Self::caused(&error),
        }
    }
}

impl From<import::Error> for Failure {
    fn from(error: import::Error) -> Self {
        let failure = Self::caused(&error);
        match error {
            import::Error::Database(error) => error.into(),
            import::Error::NoAddressColumn { .. }
            | import::Error::FieldMappedTwice { .. }
            | import::Error::ReservedColumn { .. } => {
                failure.hint("say where a column goes: `--map \"COLUMN=address\"`, or `--map \"COLUMN=field\"`")
            }
            _ => failure,
        }
    }
}

impl From<database::BackupError> for Failure {
    fn from(error: database::BackupError) -> Self {
        let failure = Self::caused(&error);
        match error {
            database::BackupError::Database(error) => error.into(),
            database::BackupError::Exists(_) => failure.hint("give another name, or `--force` to write over it"),
            database::BackupError::InUse(_) => failure.hint("give another name"),
            database::BackupError::NoDump(_) => {
                failure.hint("it comes with PostgreSQL's client: on Debian, `apt install postgresql-client`")
            }
            database::BackupError::Damaged(_) => failure.hint("keep your older backups, and do not write over them"),
            database::BackupError::File { .. } | database::BackupError::Dump(_) => failure,
        }
    }
}

impl From<rehearsal::Error> for Failure {
    fn from(error: rehearsal::Error) -> Self {
        match error {
            rehearsal::Error::Database(error) => error.into(),
            rehearsal::Error::Delivery(error) => error.into(),
        }
    }
}

macro_rules! from_cause {
    ($($error:ty),*) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::caused(&error)
            }
        })*
    };
}
from_cause!(
    transport::Error,
    delivery::BadTemplate,
    delivery::Unprintable,
    desk::Error,
    public::Error,
    io::Error,
    serde_json::Error
);

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_settings_stays_hidden() {
        let folder = tempfile::tempdir().unwrap();
        for (file, shown) in [("draft.md", true), ("circular.toml", false)] {
            fs::write(folder.path().join(file), "password = \"hunter2\n").unwrap();
            let place = Some(Place { file: file.into(), line: 1, column: 12 });
            let finding = Finding { id: "x", severity: Severity::Block, place, sentence: "no".into(), hint: None };
            let words = words(&finding, folder.path());
            assert_eq!(words.contains("hunter2"), shown, "{words}");
            assert!(words.contains(&format!("{file}, line 1, column 12")), "{words}");
        }
    }
}
