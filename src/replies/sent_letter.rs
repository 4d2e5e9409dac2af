//! What a letter said, as far as it helps to recognize it in a reply: its words, three in a row, in any language.

use std::collections::{HashMap, HashSet};

use super::reply_words::{RunWord, split_words};
use crate::model::Mailbox;

/// How much of each part of a letter is known, in octets.
const MAX_PART_BYTES: usize = 400_000;
/// The length of the pieces by which words that lost the blank between them are recognized, in characters.
const PIECE: usize = 6;
/// A longer word may be several of the letter's; a number needs only [`PIECE`] digits.
const MIN_GLUED: usize = 10;

/// A letter as its reader got it.
#[derive(Debug, Default)]
pub struct SentLetter {
    vocabulary: HashMap<String, u32>,
    runs: HashSet<[u32; 3]>,
    pairs: HashSet<[u32; 2]>,
    pieces: HashSet<[char; PIECE]>,
    /// How often each line of up to three words occurs.
    short_lines: HashMap<Vec<u32>, usize>,
    plain_lines: HashSet<String>,
    sender_address: String,
    sender_name: Vec<String>,
}

impl SentLetter {
    /// Reads the parts of a letter as text: its subject, its text part, and the words of its HTML part.
    #[must_use]
    pub fn new(parts: &[&str], sender: &Mailbox) -> Self {
        let mut letter = Self { sender_address: sender.address.as_str().to_lowercase(), ..Self::default() };
        letter.sender_name = split_words(sender.name.as_deref().unwrap_or_default()).map(|word| word.text).collect();
        for part in parts {
            letter.add_part(part);
        }
        letter
    }

    fn add_part(&mut self, part: &str) {
        let end = part.floor_char_boundary(MAX_PART_BYTES);
        let part = part.get(..end).unwrap_or(part);
        let (mut ids, mut letters) = (Vec::new(), Vec::new());
        let mut counts: HashMap<Vec<u32>, usize> = HashMap::new();
        for line in part.lines() {
            let mut line_ids = Vec::new();
            for word in split_words(line).filter(|word| !word.is_link) {
                letters.extend(word.text.chars());
                let next = u32::try_from(self.vocabulary.len()).unwrap_or(u32::MAX - 1) + 1;
                line_ids.push(*self.vocabulary.entry(word.text).or_insert(next));
            }
            if (1..=3).contains(&line_ids.len()) {
                *counts.entry(line_ids.clone()).or_default() += 1;
            }
            self.plain_lines.insert(plain_line(line).to_owned());
            ids.extend(line_ids);
        }
        self.pairs.extend(ids.windows(2).filter_map(|pair| <[u32; 2]>::try_from(pair).ok()));
        self.runs.extend(ids.windows(3).filter_map(|run| <[u32; 3]>::try_from(run).ok()));
        self.pieces.extend(letters.windows(PIECE).filter_map(|piece| <[char; PIECE]>::try_from(piece).ok()));
        for (line, count) in counts {
            let known = self.short_lines.entry(line).or_default();
            *known = count.max(*known);
        }
    }

    /// Returns what the letter knows of a word.
    pub(super) fn run_word(&self, word: &str) -> RunWord {
        if let Some(id) = self.vocabulary.get(word) {
            return RunWord::Known(*id);
        }
        let letters: Vec<char> = word.chars().collect();
        let least = if letters.iter().all(char::is_ascii_digit) { PIECE } else { MIN_GLUED };
        let mut pieces = letters.windows(PIECE);
        let is_glued = letters.len() >= least && pieces.all(|piece| self.pieces.contains(piece));
        if is_glued { RunWord::Glued } else { RunWord::Unknown }
    }

    /// Returns whether the letter has three words in a row, or two beside several that lost their blanks.
    pub(super) fn has_run(&self, run: [RunWord; 3]) -> bool {
        if let [RunWord::Known(first), RunWord::Known(second), RunWord::Glued]
        | [RunWord::Glued, RunWord::Known(first), RunWord::Known(second)] = run
        {
            return self.pairs.contains(&[first, second]);
        }
        let ids = run.map(|word| if let RunWord::Known(id) = word { id } else { 0 });
        !ids.contains(&0) && self.runs.contains(&ids)
    }

    /// Returns how often the letter has a short line of these words.
    pub(super) fn short_line_count(&self, words: &[RunWord]) -> usize {
        let ids = words.iter().map(|word| if let RunWord::Known(id) = word { *id } else { 0 });
        self.short_lines.get(&ids.collect::<Vec<_>>()).copied().unwrap_or_default()
    }

    /// Returns whether the letter has a line with the same signs, apart from the mark of a list.
    pub(super) fn has_line(&self, line: &str) -> bool {
        self.plain_lines.contains(plain_line(line))
    }

    /// Returns whether a text has the sender's address or whole name in it.
    pub(super) fn is_sender_named(&self, text: &str) -> bool {
        let has_address = !self.sender_address.is_empty() && text.to_lowercase().contains(&self.sender_address);
        let words: HashSet<String> = split_words(text).map(|word| word.text).collect();
        let has_name = !self.sender_name.is_empty() && self.sender_name.iter().all(|name| words.contains(name));
        has_address || has_name
    }

    /// Returns whether a text has a part of the sender's name in it.
    pub(super) fn is_sender_hinted(&self, text: &str) -> bool {
        split_words(text).any(|word| word.text.chars().count() > 2 && self.sender_name.contains(&word.text))
    }
}

/// Returns a line without blanks around it and without the mark of a list.
fn plain_line(line: &str) -> &str {
    line.trim().trim_start_matches(['-', '*', '\u{2022}', '\u{b7}']).trim_start()
}
