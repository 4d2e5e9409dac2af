//! Compiles a source as the engine does, in a fraction of its time.
//!
//! The engine takes a step for each character of a text, and for each tag it counts lines and columns from the beginning.
//! So it is given a short mark in place of each long text between two tags, with as many line ends.

use handlebars::{Template, TemplateError};

use super::precompute::rewrite_text;
use super::template_tags::TemplateTag;

/// Encloses the number of a text that was left out: a character of the private use area, which no letter has.
const MARK: char = '\u{e000}';
/// Shorter texts stay, in bytes.
const MIN_LENGTH: usize = 64;

/// Compiles a source whose `tags` are known.
///
/// # Errors
/// The engine cannot parse it.
pub(super) fn compile(source: &str, tags: &[TemplateTag]) -> Result<Template, TemplateError> {
    let (short, left_out) = shorten(source, tags);
    if left_out.is_empty() || source.contains(MARK) {
        return Template::compile(source);
    }
    // An error shows the place in its source.
    let mut template = Template::compile(&short).or_else(|_| Template::compile(source))?;
    rewrite_text(&mut template, &|text| restore(text, &left_out));
    Ok(template)
}

/// Returns the source with marks, and the texts that they stand for.
fn shorten<'s>(source: &'s str, tags: &[TemplateTag]) -> (String, Vec<&'s str>) {
    let (mut short, mut left_out) = (String::new(), Vec::new());
    let mut from = 0;
    for (start, end) in tags.iter().map(|tag| (tag.start, tag.end)).chain([(source.len(), source.len())]) {
        let text = &source[from..start];
        if let Some((before, middle, after)) = split(text) {
            let lines = "\n".repeat(memchr::memchr_iter(b'\n', middle.as_bytes()).count());
            short.extend([before, &format!("{MARK}{}{MARK}", left_out.len()), &lines, after]);
            left_out.push(middle);
        } else {
            short.push_str(text);
        }
        short.push_str(&source[start..end]);
        from = end;
    }
    (short, left_out)
}

/// Splits a text between two tags into its first lines, what can be left out, and its last lines: what stands beside a tag
/// on its line decides whether the engine drops the line, and a tag with `~` takes all white space.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    let first_word = text.len() - text.trim_start().len();
    let start = first_word + memchr::memchr(b'\n', &text.as_bytes()[first_word..])?;
    let end = memchr::memrchr(b'\n', text.trim_end().as_bytes())?;
    let middle = text.get(start..end).filter(|middle| middle.len() >= MIN_LENGTH)?;
    let is_plain = memchr::memchr(b'\\', middle.as_bytes()).is_none() && !middle.contains("{{");
    is_plain.then_some((&text[..start], middle, &text[end..]))
}

/// Puts the texts back in place of their marks.
fn restore(text: &str, left_out: &[&str]) -> String {
    let mut restored = String::new();
    let mut parts = text.split(MARK);
    restored.push_str(parts.next().unwrap_or_default());
    while let (Some(number), Some(after)) = (parts.next(), parts.next()) {
        let middle = number.parse().ok().and_then(|number: usize| left_out.get(number)).copied().unwrap_or_default();
        restored.push_str(middle);
        let lines = memchr::memchr_iter(b'\n', middle.as_bytes()).count();
        restored.push_str(after.get(lines..).unwrap_or_default());
    }
    restored
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::template::template_tags::parse_tags;

    const LONG: &str =
        "<p>\n  Dear all,\n\n  the lock is open again, and we meet there on Sunday at ten, with hats.\n</p>";

    /// Compiles a source both ways; returns how many texts were left out.
    fn compile_both(source: &str) -> usize {
        let Ok(tags) = parse_tags(source) else { return 0 };
        let (quick, slow) = (compile(source, &tags), Template::compile(source));
        assert_eq!(quick.as_ref().ok(), slow.as_ref().ok(), "{source:?}");
        assert_eq!(quick.err().map(|error| error.to_string()), slow.err().map(|error| error.to_string()));
        shorten(source, &tags).1.len()
    }

    #[test]
    fn templates_and_positions_are_those_of_the_engine() {
        for (source, left_out) in [
            (format!("{{{{a}}}}{LONG}{{{{b}}}}"), 1),
            (format!("{LONG}\r\n{{{{#if a}}}}  \r\n{LONG}{{{{else}}}}\n  {LONG}\n \t{{{{/if}}}}\n{LONG}"), 4),
            (format!("{{{{~a~}}}} \n\n {LONG} \n\n {{{{~b}}}}{LONG}"), 2),
            (format!("{{{{#if a}}}}\n{LONG}\\{{{{c}}}}{LONG}\n{{{{/if}}}}"), 2),
            (format!("{{{{a}}}}{LONG}\\\\{LONG}{{{{b}}}}"), 0),
            (format!("{{{{a}}}}{}{{{{b}}}}", LONG.replace('\n', " ")), 0),
            (format!("{{{{a}}}}\u{e000}0\u{e000}{LONG}{{{{b}}}}"), 1),
            (format!("{LONG}{{{{a b=}}}}{LONG}"), 2),
        ] {
            assert_eq!(compile_both(&source), left_out, "{source}");
        }
    }

    proptest! {
        #[test]
        fn any_mixture_of_texts_and_tags_is_compiled_alike(parts in prop::collection::vec(0_usize..14, 0..24)) {
            const PARTS: [&str; 14] = [
                "{{a}}", "{{~a~}}", "{{#if b}}", "{{else}}", "{{/if}}", "{{~/if~}}", "{{!-- note --}}", "\\{{a}}", "\n", "\r\n",
                "  ", "ä", "\\", LONG,
            ];
            compile_both(&parts.iter().map(|part| PARTS[*part]).collect::<String>());
        }
    }
}
