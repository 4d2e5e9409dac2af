//! Turns errors into messages, hints and exit codes.

mod sending_hints;

use std::error::Error;
use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use super::output::print_status;
use crate::archive::PageError;
use crate::lint;
use crate::model::{Diagnostic, Severity, SourceLocation, io_reason, is_deceptive};
use crate::web::{admin, public};
use crate::wording::ReportPageError;
use crate::{account, config, database, delivery, import, mailer, sending, smtp, subscription, translation, wording};

/// How much of a long line is shown, in characters.
const MAX_LINE_CHARS: usize = 120;
/// Something went wrong.
const EXIT_ERROR: u8 = 1;
/// Something remains to be done later: `EX_TEMPFAIL` of sysexits.
const EXIT_TEMPFAIL: u8 = 75;

/// Why a command did not do everything.
#[derive(Debug)]
pub(super) struct CommandError {
    diagnostics: Vec<Diagnostic>,
    causes: Vec<String>,
    /// A hint about all diagnostics.
    advice: Option<String>,
    exit_code: u8,
}

impl CommandError {
    /// Creates an error from one message.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self::from_diagnostics(vec![Diagnostic {
            id: "error",
            severity: Severity::Block,
            location: None,
            message: message.into(),
            help: None,
            suggestion: None,
        }])
    }

    /// Creates the error of a file or folder that cannot be written.
    pub(super) fn unwritable(path: &Path, error: &io::Error) -> Self {
        Self::new(format!("cannot write `{}`: {}", path.display(), io_reason(error)))
    }

    /// Creates an error from diagnostics about a file of the workspace.
    pub(super) fn from_diagnostics(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics, causes: Vec::new(), advice: None, exit_code: EXIT_ERROR }
    }

    /// Nothing failed, but some deliveries remain for later; the command has printed that.
    pub(super) fn deliveries_remain() -> Self {
        Self { exit_code: EXIT_TEMPFAIL, ..Self::from_diagnostics(Vec::new()) }
    }

    /// Makes a mail server that runs the command try again later.
    pub(super) fn into_temporary(mut self) -> Self {
        self.exit_code = EXIT_TEMPFAIL;
        self
    }

    /// Something is wrong, and the command has printed it.
    pub(super) fn already_reported() -> Self {
        Self::from_diagnostics(Vec::new())
    }

    /// Adds a hint to the last diagnostic.
    pub(super) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        if let Some(diagnostic) = self.diagnostics.last_mut() {
            diagnostic.help = Some(hint.into());
        }
        self
    }

    /// Returns what went wrong, in one sentence without a full stop.
    pub(super) fn message(&self) -> String {
        let first = self.diagnostics.first().map(|diagnostic| diagnostic.message.as_str());
        first.into_iter().chain(self.causes.iter().map(String::as_str)).collect::<Vec<_>>().join(": ")
    }

    /// Adds the cause from below, on its own line.
    pub(super) fn with_cause(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// Adds a hint about all diagnostics together.
    pub(super) fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// Makes an error of one from below, with its causes.
    pub(super) fn from_error(error: &(dyn Error + 'static)) -> Self {
        Self { causes: wording::error_causes(error), ..Self::new(wording::error_message(error)) }
    }

    /// Prints it and returns the exit code; paths in diagnostics are relative to `root`.
    pub(super) fn report(self, root: &Path) -> ExitCode {
        for diagnostic in &self.diagnostics {
            print_status(headline(diagnostic, root));
            // Only an error of one message has causes.
            for cause in &self.causes {
                print_status(format!("  {cause}"));
            }
            if let Some(hint) = &diagnostic.help {
                print_status(format!("hint: {hint}"));
            }
        }
        if let Some(advice) = &self.advice {
            print_status(format!("hint: {advice}"));
        }
        ExitCode::from(self.exit_code)
    }
}

/// Formats a diagnostic: the message, the location, the source line, the recipients it concerns, the hint.
pub(super) fn format_diagnostic(diagnostic: &Diagnostic, who: Option<&str>, root: &Path) -> String {
    let mut text = headline(diagnostic, root);
    if let Some(who) = who {
        let _ = write!(text, "\n  for {who}");
    }
    if let Some(hint) = &diagnostic.help {
        let _ = write!(text, "\nhint: {hint}");
    }
    text
}

fn headline(diagnostic: &Diagnostic, root: &Path) -> String {
    let title = match diagnostic.severity {
        Severity::Block => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let mut text = format!("{title}: {}", diagnostic.message);
    if lint::find_rule(diagnostic.id).is_some() {
        let _ = write!(text, " [{}]", diagnostic.id);
    }
    if let Some(place) = &diagnostic.location {
        let _ = write!(text, "\n  {place}");
        text.push_str(&source_excerpt(place, root));
    }
    text
}

/// Shows the line of a location between its neighbours, cut where it is long, with a mark below the column.
fn source_excerpt(location: &SourceLocation, root: &Path) -> String {
    let mut excerpt = String::new();
    let offset = location.column.saturating_sub(MAX_LINE_CHARS / 2);
    for line in wording::source_lines(location, root) {
        let (offset, ellipsis) = if line.highlighted && offset > 0 { (offset, "…") } else { (0, "") };
        // One column each, so that the mark below stays in its place.
        let visible = |c: char| if c.is_control() || is_deceptive(c) { ' ' } else { c };
        let mut text: String = line.text.chars().map(visible).skip(offset).take(MAX_LINE_CHARS).collect();
        if line.text.chars().count() > offset + MAX_LINE_CHARS {
            text.push('…');
        }
        let row = format!("\n  {:>4} | {ellipsis}{text}", line.number);
        excerpt.push_str(row.trim_end());
        if line.highlighted && location.column > 0 {
            let column = location.column - 1 - offset + ellipsis.len().min(1);
            let _ = write!(excerpt, "\n       | {}^", " ".repeat(column));
        }
    }
    excerpt
}

impl From<config::Error> for CommandError {
    fn from(error: config::Error) -> Self {
        match error {
            config::Error::Settings(diagnostic) => Self::from_diagnostics(vec![diagnostic]),
            config::Error::WorkspaceNotFound(_) => {
                Self::from_error(&error).with_hint("run `circular init` to create one, or pass `--workspace DIR`")
            }
            config::Error::Unreadable { .. } | config::Error::TemplateNotFound(_) => Self::from_error(&error),
        }
    }
}

/// How a workspace that was handed over sends again.
pub(super) const TAKE_BACK_HINT: &str =
    "if the new place never began, `circular handover --take-back` lets this one send again";

impl From<ReportPageError> for CommandError {
    fn from(error: ReportPageError) -> Self {
        match error {
            ReportPageError::Unreadable(error) => error.into(),
            error @ ReportPageError::Template(_) => Self::from_error(&error),
        }
    }
}

impl From<database::Error> for CommandError {
    fn from(error: database::Error) -> Self {
        let failure = Self::from_error(&error);
        match error {
            database::Error::Disk(_) => failure.with_hint("free some disk space, then run the same command again"),
            _ => failure,
        }
    }
}

impl From<delivery::Error> for CommandError {
    fn from(error: delivery::Error) -> Self {
        match error {
            delivery::Error::Database(error) => error.into(),
            error => Self::from_error(&error),
        }
    }
}

impl From<subscription::Error> for CommandError {
    fn from(error: subscription::Error) -> Self {
        match error {
            subscription::Error::Database(error) => error.into(),
            subscription::Error::KeyLimitReached { .. } => Self::from_error(&error)
                .with_hint("the newest key keeps sealing links, and every key keeps opening its own"),
            error => Self::from_error(&error),
        }
    }
}

impl From<import::Error> for CommandError {
    fn from(error: import::Error) -> Self {
        let failure = Self::from_error(&error);
        match error {
            import::Error::Database(error) => error.into(),
            import::Error::NoAddressColumn { .. } | import::Error::FieldMappedTwice { .. } => {
                failure.with_hint("map a column: `--map \"COLUMN=address\"`, or `--map \"COLUMN=field\"`")
            }
            import::Error::ReservedColumn { field, .. } => failure.with_hint(format!(
                "leave the column out with `--map \"{field}=\"`, or import it under another name with `--map \
                 \"{field}=their_{field}\"`"
            )),
            import::Error::OptOutsNotComputed { column, .. } => failure.with_hint(format!(
                "open the file in your spreadsheet program, save it and import it again; if `{column}` marks nobody \
                 who opted out, pass `--not-opted-out \"{column}\"`"
            )),
            _ => failure,
        }
    }
}

impl From<database::BackupError> for CommandError {
    fn from(error: database::BackupError) -> Self {
        let failure = Self::from_error(&error);
        match error {
            database::BackupError::Database(error) => error.into(),
            database::BackupError::Exists(_) => {
                failure.with_hint("choose another name, or pass `--force` to overwrite it")
            }
            database::BackupError::InUse(_) => failure.with_hint("choose another name"),
            database::BackupError::PgDumpNotFound(_) => {
                failure.with_hint("it comes with PostgreSQL's client: on Debian, `apt install postgresql-client`")
            }
            database::BackupError::Damaged(_) => {
                failure.with_hint("keep your older backups, and do not overwrite them")
            }
            database::BackupError::Write { .. } | database::BackupError::PgDumpFailed(_) => failure,
        }
    }
}

impl From<config::WebhookSecretError> for CommandError {
    fn from(error: config::WebhookSecretError) -> Self {
        match error {
            config::WebhookSecretError::Source(cause) => Self::from_error(&cause),
            error => Self::from_error(&error).with_hint(
                "run `(printf whsec_; openssl rand -base64 32) > webhook-secret; chmod 600 webhook-secret`, and set \
                 `secret_file = \"webhook-secret\"` in `[webhooks]`",
            ),
        }
    }
}

macro_rules! from_cause {
    ($($error:ty),*) => {
        $(impl From<$error> for CommandError {
            fn from(error: $error) -> Self {
                Self::from_error(&error)
            }
        })*
    };
}
impl From<smtp::Error> for CommandError {
    fn from(error: smtp::Error) -> Self {
        let hint = match &error {
            smtp::Error::MissingPassword { table, .. } => {
                format!("set `{}`, or `password_file` in `{table}`", table.variable("PASSWORD"))
            }
            smtp::Error::Token { table, .. } => format!(
                "run the `token_command` in `{table}` yourself: it must end, and print nothing but the access token"
            ),
            _ => return Self::from_error(&error),
        };
        Self::from_error(&error).with_hint(hint)
    }
}

impl From<public::Error> for CommandError {
    fn from(error: public::Error) -> Self {
        match error {
            public::Error::Sentences(translation::Error::Invalid(finding)) => Self::from_diagnostics(vec![*finding]),
            public::Error::UnknownLanguage(_) => {
                Self::from_error(&error).with_hint("write a file for it, as docs/languages.md says, or take it out")
            }
            other => Self::from_error(&other),
        }
    }
}

impl From<mailer::ConfirmationTemplateError> for CommandError {
    fn from(error: mailer::ConfirmationTemplateError) -> Self {
        match error {
            mailer::ConfirmationTemplateError::Sentences(translation::Error::Invalid(finding)) => {
                Self::from_diagnostics(vec![*finding])
            }
            other => Self::from_error(&other),
        }
    }
}

from_cause!(
    delivery::MessageRenderError,
    sending::BlockedError,
    admin::Error,
    account::Error,
    PageError,
    config::TlsSetupError,
    io::Error,
    serde_json::Error
);

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_line_of_the_settings_stays_hidden() {
        let folder = tempfile::tempdir().unwrap();
        for (file, shown) in [("draft.md", true), ("circular.toml", false)] {
            fs::write(folder.path().join(file), "password = \"hunter2\n").unwrap();
            let place = Some(SourceLocation { file: file.into(), line: 1, column: 12 });
            let diagnostic = Diagnostic {
                id: "x",
                severity: Severity::Block,
                location: place,
                message: "no".into(),
                help: None,
                suggestion: None,
            };
            let words = format_diagnostic(&diagnostic, None, folder.path());
            assert_eq!(words.contains("hunter2"), shown, "{words}");
            assert!(words.contains(&format!("{file}, line 1, column 12")), "{words}");
        }
    }
}
