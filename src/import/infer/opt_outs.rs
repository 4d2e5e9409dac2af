//! Finds people who opted out in another program, from the columns of its export or the file name.

use super::cell::is_no;
use super::column_names::field_name;
use super::columns::{Column, ColumnTarget};
use super::opt_out_words::{CONSENT, CONSENT_PHRASES, OPTED_OUT, OPTED_OUT_PHRASES, OTHER_MATTERS, REFUSALS, STATES};
use crate::import::source::{RawCell, RawCells};
use crate::model::formula;

/// How the values of a column indicate that a person opted out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// By any value, such as a time, except `no`.
    OptedOut,
    /// By `no`.
    Consent,
    /// By one of [`STATES`].
    Status,
}

/// A column in which another program marks people who opted out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptOutColumn {
    /// The name in the file.
    pub header: String,
    /// The number of rows that are marked.
    pub rows: u64,
    column: usize,
    rule: Rule,
}

/// The people in a file who opted out in another program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OptOuts {
    /// The columns that mark them.
    pub columns: Vec<OptOutColumn>,
    /// Whether the file name marks everyone in the file.
    pub by_file_name: bool,
    /// The number of marked rows.
    pub rows: u64,
}

impl OptOuts {
    /// Finds the columns that may mark people; their rows are then counted with [`OptOuts::count`].
    pub(crate) fn find(columns: &[Column], file: &str) -> Self {
        // Our own exports have a separate column for this.
        let is_export = columns.iter().any(|column| column.target == ColumnTarget::State);
        let found = columns.iter().enumerate().filter_map(|(index, column)| {
            let rule = match column.target {
                ColumnTarget::Address | ColumnTarget::State => return None,
                _ => rule(&column.header)?,
            };
            Some(OptOutColumn { header: column.header.clone(), rows: 0, column: index, rule })
        });
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let columns: Vec<_> = found.collect();
        // A column distinguishes people, a file name cannot.
        let by_file_name = !is_export && columns.is_empty() && is_opted_out(&words(stem));
        Self { columns, by_file_name, rows: 0 }
    }

    pub(crate) fn count(&mut self, cells: &RawCells<'_>) {
        let mut any = self.by_file_name;
        for column in &mut self.columns {
            let says = column.says(cells);
            column.rows += u64::from(says);
            any |= says;
        }
        self.rows += u64::from(any);
    }

    /// Drops the columns in which nobody is marked.
    pub(crate) fn finish(&mut self) {
        self.columns.retain(|column| column.rows > 0);
    }

    /// Returns whether the person in a row opted out.
    pub(crate) fn include(&self, cells: &RawCells<'_>) -> bool {
        self.by_file_name || self.columns.iter().any(|column| column.says(cells))
    }
}

impl OptOutColumn {
    fn says(&self, cells: &RawCells<'_>) -> bool {
        let value;
        let text = match cells.get(self.column) {
            RawCell::Absent => return false,
            RawCell::Text(text) => text.trim(),
            RawCell::Value(given) => {
                value = formula::plain(&given).into_owned();
                value.trim()
            }
        };
        let says_nothing = || {
            let text = text.to_lowercase();
            is_no(&text)
                || matches!(text.as_str(), "-" | "–" | "n/a" | "null" | "none" | "never" | "\\n")
                || is_zero_time(&text)
        };
        match self.rule {
            _ if text.is_empty() => false,
            Rule::OptedOut => !says_nothing(),
            Rule::Consent => is_no(text) || REFUSALS.contains(&text.to_lowercase().as_str()),
            Rule::Status => text.len() <= 40 && STATES.contains(&field_name(text).as_str()),
        }
    }
}

/// Returns whether a time is the null value of some databases: `0000-00-00 00:00:00`.
fn is_zero_time(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0' | b'-' | b':' | b' ' | b'.' | b'/'))
}

fn rule(header: &str) -> Option<Rule> {
    let words = words(header);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let about_mail = !words.iter().any(|word| OTHER_MATTERS.contains(word));
    let is_moment = words.iter().any(|word| matches!(*word, "time" | "at" | "date" | "datum" | "ip" | "on" | "am"));
    match () {
        () if !about_mail => None,
        () if is_opted_out(&words) || words == ["disabled"] || words == ["is", "deleted"] => Some(Rule::OptedOut),
        () if words.iter().any(|word| matches!(*word, "status" | "state" | "statut" | "zustand"))
            || words == ["subscriber", "type"] =>
        {
            Some(Rule::Status)
        }
        () if is_moment => None,
        () if words.iter().any(|word| CONSENT.contains(word))
            || CONSENT_PHRASES.iter().any(|phrase| contains(&words, phrase))
            || words == ["active"]
            || words == ["enabled"] =>
        {
            Some(Rule::Consent)
        }
        () => None,
    }
}

