//! Refuses lists and quotations that nest too deep: both parts of a letter are written level by level.

use crate::template;

/// The most levels that begin in one line.
const MAX_LEVELS: usize = 20;

/// The most digits of an item's number (`CommonMark` §5.2).
const MAX_DIGITS: usize = 9;

/// Finds the first line that begins more lists or quotations than a letter can have.
///
/// # Errors
/// Returns an error at that line of the body.
pub(super) fn check_marker_depth(body: &str) -> Result<(), template::Error> {
    let Some(number) = body.lines().position(|line| count_markers(line) > MAX_LEVELS) else { return Ok(()) };
    let message = format!("this line begins more than {MAX_LEVELS} lists or quotations, one within the other");
    Err(template::Error::Source { template: String::new(), line: number + 1, column: 1, message })
}

/// Counts the marks of items and quotations at the beginning of a line.
fn count_markers(line: &str) -> usize {
    let mut rest = line.trim_start();
    let mut count = 0;
    while let Some(behind) = strip_marker(rest) {
        rest = behind.trim_start();
        count += 1;
    }
    // A line of these signs alone is a rule.
    if rest.is_empty() && !line.contains(|c: char| c == '>' || c == '+' || c.is_ascii_digit()) { 0 } else { count }
}

fn strip_marker(text: &str) -> Option<&str> {
    if let Some(behind) = text.strip_prefix('>') {
        return Some(behind);
    }
    let digits = text.bytes().take(MAX_DIGITS + 1).take_while(u8::is_ascii_digit).count();
    let behind = match digits {
        0 => text.strip_prefix(['-', '*', '+']),
        1..=MAX_DIGITS => text.get(digits..).and_then(|rest| rest.strip_prefix(['.', ')'])),
        _ => None,
    };
    behind.filter(|behind| behind.is_empty() || behind.starts_with([' ', '\t']))
}

#[cfg(test)]
mod tests {
    use super::count_markers;

    #[test]
    fn marks_at_the_beginning_of_a_line_are_counted() {
        for (line, count) in [
            ("1. a", 1),
            ("  > - 12) a - b", 3),
            (">>> a", 3),
            ("1. 1. 1. ", 3),
            ("- - - - -", 0),
            ("* * * a", 3),
            ("1.5 a", 0),
            ("-a", 0),
            ("17 May", 0),
            ("", 0),
        ] {
            assert_eq!(count_markers(line), count, "{line:?}");
        }
    }
}
