//! The list of what is in a letter: its sections by their names.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use crate::template::TagPlaceholders;

/// Lists the headings of the second level, their words as events; those that only some readers get are left out.
pub(super) fn sections<'e>(events: &'e [Event<'static>], tokens: &TagPlaceholders) -> Vec<&'e [Event<'static>]> {
    let mut sections = Vec::new();
    let (mut depth, mut start) = (0, None);
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::Html(text) | Event::Text(text) => {
                depth += tokens.find(text).map(|token| token.depth_change).sum::<isize>();
            }
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) if depth == 0 => start = Some(at + 1),
            Event::End(TagEnd::Heading(_)) => {
                // What only some readers get within a heading stays there.
                let words = start.take().map(|start| &events[start..at]);
                sections.extend(words.filter(|words| depth == 0 && !words.is_empty()));
            }
            _ => {}
        }
    }
    if sections.len() > 1 { sections } else { Vec::new() }
}
