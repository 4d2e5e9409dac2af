//! Walks a tree of HTML and makes blocks of it.

use super::super::element::{Child, Element};
use super::html_format::HtmlFormat;
use super::html_lists::{HtmlItem, OpenHtmlList, WordLists, is_ignored, stated_level};
use super::html_notes::HtmlNotes;
use super::inline_style::InlineStyle;
use super::paragraph_role::{ParagraphRole, heading_level};
use super::style_rules::StyleRules;
use crate::documents::blocks::{
    Block, BlockContent, Inline, InlineKind, ItemMark, ListItem, Paragraph, ParagraphLook, SourceDocument, is_blank,
};
use crate::documents::document_change::first_words;
use crate::documents::{ChangeKind, DocumentChange};
use crate::model::is_block_element;

/// Elements that nobody reads.
const SKIPPED: &[&str] = &[
    "head", "style", "script", "title", "meta", "link", "template", "iframe", "object", "embed", "svg", "select",
    "input", "textarea", "audio", "video", "canvas", "map", "xml", "datalist", "noscript", "dialog",
];

/// Makes blocks of a tree.
pub(super) struct HtmlReader<'r> {
    rules: &'r StyleRules,
    pub(super) notes: HtmlNotes<'r>,
    pub(super) document: SourceDocument,
    pub(super) place: usize,
    pub(super) current: Vec<Inline>,
    pub(super) role: ParagraphRole,
    pub(super) look: ParagraphLook,
    lists: Vec<OpenHtmlList>,
    items: Vec<HtmlItem>,
    pub(super) word_lists: WordLists,
    comments: usize,
    tracked_changes: usize,
}

impl<'r> HtmlReader<'r> {
    pub(super) fn new(root: &'r Element, rules: &'r StyleRules) -> Self {
        Self {
            rules,
            notes: HtmlNotes::find(root),
            document: SourceDocument::default(),
            place: 0,
            current: Vec::new(),
            role: ParagraphRole::Body,
            look: ParagraphLook::default(),
            lists: Vec::new(),
            items: Vec::new(),
            word_lists: WordLists::default(),
            comments: 0,
            tracked_changes: 0,
        }
    }

    /// Reads all blocks.
    pub(super) fn read(mut self, root: &Element) -> SourceDocument {
        let mut out = Vec::new();
        self.walk(root, &HtmlFormat::default(), &mut out);
        self.flush(&mut out);
        self.document.blocks = out;
        let mut tell = |kind, count: usize, one: &str, many: &str| {
            if count > 0 {
                let words = if count == 1 { format!("1 {one}") } else { format!("{count} {many}") };
                self.document.changes.push(DocumentChange::new(kind, 0, words));
            }
        };
        tell(ChangeKind::Comment, self.comments, "comment was left out", "comments were left out");
        let (one, many) = ("tracked change was taken as accepted", "tracked changes were taken as accepted");
        tell(ChangeKind::TrackedChange, self.tracked_changes, one, many);
        self.document
    }

    pub(super) fn style_of(&self, element: &Element) -> InlineStyle {
        self.rules.style_of(element)
    }

    pub(super) fn next_place(&self) -> usize {
        self.place + 1
    }

    pub(super) fn tell_hidden(&mut self, words: &str) {
        let words = first_words(words);
        if words.chars().any(char::is_alphanumeric) {
            let message = format!("hidden text was left out: “{words}”");
            self.tell(ChangeKind::HiddenText, message);
        }
    }

    pub(super) fn tell(&mut self, kind: ChangeKind, message: impl Into<String>) {
        self.document.changes.push(DocumentChange::new(kind, self.place + 1, message));
    }

    /// Reads what is within an element as blocks of their own, apart from the lists around it.
    pub(super) fn read_inner(&mut self, element: &Element, format: &HtmlFormat, out: &mut Vec<Block>) {
        let lists = std::mem::take(&mut self.lists);
        let items = std::mem::take(&mut self.items);
        let current = std::mem::take(&mut self.current);
        let role = std::mem::take(&mut self.role);
        let style = self.style_of(element);
        if style.is_hidden() {
            self.tell_hidden(&element.text());
        } else {
            let format = format.within(element, &style).without_margins();
            self.walk_children(element, &format, out);
            self.flush(out);
        }
        (self.lists, self.items, self.current, self.role) = (lists, items, current, role);
    }

