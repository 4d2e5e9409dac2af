//! Tells the letters of an issue apart by their words.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use memchr::memmem::Finder;

use crate::model::{RenderedParts, TextRun};

/// Any odd number does; this one spreads the bits (Knuth, The Art of Computer Programming, vol. 2, §3.3.4).
const MULTIPLIER: u64 = 6_364_136_223_846_793_005;

/// The words of the lines that all letters of an issue share, digested once.
#[derive(Debug, Default)]
pub(super) struct WordDigests {
    shared: Vec<WordSequence>,
}

/// The digest of words in their order. Line breaks do not matter: a longer address moves them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct WordSequence {
    digest: u64,
    /// What the digest of the words in front is multiplied by.
    factor: u64,
}

impl WordDigests {
    /// Digests the shared lines of the text part.
    pub(super) fn new(shared: &[String]) -> Self {
        Self { shared: shared.iter().map(|lines| WordSequence::of(lines)).collect() }
    }

    /// Returns a digest of the subject and the text part without the `personal` parts, which differ in every letter.
    pub(super) fn digest(&self, letter: &RenderedParts, personal: &[&str]) -> u64 {
        let personal: Vec<Finder<'_>> = personal.iter().filter(|part| !part.is_empty()).map(Finder::new).collect();
        let mut words = WordSequence::EMPTY;
        for run in letter.text.iter() {
            match run {
                TextRun::Shared(number) => {
                    words = words.followed_by(self.shared.get(number).copied().unwrap_or(WordSequence::EMPTY));
                }
                TextRun::Own(lines) => {
                    for piece in without_parts(lines, &personal) {
                        words = words.followed_by(WordSequence::of(piece));
                    }
                }
            }
        }
        let mut hasher = DefaultHasher::new();
        (letter.subject.as_str(), words.digest).hash(&mut hasher);
        hasher.finish()
    }
}

impl WordSequence {
    const EMPTY: Self = Self { digest: 0, factor: 1 };

    fn of(text: &str) -> Self {
        text.split_whitespace().fold(Self::EMPTY, |words, word| {
            let mut hasher = DefaultHasher::new();
            word.hash(&mut hasher);
            words.followed_by(Self { digest: hasher.finish(), factor: MULTIPLIER })
        })
    }

    fn followed_by(self, next: Self) -> Self {
        let digest = self.digest.wrapping_mul(next.factor).wrapping_add(next.digest);
        Self { digest, factor: self.factor.wrapping_mul(next.factor) }
    }
}

/// Returns the pieces of a text between some parts.
fn without_parts<'a>(text: &'a str, parts: &[Finder<'_>]) -> Vec<&'a str> {
    parts.iter().fold(vec![text], |pieces, part| pieces.into_iter().flat_map(|piece| split(piece, part)).collect())
}

fn split<'a>(text: &'a str, part: &Finder<'_>) -> Vec<&'a str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for at in part.find_iter(text.as_bytes()) {
        pieces.extend(text.get(from..at));
        from = at + part.needle().len();
    }
    pieces.extend(text.get(from..));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(shared: &[&str], runs: &[Option<&str>], personal: &[&str]) -> u64 {
        let shared: Vec<String> = shared.iter().map(|lines| (*lines).to_owned()).collect();
        let mut letter = RenderedParts::default();
        for (number, run) in runs.iter().enumerate() {
            match run {
                Some(own) => letter.text.own_mut().push_str(own),
                None => letter.text.push_shared(runs[..number].iter().filter(|run| run.is_none()).count()),
            }
        }
        letter.text.close();
        WordDigests::new(&shared).digest(&letter, personal)
    }

    #[test]
    fn personal_parts_do_not_change_the_digest() {
        let ann = digest(&[], &[Some("Dear Ann, a@x.org, /u/1")], &["/u/1", "a@x.org"]);
        assert_eq!(ann, digest(&[], &[Some("Dear Ann,\nb@x.org, /u/2")], &["/u/2", "b@x.org"]));
        assert_ne!(ann, digest(&[], &[Some("Dear Ben, b@x.org, /u/2")], &["/u/2", "b@x.org"]));
    }

    #[test]
    fn shared_lines_count_like_others() {
        let whole = digest(&[], &[Some("Dear Ann,\nthe lock is\nopen.\n\nBye\n")], &[]);
        let shared = ["the lock is\n", "open.\n"];
        assert_eq!(digest(&shared, &[Some("Dear Ann,\n"), None, None, Some("\nBye\n")], &[]), whole);
        assert_ne!(
            digest(&["open.\n", "the lock is\n"], &[Some("Dear Ann,\n"), None, None, Some("\nBye\n")], &[]),
            whole
        );
        assert_ne!(digest(&shared, &[Some("Dear Ann,\n"), None, Some("\nBye\n")], &[]), whole);
    }
}
