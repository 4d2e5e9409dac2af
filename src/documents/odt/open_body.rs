//! Reads the paragraphs, lists and sections of an OpenDocument text.

use super::element::Element;
use super::open_lists::{CurrentList, OpenLists};
use super::open_styles::{OpenFormat, OpenRole, OpenStyles};
use crate::documents::blocks::{
    Block, BlockContent, Inline, ItemMark, ListItem, Paragraph, ParagraphLook, SourceDocument, is_blank, plain_words,
};
use crate::documents::document_change::first_words;
use crate::documents::document_error::DocumentError;
use crate::documents::package::Archive;
use crate::documents::{ChangeKind, DocumentChange};

/// The item whose paragraphs are read.
#[derive(Debug, Clone, Copy)]
struct OpenItem {
    level: usize,
    /// Its sign, until its first paragraph was read.
    mark: Option<ItemMark>,
}

/// Reads a document from its parts.
pub(super) struct OpenReader<'d> {
    pub(super) archive: &'d Archive<'d>,
    pub(super) styles: OpenStyles,
    pub(super) document: SourceDocument,
    pub(super) place: usize,
    /// The text boxes of the current paragraph.
    pub(super) boxes: Vec<Vec<Block>>,
    pub(super) hidden_words: String,
    pub(super) comments: usize,
    /// The letters that fields for page numbers show in the current paragraph.
    pub(super) page_letters: usize,
    /// The largest words of the current paragraph, in half points.
    pub(super) largest: u32,
    lists: OpenLists,
    list: Option<CurrentList>,
    item: Option<OpenItem>,
}

impl<'d> OpenReader<'d> {
    pub(super) fn new(archive: &'d Archive<'d>, styles: OpenStyles, lists: OpenLists) -> Self {
        Self {
            archive,
            styles,
            document: SourceDocument::default(),
            place: 0,
            boxes: Vec::new(),
            hidden_words: String::new(),
            comments: 0,
            page_letters: 0,
            largest: 0,
            lists,
            list: None,
            item: None,
        }
    }

    /// Tells of headers and footers that have words.
    pub(super) fn tell_page_parts(&mut self, root: &Element) {
        let Some(pages) = root.child("office:master-styles") else { return };
        let mut seen: Vec<String> = Vec::new();
        for part in pages.elements().flat_map(Element::elements) {
            let kind = match &*part.name {
                "style:header" | "style:header-left" | "style:header-first" => "header",
                "style:footer" | "style:footer-left" | "style:footer-first" => "footer",
                _ => continue,
            };
            let words = first_words(&part.text());
            if words.chars().any(char::is_alphabetic) && !seen.contains(&words) {
                let message = format!("the {kind} “{words}” was left out");
                self.document.changes.push(DocumentChange::new(ChangeKind::PageContent, 0, message));
                seen.push(words);
            }
        }
    }

    /// Reads the body.
    pub(super) fn read_document(mut self, root: &Element) -> Result<SourceDocument, DocumentError> {
        let text = root.descend(&["office:body", "office:text"]).ok_or_else(DocumentError::damaged)?;
        let mut blocks = Vec::new();
        self.read_blocks(text, &mut blocks)?;
        self.document.blocks = blocks;
        let mut tell = |kind, count: usize, one: &str, many: &str| {
            if count > 0 {
                let words = if count == 1 { format!("1 {one}") } else { format!("{count} {many}") };
                self.document.changes.push(DocumentChange::new(kind, 0, words));
            }
        };
        tell(ChangeKind::Comment, self.comments, "comment was left out", "comments were left out");
        let changed = text.child("text:tracked-changes").map_or(0, |changes| changes.elements().count());
        let (one, many) = ("tracked change was taken as accepted", "tracked changes were taken as accepted");
        tell(ChangeKind::TrackedChange, changed, one, many);
        Ok(self.document)
    }

