//! The cleaning that documents of all formats share: blocks in, blocks and a list of changes out.

mod bold_headings;
mod characters;
mod heading_ranks;
mod letter_fields;
mod line_splits;
mod links;
mod typed_lists;
mod typed_signs;
mod white_space;

pub(super) use typed_lists::make_lists;
pub(super) use typed_signs::{is_typed_item, sign_numbers};
pub(super) use white_space::normalize_spaces;

use super::blocks::{Block, BlockContent, Inline, InlineKind, SourceDocument, is_blank, plain_words};
use super::document_change::first_words;
use super::{ChangeKind, DocumentChange};
use typed_signs::TypedSign;

/// Cleans a document.
pub(super) fn clean(document: &mut SourceDocument) {
    characters::clean_characters(document);
    letter_fields::find_fields(document);
    links::clean_links(document);
    let mut changes = Vec::new();
    clean_blocks(&mut document.blocks, &mut changes);
    for note in &mut document.notes {
        note.iter_mut().for_each(as_note_paragraph);
        line_splits::split_paragraphs(note);
        tidy_spaces(note);
    }
    bold_headings::make_headings(&mut document.blocks, &mut changes);
    heading_ranks::settle_ranks(&mut document.blocks);
    document.changes.append(&mut changes);
    tell_missing_descriptions(document);
    place_changes(document);
}

/// Cleans the characters and the merge fields of a line of Markdown; returns what was changed.
pub(super) fn clean_line(line: &str) -> (String, Vec<DocumentChange>) {
    if line.is_ascii() && !line.contains("<<") && !line.contains(|c: char| c.is_control() && c != '\t') {
        return (line.to_owned(), Vec::new());
    }
    let blocks = vec![Block::paragraph(0, vec![Inline::plain(line)])];
    let mut document = SourceDocument { blocks, ..SourceDocument::default() };
    characters::clean_characters(&mut document);
    letter_fields::find_fields(&mut document);
    let mut clean = String::new();
    document.edit_texts(&mut |_, text| {
        for inline in text {
            match &inline.kind {
                InlineKind::Text(words) => clean.push_str(words),
                InlineKind::Field(name) => clean.extend(["{{", name, "}}"]),
                InlineKind::Break => clean.push_str("\\\n"),
                InlineKind::Note(_) | InlineKind::Picture(_) => {}
            }
        }
    });
    (clean, document.changes)
}

/// Returns whether some lines that follow each other are items of a typed list.
pub(super) fn shows_list(lines: &[&str]) -> bool {
    let signs = lines.iter().filter_map(|line| TypedSign::read(&[Inline::plain(*line)]));
    let signs: Vec<TypedSign> = signs.collect();
    signs.windows(2).any(|pair| matches!(pair, [one, two] if typed_signs::continues(one, two)))
}

fn clean_blocks(blocks: &mut Vec<Block>, changes: &mut Vec<DocumentChange>) {
    for block in blocks.iter_mut() {
        if let BlockContent::Quotation(inner) = &mut block.content {
            clean_blocks(inner, changes);
        }
    }
    line_splits::split_paragraphs(blocks);
    typed_lists::make_lists(blocks, changes);
    tidy_spaces(blocks);
}

/// Puts white space in order and takes blocks out that say nothing.
fn tidy_spaces(blocks: &mut Vec<Block>) {
    blocks.retain_mut(|block| match &mut block.content {
        BlockContent::Heading { text, .. } => {
            for inline in text.iter_mut() {
                inline.format.bold = false;
                if inline.kind == InlineKind::Break {
                    inline.kind = InlineKind::Text(" ".to_owned());
                }
            }
            normalize_spaces(text);
            !is_blank(text)
        }
        BlockContent::Paragraph(paragraph) => {
            normalize_spaces(&mut paragraph.text);
            !is_blank(&paragraph.text)
        }
        BlockContent::Item(item) => {
            normalize_spaces(&mut item.text);
            !is_blank(&item.text)
        }
        BlockContent::Table(rows) => {
            rows.iter_mut().flatten().flatten().for_each(normalize_spaces);
            unbold_head(rows);
            !rows.is_empty()
        }
        BlockContent::Quotation(inner) => !inner.is_empty(),
        BlockContent::Code(_) | BlockContent::Rule => true,
    });
}

/// Takes the bold out of a table's head, which is bold anyway.
fn unbold_head(rows: &mut [Vec<super::blocks::TableCell>]) {
    let Some(head) = rows.first_mut() else { return };
    let has_words = |inline: &super::blocks::Inline| !inline.words().trim().is_empty();
    let is_bold = head.iter().flatten().flatten().filter(|inline| has_words(inline)).all(|inline| inline.format.bold);
    if is_bold {
        head.iter_mut().flatten().flatten().for_each(|inline| inline.format.bold = false);
    }
}

/// A note has paragraphs alone.
fn as_note_paragraph(block: &mut Block) {
    if let BlockContent::Item(item) = &mut block.content {
        *block = Block::paragraph(block.place, std::mem::take(&mut item.text));
    }
}

fn tell_missing_descriptions(document: &mut SourceDocument) {
    let mut missing = Vec::new();
    let pictures = std::mem::take(&mut document.pictures);
    document.edit_texts(&mut |place, text| {
        for inline in text {
            let InlineKind::Picture(index) = inline.kind else { continue };
            let picture = pictures.get(index);
            if picture.is_some_and(|picture| picture.description.trim().is_empty() && !picture.is_decorative) {
                let message = "a picture has no description: say in the square brackets what it shows";
                missing.push(DocumentChange::new(ChangeKind::AltText, place, message));
            }
        }
    });
    document.pictures = pictures;
    document.changes.append(&mut missing);
}

/// Adds the first words of its paragraph to each change, and puts the changes in the order of the document.
fn place_changes(document: &mut SourceDocument) {
    let mut changes = std::mem::take(&mut document.changes);
    document.edit_texts(&mut |place, text| {
        for change in changes.iter_mut().filter(|change| change.paragraph == place && change.near.is_empty()) {
            change.near = first_words(&plain_words(text));
        }
    });
    changes.sort_by_key(|change| change.paragraph);
    document.changes = changes;
}
