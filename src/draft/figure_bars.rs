//! The bars below a row of figures: this year, and the year before.

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::template::TagPlaceholders;

/// The shortest bar, in per cent.
const SHORTEST_BAR: u64 = 2;

/// Writes the bars for the row of a table that begins here; empty if its two numbers cannot be compared.
pub(super) fn row_bars(row: &[Event<'static>], tokens: &TagPlaceholders) -> String {
    let end = row.iter().position(|event| *event == Event::End(TagEnd::TableRow)).unwrap_or(row.len());
    let cells: Vec<_> = row[..end]
        .split(|event| matches!(event, Event::Start(Tag::TableCell)))
        .skip(1)
        .map(|cell| cell_text(cell, tokens))
        .collect();
    let [_, Some(now), Some(before)] = cells.as_slice() else { return String::new() };
    let (Some(now), Some(before)) = (Quantity::parse(now), Quantity::parse(before)) else { return String::new() };
    let longest = now.number.max(before.number);
    if now.unit != before.unit || longest <= 0.0 {
        return String::new();
    }
    let now = bar("bar", 8, percent(now.number / longest));
    let gap = "<tr><td class=\"bar-gap\" height=\"2\" colspan=\"2\">&nbsp;</td></tr>";
    format!("{}{}", frame(&format!("{now}{gap}")), frame(&bar("bar-before", 4, percent(before.number / longest))))
}

fn frame(rows: &str) -> String {
    let table = "<table role=\"presentation\" aria-hidden=\"true\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">";
    format!("{table}{rows}</table>")
}

fn bar(class: &str, height: u64, width: u64) -> String {
    let room = |width: u64| format!("<td class=\"bar-room\" width=\"{width}%\" height=\"{height}\">&nbsp;</td>");
    let filled = format!("<td class=\"{class}\" width=\"{width}%\" height=\"{height}\">&nbsp;</td>");
    match width {
        0 => format!("<tr>{}</tr>", room(100)),
        100 => format!("<tr>{filled}</tr>"),
        _ => format!("<tr>{filled}{}</tr>", room(100 - width)),
    }
}

/// Returns a share in whole per cents; one that is not nothing can be seen.
fn percent(share: f64) -> u64 {
    if share <= 0.0 {
        return 0;
    }
    let rounded = (1..=100_u8).rev().find(|percent| f64::from(*percent) <= share * 100.0 + 0.5);
    rounded.map_or(SHORTEST_BAR, u64::from).max(SHORTEST_BAR)
}

/// Returns the words of a cell; `None` if a field is among them.
fn cell_text(cell: &[Event<'static>], tokens: &TagPlaceholders) -> Option<String> {
    let mut words = String::new();
    for event in cell {
        match event {
            Event::Text(text) | Event::Code(text) if tokens.find(text).next().is_none() => words.push_str(text),
            Event::Text(_) | Event::Code(_) | Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => {
                return None;
            }
            _ => {}
        }
    }
    Some(words.trim().to_owned())
}

/// A number with what stands before and behind it.
#[derive(Debug, PartialEq)]
struct Quantity {
    number: f64,
    unit: String,
}

impl Quantity {
    /// Reads a number that is not negative, such as `1,140`, `£201.50`, `12 %` or `1.234,5`.
    fn parse(text: &str) -> Option<Self> {
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
        let unit = format!("{} {}", text[..start].trim(), text[end..].trim());
        let is_unit = !unit.contains(['-', '−', '–', '(', '<', '>', '~', '/', '+']);
        let digits: String =
            text[start..end].chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '’' | '\'')).collect();
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
        (is_unit && is_number).then_some(())?;
        Some(Self { number: decimal_form(&digits)?.parse().ok()?, unit })
    }
}

/// Writes a number with a point before its decimals and without commas; `None` if it could be read in two ways.
fn decimal_form(digits: &str) -> Option<String> {
    let last = digits.rfind(['.', ',']);
    let Some(last) = last else { return Some(digits.to_owned()) };
    let sign = digits[last..].chars().next()?;
    let signs = digits.matches(['.', ',']).count();
    let of_thousands = digits.len() - last == 4 && !digits.starts_with('0') && digits.matches(sign).count() == signs;
    let whole = |text: &str| text.replace(['.', ','], "");
    if of_thousands {
        return Some(whole(digits));
    }
    // A second sign of the same kind can only part thousands.
    (digits.matches(sign).count() == 1).then(|| format!("{}.{}", whole(&digits[..last]), &digits[last + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read() {
        for (text, number, unit) in [
            ("140", 140.0, " "),
            ("1,140", 1_140.0, " "),
            ("1.140", 1_140.0, " "),
            ("1,234,567", 1_234_567.0, " "),
            ("£201.50", 201.5, "£ "),
            ("12,5 %", 12.5, " %"),
            ("1.234,56 €", 1_234.56, " €"),
            ("1 140", 1_140.0, " "),
            ("0.125", 0.125, " "),
        ] {
            assert_eq!(Quantity::parse(text), Some(Quantity { number, unit: unit.to_owned() }), "{text}");
        }
        for text in ["", "–", "-5", "−5", "(5)", "5 of 9", "3/4", "about ~3", "1.2.3", "17:30", "+5"] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }

    #[test]
    fn longer_bar_fills_the_column() {
        for (share, width) in [(1.0, 100), (0.5, 50), (0.936, 94), (0.001, 2), (0.0, 0)] {
            assert_eq!(percent(share), width, "{share}");
        }
    }
}
