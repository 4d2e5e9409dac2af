//! The reasons that people gave for unsubscribing, grouped.

use crate::model::UNSUBSCRIBE_REASONS;

/// Why people left: how many chose which reason on the form, and what they wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnsubscribeReasons {
    /// The reasons that were chosen on the form, the most frequent first, each with its count.
    pub choices: Vec<(String, u64)>,
    /// What people wrote in their own words, oldest first.
    pub comments: Vec<String>,
    /// How many gave a reason.
    pub given: u64,
}

impl UnsubscribeReasons {
    /// Groups the reasons.
    #[must_use]
    pub fn from_notes<'a>(notes: impl IntoIterator<Item = &'a str>) -> Self {
        let mut counts = [0_u64; UNSUBSCRIBE_REASONS.len()];
        let mut reasons = Self::default();
        for note in notes {
            reasons.given += 1;
            let chosen = UNSUBSCRIBE_REASONS.iter().position(|answer| {
                note.strip_prefix(answer).is_some_and(|rest| rest.is_empty() || rest.starts_with(": "))
            });
            let words = match chosen {
                Some(place) => {
                    counts[place] += 1;
                    note[UNSUBSCRIBE_REASONS[place].len()..].trim_start_matches(": ")
                }
                None => note,
            };
            if !words.is_empty() {
                reasons.comments.push(words.to_owned());
            }
        }
        let choices = UNSUBSCRIBE_REASONS.iter().zip(counts).filter(|(_, count)| *count > 0);
        reasons.choices = choices.map(|(reason, count)| ((*reason).to_owned(), count)).collect();
        reasons.choices.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        reasons
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_and_words_kept() {
        let reasons = UnsubscribeReasons::from_notes([
            "Something else: I moved",
            "The letters come too often",
            "something else",
            "The letters come too often: and too long: really",
            "Something else, I think",
        ]);
        let answers = [("The letters come too often".to_owned(), 2), ("Something else".to_owned(), 1)];
        assert_eq!(reasons.choices, answers);
        assert_eq!(reasons.comments, ["I moved", "something else", "and too long: really", "Something else, I think"]);
        assert_eq!(reasons.given, 5);
        assert_eq!(UnsubscribeReasons::from_notes([]), UnsubscribeReasons::default());
    }
}
