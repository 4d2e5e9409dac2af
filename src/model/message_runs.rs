//! A message rendered as runs of whole lines, some of which all messages of an issue share.

use std::iter;
use std::ops::Range;

use super::RenderedMessage;

/// A run of whole lines in a part of a message; only the last line of a part may lack its line break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextRun<'a> {
    /// The number of a run that all messages of the issue share.
    Shared(usize),
    /// Lines of this message only.
    Own(&'a str),
}

/// The subject and both parts of one message.
pub trait MessageContent {
    /// Returns the subject, on one line.
    fn subject(&self) -> &str;

    /// Returns the HTML part.
    fn html(&self) -> impl Iterator<Item = TextRun<'_>> + Clone;

    /// Returns the text part, wrapped at 72 columns.
    fn text(&self) -> impl Iterator<Item = TextRun<'_>> + Clone;
}

impl MessageContent for RenderedMessage {
    fn subject(&self) -> &str {
        &self.subject
    }

    fn html(&self) -> impl Iterator<Item = TextRun<'_>> + Clone {
        iter::once(TextRun::Own(&self.html))
    }

    fn text(&self) -> impl Iterator<Item = TextRun<'_>> + Clone {
        iter::once(TextRun::Own(&self.text))
    }
}

/// How many octets of its own, and how many runs, a part of most messages has at most.
const OWN_OCTETS: usize = 1_024;
const RUNS: usize = 8;

/// One part of a message as runs of lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartRuns {
    own: String,
    runs: Vec<StoredRun>,
    /// Where the own lines begin that are not a run yet.
    open_from: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum StoredRun {
    Shared(usize),
    Own(Range<usize>),
}

impl PartRuns {
    /// Creates a part without lines, with room for those of most messages.
    #[must_use]
    pub fn new() -> Self {
        Self { own: String::with_capacity(OWN_OCTETS), runs: Vec::with_capacity(RUNS), open_from: 0 }
    }

    /// Returns the lines of this message only, to which more can be appended.
    pub fn own_mut(&mut self) -> &mut String {
        &mut self.own
    }

    /// Ends the run of own lines, and appends a shared one.
    pub fn push_shared(&mut self, number: usize) {
        self.close();
        self.runs.push(StoredRun::Shared(number));
    }

    /// Ends the run of own lines.
    pub fn close(&mut self) {
        if self.open_from < self.own.len() {
            self.runs.push(StoredRun::Own(self.open_from..self.own.len()));
            self.open_from = self.own.len();
        }
    }

    /// Returns the runs in their order.
    pub fn iter(&self) -> impl Iterator<Item = TextRun<'_>> + Clone {
        self.runs.iter().map(|run| match run {
            StoredRun::Shared(number) => TextRun::Shared(*number),
            StoredRun::Own(range) => TextRun::Own(&self.own[range.clone()]),
        })
    }

    /// Returns the lines of this message only.
    #[must_use]
    pub fn own(&self) -> &str {
        &self.own
    }
}

/// A message rendered for one recipient, as runs of lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RenderedParts {
    /// The subject, on one line.
    pub subject: String,
    /// The HTML part.
    pub html: PartRuns,
    /// The text part, wrapped at 72 columns.
    pub text: PartRuns,
}

impl MessageContent for RenderedParts {
    fn subject(&self) -> &str {
        &self.subject
    }

    fn html(&self) -> impl Iterator<Item = TextRun<'_>> + Clone {
        self.html.iter()
    }

    fn text(&self) -> impl Iterator<Item = TextRun<'_>> + Clone {
        self.text.iter()
    }
}

impl From<RenderedMessage> for RenderedParts {
    /// Makes a message of its own lines only.
    fn from(message: RenderedMessage) -> Self {
        let whole = |own: String| {
            let mut part = PartRuns { own, ..PartRuns::default() };
            part.close();
            part
        };
        Self { subject: message.subject, html: whole(message.html), text: whole(message.text) }
    }
}
