//! What was typed on the page from which a letter is sent, and which state of the letter the page showed.

use std::collections::BTreeMap;

use encodify::base64::URL_SAFE_NO_PAD;
use url::form_urlencoded::parse;

use crate::model::{Digest, IssueId, ReviewSnapshot};

/// What a page showed when it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ShownLetter {
    /// The letter and its recipients.
    pub(super) snapshot: ReviewSnapshot,
    /// The trial or cancelled issue that sending replaces.
    pub(super) replaces: Option<IssueId>,
}

/// The form of the page.
#[derive(Debug, Clone, Default)]
pub(super) struct SendForm {
    values: BTreeMap<String, String>,
}

/// Something that keeps a form from being accepted.
#[derive(Debug, Clone)]
pub(super) struct SendProblem {
    /// The id of the field.
    pub(super) field: String,
    /// What is wrong, as a sentence.
    pub(super) words: String,
}

impl SendProblem {
    pub(super) fn new(field: &str, words: impl Into<String>) -> Self {
        Self { field: field.to_owned(), words: words.into() }
    }
}

impl ShownLetter {
    /// Returns the state as a text for a hidden field.
    pub(super) fn encode(&self) -> String {
        let ReviewSnapshot { draft, templates, settings, recipients, recipient_count } = &self.snapshot;
        let mut bytes = [draft, templates, settings, recipients].map(<[u8; 32]>::as_slice).concat();
        bytes.extend(recipient_count.to_be_bytes());
        bytes.extend(self.replaces.map_or(0, IssueId::get).to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads the text of a hidden field.
    fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let digest = |index: usize| Digest::try_from(bytes.get(32 * index..32 * (index + 1))?).ok();
        let number = |from: usize| <[u8; 8]>::try_from(bytes.get(from..from + 8)?).ok();
        let snapshot = ReviewSnapshot {
            draft: digest(0)?,
            templates: digest(1)?,
            settings: digest(2)?,
            recipients: digest(3)?,
            recipient_count: u64::from_be_bytes(number(128)?),
        };
        let replaces = i64::from_be_bytes(number(136)?);
        Some(Self { snapshot, replaces: (replaces != 0).then(|| IssueId::new(replaces)) })
    }
}

impl SendForm {
    /// Reads a form as browsers send it.
    pub(super) fn parse(body: &[u8]) -> Self {
        Self { values: parse(body).into_owned().collect() }
    }

    /// Returns a value, without spaces around it.
    pub(super) fn value(&self, name: &str) -> &str {
        self.values.get(name).map(|value| value.trim()).unwrap_or_default()
    }

    /// Returns what the page showed.
    pub(super) fn shown(&self) -> Option<ShownLetter> {
        ShownLetter::decode(self.value("shown"))
    }

    /// Returns the ids of the checks that are allowed, each with the reason.
    pub(super) fn allowed(&self) -> impl Iterator<Item = (&str, &str)> {
        let allowed = self.values.keys().filter_map(|name| name.strip_prefix("allow-"));
        allowed.map(|rule| (rule, self.value(&format!("reason-{rule}"))))
    }

    /// Returns whether the letter is to go later.
    pub(super) fn is_later(&self) -> bool {
        self.value("when") == "later"
    }

    /// Returns the number that was typed; `None` if it is no number. People write `1,140` and `1 140`.
    pub(super) fn typed_count(&self) -> Option<u64> {
        let is_separator = |sign: char| sign.is_whitespace() || ",.'’\u{202f}".contains(sign);
        let digits: String = self.value("count").chars().filter(|sign| !is_separator(*sign)).collect();
        digits.parse().ok()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn state_comes_back_as_it_was() {
        let snapshot = ReviewSnapshot {
            draft: [1; 32],
            templates: [2; 32],
            settings: [3; 32],
            recipients: [4; 32],
            recipient_count: 138,
        };
        for replaces in [None, Some(IssueId::new(7))] {
            let shown = ShownLetter { snapshot, replaces };
            let form = SendForm::parse(format!("shown={}", shown.encode()).as_bytes());
            assert_eq!(form.shown().unwrap(), shown);
        }
        for damaged in ["", "shown=", "shown=AAAA", "shown=%C3%A9"] {
            assert_eq!(SendForm::parse(damaged.as_bytes()).shown(), None, "{damaged}");
        }
    }

    #[test]
    fn number_is_read_as_people_write_it() {
        for (typed, count) in [
            ("138", Some(138)),
            ("+138+", Some(138)),
            ("1%2C140", Some(1_140)),
            ("1.140", Some(1_140)),
            ("1%E2%80%AF140", Some(1_140)),
            ("", None),
            ("all", None),
            ("-138", None),
            ("13x8", None),
        ] {
            assert_eq!(SendForm::parse(format!("count={typed}").as_bytes()).typed_count(), count, "{typed}");
        }
    }

    #[test]
    fn allowed_checks_have_reasons() {
        let form = SendForm::parse(b"allow-placeholder=on&reason-placeholder=it+is+a+joke&reason-all-caps=no");
        assert_eq!(form.allowed().collect::<Vec<_>>(), [("placeholder", "it is a joke")]);
    }
}
