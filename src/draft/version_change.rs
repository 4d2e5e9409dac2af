//! What was changed from one version of a draft to the next, in a few words.

use std::collections::HashMap;

/// How much of the first changed line is shown, in characters.
const MAX_CHARS: usize = 70;

/// What the next version has that one had not, and the other way round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionChange {
    /// How many lines are new or other ones.
    pub added: usize,
    /// How many lines are gone or other ones now.
    pub removed: usize,
    /// The beginning of the first line that is new, or of the first that is gone.
    pub words: String,
}

/// Compares two versions by their lines, wherever they stand; empty lines do not count.
#[must_use]
pub fn describe_change(old: &str, new: &str) -> VersionChange {
    let added = other_lines(new, old);
    let removed = other_lines(old, new);
    let first = added.first().or(removed.first()).copied().unwrap_or_default().trim();
    let mut words: String = first.chars().take(MAX_CHARS).collect();
    if words.len() < first.len() {
        words.push('…');
    }
    VersionChange { added: added.len(), removed: removed.len(), words }
}

/// Returns the lines of a text that another one does not have, or has less often.
fn other_lines<'t>(text: &'t str, other: &str) -> Vec<&'t str> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    for line in other.lines() {
        *known.entry(line).or_default() += 1;
    }
    let mut is_known = |line: &str| match known.get_mut(line) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    };
    text.lines().filter(|line| !line.trim().is_empty() && !is_known(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_lines_are_counted_and_the_first_is_shown() {
        let change = |old, new| {
            let VersionChange { added, removed, words } = describe_change(old, new);
            (added, removed, words)
        };
        assert_eq!(change("a\nb\n", "a\nb\n"), (0, 0, String::new()));
        assert_eq!(change("a\nb\n", "a\nc\nd\n"), (2, 1, "c".to_owned()));
        assert_eq!(change("a\na\nb\n", "a\n\n"), (0, 2, "a".to_owned()));
        let long = "é".repeat(80);
        assert_eq!(change("", &long), (1, 0, format!("{}…", "é".repeat(70))));
    }
}
