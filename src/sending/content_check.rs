//! Finds letters and links from which the fields of a recipient leave nothing.

use std::collections::BTreeSet;

use memchr::memmem::Finder;

use crate::draft::{self, Draft};
use crate::model::{Composition, Subscriber};
use crate::template::TemplateRenderer;

/// How a link begins that leads nowhere.
const EMPTY_LINK: &str = "href=\"\"";

/// What of an issue may be empty for some recipients.
#[derive(Debug)]
pub(super) struct ContentCheck {
    /// Renders the words of the letter alone; `None` if it has words for everybody.
    words: Option<TemplateRenderer>,
    /// Finds an empty link; `None` if the letter has one for everybody.
    empty_link: Option<Finder<'static>>,
}

impl ContentCheck {
    pub(super) fn new(draft: &Draft, composition: &Composition, fields: &BTreeSet<String>) -> Self {
        let words = draft::uncertain_words(draft).and_then(|text| {
            let constants = composition.constants.clone();
            let words = Composition { subject: String::new(), html: String::new(), text, constants };
            TemplateRenderer::new(&words, fields).ok()
        });
        let empty_link = (!composition.html.contains(EMPTY_LINK)).then(|| Finder::new(EMPTY_LINK));
        Self { words, empty_link }
    }

    /// Returns whether nothing is left of the letter for a recipient.
    pub(super) fn is_letter_empty(&self, recipient: &Subscriber) -> bool {
        let words = self.words.as_ref().and_then(|words| words.render(recipient, "").ok());
        words.is_some_and(|words| !draft::has_words(&words.text))
    }

    /// Returns whether a field became a link that leads nowhere.
    pub(super) fn has_empty_link(&self, html: &str) -> bool {
        self.empty_link.as_ref().is_some_and(|finder| finder.find(html.as_bytes()).is_some())
    }
}
