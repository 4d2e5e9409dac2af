//! Reads the paragraphs and tables of a Word document in their order.

use std::collections::HashMap;

use super::PartLinks;
use super::element::Element;
use super::list_levels::ListLevels;
use super::numbering::{ListSign, Numbering};
use super::open_field::OpenField;
use super::style_sheet::{Indent, NumberingProperties, StyleRole, StyleSheet};
use crate::documents::blocks::{
    Block, BlockContent, Inline, ItemMark, ListItem, Paragraph, ParagraphLook, SourceDocument, is_blank,
};
use crate::documents::document_error::DocumentError;
use crate::documents::package::Archive;
use crate::documents::{ChangeKind, DocumentChange};

/// A footnote or an endnote as the file has it.
struct FoundNote {
    element: Element,
    links: std::rc::Rc<PartLinks>,
}

/// Reads a document from its parts.
pub(super) struct BodyReader<'d> {
    pub(super) archive: &'d Archive<'d>,
    pub(super) styles: StyleSheet,
    pub(super) links: std::rc::Rc<PartLinks>,
    pub(super) document: SourceDocument,
    pub(super) place: usize,
    /// The fields that are open; they may go over several paragraphs.
    pub(super) open_fields: Vec<OpenField>,
    /// The text boxes of the current paragraph.
    pub(super) boxes: Vec<Vec<Block>>,
    /// The words of the current paragraph that are hidden.
    pub(super) hidden_words: String,
    pub(super) tracked_changes: usize,
    pub(super) comments: usize,
    pub(super) has_contents: bool,
    /// The letters that fields for page numbers show in the current paragraph.
    pub(super) page_letters: usize,
    /// The largest words of the current paragraph, in half points.
    pub(super) largest: u32,
    numbering: Numbering,
    levels: ListLevels,
    notes: HashMap<String, FoundNote>,
    /// The beginning of a paragraph whose end was deleted.
    pending: Vec<Inline>,
}

impl<'d> BodyReader<'d> {
    pub(super) fn new(archive: &'d Archive<'d>, styles: StyleSheet, numbering: Numbering) -> Self {
        Self {
            archive,
            styles,
            links: std::rc::Rc::default(),
            document: SourceDocument::default(),
            place: 0,
            open_fields: Vec::new(),
            boxes: Vec::new(),
            hidden_words: String::new(),
            tracked_changes: 0,
            comments: 0,
            has_contents: false,
            page_letters: 0,
            largest: 0,
            numbering,
            levels: ListLevels::default(),
            notes: HashMap::new(),
            pending: Vec::new(),
        }
    }

    /// Keeps the notes of a part until the text refers to them.
    pub(super) fn add_notes(&mut self, kind: &str, root: &Element, links: PartLinks) {
        let links = std::rc::Rc::new(links);
        for note in root.elements().filter(|note| &*note.name == kind) {
            let is_separator = note.attribute("type").is_some_and(|kind| kind != "normal");
            if let (Some(id), false) = (note.attribute("id"), is_separator) {
                let found = FoundNote { element: note.clone(), links: std::rc::Rc::clone(&links) };
                self.notes.insert(format!("{kind} {id}"), found);
            }
        }
    }

    /// Reads the body and says what was left out of the document as a whole.
    pub(super) fn read_document(mut self, root: &Element, links: PartLinks) -> Result<SourceDocument, DocumentError> {
        self.links = std::rc::Rc::new(links);
        let body = root.child("body").ok_or_else(DocumentError::damaged)?;
        let mut blocks = Vec::new();
        self.read_blocks(body, &mut blocks)?;
        self.flush_pending(&mut blocks);
        self.document.blocks = blocks;
        let mut tell = |kind, count: usize, one: &str, many: &str| {
            if count > 0 {
                let words = if count == 1 { format!("1 {one}") } else { format!("{count} {many}") };
                self.document.changes.push(DocumentChange::new(kind, 0, words));
            }
        };
        tell(
            ChangeKind::TrackedChange,
            self.tracked_changes,
            "tracked change was taken as accepted",
            "tracked changes were taken as accepted",
        );
        tell(ChangeKind::Comment, self.comments, "comment was left out", "comments were left out");
        if self.has_contents {
            let message = "the table of contents was left out";
            self.document.changes.push(DocumentChange::new(ChangeKind::PageContent, 0, message));
        }
        Ok(self.document)
    }

