//! A scanner that determines whether a position in HTML is content, an attribute value or a comment.

/// The kind of position in an HTML source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkupPosition {
    /// Between elements, where a comment would be allowed.
    Content,
    /// Inside an attribute value.
    AttributeValue {
        /// The byte offset where the value begins.
        start: usize,
        /// Whether the value is a URL that is fetched or followed.
        is_link_target: bool,
    },
    /// Where only text is allowed: in a comment or a title.
    Text,
    /// In a tag outside of attribute values, in a style sheet or a script: a value there could become markup.
    Markup,
}

#[derive(Debug, Clone, Copy)]
enum MarkupState {
    Content,
    Comment,
    Raw(&'static str),
    Element { start: usize },
    Value { element: usize, start: usize, quote: Option<u8>, is_link_target: bool },
}

/// The attributes whose values are URLs that are fetched or followed.
const LINK_ATTRIBUTES: &[&str] = &["href", "src", "action", "formaction", "background", "poster", "xlink:href"];

/// The elements that contain only text.
const RAW_TEXT_ELEMENTS: &[&str] =
    &["title", "style", "textarea", "script", "noscript", "noembed", "noframes", "iframe", "xmp", PLAINTEXT_ELEMENT];

/// The element that turns the rest of a document into text.
const PLAINTEXT_ELEMENT: &str = "plaintext";

/// Scans HTML from its beginning and reports the kind of each position.
#[derive(Debug, Clone, Copy)]
pub struct MarkupScanner<'h> {
    html: &'h str,
    state: MarkupState,
    position: usize,
}

impl<'h> MarkupScanner<'h> {
    /// Creates a scanner at the beginning of an HTML source.
    #[must_use]
    pub fn new(html: &'h str) -> Self {
        Self { html, state: MarkupState::Content, position: 0 }
    }

    /// Advances to a byte offset and returns the kind of that position.
    pub fn advance_to(&mut self, byte: usize) -> MarkupPosition {
        self.state = advance_state(self.html, self.state, self.position, byte, &mut |_| {});
        self.position = self.position.max(byte);
        match self.state {
            MarkupState::Content => MarkupPosition::Content,
            MarkupState::Value { start, is_link_target, .. } => {
                MarkupPosition::AttributeValue { start, is_link_target }
            }
            MarkupState::Element { .. } | MarkupState::Raw("style" | "script") => MarkupPosition::Markup,
            MarkupState::Comment | MarkupState::Raw(_) => MarkupPosition::Text,
        }
    }

    /// Skips to a byte offset without scanning: a template tag is not markup.
    pub fn skip_to(&mut self, byte: usize) {
        self.position = byte;
    }

    /// Scans to the end and returns the opening of an unclosed comment or text-only element, which hides the rest.
    #[must_use]
    pub fn unclosed_construct(mut self) -> Option<&'static str> {
        self.advance_to(self.html.len());
        match self.state {
            MarkupState::Comment => Some("<!--"),
            MarkupState::Raw(name) => Some(name),
            MarkupState::Content | MarkupState::Element { .. } | MarkupState::Value { .. } => None,
        }
    }
}

/// Calls `see` with the byte offset of each start tag and end tag.
pub fn for_each_element(html: &str, mut see: impl FnMut(usize)) {
    advance_state(html, MarkupState::Content, 0, html.len(), &mut see);
}

/// Returns the length of the start tag at the beginning of a text, in bytes; `None` if it does not end.
#[must_use]
pub fn start_tag_length(html: &str) -> Option<usize> {
    let mut quote = None;
    html.bytes()
        .position(|byte| match (quote, byte) {
            (None, b'>') => true,
            (None, b'"' | b'\'') => {
                quote = Some(byte);
                false
            }
            (Some(open), byte) if byte == open => {
                quote = None;
                false
            }
            _ => false,
        })
        .map(|at| at + 1)
}

fn advance_state(
    html: &str,
    mut state: MarkupState,
    from: usize,
    to: usize,
    see: &mut impl FnMut(usize),
) -> MarkupState {
    let bytes = html.as_bytes();
    let mut at = from;
    while at < to {
        let byte = bytes[at];
        state = match state {
            MarkupState::Content if bytes[at..].starts_with(b"<!--") => MarkupState::Comment,
            MarkupState::Content
                if byte == b'<' && bytes.get(at + 1).is_some_and(|next| !next.is_ascii_whitespace()) =>
            {
                see(at);
                MarkupState::Element { start: at }
            }
            MarkupState::Comment if byte == b'>' && (bytes[..at].ends_with(b"--") || bytes[..at].ends_with(b"--!")) => {
                MarkupState::Content
            }
            MarkupState::Raw(name) if name != PLAINTEXT_ELEMENT && starts_tag(&bytes[at..], b"</", name) => {
                see(at);
                MarkupState::Element { start: at }
            }
            MarkupState::Element { start } if byte == b'>' => {
                let raw = RAW_TEXT_ELEMENTS.iter().find(|name| starts_tag(&bytes[start..], b"<", name));
                raw.map_or(MarkupState::Content, |name| MarkupState::Raw(name))
            }
            MarkupState::Element { start } if byte == b'=' => {
                let value = at + 1 + bytes[at + 1..to].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                let quote = bytes.get(value).copied().filter(|byte| matches!(byte, b'"' | b'\'') && value < to);
                let target = is_target(&bytes[start..at]);
                let begin = value + usize::from(quote.is_some());
                at = begin.saturating_sub(1);
                MarkupState::Value { element: start, start: begin, quote, is_link_target: target }
            }
            MarkupState::Value { element, quote: Some(quote), .. } if byte == quote => {
                MarkupState::Element { start: element }
            }
            MarkupState::Value { element, quote: None, .. } if byte == b'>' => {
                at -= 1;
                MarkupState::Element { start: element }
            }
            MarkupState::Value { element, quote: None, .. } if byte.is_ascii_whitespace() => {
                MarkupState::Element { start: element }
            }
            other => other,
        };
        at += 1;
    }
    state
}

/// Returns whether the last attribute name in an unfinished start tag takes a URL.
fn is_target(element: &[u8]) -> bool {
    let element = element.trim_ascii_end();
    let apart = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'/');
    let name = element.rsplit(apart).next().unwrap_or_default();
    LINK_ATTRIBUTES.iter().any(|target| target.as_bytes().eq_ignore_ascii_case(name))
}

fn starts_tag(bytes: &[u8], bracket: &[u8], name: &str) -> bool {
    let Some(rest) = bytes.strip_prefix(bracket) else { return false };
    rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
        && rest.get(name.len()).is_none_or(|next| !next.is_ascii_alphanumeric())
}
