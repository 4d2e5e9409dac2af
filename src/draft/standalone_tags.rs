//! Makes block tags that stand alone on a line part of the Markdown around them.

use crate::template::TagPlaceholders;

/// Turns each line that holds block tags alone into a comment, which ends a paragraph and leaves none behind; between
/// the rows of a table it becomes a row.
///
/// Lines keep their numbers.
pub(super) fn prepare_tag_lines(text: &str, tokens: &TagPlaceholders) -> (String, Vec<LineOrigin>) {
    let lines: Vec<_> = text.lines().collect();
    let mut out = String::with_capacity(text.len() + 64);
    let mut origins = Vec::with_capacity(lines.len());
    let mut text_start = 0;
    let mut fenced = false;
    // How many blocks were opened as rows of the table that we are in.
    let mut rows: isize = 0;
    for (number, line) in lines.iter().enumerate() {
        let bare = line.trim_start();
        if bare.starts_with("```") || bare.starts_with("~~~") {
            fenced = !fenced;
        }
        let mut origin = LineOrigin { prepared_start: out.len(), text_start, kept_length: line.len() + 1 };
        text_start += line.len() + 1;
        match parse_tag_line(line, tokens).filter(|_| !fenced) {
            Some(block) => {
                origin.kept_length = block.start.len();
                let in_table = rows > 0
                    || (number > 0 && is_table_row(lines[number - 1]) && closes_in_table(&lines[number..], tokens));
                if in_table {
                    rows += block.depth;
                    out.extend(["| ", &block.tokens.concat(), " |"]);
                } else {
                    out.push_str(block.start);
                    for token in block.tokens {
                        out.extend(["<!--", token, "-->"]);
                    }
                }
            }
            None => out.push_str(line),
        }
        out.push('\n');
        origins.push(origin);
    }
    (out, origins)
}

/// Where a prepared line comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct LineOrigin {
    /// The byte at which it begins in the prepared text.
    pub(super) prepared_start: usize,
    /// The byte at which it begins in the text before.
    pub(super) text_start: usize,
    /// How many of its bytes are as they were.
    pub(super) kept_length: usize,
}

/// A line of nothing but block tags.
struct TagLine<'l> {
    start: &'l str,
    tokens: Vec<&'l str>,
    depth: isize,
}

fn parse_tag_line<'l>(line: &'l str, tokens: &TagPlaceholders) -> Option<TagLine<'l>> {
    let start = line.len() - line.trim_start_matches([' ', '>']).len();
    let mut block = TagLine { start: &line[..start], tokens: Vec::new(), depth: 0 };
    let mut from = start;
    for token in tokens.find(line) {
        if !token.is_standalone || !line[from..token.start].trim().is_empty() {
            return None;
        }
        block.tokens.push(&line[token.start..token.end]);
        block.depth += token.depth_change;
        from = token.end;
    }
    (!block.tokens.is_empty() && line[from..].trim().is_empty()).then_some(block)
}

fn is_table_row(line: &str) -> bool {
    line.trim_start().starts_with('|')
}

/// Tells whether a block that opens on the first line closes with nothing but rows before.
fn closes_in_table(lines: &[&str], tokens: &TagPlaceholders) -> bool {
    let mut depth = 0;
    for (number, line) in lines.iter().enumerate() {
        match parse_tag_line(line, tokens) {
            Some(block) => depth += block.depth,
            None if !is_table_row(line) => return false,
            None => {}
        }
        if depth <= 0 {
            return number > 0 && depth == 0;
        }
    }
    false
}
