//! Reads Markdown as a list of blocks, and counts those that two letters have in common.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// How well a letter matches the expected one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BlockScore {
    pub(crate) expected: usize,
    /// How many expected blocks are there, in the same order.
    pub(crate) right: usize,
    /// How many blocks there are beyond them.
    pub(crate) extra: usize,
}

/// Compares two letters block by block.
pub(crate) fn score(expected: &str, markdown: &str) -> BlockScore {
    let (expected, found) = (blocks(expected), blocks(markdown));
    let right = common(&expected, &found);
    BlockScore { expected: expected.len(), right, extra: found.len() - right }
}

/// Returns the length of the longest common subsequence.
fn common(one: &[String], two: &[String]) -> usize {
    let mut row = vec![0; two.len() + 1];
    for a in one {
        let mut diagonal = 0;
        for (at, b) in two.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if a == b { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[two.len()]
}

/// Returns the blocks of a letter, one line each.
pub(crate) fn blocks(markdown: &str) -> Vec<String> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES | Options::ENABLE_GFM;
    let mut reader = BlockReader::default();
    Parser::new_ext(markdown, options).for_each(|event| reader.event(event));
    reader.flush("p");
    let ranks: BTreeSet<u8> = reader.headings.iter().map(|(_, rank)| *rank).collect();
    for (at, rank) in &reader.headings {
        let order = ranks.iter().position(|other| other == rank).unwrap_or(0);
        reader.blocks[*at] = format!("h{order} {}", reader.blocks[*at]);
    }
    reader.blocks.retain(|block| !block.is_empty());
    reader.blocks
}

#[derive(Default)]
struct BlockReader {
    blocks: Vec<String>,
    headings: Vec<(usize, u8)>,
    text: String,
    /// The next number of each open list; `None` for bullets.
    lists: Vec<Option<u64>>,
    item: Option<String>,
    cells: Vec<String>,
    quotation: Vec<String>,
    quotations: usize,
    note: Option<String>,
    picture: Option<String>,
    is_head: bool,
}

impl BlockReader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) => self.add(&text),
            Event::Code(text) => self.add(&format!("`{text}`")),
            Event::SoftBreak => self.add(" "),
            Event::HardBreak => self.add(" / "),
            Event::Html(html) | Event::InlineHtml(html) => self.add(&html),
            Event::FootnoteReference(_) => self.add("[^]"),
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        self.picture.as_mut().unwrap_or(&mut self.text).push_str(text);
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Emphasis => self.add("_"),
            Tag::Strong => self.add("**"),
            Tag::Strikethrough => self.add("~~"),
            Tag::Link { .. } => self.add("["),
            Tag::Image { .. } => self.picture = Some(String::new()),
            Tag::List(first) => {
                self.flush("p");
                self.lists.push(*first);
            }
            Tag::Item => {
                self.flush("p");
                let level = self.lists.len();
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        (*number - 1).to_string()
                    }
                    _ => "•".to_owned(),
                };
                self.item = Some(format!("li{level} {mark}"));
            }
            Tag::TableHead | Tag::TableRow => self.is_head = matches!(tag, Tag::TableHead),
            Tag::BlockQuote(_) => {
                self.flush("p");
                self.quotations += 1;
            }
            Tag::FootnoteDefinition(_) => {
                self.flush("p");
                self.note = Some(String::new());
            }
            Tag::Paragraph | Tag::Heading { .. } => self.flush("p"),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.add("_"),
            TagEnd::Strong => self.add("**"),
            TagEnd::Strikethrough => self.add("~~"),
            TagEnd::Link => self.add("]"),
            TagEnd::Image => {
                let words = self.picture.take().unwrap_or_default();
                self.flush("p");
                self.blocks.push(format!("img {}", tidy(&words)));
            }
            TagEnd::Paragraph => self.flush("p"),
            TagEnd::Heading(level) => {
                let words = tidy(&std::mem::take(&mut self.text));
                self.headings.push((self.blocks.len(), rank(level)));
                self.blocks.push(words);
            }
            TagEnd::Item => {
                self.flush("p");
                self.item = None;
            }
            TagEnd::List(_) => {
                self.flush("p");
                self.lists.pop();
            }
            TagEnd::TableCell => self.cells.push(tidy(&std::mem::take(&mut self.text))),
            TagEnd::TableHead | TagEnd::TableRow => {
                let kind = if self.is_head { "head" } else { "row" };
                self.blocks.push(format!("{kind} {}", self.cells.join(" | ")));
                self.cells.clear();
            }
            TagEnd::BlockQuote(_) => {
                self.flush("p");
                self.quotations -= 1;
                if self.quotations == 0 {
                    self.blocks.push(format!("quote {}", self.quotation.join(" // ")));
                    self.quotation.clear();
                }
            }
            TagEnd::FootnoteDefinition => {
                self.flush("p");
                let note = self.note.take().unwrap_or_default();
                self.blocks.push(format!("note {note}"));
            }
            TagEnd::CodeBlock => self.flush("code"),
            _ => {}
        }
    }

    /// Ends a text: it is a paragraph, the words of an item, or a part of a quotation or note.
    fn flush(&mut self, kind: &str) {
        let text = tidy(&std::mem::take(&mut self.text));
        if text.is_empty() {
            return;
        }
        let item = self.item.take();
        if let Some(note) = &mut self.note {
            note.push_str(&text);
        } else if self.quotations > 0 {
            self.quotation.push(item.map_or(text.clone(), |item| format!("{item} {text}")));
        } else {
            self.blocks.push(format!("{} {text}", item.as_deref().unwrap_or(kind)));
        }
    }
}

/// Makes one space of white space; a no-break space is itself.
fn tidy(text: &str) -> String {
    text.split([' ', '\t', '\n']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn rank(level: HeadingLevel) -> u8 {
    level as u8
}
