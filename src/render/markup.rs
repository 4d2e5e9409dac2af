//! Tells for each tag of an HTML source where in the markup it stands.

use super::tags::{Tag, tags};

/// Where in the markup a tag stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    /// Between elements, where a comment could stand.
    Content,
    /// In an attribute's value that begins at `start`, in bytes.
    Value {
        /// Where the value begins.
        start: usize,
        /// Whether the value is fetched or followed.
        target: bool,
    },
    /// Where only text can stand: in a comment, in a title, in a start tag.
    Text,
}

#[derive(Clone, Copy)]
enum State {
    Content,
    Comment,
    Raw(&'static str),
    Element { start: usize },
    Value { element: usize, start: usize, quote: Option<u8>, target: bool },
}

/// The attributes whose value is fetched or followed.
const TARGETS: &[&str] = &["href", "src", "action", "formaction", "background", "poster", "xlink:href"];

/// The elements that hold text alone.
const RAW: &[&str] =
    &["title", "style", "textarea", "script", "noscript", "noembed", "noframes", "iframe", "xmp", PLAINTEXT];

/// The element that holds all the rest of a document.
const PLAINTEXT: &str = "plaintext";

/// Tells for each tag where it stands.
pub(super) fn spots(html: &str, tags: &[Tag<'_>]) -> Vec<Spot> {
    let mut spots = Vec::with_capacity(tags.len());
    let mut state = State::Content;
    let mut at = 0;
    for tag in tags {
        state = advance(html, state, at, tag.start, &mut |_| {});
        spots.push(match state {
            State::Content => Spot::Content,
            State::Value { start, target, .. } => Spot::Value { start, target },
            State::Comment | State::Raw(_) | State::Element { .. } => Spot::Text,
        });
        at = tag.end;
    }
    spots
}

/// Returns the beginning of what hides the rest of an HTML source: a comment, or an element that holds text alone.
#[must_use]
pub fn left_open(html: &str) -> Option<&'static str> {
    let mut state = State::Content;
    let mut at = 0;
    for tag in tags(html).ok()? {
        state = advance(html, state, at, tag.start, &mut |_| {});
        at = tag.end;
    }
    match advance(html, state, at, html.len(), &mut |_| {}) {
        State::Comment => Some("<!--"),
        State::Raw(name) => Some(name),
        State::Content | State::Element { .. } | State::Value { .. } => None,
    }
}

/// Tells `see` where each start tag and end tag begins, in bytes.
pub(super) fn elements(html: &str, mut see: impl FnMut(usize)) {
    advance(html, State::Content, 0, html.len(), &mut see);
}

fn advance(html: &str, mut state: State, from: usize, to: usize, see: &mut impl FnMut(usize)) -> State {
    let bytes = html.as_bytes();
    let mut at = from;
    while at < to {
        let byte = bytes[at];
        state = match state {
            State::Content if bytes[at..].starts_with(b"<!--") => State::Comment,
            State::Content if byte == b'<' && bytes.get(at + 1).is_some_and(|next| !next.is_ascii_whitespace()) => {
                see(at);
                State::Element { start: at }
            }
            State::Comment if byte == b'>' && (bytes[..at].ends_with(b"--") || bytes[..at].ends_with(b"--!")) => {
                State::Content
            }
            State::Raw(name) if name != PLAINTEXT && opens(&bytes[at..], b"</", name) => {
                see(at);
                State::Element { start: at }
            }
            State::Element { start } if byte == b'>' => {
                let raw = RAW.iter().find(|name| opens(&bytes[start..], b"<", name));
                raw.map_or(State::Content, |name| State::Raw(name))
            }
            State::Element { start } if byte == b'=' => {
                let value = at + 1 + bytes[at + 1..to].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                let quote = bytes.get(value).copied().filter(|byte| matches!(byte, b'"' | b'\'') && value < to);
                let target = is_target(&bytes[start..at]);
                let begin = value + usize::from(quote.is_some());
                at = begin.saturating_sub(1);
                State::Value { element: start, start: begin, quote, target }
            }
            State::Value { element, quote: Some(quote), .. } if byte == quote => State::Element { start: element },
            State::Value { element, quote: None, .. } if byte == b'>' => {
                at -= 1;
                State::Element { start: element }
            }
            State::Value { element, quote: None, .. } if byte.is_ascii_whitespace() => {
                State::Element { start: element }
            }
            other => other,
        };
        at += 1;
    }
    state
}

/// Tells whether the last attribute's name in an unfinished start tag is one that is followed.
fn is_target(element: &[u8]) -> bool {
    let element = element.trim_ascii_end();
    let apart = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'/');
    let name = element.rsplit(apart).next().unwrap_or_default();
    TARGETS.iter().any(|target| target.as_bytes().eq_ignore_ascii_case(name))
}

fn opens(bytes: &[u8], bracket: &[u8], name: &str) -> bool {
    let Some(rest) = bytes.strip_prefix(bracket) else { return false };
    rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
        && rest.get(name.len()).is_none_or(|next| !next.is_ascii_alphanumeric())
}
