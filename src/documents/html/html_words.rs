//! The words, notes and pictures within a paragraph of HTML.

use super::super::element::Element;
use super::block_reader::HtmlReader;
use super::html_format::HtmlFormat;
use super::html_notes::is_back_link;
use crate::documents::ChangeKind;
use crate::documents::blocks::{Block, Inline, InlineKind, SourcePicture, TextFormat};
use crate::documents::document_change::first_words;
use crate::documents::pictures::picture_from_data;

impl HtmlReader<'_> {
    pub(super) fn walk_link(&mut self, element: &Element, format: &HtmlFormat, out: &mut Vec<Block>) {
        let address = element.attribute("href").unwrap_or_default();
        if is_back_link(address) {
            return;
        }
        let Some(key) = self.notes.key_of(address) else {
            self.walk_children(element, format, out);
            return;
        };
        let index = if let Some(index) = self.notes.read.get(&key) {
            *index
        } else {
            let index = self.document.notes.len();
            self.document.notes.push(Vec::new());
            self.notes.read.insert(key.clone(), index);
            if let Some(body) = self.notes.body(&key) {
                let place = self.place;
                let mut blocks = Vec::new();
                self.read_inner(body, &HtmlFormat::default(), &mut blocks);
                self.place = place;
                if let Some(note) = self.document.notes.get_mut(index) {
                    *note = blocks;
                }
            }
            index
        };
        self.current.push(Inline { kind: InlineKind::Note(index), format: TextFormat::default() });
    }

    pub(super) fn add_text(&mut self, text: &str, format: &HtmlFormat) {
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
        if !text.trim_matches(is_space).is_empty() {
            self.look.size = self.look.size.max(format.size);
        }
        if format.keeps_space {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.current.push(Inline { kind: InlineKind::Break, format: format.text.clone() });
                }
                self.push_words(line.trim_end_matches('\r').to_owned(), format);
            }
            return;
        }
        let is_start = matches!(self.current.last(), None | Some(Inline { kind: InlineKind::Break, .. }));
        let mut words = String::with_capacity(text.len());
        let mut has_space = is_start;
        for c in text.chars() {
            if is_space(c) {
                if !has_space {
                    words.push(' ');
                }
                has_space = true;
            } else {
                words.push(c);
                has_space = false;
            }
        }
        self.push_words(words, format);
    }

    fn push_words(&mut self, mut words: String, format: &HtmlFormat) {
        if words.is_empty() {
            return;
        }
        if format.is_upper_case {
            words = words.to_uppercase();
        }
        if format.has_symbol_font {
            let sign = |c: char| match u32::from(c) {
                code @ 0x21..=0xff if code != 0xa0 => char::from_u32(0xf000 + code).unwrap_or(c),
                _ => c,
            };
            words = words.chars().map(sign).collect();
        }
        self.current.push(Inline::text(words, format.text.clone()));
    }

    pub(super) fn add_picture(&mut self, element: &Element, format: &HtmlFormat) {
        let source = element.attribute("src").unwrap_or_default();
        let words = element.attribute("alt").unwrap_or_default().trim();
        let is_tiny = |name: &str| matches!(element.attribute(name), Some("0" | "1"));
        if is_tiny("width") || is_tiny("height") {
            return;
        }
        // An emoji as some programs write it.
        if (1..=4).contains(&words.chars().count()) && !words.chars().any(char::is_alphanumeric) {
            self.current.push(Inline::text(words, format.text.clone()));
            return;
        }
        let Some(bytes) = picture_from_data(source) else {
            let lower = source.to_lowercase();
            let name = source.rsplit(['/', '\\']).next().unwrap_or_default();
            let message = match () {
                () if lower.starts_with("http") => {
                    format!("a picture was left out: it lies on the web, at `{}`", first_words(source))
                }
                () if lower.starts_with("data:") || name.is_empty() => "a picture was left out".to_owned(),
                () => format!("a picture was left out: it is another file, `{}`", first_words(name)),
            };
            self.tell(ChangeKind::PictureLeftOut, message);
            return;
        };
        let index = self.document.pictures.len();
        let is_decorative = matches!(element.attribute("role"), Some("presentation" | "none"));
        let description = words.to_owned();
        self.document.pictures.push(SourcePicture { name: String::new(), description, is_decorative, bytes });
        let text = TextFormat { link: format.text.link.clone(), ..TextFormat::default() };
        self.current.push(Inline { kind: InlineKind::Picture(index), format: text });
    }
}
