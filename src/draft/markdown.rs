//! Markdown as events, with block tags, lists and buttons put in order for both parts.

use pulldown_cmark::{Alignment, CowStr, Event, Options, Tag, TagEnd};

use super::split_lists;
use crate::template::TagPlaceholders;

/// The title that makes a link a button when it stands alone in its paragraph.
const BUTTON_CLASS: &str = "button";

/// The title that makes it a quiet one.
const QUIET_CLASS: &str = "quiet";

/// What made a link a button in the first drafts, behind it.
const BUTTON_MARKER: &str = "{.button}";

/// The title of an image that says nothing.
pub(super) const DECORATIVE_TITLE: &str = "decorative";

/// An image as a draft shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MarkdownImage {
    /// Where it is.
    pub(super) target: String,
    /// What it shows, in words.
    pub(super) alt: String,
    /// What stands below it.
    pub(super) title: String,
}

/// A link that is drawn as a button.
#[derive(Debug, Clone, Copy)]
pub(super) struct ButtonLink<'e> {
    /// Where it leads.
    pub(super) target: &'e str,
    /// The events of its words.
    pub(super) words: &'e [Event<'static>],
    /// Whether it is filled, or only framed.
    pub(super) is_primary: bool,
}

/// Puts block tags and lists in order for both parts.
pub(super) fn order_events(events: Vec<Event<'static>>, tokens: &TagPlaceholders) -> Vec<Event<'static>> {
    split_lists::join_lists(unwrap_tags(events, tokens), tokens)
}

/// Tells whether an event begins a block that keeps its place: a person clicks it to find its line.
pub(super) fn is_block_start(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Start(
            Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::Item
                | Tag::CodeBlock(_)
                | Tag::Table(_)
                | Tag::FootnoteDefinition(_)
        )
    )
}

/// Recognises a paragraph of buttons; returns them and how many events it takes.
pub(super) fn parse_buttons<'e>(events: &'e [Event<'static>]) -> Option<(Vec<ButtonLink<'e>>, usize)> {
    let [Event::Start(Tag::Paragraph), rest @ ..] = events else { return None };
    let mut buttons: Vec<ButtonLink<'e>> = Vec::new();
    let mut at = 0;
    loop {
        match rest.get(at)? {
            Event::Start(Tag::Link { dest_url, title, .. }) => {
                let end = at + rest[at..].iter().position(|event| *event == Event::End(TagEnd::Link))?;
                let marked = matches!(rest.get(end + 1), Some(Event::Text(text)) if text.trim() == BUTTON_MARKER);
                let is_primary = marked || title.trim() == BUTTON_CLASS;
                if !is_primary && title.trim() != QUIET_CLASS {
                    return None;
                }
                // One of them stands out; two would hide each other.
                let is_primary = is_primary && !buttons.iter().any(|button| button.is_primary);
                buttons.push(ButtonLink { target: dest_url, words: &rest[at + 1..end], is_primary });
                at = end + 1 + usize::from(marked);
            }
            Event::SoftBreak | Event::HardBreak => at += 1,
            Event::Text(text) if text.trim().is_empty() => at += 1,
            Event::End(TagEnd::Paragraph) if !buttons.is_empty() => return Some((buttons, at + 2)),
            _ => return None,
        }
    }
}

/// Recognises an image; returns it and how many events it takes.
pub(super) fn parse_image(events: &[Event<'static>]) -> Option<(MarkdownImage, usize)> {
    let Event::Start(Tag::Image { dest_url, title, .. }) = events.first()? else { return None };
    let mut alt = String::new();
    let mut depth = 0;
    for (at, event) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::Image { .. }) => depth += 1,
            Event::End(TagEnd::Image) => depth -= 1,
            Event::Text(text) | Event::Code(text) => alt.push_str(text),
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            _ => {}
        }
        if depth == 0 {
            let (target, title) = (dest_url.to_string(), title.trim().to_owned());
            return Some((MarkdownImage { target, alt: alt.trim().to_owned(), title }, at + 1));
        }
    }
    None
}

