//! A message that is understood, before anything follows from it.

use std::borrow::Cow;

use super::classify::Classification;
use super::mail_digest::mail_digest;
use super::raw_mail::{MAX_EXAMINED_BYTES, classify_message, message_label};
use crate::model::{Digest, SigningKeys};

/// A message whose digest and kind are known. Nothing has followed from it yet.
#[derive(Debug)]
pub struct UnderstoodMail<'a> {
    pub(super) digest: Digest,
    pub(super) classification: Classification,
    /// The beginning, which names it.
    beginning: Cow<'a, [u8]>,
}

impl<'a> UnderstoodMail<'a> {
    /// Reads a raw message. It takes no database and little time, so that many can be read at once.
    #[must_use]
    pub fn new(keys: &SigningKeys, mail: &'a [u8]) -> Self {
        let beginning = mail.get(..MAX_EXAMINED_BYTES).unwrap_or(mail);
        Self {
            digest: mail_digest(mail),
            classification: classify_message(keys, mail),
            beginning: Cow::Borrowed(beginning),
        }
    }

    /// Copies what it borrows: at most 1 MiB.
    #[must_use]
    pub fn into_owned(self) -> UnderstoodMail<'static> {
        let beginning = Cow::Owned(self.beginning.into_owned());
        UnderstoodMail { digest: self.digest, classification: self.classification, beginning }
    }

    /// Returns what it is.
    #[must_use]
    pub fn classification(&self) -> &Classification {
        &self.classification
    }

    /// Describes it for a person who has to find it: its subject and its sender.
    #[must_use]
    pub fn label(&self) -> String {
        message_label(&self.beginning)
    }
}
