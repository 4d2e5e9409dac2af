//! The lines of a reply, and which of them are the letter's.

use super::reply_words::{RunWord, split_words};
use super::sent_letter::SentLetter;

/// An answer between two parts of the letter has so many lines at most.
const MAX_ANSWER_LINES: usize = 300;

/// A line is the letter's if so many percent of its words are.
const LETTER_PERCENT: usize = 60;
/// The same at the edge of a quotation, for a line with words that the letter does not have.
const EDGE_PERCENT: usize = 85;
/// So many words are a quotation wherever they stand; fewer may be a person's who says what the letter says.
const MIN_QUOTED_WORDS: usize = 8;

/// What a line of a reply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineKind {
    /// A person's own.
    Own,
    /// Without words.
    Bare,
    /// The letter's, without a mark.
    Letter,
    /// Marked as quoted.
    Marked,
}

/// A line of a reply.
#[derive(Debug)]
pub(super) struct ReplyLine<'t> {
    pub(super) text: &'t str,
    kind: LineKind,
    words: Vec<FoundWord>,
}

#[derive(Debug, Clone, Copy)]
struct FoundWord {
    word: RunWord,
    start: usize,
    is_run: bool,
}

impl<'t> ReplyLine<'t> {
    /// Reads the lines of a reply and finds those that it quotes.
    pub(super) fn read(letter: &SentLetter, body: &'t str) -> Vec<Self> {
        let mut lines: Vec<Self> = body.lines().map(|line| Self::parse(letter, line)).collect();
        mark_runs(letter, &mut lines, |_| true);
        lines.iter_mut().for_each(Self::decide);
        // An answer between two lines of the letter parts what belongs together.
        mark_runs(letter, &mut lines, |line| line.kind != LineKind::Own || !line.has_other_words());
        lines.iter_mut().filter(|line| line.words.len() < 3).for_each(Self::decide);
        lines
    }

    fn parse(letter: &SentLetter, text: &'t str) -> Self {
        let unmarked = text.trim_start().trim_start_matches(['>', ' ']);
        let is_marked = text.trim_start_matches(' ').starts_with('>');
        let words = split_words(if is_marked { unmarked } else { text }).filter(|word| !word.is_link);
        let words = words.map(|word| FoundWord { word: letter.run_word(&word.text), start: word.start, is_run: false });
        let words: Vec<FoundWord> = words.collect();
        let kind = match (is_marked, words.is_empty()) {
            (true, _) => LineKind::Marked,
            (false, true) => LineKind::Bare,
            (false, false) => LineKind::Own,
        };
        Self { text, kind, words }
    }

    fn decide(&mut self) {
        if self.kind == LineKind::Own && self.is_quoted_by(LETTER_PERCENT) {
            self.kind = LineKind::Letter;
        }
    }

    /// Returns whether most words of the line are the letter's, in runs, whoever wrote them here.
    pub(super) fn has_letter_words(&self) -> bool {
        !self.words.is_empty() && self.is_quoted_by(LETTER_PERCENT)
    }

    fn is_quoted_by(&self, percent: usize) -> bool {
        self.run_words() * 100 >= self.words.len() * percent
    }

    fn run_words(&self) -> usize {
        self.words.iter().filter(|word| word.is_run).count()
    }

    fn has_other_words(&self) -> bool {
        self.words.iter().any(|word| word.word == RunWord::Unknown)
    }

    pub(super) fn is_blank(&self) -> bool {
        self.words.is_empty() && !self.text.chars().any(|c| c.is_ascii_graphic())
    }

    /// Returns whether the line is marked as quoted.
    pub(super) fn is_quoted(&self) -> bool {
        self.kind == LineKind::Marked
    }

    /// Returns whether the line has the letter's words, without a mark.
    pub(super) fn is_letter(&self) -> bool {
        self.kind == LineKind::Letter
    }

    /// Returns whether the line is not the person's own.
    pub(super) fn is_cut(&self) -> bool {
        matches!(self.kind, LineKind::Letter | LineKind::Marked)
    }

    pub(super) fn is_bare(&self) -> bool {
        self.kind == LineKind::Bare
    }

    /// Returns whether the line is a link alone that says nothing of the person.
    pub(super) fn is_bare_link(&self) -> bool {
        self.is_bare() && self.text.contains([':', '@']) && self.text.contains(char::is_alphanumeric)
    }

    /// Makes the line the letter's if it is part of what was quoted, or the person's own.
    pub(super) fn set_cut(&mut self, is_cut: bool) {
        self.kind = if is_cut { LineKind::Letter } else { LineKind::Own };
    }

    /// Returns what a person wrote behind the letter's words in one line.
    pub(super) fn words_behind(&self) -> Option<&'t str> {
        let last = self.words.iter().rposition(|word| word.is_run)?;
        let (before, behind) = self.words.split_at_checked(last + 1)?;
        let is_behind = before.len() >= 3 && before.iter().all(|word| word.is_run);
        let is_own = behind.iter().any(|word| word.word == RunWord::Unknown);
        let text = self.text.get(behind.first()?.start..)?;
        (is_behind && is_own && !self.is_quoted() && text.contains(char::is_alphabetic)).then_some(text)
    }

    /// Returns the words of a line that has few.
    pub(super) fn short_words(&self) -> Option<Vec<RunWord>> {
        (1..=3).contains(&self.words.len()).then(|| self.words.iter().map(|word| word.word).collect())
    }
}