    /// Reads the blocks within an element.
    pub(super) fn read_blocks(&mut self, parent: &Element, out: &mut Vec<Block>) -> Result<(), DocumentError> {
        for element in parent.elements() {
            match &*element.name {
                "text:p" | "text:h" if is_hidden_paragraph(element) => self.tell_hidden(&element.text()),
                "text:p" | "text:h" => self.read_paragraph(element, out)?,
                "text:list" => self.read_list(element, 0, out)?,
                "table:table" => {
                    let (list, item) = (self.list.take(), self.item.take());
                    self.read_table(element, out)?;
                    (self.list, self.item) = (list, item);
                }
                "text:section" => {
                    let is_hidden = element.attribute("text:display") == Some("none")
                        || element.attribute("text:is-hidden") == Some("true")
                        || self.styles.is_hidden_section(element.attribute("text:style-name"));
                    if is_hidden {
                        self.tell_hidden(&element.text());
                    } else {
                        self.read_blocks(element, out)?;
                    }
                }
                "text:table-of-content" | "text:alphabetical-index" | "text:illustration-index" => {
                    let message = "the table of contents was left out";
                    self.document.changes.push(DocumentChange::new(ChangeKind::PageContent, 0, message));
                }
                "text:numbered-paragraph" | "text:bibliography" | "text:user-index" | "text:index-body" => {
                    self.read_blocks(element, out)?;
                }
                "draw:frame" | "draw:g" | "draw:custom-shape" | "draw:rect" => {
                    let mut pieces = Vec::new();
                    self.read_frame(element, &OpenFormat::default(), &mut pieces)?;
                    if !pieces.is_empty() {
                        out.push(Block::paragraph(self.place, pieces));
                    }
                    self.add_boxes(out);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn read_list(&mut self, list: &Element, level: usize, out: &mut Vec<Block>) -> Result<(), DocumentError> {
        let outer_item = self.item.take();
        let is_outermost = self.list.is_none();
        if is_outermost {
            self.list = Some(self.lists.begin(list));
        }
        let outer_style = self.list.as_ref().map(|current| current.style.clone()).unwrap_or_default();
        if let (Some(own), Some(current)) = (list.attribute("text:style-name"), self.list.as_mut()) {
            own.clone_into(&mut current.style);
        }
        for element in list.elements() {
            if !matches!(&*element.name, "text:list-item" | "text:list-header") {
                continue;
            }
            let has_words = element.child("text:p").is_some() || element.child("text:h").is_some();
            let sign = match self.list.as_mut() {
                Some(current) if has_words && &*element.name == "text:list-item" => {
                    self.lists.count(current, level, element)
                }
                _ => None,
            };
            let is_heading = element.child("text:h").is_some();
            if let Some(shown) = sign.as_ref().and_then(|sign| sign.shown.as_ref()).filter(|_| !is_heading) {
                let message = format!("“{shown}” is written as a figure");
                self.document.changes.push(DocumentChange::new(ChangeKind::ListNumber, self.place + 1, message));
            }
            self.item = match sign {
                Some(sign) => Some(OpenItem { level, mark: Some(sign.mark) }),
                // Words without a sign belong to the item above.
                None => self.item.or(outer_item).filter(|item| item.mark.is_none()),
            };
            for child in element.elements() {
                match &*child.name {
                    "text:list" => self.read_list(child, level + 1, out)?,
                    _ => self.read_block(child, out)?,
                }
            }
        }
        if is_outermost {
            if let Some(current) = self.list.take() {
                self.lists.end(current);
            }
        } else if let Some(current) = self.list.as_mut() {
            current.style = outer_style;
        }
        self.item = outer_item;
        Ok(())
    }

    fn read_block(&mut self, element: &Element, out: &mut Vec<Block>) -> Result<(), DocumentError> {
        let single = Element {
            name: "".into(),
            attributes: Vec::new(),
            children: vec![super::element::Child::Element(element.clone())],
        };
        self.read_blocks(&single, out)
    }

    fn read_paragraph(&mut self, element: &Element, out: &mut Vec<Block>) -> Result<(), DocumentError> {
        self.place += 1;
        let style = element.attribute("text:style-name");
        let role = if &*element.name == "text:h" && element.attribute("text:is-list-header").is_none() {
            let level = element.attribute("text:outline-level").and_then(|level| level.parse().ok());
            OpenRole::Heading(level.unwrap_or(1_u8).clamp(1, 9))
        } else {
            self.styles.role(style)
        };
        let outer_boxes = std::mem::take(&mut self.boxes);
        (self.largest, self.page_letters) = (0, 0);
        let text = self.read_inlines(element, role)?;
        let hidden = std::mem::take(&mut self.hidden_words);
        self.tell_hidden(&hidden);
        if !is_blank(&text) && !self.is_page_number(&text) {
            self.add_paragraph(text, role, style, out);
        }
        self.add_boxes(out);
        self.boxes = outer_boxes;
        Ok(())
    }

    fn add_paragraph(&mut self, text: Vec<Inline>, role: OpenRole, style: Option<&str>, out: &mut Vec<Block>) {
        let place = self.place;
        let content = match (role, self.item.as_mut()) {
            (OpenRole::Heading(rank), _) => BlockContent::Heading { rank, text },
            (_, Some(item)) => {
                if let Some(mark) = item.mark.take() {
                    BlockContent::Item(ListItem { level: item.level, mark, text })
                } else {
                    let item_level = Some(item.level);
                    BlockContent::Paragraph(Paragraph { text, item_level, ..Paragraph::default() })
                }
            }
            (OpenRole::Quotation, None) => {
                let paragraph = Block::paragraph(place, text);
                if let Some(Block { content: BlockContent::Quotation(inner), place: before }) = out.last_mut()
                    && *before + 1 == place
                {
                    inner.push(paragraph);
                    *before = place;
                    return;
                }
                BlockContent::Quotation(vec![paragraph])
            }
            (OpenRole::Code, None) => {
                let words = plain_words(&text);
                if let Some(Block { content: BlockContent::Code(before), .. }) = out.last_mut() {
                    before.push('\n');
                    before.push_str(&words);
                    return;
                }
                BlockContent::Code(words)
            }
            (OpenRole::Caption | OpenRole::Body, None) => {
                let size =
                    if self.largest == 0 { 22 } else { self.largest.min(1_000) * 22 / self.styles.usual_size().max(1) };
                let look = ParagraphLook {
                    first_line: self.styles.first_line(style),
                    size,
                    is_centered: self.styles.is_centered(style),
                };
                BlockContent::Paragraph(Paragraph { text, look, item_level: None })
            }
        };
        out.push(Block { place, content });
    }

    fn add_boxes(&mut self, out: &mut Vec<Block>) {
        for inner in std::mem::take(&mut self.boxes).into_iter().filter(|inner| !inner.is_empty()) {
            let is_caption = |block: &Block| match &block.content {
                BlockContent::Paragraph(paragraph) => {
                    paragraph.text.iter().all(|inline| inline.format.slanted || inline.words().is_empty())
                }
                _ => false,
            };
            // A picture with its caption is in a frame of its own.
            let has_picture = inner.iter().any(|block| match &block.content {
                BlockContent::Paragraph(paragraph) => paragraph
                    .text
                    .iter()
                    .any(|inline| matches!(inline.kind, crate::documents::blocks::InlineKind::Picture(_))),
                _ => false,
            });
            if has_picture && inner.iter().all(is_caption) {
                out.extend(inner);
                continue;
            }
            let message = "a text box became a quotation";
            self.document.changes.push(DocumentChange::new(ChangeKind::TextBox, self.place, message));
            out.push(Block { place: self.place, content: BlockContent::Quotation(inner) });
        }
    }

    /// Reads the blocks of a text box or of a note, apart from what is around them.
    pub(super) fn read_apart(&mut self, content: &Element) -> Result<Vec<Block>, DocumentError> {
        let (list, item) = (self.list.take(), self.item.take());
        let hidden = std::mem::take(&mut self.hidden_words);
        let boxes = std::mem::take(&mut self.boxes);
        let (largest, page_letters) = (self.largest, self.page_letters);
        let mut blocks = Vec::new();
        self.read_blocks(content, &mut blocks)?;
        (self.largest, self.page_letters) = (largest, page_letters);
        (self.list, self.item, self.hidden_words, self.boxes) = (list, item, hidden, boxes);
        Ok(blocks)
    }

    pub(super) fn tell_hidden(&mut self, words: &str) {
        let words = first_words(words);
        if !words.is_empty() {
            let message = format!("hidden text was left out: “{words}”");
            self.document.changes.push(DocumentChange::new(ChangeKind::HiddenText, self.place, message));
        }
    }

    fn is_page_number(&self, text: &[Inline]) -> bool {
        const MAX_LETTERS: usize = 12;
        let letters = plain_words(text).chars().filter(|c| c.is_alphanumeric()).count();
        self.page_letters > 0 && letters <= self.page_letters + MAX_LETTERS
    }
}

/// Returns whether a field hides the paragraph that it is in (OpenDocument 1.3, §7.7.8).
fn is_hidden_paragraph(paragraph: &Element) -> bool {
    paragraph.find("text:hidden-paragraph").is_some_and(|field| field.attribute("text:is-hidden") == Some("true"))
}