    pub(super) fn walk_children(&mut self, element: &Element, format: &HtmlFormat, out: &mut Vec<Block>) {
        for child in &element.children {
            match child {
                Child::Text(text) => self.add_text(text, format),
                Child::Element(element) => self.walk(element, format, out),
            }
        }
    }

    fn walk(&mut self, element: &Element, format: &HtmlFormat, out: &mut Vec<Block>) {
        let name = &*element.name;
        if SKIPPED.contains(&name) || self.notes.is_body(element) || is_ignored(element) {
            return;
        }
        let style = self.style_of(element);
        if style.is_hidden() || element.attribute("hidden").is_some() {
            self.tell_hidden(&element.text());
            return;
        }
        if self.is_left_out(element, &style) {
            return;
        }
        let inner = format.within(element, &style);
        match name {
            "br" => {
                if style.get("page-break-before") == Some("always") {
                    self.flush(out);
                } else {
                    self.current.push(Inline { kind: InlineKind::Break, format: inner.text });
                }
            }
            "hr" => {
                self.flush(out);
                out.push(Block { place: self.place, content: BlockContent::Rule });
            }
            "img" => self.add_picture(element, &inner),
            "a" => self.walk_link(element, &inner, out),
            "table" => {
                self.flush(out);
                if let Some(caption) = element.child("caption") {
                    self.walk(caption, &inner, out);
                }
                self.read_table(element, &inner, out);
            }
            "pre" => {
                self.flush(out);
                let text = element.text();
                if !text.trim().is_empty() {
                    self.place += 1;
                    out.push(Block { place: self.place, content: BlockContent::Code(text) });
                }
            }
            _ if style.get("mso-tab-count").is_some() => self.current.push(Inline::text("\t", inner.text)),
            _ if style.get("mso-spacerun") == Some("yes") => self.current.push(Inline::text(" ", inner.text)),
            _ if is_block_element(name) => {
                self.flush(out);
                self.walk_block(element, &style, inner, out);
                self.flush(out);
            }
            _ => self.walk_children(element, &inner, out),
        }
    }

    /// Tells whether an element is no part of the letter: comments, deleted words, headers and footers.
    fn is_left_out(&mut self, element: &Element, style: &InlineStyle) -> bool {
        let class = element.attribute("class").unwrap_or_default();
        let is_note_list = style.get("mso-element").is_some_and(|kind| kind.ends_with("note-list"));
        if style.get("mso-element") == Some("comment-list") {
            self.comments += element.elements().filter(|child| child.find("p").is_some()).count().max(1);
            return true;
        }
        let is_comment = style.get("mso-special-character") == Some("comment") || class == "MsoCommentReference";
        if class == "msoDel"
            || (&*element.name == "del"
                && (element.attribute("cite").is_some() || element.attribute("datetime").is_some()))
        {
            self.tracked_changes += 1;
            return true;
        }
        let title = element.attribute("title").unwrap_or_default();
        let is_page_part = &*element.name == "div" && matches!(title, "header" | "footer");
        if is_page_part || &*element.name == "nav" {
            let words = first_words(&element.text());
            if !words.is_empty() {
                let what = if is_page_part { title } else { "menu" };
                self.document.changes.push(DocumentChange::new(
                    ChangeKind::PageContent,
                    0,
                    format!("the {what} “{words}” was left out"),
                ));
            }
            return true;
        }
        is_note_list || is_comment
    }

    fn walk_block(&mut self, element: &Element, style: &InlineStyle, format: HtmlFormat, out: &mut Vec<Block>) {
        match &*element.name {
            "ul" | "ol" | "menu" => {
                self.lists.push(OpenHtmlList::open(element, style));
                let format = format.without_margins();
                self.walk_children(element, &format, out);
                self.flush(out);
                self.lists.pop();
            }
            "li" => self.walk_item(element, style, &format, out),
            "blockquote" => self.walk_quotation(element, &format, out),
            _ => match self.role_of(element, style) {
                // Word's styles of quotations.
                None => self.walk_quotation(element, &format, out),
                Some(role) => {
                    if role != ParagraphRole::Body {
                        self.role = role;
                    }
                    self.look =
                        ParagraphLook { first_line: format.start(), size: 0, is_centered: format.shape.is_centered };
                    self.walk_children(element, &format, out);
                }
            },
        }
    }