    /// Reads the blocks within an element.
    pub(super) fn read_blocks(&mut self, parent: &Element, out: &mut Vec<Block>) -> Result<(), DocumentError> {
        for element in parent.elements() {
            match &*element.name {
                "p" => self.read_paragraph(element, out)?,
                "tbl" => {
                    self.flush_pending(out);
                    self.levels.close();
                    self.read_table(element, out)?;
                }
                "sdt" => {
                    let gallery = element.find("docPartGallery").and_then(|gallery| gallery.attribute("val"));
                    if gallery == Some("Table of Contents") {
                        self.has_contents = true;
                    } else if !self.leave_out_placeholder(element)
                        && let Some(content) = element.child("sdtContent")
                    {
                        self.read_blocks(content, out)?;
                    }
                }
                "ins" | "moveTo" | "customXml" | "smartTag" => self.read_blocks(element, out)?,
                "AlternateContent" => {
                    if let Some(choice) = element.child("Choice").or_else(|| element.child("Fallback")) {
                        self.read_blocks(choice, out)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Writes the beginning of a paragraph whose end was deleted, if nothing follows with which it could be joined.
    pub(super) fn flush_pending(&mut self, out: &mut Vec<Block>) {
        let pending = std::mem::take(&mut self.pending);
        if !is_blank(&pending) {
            out.push(Block::paragraph(self.place, pending));
        }
    }

    fn read_paragraph(&mut self, element: &Element, out: &mut Vec<Block>) -> Result<(), DocumentError> {
        self.place += 1;
        let properties = element.child("pPr");
        let own_style = properties.and_then(|found| found.child("pStyle")).and_then(|style| style.attribute("val"));
        let style = self.styles.paragraph_style(own_style).map(str::to_owned);
        let role = self.role(properties, style.as_deref());
        let outer_boxes = std::mem::take(&mut self.boxes);
        (self.largest, self.page_letters) = (0, 0);
        let mut text = self.read_inlines(element, style.as_deref(), role)?;
        self.tell_hidden_words();
        let boxes = std::mem::replace(&mut self.boxes, outer_boxes);
        let mut pending = std::mem::take(&mut self.pending);
        if !pending.is_empty() {
            pending.append(&mut text);
            text = pending;
        }
        let mark = properties.and_then(|found| found.child("rPr"));
        if mark.is_some_and(|mark| mark.child("del").is_some() || mark.child("moveFrom").is_some()) {
            self.tracked_changes += 1;
            self.pending = text;
        } else {
            self.add_paragraph(text, properties, style.as_deref(), role, out);
        }
        for inner in boxes.into_iter().filter(|inner| !inner.is_empty()) {
            let message = "a text box became a quotation";
            self.document.changes.push(DocumentChange::new(ChangeKind::TextBox, self.place, message));
            out.push(Block { place: self.place, content: BlockContent::Quotation(inner) });
        }
        Ok(())
    }

    fn role(&self, properties: Option<&Element>, style: Option<&str>) -> StyleRole {
        let outline = properties.and_then(|found| found.child("outlineLvl")).and_then(|level| level.attribute("val"));
        match (self.styles.role(style), outline.and_then(|level| level.parse::<u8>().ok())) {
            (StyleRole::Body, Some(level)) if level < 9 => StyleRole::Heading(level + 1),
            (role, _) => role,
        }
    }

    fn add_paragraph(
        &mut self,
        mut text: Vec<Inline>,
        properties: Option<&Element>,
        style: Option<&str>,
        role: StyleRole,
        out: &mut Vec<Block>,
    ) {
        let place = self.place;
        let own = NumberingProperties::read(properties);
        let sign = self.count(own, style);
        if is_blank(&text) || self.is_page_number(&text) {
            return;
        }
        let listed = sign.as_ref().map_or_else(Indent::default, |sign| sign.indent);
        // The level's indent is used unless the paragraph has its own; a style's own list comes before the style.
        let from_style = self.styles.indent(style);
        let indent = Indent::read(properties);
        let indent = if own.number.is_some() {
            indent.based_on(listed).based_on(from_style)
        } else {
            indent.based_on(from_style).based_on(listed)
        };
        let content = match role {
            StyleRole::Heading(rank) => {
                let number = sign.filter(|sign| sign.number.is_some());
                text.splice(..0, number.map(|sign| Inline::plain(format!("{} ", sign.shown))));
                self.levels.close();
                BlockContent::Heading { rank, text }
            }
            StyleRole::Contents => {
                self.has_contents = true;
                return;
            }
            _ if sign.is_some() => {
                let Some(sign) = sign else { return };
                let level = self.levels.level_of(sign.list, sign.level, indent);
                self.tell_figures(&sign);
                let mark = sign.number.map_or(ItemMark::Bullet, ItemMark::Number);
                BlockContent::Item(ListItem { level, mark, text })
            }
            StyleRole::Quotation => {
                self.levels.close();
                add_quotation(Block::paragraph(place, text), out);
                return;
            }
            _ => {
                let item_level = self.levels.item_of(indent.start(), role == StyleRole::ListWords);
                if item_level.is_none() {
                    self.levels.close();
                }
                let look = self.look(properties, style, indent);
                BlockContent::Paragraph(Paragraph { text, look, item_level })
            }
        };
        out.push(Block { place, content });
    }

    fn look(&self, properties: Option<&Element>, style: Option<&str>, indent: Indent) -> ParagraphLook {
        let alignment = properties.and_then(|found| found.child("jc")).and_then(|jc| jc.attribute("val"));
        let is_centered = alignment.or_else(|| self.styles.alignment(style)) == Some("center");
        ParagraphLook { first_line: indent.start(), size: self.relative_size(), is_centered }
    }

    /// Returns the size of the largest words in half points, as if the usual ones had 11 points.
    fn relative_size(&self) -> u32 {
        if self.largest == 0 { 22 } else { (self.largest * 22).div_ceil(self.styles.usual_size().max(1)) }
    }

    fn count(&mut self, own: NumberingProperties, style: Option<&str>) -> Option<ListSign> {
        let from_style = self.styles.numbering(style);
        let number = own.number.or(from_style.number).filter(|number| *number != 0)?;
        let by_style = || style.and_then(|style| self.numbering.level_of_style(number, style));
        let level = own.level.or_else(by_style).or(from_style.level).unwrap_or(0);
        self.numbering.count(number, level)
    }

    fn tell_figures(&mut self, sign: &ListSign) {
        if sign.number.is_some() && sign.shown.chars().any(char::is_alphabetic) {
            let message = format!("“{}” is written as a figure", sign.shown);
            self.document.changes.push(DocumentChange::new(ChangeKind::ListNumber, self.place, message));
        }
    }

    /// Tells whether a paragraph is the number of a page and little else.
    fn is_page_number(&self, text: &[Inline]) -> bool {
        const MAX_LETTERS: usize = 12;
        let words = crate::documents::blocks::plain_words(text);
        self.page_letters > 0
            && words.chars().filter(|c| c.is_alphanumeric()).count() <= self.page_letters + MAX_LETTERS
    }

    /// Reads a note and returns its index; `None` if the document has none of this id.
    pub(super) fn read_note(&mut self, kind: &str, id: &str) -> Result<Option<usize>, DocumentError> {
        let Some(note) = self.notes.remove(&format!("{kind} {id}")) else { return Ok(None) };
        let index = self.document.notes.len();
        self.document.notes.push(Vec::new());
        // The note stands beside the text: fields and lists of the text go on behind it.
        let outer_links = std::mem::replace(&mut self.links, note.links);
        let outer_fields = std::mem::take(&mut self.open_fields);
        let (largest, page_letters) = (self.largest, self.page_letters);
        let hidden = std::mem::take(&mut self.hidden_words);
        let pending = std::mem::take(&mut self.pending);
        let place = self.place;
        let mut blocks = Vec::new();
        self.read_blocks(&note.element, &mut blocks)?;
        self.flush_pending(&mut blocks);
        (self.largest, self.page_letters, self.place) = (largest, page_letters, place);
        (self.links, self.open_fields, self.hidden_words, self.pending) = (outer_links, outer_fields, hidden, pending);
        if let Some(kept) = self.document.notes.get_mut(index) {
            *kept = blocks;
        }
        Ok(Some(index))
    }

    /// Reads the blocks of a text box.
    pub(super) fn read_box(&mut self, content: &Element) -> Result<(), DocumentError> {
        let pending = std::mem::take(&mut self.pending);
        let levels = std::mem::take(&mut self.levels);
        let outer_fields = std::mem::take(&mut self.open_fields);
        let (largest, page_letters) = (self.largest, self.page_letters);
        let hidden = std::mem::take(&mut self.hidden_words);
        let mut blocks = Vec::new();
        self.read_blocks(content, &mut blocks)?;
        self.flush_pending(&mut blocks);
        (self.largest, self.page_letters) = (largest, page_letters);
        (self.pending, self.levels, self.open_fields, self.hidden_words) = (pending, levels, outer_fields, hidden);
        self.boxes.push(blocks);
        Ok(())
    }

    pub(super) fn tell_hidden_words(&mut self) {
        let hidden = std::mem::take(&mut self.hidden_words);
        let words = crate::documents::document_change::first_words(&hidden);
        if !words.is_empty() {
            let message = format!("hidden text was left out: “{words}”");
            self.document.changes.push(DocumentChange::new(ChangeKind::HiddenText, self.place, message));
        }
    }
}

/// Returns the words of a part that is not in the letter.
pub(super) fn words_of(root: &Element) -> String {
    let mut words = String::new();
    collect_words(root, &mut words);
    words
}

fn collect_words(element: &Element, words: &mut String) {
    for child in element.elements() {
        match &*child.name {
            "t" => words.push_str(&child.text()),
            "del" | "moveFrom" | "instrText" | "Fallback" => {}
            "p" | "tab" | "br" => {
                words.push(' ');
                collect_words(child, words);
            }
            _ => collect_words(child, words),
        }
    }
}

/// Adds a paragraph of a quotation; those that follow each other are one.
fn add_quotation(paragraph: Block, out: &mut Vec<Block>) {
    let place = paragraph.place;
    match out.last_mut() {
        Some(Block { content: BlockContent::Quotation(inner), place: before }) if *before + 1 == place => {
            inner.push(paragraph);
            *before = place;
        }
        _ => out.push(Block { place, content: BlockContent::Quotation(vec![paragraph]) }),
    }
}
