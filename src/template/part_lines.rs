//! Collects what a compiled part renders as runs of lines.

use super::link_helpers::has_broken_target;
use super::shared_text::SharedText;
use crate::model::{PartRuns, TextWrapper};

/// Takes the text of a part, piece by piece.
pub(super) trait LineWriter {
    /// Appends a text between tags.
    fn push_text(&mut self, text: &SharedText);

    /// Appends what belongs to this message only.
    fn push_own(&mut self, text: &str);
}

/// A subject has no lines to share.
impl LineWriter for String {
    fn push_text(&mut self, text: &SharedText) {
        self.push_str(&text.head);
    }

    fn push_own(&mut self, text: &str) {
        self.push_str(text);
    }
}

/// The lines of the HTML part.
#[derive(Debug)]
pub(super) struct HtmlPartLines(PartRuns);

impl LineWriter for HtmlPartLines {
    fn push_text(&mut self, text: &SharedText) {
        self.push_own(&text.head);
        if let Some(lines) = &text.lines {
            self.0.push_shared(lines.number);
            self.push_own(&lines.tail);
        }
    }

    fn push_own(&mut self, text: &str) {
        self.0.own_mut().push_str(text);
    }
}

impl HtmlPartLines {
    pub(super) fn new() -> Self {
        Self(PartRuns::new())
    }

    /// Returns the runs; `None` if a link has a value that it cannot have.
    pub(super) fn finish(mut self) -> Option<PartRuns> {
        self.0.close();
        (!has_broken_target(self.0.own())).then_some(self.0)
    }
}

/// The lines of the text part, which are wrapped.
#[derive(Debug)]
pub(super) struct TextPartLines {
    runs: PartRuns,
    wrapper: TextWrapper,
    /// Own lines that are not wrapped yet.
    unwrapped: String,
    has_broken_target: bool,
}

impl LineWriter for TextPartLines {
    fn push_text(&mut self, text: &SharedText) {
        self.push_own(&text.head);
        if let Some(lines) = &text.lines {
            self.wrap_own();
            self.wrapper.begin_line(self.runs.own_mut());
            self.runs.push_shared(lines.number);
            self.push_own(&lines.tail);
        }
    }

    fn push_own(&mut self, text: &str) {
        self.unwrapped.push_str(text);
    }
}

impl TextPartLines {
    pub(super) fn new() -> Self {
        let (runs, wrapper, unwrapped) = (PartRuns::new(), TextWrapper::default(), String::with_capacity(256));
        Self { runs, wrapper, unwrapped, has_broken_target: false }
    }

    fn wrap_own(&mut self) {
        self.has_broken_target |= has_broken_target(&self.unwrapped);
        self.wrapper.wrap_lines(&self.unwrapped, self.runs.own_mut());
        self.unwrapped.clear();
    }

    /// Returns the runs; `None` if an address has a value that it cannot have.
    pub(super) fn finish(mut self) -> Option<PartRuns> {
        self.wrap_own();
        self.runs.close();
        (!self.has_broken_target).then_some(self.runs)
    }
}