    fn walk_item(&mut self, element: &Element, style: &InlineStyle, format: &HtmlFormat, out: &mut Vec<Block>) {
        let has_sign = style.get("list-style-type") != Some("none") && style.get("list-style") != Some("none");
        let depth = self.lists.len().saturating_sub(1);
        let level = stated_level(element).map_or(depth, |stated| stated.max(depth));
        let counted = self.lists.last_mut().filter(|_| has_sign).map(|list| list.count(element, style));
        let (mark, shown) = counted.unzip();
        if let Some(shown) = shown.flatten() {
            self.tell(ChangeKind::ListNumber, format!("“{shown}” is written as a figure"));
        }
        let is_item = mark.is_some() || self.lists.is_empty();
        if is_item {
            self.items.push(HtmlItem { level, mark: Some(mark.unwrap_or(ItemMark::Bullet)) });
        }
        self.walk_children(element, format, out);
        self.flush(out);
        if is_item {
            self.items.pop();
        }
    }

    fn walk_quotation(&mut self, element: &Element, format: &HtmlFormat, out: &mut Vec<Block>) {
        let mut format = format.clone();
        format.text.slanted = false;
        let mut inner = Vec::new();
        self.read_inner(element, &format, &mut inner);
        let place = self.place;
        match out.last_mut() {
            _ if inner.is_empty() => {}
            Some(Block { content: BlockContent::Quotation(before), place: known })
                if &*element.name == "p" && *known + inner.len() == place =>
            {
                before.append(&mut inner);
                *known = place;
            }
            _ => out.push(Block { place, content: BlockContent::Quotation(inner) }),
        }
    }

    /// Returns what a paragraph is, and counts it if it is an item of Word; `None` for a quotation.
    fn role_of(&mut self, element: &Element, style: &InlineStyle) -> Option<ParagraphRole> {
        let sign = self.word_lists.read(element, style);
        if let Some(sign) = &sign {
            if heading_level(&element.name).is_some() {
                self.current.push(Inline::plain(format!("{} ", sign.shown)));
            } else if sign.shown.chars().any(char::is_alphabetic) && matches!(sign.mark, ItemMark::Number(_)) {
                self.tell(ChangeKind::ListNumber, format!("“{}” is written as a figure", sign.shown));
            }
        }
        ParagraphRole::of(element, style, sign.as_ref())
    }

    /// Ends the paragraph that is read.
    fn flush(&mut self, out: &mut Vec<Block>) {
        let mut text = std::mem::take(&mut self.current);
        let look = ParagraphLook { size: relative_size(self.look.size), ..self.look.clone() };
        self.look.size = 0;
        if is_blank(&text) {
            return;
        }
        self.place += 1;
        let role = std::mem::take(&mut self.role);
        if role == ParagraphRole::Caption {
            for inline in &mut text {
                inline.format.slanted = true;
            }
        }
        let content = match (role, self.items.last_mut()) {
            (ParagraphRole::Heading(rank), _) => BlockContent::Heading { rank, text },
            (ParagraphRole::ItemWords, None) => {
                let item_level = match out.last().map(|block| &block.content) {
                    Some(BlockContent::Item(item)) => Some(item.level),
                    Some(BlockContent::Paragraph(above)) => above.item_level,
                    _ => None,
                };
                BlockContent::Paragraph(Paragraph { text, look, item_level })
            }
            (ParagraphRole::WordItem { level, mark }, _) => BlockContent::Item(ListItem { level, mark, text }),
            (_, Some(item)) => {
                if let Some(mark) = item.mark.take() {
                    BlockContent::Item(ListItem { level: item.level, mark, text })
                } else {
                    let item_level = Some(item.level);
                    BlockContent::Paragraph(Paragraph { text, look, item_level })
                }
            }
            _ => BlockContent::Paragraph(Paragraph { text, look, item_level: None }),
        };
        out.push(Block { place: self.place, content });
    }
}

/// Returns a size as if the usual words had 11 points: in HTML, 12 points are usual.
fn relative_size(size: u32) -> u32 {
    if size == 0 { 22 } else { size.min(1_000) * 22 / 24 }
}
