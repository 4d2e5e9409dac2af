//! Writes the pieces of a paragraph with links, bold, struck and slanted words.

use std::fmt::Write as _;
use std::ops::Range;

use super::blocks::{Inline, InlineKind, SourceDocument, TextFormat};
use super::markdown_escapes::{escape_address, escape_words};

/// The layers of a format from the outermost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FormatLayer {
    Link,
    Bold,
    Struck,
    Slanted,
}

impl FormatLayer {
    fn inner(self) -> Option<Self> {
        match self {
            Self::Link => Some(Self::Bold),
            Self::Bold => Some(Self::Struck),
            Self::Struck => Some(Self::Slanted),
            Self::Slanted => None,
        }
    }
}

/// Writes the pieces of a paragraph.
pub(super) struct EmphasisWriter<'d> {
    pub(super) document: &'d SourceDocument,
    /// The names of the pictures.
    pub(super) names: &'d [String],
    /// The notes in the order of their references.
    pub(super) note_order: &'d [usize],
    /// Whether the words are Markdown already.
    pub(super) is_raw: bool,
}

impl EmphasisWriter<'_> {
    /// Writes a paragraph in one line, or in several with a `\` at the end of each but the last.
    pub(super) fn write(&self, text: &[Inline]) -> String {
        let pieces = if self.is_raw { text.to_vec() } else { tighten(text) };
        let mut out = String::new();
        self.write_layer(&pieces, FormatLayer::Link, &mut out, None);
        out
    }

    /// Writes pieces by the layer of their format; `behind` is the first character that follows them.
    fn write_layer(&self, pieces: &[Inline], layer: FormatLayer, out: &mut String, behind: Option<char>) {
        for group in pieces.chunk_by(|one, two| same_layer(&one.format, &two.format, layer)) {
            let Some(first) = group.first() else { continue };
            let end = group.as_ptr_range().end;
            let next = pieces.iter().find(|piece| std::ptr::from_ref(*piece) >= end);
            let next = match next {
                // The sign of its layer comes before the words of what follows.
                Some(piece) if has_layer(&piece.format, layer) => Some('*'),
                Some(piece) => first_char(piece),
                None => behind,
            };
            let inner = |out: &mut String, next: Option<char>| match layer.inner() {
                Some(inner) => self.write_layer(group, inner, out, next),
                None => group.iter().for_each(|piece| self.write_piece(piece, out)),
            };
            match layer {
                FormatLayer::Link => match &first.format.link {
                    Some(address) => self.write_link(group, address, out),
                    None => inner(out, next),
                },
                FormatLayer::Bold if first.format.bold => {
                    out.push_str("**");
                    inner(out, Some('*'));
                    out.push_str("**");
                }
                FormatLayer::Struck if first.format.struck => {
                    out.push_str("~~");
                    inner(out, Some('~'));
                    out.push_str("~~");
                }
                FormatLayer::Slanted if first.format.slanted => {
                    let is_within = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                    // `_` does nothing within a word.
                    let sign = if is_within(out.chars().next_back()) || is_within(next) { '*' } else { '_' };
                    out.push(sign);
                    inner(out, Some(sign));
                    out.push(sign);
                }
                _ => inner(out, next),
            }
        }
    }

    fn write_link(&self, group: &[Inline], address: &str, out: &mut String) {
        let words: String = group.iter().map(Inline::words).collect();
        let is_plain = group.iter().all(|piece| {
            matches!(piece.kind, InlineKind::Text(_))
                && piece.format == TextFormat { link: Some(address.to_owned()), ..TextFormat::default() }
        });
        let shown = address.strip_prefix("mailto:").unwrap_or(address);
        let is_mail = shown.len() < address.len();
        let is_whole = is_mail || address.starts_with("http");
        if is_plain && is_whole && words == shown && !words.contains(['<', '>', ' ', '{', '\\']) {
            let _ = write!(out, "<{words}>");
            return;
        }
        out.push('[');
        self.write_layer(group, FormatLayer::Bold, out, Some(']'));
        let _ = write!(out, "]({})", escape_address(address));
    }

    fn write_piece(&self, piece: &Inline, out: &mut String) {
        match &piece.kind {
            InlineKind::Text(text) if self.is_raw => out.push_str(text),
            InlineKind::Text(text) => {
                let before = out.chars().next_back();
                out.push_str(&escape_words(text, before));
            }
            InlineKind::Field(name) => out.extend(["{{", name, "}}"]),
            InlineKind::Break => out.push_str("\\\n"),
            InlineKind::Note(index) => {
                let number = self.note_order.iter().position(|other| other == index).map_or(1, |at| at + 1);
                let _ = write!(out, "[^{number}]");
            }
            InlineKind::Picture(index) => {
                let Some(picture) = self.document.pictures.get(*index) else { return };
                let name = self.names.get(*index).map_or("", String::as_str);
                let words = picture.description.split_whitespace().collect::<Vec<_>>().join(" ");
                let words = escape_words(&words, None);
                let title = if picture.is_decorative { " \"decorative\"" } else { "" };
                let _ = write!(out, "![{words}]({name}{title})");
            }
        }
    }
}

