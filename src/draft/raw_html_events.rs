//! Raw HTML as the Markdown that says the same, for the text part.

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::html_elements::decode_entities;
use crate::model::{attribute_value, start_tag_length};
use crate::template::TagPlaceholders;

/// The elements whose content is not text of the letter.
const SILENT_ELEMENTS: &[&str] = &["style", "script", "title", "template", "noscript"];

/// The elements that stand on lines of their own.
const BLOCK_ELEMENTS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dl",
    "dt",
    "div",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];

/// Returns the events of a whole block of HTML, each with the byte at which it begins.
pub(super) fn block_events(html: &str, tokens: &TagPlaceholders) -> Vec<(usize, Event<'static>)> {
    let is_same_for_all = tokens.find(html).all(|token| token.depth_change == 0);
    let mut block = HtmlBlock { is_same_for_all, counters: Vec::new(), is_preformatted: false };
    let mut events = Vec::new();
    let mut at = 0;
    while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
        let length = rest.find('<').filter(|words| *words > 0).unwrap_or_else(|| piece_length(rest));
        let (piece, behind) = rest.split_at(length);
        if piece.starts_with("<!--") {
            events.push((at, Event::Html(piece.to_owned().into())));
        } else if piece.starts_with('<') && length > 1 {
            events.extend(block.tag_event(piece).map(|event| (at, event)));
            at += silent_length(piece, behind);
        } else if block.is_preformatted {
            // A line break behind `<pre>` is no line of its own.
            let is_first = matches!(events.last(), Some((_, Event::Start(Tag::CodeBlock(_)))));
            let lines = piece.strip_prefix('\n').filter(|_| is_first).unwrap_or(piece);
            events.push((at, Event::Text(decode_entities(lines).into())));
        } else {
            events.push((at, words_event(piece)));
        }
        at += length;
    }
    events.extend(block.is_preformatted.then_some((html.len(), Event::End(TagEnd::CodeBlock))));
    events
}

/// What is open in a block of HTML.
#[derive(Debug)]
struct HtmlBlock {
    /// Whether no field decides which items a list has.
    is_same_for_all: bool,
    /// The next number of each list; `None` if its items have none.
    counters: Vec<Option<u64>>,
    is_preformatted: bool,
}

impl HtmlBlock {
    /// Returns what a tag means.
    fn tag_event(&mut self, tag: &str) -> Option<Event<'static>> {
        let closes = tag.starts_with("</");
        match tag_name(tag).as_str() {
            "ol" | "ul" if closes => drop(self.counters.pop()),
            "ol" => {
                let first = attribute_value(tag, "start").map_or(Some(1), |first| first.trim().parse().ok());
                self.counters.push(first.filter(|_| self.is_same_for_all));
            }
            "ul" => self.counters.push(None),
            "li" if !closes => {
                if let Some(Some(number)) = self.counters.last_mut() {
                    *number = number.saturating_add(1);
                    return Some(Event::Text(format!("\n{}. ", *number - 1).into()));
                }
            }
            "pre" if closes == self.is_preformatted => {
                self.is_preformatted = !closes;
                let start = Event::Start(Tag::CodeBlock(CodeBlockKind::Indented));
                return Some(if closes { Event::End(TagEnd::CodeBlock) } else { start });
            }
            _ => {}
        }
        tag_event(tag)
    }
}

/// Returns what a single tag within a paragraph means.
pub(super) fn tag_event(tag: &str) -> Option<Event<'static>> {
    let closes = tag.starts_with("</");
    let inline = |start: Tag<'static>, end: TagEnd| Some(if closes { Event::End(end) } else { Event::Start(start) });
    match tag_name(tag).as_str() {
        "a" if closes => Some(Event::End(TagEnd::Link)),
        "a" => attribute_value(tag, "href").map(|target| {
            let (dest_url, title, id) = (decode_entities(target.trim()).into(), "".into(), "".into());
            Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, id })
        }),
        "b" | "strong" => inline(Tag::Strong, TagEnd::Strong),
        "i" | "em" => inline(Tag::Emphasis, TagEnd::Emphasis),
        "del" | "s" | "strike" => inline(Tag::Strikethrough, TagEnd::Strikethrough),
        "br" => Some(Event::HardBreak),
        "tr" if !closes => Some(Event::HardBreak),
        "td" | "th" if !closes => Some(Event::Text("  ".into())),
        "li" if !closes => Some(Event::Text("\n- ".into())),
        "hr" => Some(Event::Rule),
        name if BLOCK_ELEMENTS.contains(&name) => Some(Event::End(TagEnd::Paragraph)),
        _ => None,
    }
}

fn words_event(html: &str) -> Event<'static> {
    let mut words = decode_entities(html).split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    if html.starts_with(|c: char| c.is_ascii_whitespace()) {
        words.insert(0, ' ');
    }
    if html.ends_with(|c: char| c.is_ascii_whitespace()) && words.len() > 1 {
        words.push(' ');
    }
    Event::Text(words.into())
}

/// Returns the length of the comment, the tag or the words at the beginning of a text.
fn piece_length(html: &str) -> usize {
    if html.starts_with("<!--") {
        return html.find("-->").map_or(html.len(), |end| end + 3);
    }
    let Some(rest) = html.strip_prefix('<') else { return html.len() };
    if rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        start_tag_length(html).unwrap_or(html.len())
    } else {
        1
    }
}

/// Returns the length of what is behind a tag and no text of the letter.
fn silent_length(tag: &str, behind: &str) -> usize {
    let name = tag_name(tag);
    if tag.starts_with("</") || !SILENT_ELEMENTS.contains(&name.as_str()) {
        return 0;
    }
    let mut ends = behind.match_indices("</").map(|(at, _)| at);
    ends.find(|at| tag_name(&behind[*at..]) == name).unwrap_or(behind.len())
}

fn tag_name(tag: &str) -> String {
    let name = tag.trim_start_matches(['<', '/']);
    name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::template::TemplateSource;

    fn events(html: &str) -> Vec<(usize, Event<'static>)> {
        let (tokens, html) = TagPlaceholders::from_text(&TemplateSource::parse(html).unwrap());
        block_events(&html, &tokens)
    }

    #[test]
    fn open_quotes_and_brackets_end_with_the_text() {
        assert_eq!(events("a < b <a title=\"x").len(), 3);
        assert_eq!(events("<style>p{}</style>x<script>y"), [(18, Event::Text("x".into()))]);
        assert_eq!(events("</pre><pre>").last(), Some(&(11, Event::End(TagEnd::CodeBlock))));
    }
}