fn is_opted_out(words: &[impl AsRef<str>]) -> bool {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    if words.iter().any(|word| matches!(*word, "without" | "ohne" | "sans" | "except" | "excluding")) {
        return false;
    }
    words.iter().any(|word| OPTED_OUT.contains(word)) || OPTED_OUT_PHRASES.iter().any(|phrase| contains(&words, phrase))
}

fn contains(words: &[&str], phrase: &[&str]) -> bool {
    words.windows(phrase.len()).any(|window| window == phrase)
}

/// Splits a name at punctuation, and where an upper-case letter follows a lower-case one: `HasOptedOutOfEmail`.
fn words(name: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(name.len() + 8);
    let mut after_small = false;
    for c in name.chars() {
        if after_small && c.is_uppercase() {
            spaced.push(' ');
        }
        after_small = c.is_lowercase();
        spaced.push(c);
    }
    field_name(&spaced).split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opt_out_columns_are_recognised_by_name() {
        for header in [
            "UNSUB_TIME",
            "UNSUB_REASON",
            "CLEAN_TIME",
            "Do Not Email",
            "Is Opt Out",
            "No Bulk Emails (User Opt Out)",
            "On Hold",
            "Is Deceased",
            "Is this subscriber blacklisted",
            "blacklisted",
            "email_disabled",
            "deleted_at",
            "HasOptedOutOfEmail",
            "Email Opt Out",
            "Unsubscribed",
            "unsubscribed_at",
            "Date unsubscribed",
            "Bounced",
            "Is this account disabled?",
            "Abgemeldet am",
            "Kein Newsletter",
            "Keine Werbung",
            "Widerspruch",
            "No mail",
            "No e-mail",
            "Emails disabled",
            "Do not allow Bulk Emails",
            "Afgemeld op",
            "Uitgeschreven",
            "Dado de baja",
            "Disiscritto",
            "Ne pas contacter",
            "gestorben",
        ] {
            assert_eq!(rule(header), Some(Rule::OptedOut), "{header}");
        }
        for header in [
            "subscribed_to_emails",
            "Subscribed",
            "Newsletter",
            "Email opt-in",
            "Is this subscriber confirmed",
            "Accepts Email Marketing",
            "is_active",
            "Marketing Consent",
            "Receive emails",
            "OK to email",
            "Bulk email",
            "Nieuwsbrief",
            "Toestemming",
            "Boletín",
            "Suscrito",
            "Infolettre",
            "DSGVO",
        ] {
            assert_eq!(rule(header), Some(Rule::Consent), "{header}");
        }
        for header in ["status", "State", "Global status", "Subscription status", "Email permission status"] {
            assert_eq!(rule(header), Some(Rule::Status), "{header}");
        }
        for header in [
            "email",
            "Unsubscribe link",
            "unsubscribe_url",
            "Do Not Phone",
            "Do Not Mail",
            "SMS Opt Out",
            "Wants HTML mail",
            "active_subscription",
            "bouncecount",
            "Number of bounces",
            "Notes",
            "Town",
            "Send this subscriber HTML emails",
            "OPTIN_TIME",
            "CONFIRM_TIME",
            "Consent photos",
            "Einwilligung Fotos",
            "Confirmed attendance",
        ] {
            assert_eq!(rule(header), None, "{header}");
        }
    }

    #[test]
    fn opt_out_file_name_marks_everybody() {
        for (file, expected) in [
            ("unsubscribed_members_export_1a2b.csv", true),
            ("cleaned_audience_export.csv", true),
            ("suppression-list.csv", true),
            ("opt-outs.csv", true),
            ("opt_out.csv", true),
            ("subscribed_members_export.csv", false),
            ("members.csv", false),
            ("members-without-unsubscribed.csv", false),
        ] {
            assert_eq!(OptOuts::find(&[], file).by_file_name, expected, "{file}");
        }
    }
}