fn same_layer(one: &TextFormat, two: &TextFormat, layer: FormatLayer) -> bool {
    match layer {
        FormatLayer::Link => one.link == two.link,
        FormatLayer::Bold => one.bold == two.bold,
        FormatLayer::Struck => one.struck == two.struck,
        FormatLayer::Slanted => one.slanted == two.slanted,
    }
}

/// Returns the first character of a piece as far as Markdown looks at it.
fn first_char(piece: &Inline) -> Option<char> {
    match &piece.kind {
        InlineKind::Text(text) => text.chars().next(),
        InlineKind::Field(_) => Some('{'),
        InlineKind::Break => Some('\n'),
        InlineKind::Note(_) | InlineKind::Picture(_) => Some('['),
    }
}

/// A character of a paragraph with its format, or another piece.
struct PlacedChar {
    /// The character as Markdown sees it.
    seen: char,
    inline: Inline,
}

/// Takes emphasis off the signs at its edges that Markdown would not let it begin or end at, and off white space.
fn tighten(text: &[Inline]) -> Vec<Inline> {
    let mut chars: Vec<PlacedChar> = Vec::new();
    for piece in text {
        match &piece.kind {
            InlineKind::Text(words) => chars
                .extend(words.chars().map(|c| PlacedChar { seen: c, inline: Inline::text(c, piece.format.clone()) })),
            _ => chars.push(PlacedChar { seen: first_char(piece).unwrap_or(' '), inline: piece.clone() }),
        }
    }
    for layer in [FormatLayer::Bold, FormatLayer::Struck, FormatLayer::Slanted] {
        tighten_layer(&mut chars, layer);
    }
    drop_nested(&mut chars);
    join(chars)
}

fn has_layer(format: &TextFormat, layer: FormatLayer) -> bool {
    match layer {
        FormatLayer::Link => format.link.is_some(),
        FormatLayer::Bold => format.bold,
        FormatLayer::Struck => format.struck,
        FormatLayer::Slanted => format.slanted,
    }
}

fn clear_layer(format: &mut TextFormat, layer: FormatLayer) {
    match layer {
        FormatLayer::Link => format.link = None,
        FormatLayer::Bold => format.bold = false,
        FormatLayer::Struck => format.struck = false,
        FormatLayer::Slanted => format.slanted = false,
    }
}

/// Returns whether two characters are in one group of a layer: the layers around it are the same, too.
fn is_same_group(one: &TextFormat, two: &TextFormat, layer: FormatLayer) -> bool {
    let layers = [FormatLayer::Link, FormatLayer::Bold, FormatLayer::Struck, FormatLayer::Slanted];
    let outer = layers.iter().take_while(|other| **other != layer);
    outer.chain([&layer]).all(|layer| same_layer(one, two, *layer))
}