/// Marks the words that stand in a run of three that the letter has, across the lines that count.
fn mark_runs(letter: &SentLetter, lines: &mut [ReplyLine<'_>], counts: impl Fn(&ReplyLine<'_>) -> bool) {
    let mut before: [Option<(usize, usize, RunWord)>; 2] = [None, None];
    for at in 0..lines.len() {
        let words = match lines.get(at) {
            Some(line) if counts(line) => line.words.len(),
            _ => 0,
        };
        for index in 0..words {
            let Some(found) = lines.get(at).and_then(|line| line.words.get(index)).map(|word| word.word) else { break };
            if let [Some(first), Some(second)] = before
                && letter.has_run([first.2, second.2, found])
            {
                for (line, word) in [(first.0, first.1), (second.0, second.1), (at, index)] {
                    set_run(lines, line, word);
                }
            }
            if found == RunWord::Glued {
                set_run(lines, at, index);
            }
            before = [before[1], Some((at, index, found))];
        }
    }
}

fn set_run(lines: &mut [ReplyLine<'_>], line: usize, word: usize) {
    if let Some(word) = lines.get_mut(line).and_then(|line| line.words.get_mut(word)) {
        word.is_run = true;
    }
}

/// Gives back to the person what has the letter's words and is no quotation of it. `is_introduced` says whether what
/// begins at a line has a quotation's introduction above it.
pub(super) fn settle_unmarked(
    letter: &SentLetter,
    lines: &mut [ReplyLine<'_>],
    is_introduced: impl Fn(&[ReplyLine<'_>], usize) -> bool,
) {
    let mut at = 0;
    while at < lines.len() {
        let length = lines.get(at..).map_or(0, group_length);
        if length == 0 {
            at += 1;
            continue;
        }
        let (start, end) = trimmed_edges(lines, at, at + length);
        let group = lines.get(start..end).unwrap_or_default();
        let words: usize = group.iter().map(ReplyLine::run_words).sum();
        let is_quotation =
            words >= MIN_QUOTED_WORDS || continues(letter, lines, start, end) || is_introduced(lines, start);
        for (index, line) in lines.iter_mut().enumerate().take(at + length).skip(at) {
            if line.is_letter() && !(is_quotation && (start..end).contains(&index)) {
                line.set_cut(false);
            }
        }
        at += length;
    }
}

/// Returns how many lines are the letter's, with those without words between them.
fn group_length(lines: &[ReplyLine<'_>]) -> usize {
    let of_group = lines.iter().take_while(|line| line.is_letter() || line.is_bare()).enumerate();
    if lines.first().is_some_and(ReplyLine::is_letter) {
        of_group.filter(|(_, line)| line.is_letter()).last().map_or(0, |(last, _)| last + 1)
    } else {
        0
    }
}

/// Returns the part of a group without the lines at its edges that have words of their own.
fn trimmed_edges(lines: &[ReplyLine<'_>], start: usize, end: usize) -> (usize, usize) {
    let is_own = |line: &ReplyLine<'_>| {
        line.is_bare() || line.has_other_words() && !line.is_quoted_by(EDGE_PERCENT) && line.words_behind().is_none()
    };
    let group = lines.get(start..end).unwrap_or_default();
    let first = group.iter().take_while(|line| is_own(line)).count();
    let last = group.iter().rev().take_while(|line| is_own(line)).count();
    if first + last >= group.len() { (start, start) } else { (start + first, end - last) }
}

/// Returns whether a group goes on where the quotation above it ends, or ends where the one below it begins.
fn continues(letter: &SentLetter, lines: &[ReplyLine<'_>], start: usize, end: usize) -> bool {
    let words = |line: &ReplyLine<'_>| line.words.iter().map(|word| word.word).collect::<Vec<_>>();
    let near = lines.iter().take(start).rev().take(MAX_ANSWER_LINES);
    let above = near.filter(|line| line.is_cut()).take(2).map(words).collect::<Vec<_>>();
    let above: Vec<RunWord> = above.into_iter().rev().flatten().collect();
    let below: Vec<RunWord> = lines.iter().skip(end).filter(|line| line.is_cut()).take(2).flat_map(words).collect();
    let own: Vec<RunWord> = lines.get(start..end).unwrap_or_default().iter().flat_map(words).collect();
    spans(letter, &above, &own) || spans(letter, &own, &below)
}

/// Returns whether the letter has three words in a row across the end of one text and the beginning of the next.
fn spans(letter: &SentLetter, first: &[RunWord], second: &[RunWord]) -> bool {
    let has_run = |run: [Option<&RunWord>; 3]| match run {
        [Some(a), Some(b), Some(c)] => letter.has_run([*a, *b, *c]),
        _ => false,
    };
    let last = first.len().checked_sub(1).and_then(|at| first.get(at));
    let before = first.len().checked_sub(2).and_then(|at| first.get(at));
    has_run([before, last, second.first()]) || has_run([last, second.first(), second.get(1)])
}
