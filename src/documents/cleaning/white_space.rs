//! White space within a paragraph: one space, none at the ends of lines.

use crate::documents::blocks::{Inline, InlineKind, TextFormat};

/// The bullet that is left of one that is in no list.
const PLAIN_BULLET: char = '•';

/// Puts the white space of a paragraph in order and joins pieces of one format.
pub(in crate::documents) fn normalize_spaces(text: &mut Vec<Inline>) {
    let mut line = SpaceWriter::default();
    for inline in std::mem::take(text) {
        match inline.kind {
            InlineKind::Text(words) => words.chars().for_each(|c| line.push_char(c, &inline.format)),
            InlineKind::Break => line.push_break(inline.format),
            kind => line.push_piece(Inline { kind, format: inline.format }),
        }
    }
    while matches!(line.out.last(), Some(Inline { kind: InlineKind::Break, .. })) {
        line.out.pop();
    }
    *text = line.out;
}

#[derive(Default)]
struct SpaceWriter {
    out: Vec<Inline>,
    /// White space that is written if something follows.
    space: String,
}

impl SpaceWriter {
    fn push_char(&mut self, c: char, format: &TextFormat) {
        if c.is_whitespace() {
            self.space.push(c);
            return;
        }
        self.write_space(format);
        let c = if matches!(c, '\u{e000}'..='\u{f8ff}') { PLAIN_BULLET } else { c };
        self.push_text(c, format.clone());
    }

    fn push_piece(&mut self, inline: Inline) {
        self.write_space(&inline.format);
        self.out.push(inline);
    }

    fn push_break(&mut self, format: TextFormat) {
        self.space.clear();
        // Nothing is above the first line, and no line is empty.
        if !matches!(self.out.last(), None | Some(Inline { kind: InlineKind::Break, .. })) {
            self.out.push(Inline { kind: InlineKind::Break, format });
        }
    }

    /// Writes one space between what was written and what follows.
    fn write_space(&mut self, next: &TextFormat) {
        let space = std::mem::take(&mut self.space);
        let Some(last) = self.out.last() else { return };
        if space.is_empty() || last.kind == InlineKind::Break {
            return;
        }
        let mut signs = space.chars();
        let sign = match (signs.next(), signs.next()) {
            (Some(sign @ ('\u{a0}' | '\u{202f}')), None) => sign,
            _ => ' ',
        };
        let format = if last.format == *next {
            next.clone()
        } else {
            TextFormat {
                bold: last.format.bold && next.bold,
                slanted: last.format.slanted && next.slanted,
                struck: last.format.struck && next.struck,
                link: last.format.link.clone().filter(|link| next.link.as_ref() == Some(link)),
            }
        };
        self.push_text(sign, format);
    }

    fn push_text(&mut self, c: char, format: TextFormat) {
        match self.out.last_mut() {
            Some(Inline { kind: InlineKind::Text(text), format: last }) if *last == format => text.push(c),
            _ => self.out.push(Inline::text(c, format)),
        }
    }
}