fn tighten_layer(chars: &mut [PlacedChar], layer: FormatLayer) {
    let mut start = 0;
    while let Some(first) = chars.get(start).map(|c| c.inline.format.clone()) {
        let is_in = |c: &&PlacedChar| is_same_group(&c.inline.format, &first, layer);
        let length = chars.get(start..).unwrap_or_default().iter().take_while(is_in).count().max(1);
        if has_layer(&first, layer) {
            tighten_group(chars, start..start + length, &first, layer);
        }
        start += length;
    }
}

fn tighten_group(chars: &mut [PlacedChar], group: Range<usize>, format: &TextFormat, layer: FormatLayer) {
    let Range { start: mut from, end: mut to } = group;
    // The signs of other layers stand between these words and those around them.
    let is_word = |at: Option<usize>| {
        at.and_then(|at| chars.get(at)).is_some_and(|c| {
            let outer = |layer| same_layer(&c.inline.format, format, layer);
            let is_direct = match layer {
                FormatLayer::Link | FormatLayer::Bold => outer(FormatLayer::Link),
                FormatLayer::Struck => outer(FormatLayer::Link) && outer(FormatLayer::Bold),
                FormatLayer::Slanted => {
                    outer(FormatLayer::Link) && outer(FormatLayer::Bold) && outer(FormatLayer::Struck)
                }
            };
            is_direct && !c.seen.is_whitespace() && !is_punctuation(c.seen)
        })
    };
    let seen = |at: usize| chars.get(at).map_or(' ', |c| c.seen);
    while from < to {
        let c = seen(from);
        if !(c.is_whitespace() || (is_punctuation(c) && is_word(from.checked_sub(1)))) {
            break;
        }
        from += 1;
    }
    while to > from {
        let c = seen(to - 1);
        if !(c.is_whitespace() || (is_punctuation(c) && is_word(Some(to)))) {
            break;
        }
        to -= 1;
    }
    for (at, c) in chars.iter_mut().enumerate().take(group.end).skip(group.start) {
        if at < from || at >= to {
            clear_layer(&mut c.inline.format, layer);
        }
    }
}

/// Within a word, one kind of emphasis is all that Markdown can have.
fn drop_nested(chars: &mut [PlacedChar]) {
    let count =
        |format: &TextFormat| usize::from(format.bold) + usize::from(format.struck) + usize::from(format.slanted);
    for at in 1..chars.len() {
        let Some([one, two]) = chars.get(at - 1..=at) else { continue };
        let is_word = |c: &PlacedChar| c.seen.is_alphanumeric();
        if !is_word(one) || !is_word(two) || one.inline.format.link != two.inline.format.link {
            continue;
        }
        let (left, right) = (count(&one.inline.format), count(&two.inline.format));
        let format_left = one.inline.format.clone();
        let format_right = two.inline.format.clone();
        if format_left == format_right || left.max(right) < 2 {
            continue;
        }
        let (deep, range): (TextFormat, Vec<usize>) = if left > right {
            (format_left.clone(), (0..at).rev().take_while(|i| chars[*i].inline.format == format_left).collect())
        } else {
            let end = chars.len();
            (format_right.clone(), (at..end).take_while(|i| chars[*i].inline.format == format_right).collect())
        };
        let kept = TextFormat { struck: deep.struck && !deep.bold, slanted: false, ..deep };
        for i in range {
            if let Some(c) = chars.get_mut(i) {
                c.inline.format = kept.clone();
            }
        }
    }
}

fn join(chars: Vec<PlacedChar>) -> Vec<Inline> {
    let mut pieces: Vec<Inline> = Vec::new();
    for PlacedChar { inline, .. } in chars {
        match (pieces.last_mut(), &inline.kind) {
            (Some(Inline { kind: InlineKind::Text(text), format }), InlineKind::Text(more))
                if *format == inline.format =>
            {
                text.push_str(more);
            }
            _ => pieces.push(inline),
        }
    }
    pieces
}

/// Tells whether Markdown takes a character for punctuation (`CommonMark` §2.1: P and S).
fn is_punctuation(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() && !matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}')
}
