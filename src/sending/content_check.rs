//! Finds letters and links from which the fields of a recipient leave nothing.

use std::collections::BTreeSet;

use memchr::memmem::Finder;

use super::word_digests::WordDigests;
use crate::delivery::MeasuredCopy;
use crate::draft::{self, Draft};
use crate::message::MessageSize;
use crate::model::{Composition, Mailbox, RenderedParts, Subscriber, TextRun};
use crate::template::{SharedPartLines, TemplateRenderer};

/// How a link begins that leads nowhere.
const EMPTY_LINK: &str = "href=\"\"";

/// What of an issue may be empty for some recipients.
#[derive(Debug)]
pub(super) struct ContentCheck {
    /// Renders the words of the letter alone; `None` if it has words for everybody.
    words: Option<TemplateRenderer>,
    /// Finds an empty link; `None` if the letter has one for everybody.
    empty_link: Option<Finder<'static>>,
    /// Which of the lines that all letters share have an empty link.
    has_shared_empty_link: Vec<bool>,
    /// Tells letters apart.
    word_digests: WordDigests,
}

/// A copy of which only what was found is kept.
#[derive(Debug)]
pub(super) struct CheckedCopy {
    /// The size of the message.
    pub(super) size: MessageSize,
    /// The subject.
    pub(super) subject: String,
    /// The recipient, as the message names it.
    pub(super) to: Mailbox,
    /// Whether nothing is left of the letter.
    pub(super) is_letter_empty: bool,
    /// Whether a field became a link that leads nowhere.
    pub(super) has_empty_link: bool,
    /// A digest of the words, without the link and the address, which differ in every letter.
    pub(super) digest: u64,
}

impl ContentCheck {
    /// Prepares the checks of an issue; `shared` are the lines that all its letters have.
    pub(super) fn new(
        draft: &Draft,
        composition: &Composition,
        fields: &BTreeSet<String>,
        shared: &SharedPartLines,
    ) -> Self {
        let words = draft::uncertain_words(draft).and_then(|text| {
            let constants = composition.constants.clone();
            let words = Composition { subject: String::new(), html: String::new(), text, constants };
            TemplateRenderer::new(&words, fields).ok()
        });
        let empty_link = (!composition.html.contains(EMPTY_LINK)).then(|| Finder::new(EMPTY_LINK));
        let has_empty_link = |lines: &String| empty_link.is_some() && lines.contains(EMPTY_LINK);
        let has_shared_empty_link = shared.html.iter().map(has_empty_link).collect();
        Self { words, empty_link, has_shared_empty_link, word_digests: WordDigests::new(&shared.text) }
    }

    /// Checks what a recipient would get.
    pub(super) fn check(&self, copy: MeasuredCopy, recipient: &Subscriber) -> CheckedCopy {
        let MeasuredCopy { letter, link, to, size } = copy;
        CheckedCopy {
            size,
            to,
            is_letter_empty: self.is_letter_empty(recipient),
            has_empty_link: self.has_empty_link(&letter),
            digest: self.word_digests.digest(&letter, &[&link, recipient.address.as_str()]),
            subject: letter.subject,
        }
    }

    fn is_letter_empty(&self, recipient: &Subscriber) -> bool {
        let words = self.words.as_ref().and_then(|words| words.render(recipient, "").ok());
        words.is_some_and(|words| !draft::has_words(&words.text))
    }

    fn has_empty_link(&self, letter: &RenderedParts) -> bool {
        let Some(finder) = &self.empty_link else { return false };
        letter.html.iter().any(|run| match run {
            TextRun::Shared(number) => self.has_shared_empty_link.get(number).is_some_and(|has| *has),
            TextRun::Own(lines) => finder.find(lines.as_bytes()).is_some(),
        })
    }
}
