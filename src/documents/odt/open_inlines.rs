//! Reads what is within a paragraph of an OpenDocument text.

use super::element::{Child, Element};
use super::open_body::OpenReader;
use super::open_styles::{OpenFormat, OpenRole};
use crate::documents::blocks::{Inline, InlineKind, SourcePicture, TextFormat, plain_words};
use crate::documents::document_error::DocumentError;
use crate::documents::pictures::read_picture_part;
use crate::documents::{ChangeKind, DocumentChange};

/// The most spaces that one element stands for.
const MAX_SPACES: usize = 100;

impl OpenReader<'_> {
    /// Reads the pieces of a paragraph.
    pub(super) fn read_inlines(&mut self, paragraph: &Element, role: OpenRole) -> Result<Vec<Inline>, DocumentError> {
        let format = self.styles.paragraph_format(paragraph.attribute("text:style-name"), role);
        let mut out = Vec::new();
        self.read_children(paragraph, &format, &mut out)?;
        Ok(out)
    }

    fn read_children(
        &mut self,
        parent: &Element,
        format: &OpenFormat,
        out: &mut Vec<Inline>,
    ) -> Result<(), DocumentError> {
        for child in &parent.children {
            match child {
                Child::Text(text) => self.add_words(text, format, out),
                Child::Element(element) => self.read_inline(element, format, out)?,
            }
        }
        Ok(())
    }

    fn read_inline(
        &mut self,
        element: &Element,
        format: &OpenFormat,
        out: &mut Vec<Inline>,
    ) -> Result<(), DocumentError> {
        match &*element.name {
            "text:span" => {
                let format = self.styles.span_format(format, element.attribute("text:style-name"));
                self.read_children(element, &format, out)?;
            }
            "text:a" => {
                let mut format = format.clone();
                format.text.link = element.attribute("xlink:href").map(str::to_owned);
                self.read_children(element, &format, out)?;
            }
            "text:s" => {
                let count = element.attribute("text:c").and_then(|count| count.parse().ok()).unwrap_or(1_usize);
                self.add_words(&" ".repeat(count.min(MAX_SPACES)), format, out);
            }
            "text:tab" => self.add_words("\t", format, out),
            "text:line-break" => {
                if !format.is_hidden {
                    out.push(Inline { kind: InlineKind::Break, format: format.text.clone() });
                }
            }
            "text:note" if !format.is_hidden => self.read_note(element, out)?,
            "office:annotation" => self.comments += 1,
            "draw:frame" | "draw:g" | "draw:custom-shape" | "draw:rect" | "draw:a" if !format.is_hidden => {
                self.read_frame(element, format, out)?;
            }
            "text:placeholder" => {
                let words = element.text();
                self.add_words(&words, format, out);
            }
            "text:hidden-text" | "text:hidden-paragraph" => {
                let words = element.attribute("text:string-value").map_or_else(|| element.text(), str::to_owned);
                self.hidden_words.push_str(&words);
            }
            "office:annotation-end"
            | "text:change"
            | "text:change-start"
            | "text:change-end"
            | "office:event-listeners"
            | "text:note"
            | "svg:desc"
            | "svg:title"
            | "text:tracked-changes" => {}
            name if name.starts_with("draw:") => {
                if !format.is_hidden {
                    let message = "a drawing was left out";
                    self.document.changes.push(DocumentChange::new(ChangeKind::PictureLeftOut, self.place, message));
                }
            }
            _ => self.read_field(element, format, out)?,
        }
        Ok(())
    }

    /// Reads a field, or what is in an element that says nothing itself.
    fn read_field(
        &mut self,
        element: &Element,
        format: &OpenFormat,
        out: &mut Vec<Inline>,
    ) -> Result<(), DocumentError> {
        match &*element.name {
            "text:database-display" => {
                if let (Some(column), false) = (element.attribute("text:column-name"), format.is_hidden) {
                    self.document.has_merge_fields = true;
                    let kind = InlineKind::Field(column.to_owned());
                    out.push(Inline { kind, format: format.text.clone() });
                }
            }
            "text:conditional-text" => {
                let message = "a field with a condition became the words that it shows";
                self.document.changes.push(DocumentChange::new(ChangeKind::OtherField, self.place, message));
                self.read_children(element, format, out)?;
            }
            "text:page-number" | "text:page-count" => {
                let from = out.len();
                self.read_children(element, format, out)?;
                let words = plain_words(out.get(from..).unwrap_or_default());
                self.page_letters += words.chars().filter(|c| c.is_alphanumeric()).count();
            }
            "text:ruby" => {
                if let Some(base) = element.child("text:ruby-base") {
                    self.read_children(base, format, out)?;
                }
            }
            _ => self.read_children(element, format, out)?,
        }
        Ok(())
    }

    fn read_note(&mut self, element: &Element, out: &mut Vec<Inline>) -> Result<(), DocumentError> {
        let Some(body) = element.child("text:note-body") else { return Ok(()) };
        let index = self.document.notes.len();
        self.document.notes.push(Vec::new());
        let place = self.place;
        let blocks = self.read_apart(body)?;
        self.place = place;
        if let Some(note) = self.document.notes.get_mut(index) {
            *note = blocks;
        }
        out.push(Inline { kind: InlineKind::Note(index), format: TextFormat::default() });
        Ok(())
    }

    fn add_words(&mut self, text: &str, format: &OpenFormat, out: &mut Vec<Inline>) {
        if format.is_hidden {
            self.hidden_words.push_str(text);
            return;
        }
        if !text.trim().is_empty() {
            self.largest = self.largest.max(format.size);
        }
        let mut words = if format.is_upper_case { text.to_uppercase() } else { text.to_owned() };
        if format.has_symbol_font {
            let sign = |c: char| match u32::from(c) {
                code @ 0x21..=0xff if code != 0xa0 => char::from_u32(0xf000 + code).unwrap_or(c),
                _ => c,
            };
            words = words.chars().map(sign).collect();
        }
        out.push(Inline::text(words, format.text.clone()));
    }

    /// Reads a frame: a text box, a picture, or what is grouped.
    pub(super) fn read_frame(
        &mut self,
        frame: &Element,
        format: &OpenFormat,
        out: &mut Vec<Inline>,
    ) -> Result<(), DocumentError> {
        let words = |name: &str| frame.child(name).map(Element::text).filter(|text| !text.trim().is_empty());
        let description = words("svg:desc").or_else(|| words("svg:title")).unwrap_or_default();
        let is_decorative = frame.attribute("loext:decorative") == Some("true");
        if let Some(content) = frame.child("draw:text-box") {
            let blocks = self.read_apart(content)?;
            self.boxes.push(blocks);
            return Ok(());
        }
        if let Some(image) = frame.child("draw:image") {
            let target = image.attribute("xlink:href").unwrap_or_default().trim_start_matches("./");
            let Some(bytes) = read_picture_part(self.archive, target)? else {
                let message = "a picture was left out: it is not in the document, only a link to it";
                self.document.changes.push(DocumentChange::new(ChangeKind::PictureLeftOut, self.place, message));
                return Ok(());
            };
            let index = self.document.pictures.len();
            let name = target.rsplit('/').next().unwrap_or_default().to_owned();
            self.document.pictures.push(SourcePicture { name, description, is_decorative, bytes });
            let format = TextFormat { link: format.text.link.clone(), ..TextFormat::default() };
            out.push(Inline { kind: InlineKind::Picture(index), format });
            return Ok(());
        }
        let parts = ["draw:frame", "draw:g", "draw:custom-shape", "draw:rect"];
        let inner: Vec<&Element> = frame.elements().filter(|inner| parts.contains(&&*inner.name)).collect();
        for inner in &inner {
            self.read_frame(inner, format, out)?;
        }
        if frame.child("text:p").is_some() {
            let blocks = self.read_apart(frame)?;
            self.boxes.push(blocks);
        } else if inner.is_empty() {
            let message = if frame.child("draw:object").is_some() {
                "an embedded object was left out: save it as a picture and add that"
            } else {
                "a drawing was left out"
            };
            self.document.changes.push(DocumentChange::new(ChangeKind::PictureLeftOut, self.place, message));
        }
        Ok(())
    }
}
