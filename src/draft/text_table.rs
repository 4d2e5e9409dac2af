//! Tables in plain text: aligned columns where they fit, `label: value` where they do not.

use pulldown_cmark::Alignment;
use unicode_width::UnicodeWidthStr as _;

/// The widest table, in columns.
const MAX_WIDTH: usize = 72;

/// A table as it is gathered.
#[derive(Debug, Default)]
pub(super) struct TextTable {
    pub(super) alignments: Vec<Alignment>,
    pub(super) rows: Vec<TableRow>,
}

/// A row, the first one being the head.
#[derive(Debug)]
pub(super) enum TableRow {
    /// What the cells say.
    Cells(Vec<String>),
    /// Block tags between rows.
    Tags(String),
}

impl TextTable {
    /// Writes the table line by line; the second value tells that a line is a block tag.
    pub(super) fn to_lines(&self) -> Vec<(String, bool)> {
        let mut widths: Vec<usize> = Vec::new();
        let mut fields = false;
        for row in &self.rows {
            let TableRow::Cells(cells) = row else { continue };
            widths.resize(widths.len().max(cells.len()), 0);
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = (*width).max(cell.width());
                fields |= cell.contains("{{");
            }
        }
        let whole = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
        if whole <= MAX_WIDTH && !fields { self.aligned_lines(&widths) } else { self.labeled_lines() }
    }

    fn aligned_lines(&self, widths: &[usize]) -> Vec<(String, bool)> {
        let mut lines = Vec::new();
        for row in &self.rows {
            match row {
                TableRow::Tags(tags) => lines.push((tags.clone(), true)),
                TableRow::Cells(cells) => {
                    let head = lines.is_empty();
                    let cells = cells.iter().zip(widths).zip(&self.alignments).map(|((cell, width), alignment)| {
                        let room = " ".repeat(width.saturating_sub(cell.width()));
                        match alignment {
                            Alignment::Right => format!("{room}{cell}"),
                            _ => format!("{cell}{room}"),
                        }
                    });
                    lines.push((cells.collect::<Vec<_>>().join("  ").trim_end().to_owned(), false));
                    if head {
                        let rules = widths.iter().map(|width| "-".repeat(*width));
                        lines.push((rules.collect::<Vec<_>>().join("  "), false));
                    }
                }
            }
        }
        lines
    }

    fn labeled_lines(&self) -> Vec<(String, bool)> {
        let Some((TableRow::Cells(head), rows)) = self.rows.split_first() else { return Vec::new() };
        let mut lines = Vec::new();
        for row in rows {
            match row {
                TableRow::Tags(tags) => lines.push((tags.clone(), true)),
                TableRow::Cells(cells) => match cells.as_slice() {
                    [] => {}
                    [label, value] => lines.push((format!("- {label}: {value}"), false)),
                    [label, values @ ..] => {
                        lines.push((format!("- {label}"), false));
                        let values = head.iter().skip(1).zip(values).filter(|(_, value)| !value.is_empty());
                        lines.extend(values.map(|(name, value)| (format!("  {name}: {value}"), false)));
                    }
                },
            }
        }
        lines
    }
}
