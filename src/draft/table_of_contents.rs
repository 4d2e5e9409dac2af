//! The list of what is in a letter: its sections by their numbers and names.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::template::TagPlaceholders;

/// From how many sections on a letter has a list of them.
const MIN_SECTIONS: usize = 4;

/// A section of a letter.
#[derive(Debug, Clone, Copy)]
pub(super) struct LetterSection<'e> {
    /// The index of the event at which its heading begins.
    pub(super) at: usize,
    /// The words of the heading.
    pub(super) words: &'e [Event<'static>],
}

/// Lists the headings of the second level; those that only some readers get are left out. Empty if they are few.
pub(super) fn sections<'e>(events: &'e [Event<'static>], tokens: &TagPlaceholders) -> Vec<LetterSection<'e>> {
    let mut sections = Vec::new();
    let (mut depth, mut start) = (0, None);
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::Html(text) | Event::Text(text) => {
                depth += tokens.find(text).map(|token| token.depth_change).sum::<isize>();
            }
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) if depth == 0 => start = Some(at),
            Event::End(TagEnd::Heading(_)) => {
                // What only some readers get within a heading stays there.
                let section = start.take().map(|start| LetterSection { at: start, words: &events[start + 1..at] });
                sections.extend(section.filter(|section| depth == 0 && !section.words.is_empty()));
            }
            _ => {}
        }
    }
    if sections.len() >= MIN_SECTIONS { sections } else { Vec::new() }
}

/// Returns the name of the place at which a section begins.
pub(super) fn section_anchor(number: usize) -> String {
    format!("part-{number}")
}
