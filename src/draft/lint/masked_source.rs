//! Hides the tags of a body behind signs of the same length, so that places in the Markdown are places in the draft.

use crate::template::{TagRole, TemplateTag, parse_tags};

/// What a mark may begin with; the first that the body does not hold is taken.
const MARKERS: [&str; 6] = ["qz", "zq", "qj", "jq", "xq", "vq"];

/// A body whose tags are hidden, each by as many bytes.
pub(super) struct MaskedSource<'d> {
    /// The body with its tags hidden.
    pub(super) text: String,
    /// The tags, in the order of the text.
    pub(super) tags: Vec<TemplateTag<'d>>,
    marker: &'static str,
}

impl<'d> MaskedSource<'d> {
    /// Hides the tags of a body; `None` when they cannot be read, which is told elsewhere.
    pub(super) fn new(body: &'d str) -> Option<Self> {
        let tags = parse_tags(body).ok()?;
        let mark = MARKERS.into_iter().find(|mark| !body.contains(mark))?;
        let mut text = String::with_capacity(body.len());
        let mut from = 0;
        for (number, tag) in tags.iter().enumerate() {
            text.push_str(&body[from..tag.start]);
            text.push_str(&placeholder(&body[tag.start..tag.end], mark, number));
            from = tag.end;
        }
        text.push_str(&body[from..]);
        let mut hidden = Self { text, tags, marker: mark };
        hidden.mask_tag_lines(body);
        Some(hidden)
    }

    /// Turns lines of silent tags alone into comments, or into rows between the rows of a table.
    fn mask_tag_lines(&mut self, body: &str) {
        let mut fenced = false;
        let mut at = 0;
        let mut row = false;
        for line in body.split_inclusive('\n') {
            let (start, end) = (at, at + line.trim_end_matches('\n').len());
            at += line.len();
            let bare = line.trim_start();
            if bare.starts_with("```") || bare.starts_with("~~~") {
                fenced = !fenced;
            }
            let first = self.tags.partition_point(|tag| tag.start < start);
            let within: Vec<(usize, usize)> =
                self.tags[first..].iter().take_while(|tag| tag.start < end).map(|tag| (tag.start, tag.end)).collect();
            let silent = self.tags[first..first + within.len()].iter().all(TemplateTag::is_standalone);
            let mut rest = start + line.len() - line.trim_start_matches([' ', '>']).len();
            let alone = within.iter().all(|(from, to)| {
                let empty = *from >= rest && body[rest..*from].trim().is_empty();
                rest = *to;
                empty
            }) && (rest >= end || body[rest..end].trim().is_empty());
            if within.is_empty() || !silent || !alone || fenced {
                row = bare.starts_with('|');
                continue;
            }
            for (from, to) in within {
                let inner = to - from;
                let sign = if row {
                    format!("|{}|", " ".repeat(inner - 2))
                } else {
                    format!("<!--{}-->", "x".repeat(inner.saturating_sub(7)))
                };
                if sign.len() == inner && !body[from..to].contains('\n') {
                    self.text.replace_range(from..to, &sign);
                }
            }
        }
    }

    /// Returns the tag in which a byte of the text lies.
    pub(super) fn tag_at(&self, at: usize) -> Option<&TemplateTag<'d>> {
        let number = self.tags.partition_point(|tag| tag.end <= at);
        self.tags.get(number).filter(|tag| tag.start <= at)
    }

    /// Puts the tags back into words that stood in the text.
    pub(super) fn restore(&self, words: &str, body: &str) -> String {
        let mut out = String::new();
        let mut from = 0;
        while let Some(at) = words[from..].find(self.marker).map(|at| from + at) {
            out.push_str(&words[from..at]);
            let number = words.get(at + 2..at + 5).and_then(|digits| usize::from_str_radix(digits, 36).ok());
            if let Some(tag) = number.and_then(|number| self.tags.get(number)) {
                out.push_str(&body[tag.start..tag.end]);
                from = (at + tag.end - tag.start).min(words.len());
                while !words.is_char_boundary(from) {
                    from += 1;
                }
            } else {
                out.push_str(self.marker);
                from = at + self.marker.len();
            }
        }
        out.push_str(&words[from..]);
        out
    }
}

fn placeholder(source: &str, mark: &str, number: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let digit = |place: usize| char::from(DIGITS[number / 36_usize.pow(2 - u32::try_from(place).unwrap_or(2)) % 36]);
    let name: Vec<char> = mark.chars().chain((0..3).map(digit)).collect();
    let sign = |(at, byte): (usize, u8)| if byte == b'\n' { '\n' } else { name.get(at).copied().unwrap_or('x') };
    source.bytes().enumerate().map(sign).collect()
}

/// Tells whether a tag prints something.
pub(super) fn is_printing(tag: &TemplateTag<'_>) -> bool {
    matches!(tag.role, TagRole::Value | TagRole::Escaped)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn places_stay_where_they_were() {
        for body in [
            "Dear {{default naïve \"ü\"}},\n{{#if a}}\nx [y](https://{{host}}/z)\n{{else if b}}\n- y\n{{/if}}\n",
            "| a |\n|---|\n{{#each b}}\n| {{c}} |\n{{/each}}\n",
            "\\{{a}} {{!-- b\n\nc --}} d",
            "> {{#if a}}\n> {{/if}} {{~#if b~}}{{~/if~}}\n",
        ] {
            let mask = MaskedSource::new(body).unwrap();
            assert_eq!(mask.text.len(), body.len(), "{}", mask.text);
            let lines = |text: &str| text.lines().map(str::len).collect::<Vec<_>>();
            assert_eq!(lines(&mask.text), lines(body));
            assert!(!mask.text.contains("{{"), "{}", mask.text);
        }
        let body = "{{#if a}}\n[y](https://{{host}}/{{z}})\n{{/if}}";
        let mask = MaskedSource::new(body).unwrap();
        assert!(mask.text.starts_with("<!--xx-->\n") && mask.text.ends_with("\n<!---->"), "{}", mask.text);
        assert_eq!(mask.restore(&mask.text[10..38], body), "[y](https://{{host}}/{{z}})\n");
        assert_eq!(mask.tag_at(25).map(|tag| tag.expression), Some("host"));
    }
}
