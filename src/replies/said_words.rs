//! Separates what a person wrote from what they quoted. The letter that was sent decides, and no word of any language.

use std::collections::HashMap;

use super::attribution::introduction;
use super::device_line::is_device_line;
use super::reply_lines::{ReplyLine, settle_unmarked};
use super::reply_words::RunWord;
use super::sent_letter::SentLetter;

/// What a person said in a reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaidWords {
    /// Their words, without what they quoted and without a signature.
    pub text: String,
    /// Whether a person should look at the mail: words of theirs may stand among those that they quoted.
    pub is_doubtful: bool,
}

/// Separates the words of a person from the letter that they reply to, in a text without format=flowed. It takes time in
/// proportion to the length of the text.
#[must_use]
pub fn said_words(letter: &SentLetter, body: &str) -> SaidWords {
    let mut lines = ReplyLine::read(letter, body);
    settle_unmarked(letter, &mut lines, |lines, start| introduction(letter, lines, start).is_some());
    let is_among_quoted = give_back_surplus(letter, &mut lines);
    let mut is_cut: Vec<bool> = lines.iter().map(ReplyLine::is_cut).collect();
    fill_gaps(&lines, &mut is_cut);
    let starts = (0..lines.len()).filter(|at| is_start(&is_cut, *at)).collect::<Vec<_>>();
    for start in starts {
        if let Some(introduced) = introduction(letter, &lines, start) {
            is_cut.iter_mut().take(start).skip(introduced).for_each(|cut| *cut = true);
        }
    }
    let mut said = SaidWords { is_doubtful: is_among_quoted, ..SaidWords::default() };
    let mut block: Vec<&str> = Vec::new();
    for (line, cut) in lines.iter().zip(&is_cut) {
        if !cut {
            block.push(line.text);
            continue;
        }
        end_block(&mut said.text, &mut block);
        if line.is_letter()
            && let Some(behind) = line.words_behind()
        {
            said.is_doubtful = true;
            block.push(behind);
            end_block(&mut said.text, &mut block);
        }
    }
    end_block(&mut said.text, &mut block);
    said
}

/// Returns whether a quotation begins at a line.
fn is_start(is_cut: &[bool], at: usize) -> bool {
    is_cut.get(at) == Some(&true) && (at == 0 || is_cut.get(at - 1) == Some(&false))
}

/// Cuts lines without words between two that are cut, and a link directly below one.
fn fill_gaps(lines: &[ReplyLine<'_>], is_cut: &mut [bool]) {
    for at in 1..is_cut.len() {
        if is_cut.get(at - 1) == Some(&true) && lines.get(at).is_some_and(ReplyLine::is_bare_link) {
            is_cut.iter_mut().skip(at).take(1).for_each(|cut| *cut = true);
        }
    }
    let mut last_cut = None;
    for at in 0..is_cut.len() {
        if is_cut.get(at) == Some(&true) {
            let gap = last_cut.map_or(at, |last: usize| last + 1)..at;
            if lines.get(gap.clone()).is_some_and(|gap| gap.iter().all(ReplyLine::is_bare)) {
                is_cut.iter_mut().take(gap.end).skip(gap.start).for_each(|cut| *cut = true);
            }
            last_cut = Some(at);
        }
    }
}

/// Gives back short lines that the reply has more often than the letter, if one is not written as the letter writes it;
/// returns whether there are such lines.
fn give_back_surplus(letter: &SentLetter, lines: &mut [ReplyLine<'_>]) -> bool {
    let mut places: HashMap<Vec<RunWord>, Vec<usize>> = HashMap::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.is_cut()) {
        if let Some(words) = line.short_words() {
            places.entry(words).or_default().push(at);
        }
    }
    let mut is_found = false;
    for (words, places) in places {
        let known = letter.short_line_count(&words);
        if known == 0 || places.len() <= known {
            continue;
        }
        let mut surplus = places.len() - known;
        for at in places {
            if let Some(line) = lines.get_mut(at).filter(|line| line.is_letter()) {
                is_found = true;
                if surplus > 0 && !letter.has_line(line.text) {
                    line.set_cut(false);
                    surplus -= 1;
                }
            }
        }
    }
    is_found
}

/// Adds the lines of a block, without a signature and the line of a telephone at its end.
fn end_block(text: &mut String, block: &mut Vec<&str>) {
    let is_empty = |line: &str| {
        !line.chars().any(|c| {
            c.is_alphanumeric() || c.is_ascii_graphic() || !c.is_ascii() && !c.is_whitespace() && !is_filler(c)
        })
    };
    let signature = block.iter().position(|line| *line == "-- ").unwrap_or(block.len());
    block.truncate(signature);
    while block.last().is_some_and(|line| is_empty(line)) {
        block.pop();
    }
    if let Some((last, above)) = block.split_last()
        && above.last().is_none_or(|line| is_empty(line))
        && is_device_line(last)
    {
        block.pop();
        while block.last().is_some_and(|line| is_empty(line)) {
            block.pop();
        }
    }
    let first = block.iter().position(|line| !is_empty(line)).unwrap_or(block.len());
    let mut is_gap = !text.is_empty();
    for line in block.iter().skip(first) {
        if is_empty(line) {
            is_gap = !text.is_empty();
            continue;
        }
        if !text.is_empty() {
            text.push_str(if is_gap { "\n\n" } else { "\n" });
        }
        text.push_str(line.trim_end());
        is_gap = false;
    }
    block.clear();
}

/// Returns whether a character takes room and shows nothing.
fn is_filler(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{34f}' | '\u{ad}')
}