/// Recognises a paragraph that is an image; returns it and how many events it takes.
pub(super) fn parse_block_image(events: &[Event<'static>]) -> Option<(MarkdownImage, usize)> {
    let [Event::Start(Tag::Paragraph), rest @ ..] = events else { return None };
    let (image, length) = parse_image(rest)?;
    (rest.get(length) == Some(&Event::End(TagEnd::Paragraph))).then_some((image, length + 2))
}

/// Tells whether a table is one of figures: a label, and one or two numbers set to the right.
pub(super) fn is_figure_table(alignments: &[Alignment]) -> bool {
    matches!(alignments, [_, Alignment::Right] | [_, Alignment::Right, Alignment::Right])
}

pub(super) fn parser_options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES | Options::ENABLE_GFM
}

/// Takes block tags out of the rows and paragraphs that hold nothing else or lie wholly within them.
fn unwrap_tags(events: Vec<Event<'static>>, tokens: &TagPlaceholders) -> Vec<Event<'static>> {
    let mut out: Vec<Event<'static>> = Vec::with_capacity(events.len());
    let mut start = 0;
    for event in events {
        match event {
            Event::Start(Tag::TableRow | Tag::Paragraph) => {
                start = out.len();
                out.push(event);
            }
            Event::End(TagEnd::TableRow) => {
                let texts: Vec<_> = out[start..].iter().filter_map(event_text).collect();
                match texts.as_slice() {
                    [text] if is_silent_tags(text, tokens) => {
                        let comments = tags_as_comments(text, tokens);
                        out.truncate(start);
                        out.push(Event::Html(comments.into()));
                    }
                    _ => out.push(event),
                }
            }
            Event::End(TagEnd::Paragraph) => {
                let closing = unwrap_paragraph(&mut out[start..], tokens);
                out.push(event);
                if let Some((open, close)) = closing {
                    out.insert(start, Event::Html(open.into()));
                    out.push(Event::Html(close.into()));
                }
            }
            other => out.push(other),
        }
    }
    out
}

fn event_text<'e>(event: &'e Event<'static>) -> Option<&'e str> {
    match event {
        Event::Text(text) => Some(text),
        _ => None,
    }
}

fn is_silent_tags(text: &str, tokens: &TagPlaceholders) -> bool {
    let mut rest = text.to_owned();
    let found: Vec<_> = tokens.find(text).collect();
    for token in found.iter().rev() {
        rest.replace_range(token.start..token.end, "");
    }
    !found.is_empty() && found.iter().all(|token| token.is_standalone) && rest.trim().is_empty()
}

fn tags_as_comments(text: &str, tokens: &TagPlaceholders) -> String {
    let parts = tokens.find(text).flat_map(|token| ["<!--", &text[token.start..token.end], "-->\n"]);
    parts.collect()
}

/// Recognises a paragraph that lies wholly in one block, takes the block's tags out of it and returns them as comments.
fn unwrap_paragraph(events: &mut [Event<'static>], tokens: &TagPlaceholders) -> Option<(String, String)> {
    let last = events.len().checked_sub(1).filter(|last| *last > 0)?;
    let mut depths = Vec::new();
    for text in events.iter().filter_map(event_text) {
        depths.extend(tokens.find(text).filter(|token| token.depth_change != 0).map(|token| token.depth_change));
    }
    let mut depth = 0;
    let before_last = depths.len().checked_sub(1)?;
    for (index, change) in depths.iter().enumerate() {
        depth += change;
        if (depth <= 0) != (index == before_last) || depth < 0 {
            return None;
        }
    }
    let first = event_text(&events[1])?.to_owned();
    let opening = tokens.find(&first).next().filter(|token| token.start == 0 && token.depth_change == 1)?;
    let end = event_text(&events[last])?.to_owned();
    let closing = tokens.find(&end).last().filter(|token| token.end == end.len() && token.depth_change == -1)?;
    let pair =
        (format!("<!--{}-->\n", &first[..opening.end]), format!("<!--{}-->\n", &end[closing.start..closing.end]));
    events[last] = Event::Text(CowStr::from(end[..closing.start].to_owned()));
    let first = event_text(&events[1])?.to_owned();
    events[1] = Event::Text(CowStr::from(first[opening.end..].to_owned()));
    Some(pair)
}
