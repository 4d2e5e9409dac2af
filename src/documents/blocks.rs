//! The blocks that a document of any format becomes before it is cleaned and written.

/// How words look, and where they lead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TextFormat {
    pub(super) bold: bool,
    pub(super) slanted: bool,
    pub(super) struck: bool,
    pub(super) link: Option<String>,
}

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Inline {
    pub(super) kind: InlineKind,
    pub(super) format: TextFormat,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum InlineKind {
    Text(String),
    /// A field of the letter, by its name.
    Field(String),
    /// The end of a line within a paragraph.
    Break,
    /// A footnote, by its index in the document.
    Note(usize),
    /// A picture, by its index in the document.
    Picture(usize),
}

impl Inline {
    pub(super) fn text(text: impl Into<String>, format: TextFormat) -> Self {
        Self { kind: InlineKind::Text(text.into()), format }
    }

    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::text(text, TextFormat::default())
    }

    /// Returns the text of this piece; empty if it is none.
    pub(super) fn words(&self) -> &str {
        if let InlineKind::Text(text) = &self.kind { text } else { "" }
    }
}

/// Returns the words of a paragraph, without its format.
pub(super) fn plain_words(inlines: &[Inline]) -> String {
    let mut words = String::new();
    for inline in inlines {
        match &inline.kind {
            InlineKind::Text(text) => words.push_str(text),
            InlineKind::Field(name) => words.extend(["{{", name, "}}"]),
            InlineKind::Break => words.push(' '),
            InlineKind::Note(_) | InlineKind::Picture(_) => {}
        }
    }
    words
}

/// Returns whether a paragraph says nothing.
pub(super) fn is_blank(inlines: &[Inline]) -> bool {
    inlines.iter().all(|inline| match &inline.kind {
        InlineKind::Text(text) => text.trim().is_empty(),
        InlineKind::Break => true,
        InlineKind::Field(_) | InlineKind::Note(_) | InlineKind::Picture(_) => false,
    })
}

/// How a paragraph looks, as far as it tells what it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ParagraphLook {
    /// Where its first line begins, in twentieths of a point.
    pub(super) first_line: i32,
    /// The size of its largest words in half points; 0 if not known.
    pub(super) size: u32,
    pub(super) is_centered: bool,
}

/// A paragraph that is no heading and no item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub(super) text: Vec<Inline>,
    pub(super) look: ParagraphLook,
    /// The level of the item above to which it belongs.
    pub(super) item_level: Option<usize>,
}

/// The sign before an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemMark {
    Bullet,
    Number(u32),
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListItem {
    pub(super) level: usize,
    pub(super) mark: ItemMark,
    pub(super) text: Vec<Inline>,
}

/// A cell of a table: its paragraphs.
pub(super) type TableCell = Vec<Vec<Inline>>;

/// The rank of a title; headings by style are 1 to 9.
pub(super) const TITLE_RANK: u8 = 0;

/// The rank of a heading that is only a bold line: below all by style.
pub(super) const BOLD_RANK: u8 = 50;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BlockContent {
    Heading {
        rank: u8,
        text: Vec<Inline>,
    },
    Paragraph(Paragraph),
    Item(ListItem),
    /// Rows of cells; the first row is the head.
    Table(Vec<Vec<TableCell>>),
    Quotation(Vec<Block>),
    Code(String),
    Rule,
}

/// A block with its place: the number of its paragraph in the document, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) place: usize,
    pub(super) content: BlockContent,
}

impl Block {
    pub(super) fn paragraph(place: usize, text: Vec<Inline>) -> Self {
        Self { place, content: BlockContent::Paragraph(Paragraph { text, ..Paragraph::default() }) }
    }
}

/// A picture in a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SourcePicture {
    /// The name of its file, as far as the document says one.
    pub(super) name: String,
    pub(super) description: String,
    /// Whether the document says that it needs no description.
    pub(super) is_decorative: bool,
    pub(super) bytes: Vec<u8>,
}

/// A document as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SourceDocument {
    pub(super) blocks: Vec<Block>,
    /// The footnotes in the order in which the text refers to them.
    pub(super) notes: Vec<Vec<Block>>,
    pub(super) pictures: Vec<SourcePicture>,
    pub(super) changes: Vec<super::DocumentChange>,
    /// Whether some field of a mail merge was found by its code.
    pub(super) has_merge_fields: bool,
}

impl SourceDocument {
    /// Calls `edit` with the paragraphs of text in all blocks and notes, and with their places.
    pub(super) fn edit_texts(&mut self, edit: &mut impl FnMut(usize, &mut Vec<Inline>)) {
        edit_block_texts(&mut self.blocks, edit);
        for note in &mut self.notes {
            edit_block_texts(note, edit);
        }
    }
}

fn edit_block_texts(blocks: &mut [Block], edit: &mut impl FnMut(usize, &mut Vec<Inline>)) {
    for block in blocks {
        match &mut block.content {
            BlockContent::Heading { text, .. } => edit(block.place, text),
            BlockContent::Paragraph(paragraph) => edit(block.place, &mut paragraph.text),
            BlockContent::Item(item) => edit(block.place, &mut item.text),
            BlockContent::Table(rows) => {
                for paragraph in rows.iter_mut().flatten().flatten() {
                    edit(block.place, paragraph);
                }
            }
            BlockContent::Quotation(inner) => edit_block_texts(inner, edit),
            BlockContent::Code(_) | BlockContent::Rule => {}
        }
    }
}
