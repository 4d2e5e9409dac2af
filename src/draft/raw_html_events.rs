//! Raw HTML as the Markdown that says the same, for the text part.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::html_elements::decode_entities;
use crate::model::is_block_element;

/// The elements whose content is not text of the letter.
const SILENT_ELEMENTS: &[&str] = &["style", "script", "title", "template", "noscript"];

/// Returns the events of a whole block of HTML.
pub(super) fn block_events(html: &str) -> Vec<Event<'static>> {
    let mut events = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push_words(&rest[..at], &mut events);
        rest = &rest[at..];
        let length = tag_length(rest);
        let tag = &rest[..length];
        rest = &rest[length..];
        if tag.starts_with("<!--") {
            events.push(Event::Html(tag.to_owned().into()));
        } else if length == 1 {
            events.push(Event::Text("<".into()));
        } else {
            events.extend(tag_event(tag));
            let name = tag_name(tag);
            if SILENT_ELEMENTS.contains(&name.as_str()) && !tag.starts_with("</") {
                let end = rest.to_ascii_lowercase().find(&format!("</{name}"));
                rest = &rest[end.unwrap_or(rest.len())..];
            }
        }
    }
    push_words(rest, &mut events);
    events
}

/// Returns what a single tag within a paragraph means.
pub(super) fn tag_event(tag: &str) -> Option<Event<'static>> {
    let closes = tag.starts_with("</");
    let inline = |start: Tag<'static>, end: TagEnd| Some(if closes { Event::End(end) } else { Event::Start(start) });
    match tag_name(tag).as_str() {
        "a" if closes => Some(Event::End(TagEnd::Link)),
        "a" => attribute(tag, "href").map(|target| {
            let (dest_url, title, id) = (target.into(), "".into(), "".into());
            Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, id })
        }),
        "b" | "strong" => inline(Tag::Strong, TagEnd::Strong),
        "i" | "em" => inline(Tag::Emphasis, TagEnd::Emphasis),
        "del" | "s" | "strike" => inline(Tag::Strikethrough, TagEnd::Strikethrough),
        "br" => Some(Event::HardBreak),
        "tr" if !closes => Some(Event::HardBreak),
        "td" | "th" if !closes => Some(Event::Text("  ".into())),
        "li" => (!closes).then(|| Event::Text("\n- ".into())),
        "hr" => Some(Event::Rule),
        name if is_block_element(name) => Some(Event::End(TagEnd::Paragraph)),
        _ => None,
    }
}

fn push_words(html: &str, events: &mut Vec<Event<'static>>) {
    if html.is_empty() {
        return;
    }
    let mut words = decode_entities(html).split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    if html.starts_with(|c: char| c.is_ascii_whitespace()) {
        words.insert(0, ' ');
    }
    if html.ends_with(|c: char| c.is_ascii_whitespace()) && words.len() > 1 {
        words.push(' ');
    }
    events.push(Event::Text(words.into()));
}

/// Returns the length of the tag or comment at the beginning of a text; 1 if it is only an angle bracket.
fn tag_length(html: &str) -> usize {
    if html.starts_with("<!--") {
        return html.find("-->").map_or(html.len(), |end| end + 3);
    }
    if !html[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        return 1;
    }
    let mut quote = None;
    for (at, c) in html.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    html.len()
}

fn tag_name(tag: &str) -> String {
    let name = tag.trim_start_matches(['<', '/']);
    name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase()
}

/// Returns the value of an attribute.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let mut starts = lower.match_indices(name).map(|(at, _)| at);
    let start = starts.find(|at| {
        let behind = lower[at + name.len()..].trim_start();
        lower[..*at].ends_with(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'')) && behind.starts_with('=')
    })?;
    let value = tag[start + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split(|c: char| c.is_ascii_whitespace() || c == '>').next()?,
    };
    Some(decode_entities(value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_in_any_form() {
        for (tag, value) in [
            ("<a href=\"x?a&amp;b\">", Some("x?a&b")),
            ("<A class=a HREF = 'y'>", Some("y")),
            ("<a href=z title=t>", Some("z")),
            ("<a data-href=\"x\">", None),
            ("<a>", None),
        ] {
            assert_eq!(attribute(tag, "href").as_deref(), value, "{tag}");
        }
    }

    #[test]
    fn open_quotes_and_brackets_end_with_the_text() {
        assert_eq!(block_events("a < b <a title=\"x").len(), 3);
        assert_eq!(block_events("<style>p{}</style>x<script>y").len(), 1);
    }
}
