//! Assembles a layout once per issue: `{{> name}}` includes a partial, `{{{slot}}}` inserts content, `{{t "name"}}` a
//! sentence of the catalogue.
//!
//! Tags with two braces stay unchanged: they are filled in for each recipient.

use super::Error;
use super::sentence_markup::MarkupForm;
use super::sentence_tags::{is_sentence_tag, write_sentence_tag};
use super::template_tags::error_at;
use crate::model::SentenceSource;

const MAX_PARTIAL_DEPTH: usize = 16;

const MAX_LAYOUT_BYTES: usize = 1_000_000;

/// The pieces of a layout.
pub struct LayoutComposer<'l> {
    /// Returns the source of a partial by its name, or the reason why it is missing.
    pub partial: &'l dyn Fn(&str) -> Result<String, Error>,
    /// The inserted content, by slot name.
    pub slots: &'l [(&'l str, &'l str)],
    /// The sentences; without them, `{{t …}}` is left to the page that is rendered.
    pub sentences: Option<&'l dyn SentenceSource>,
    /// Whether the layout is HTML: sentences are escaped, and keep their markup.
    pub is_html: bool,
}

impl LayoutComposer<'_> {
    /// Assembles a source.
    ///
    /// # Errors
    /// Returns an error if a brace is not closed, a slot or a partial does not exist, a partial includes itself, or
    /// the result is too long.
    pub fn compose(&self, source: &str) -> Result<String, Error> {
        let mut out = String::with_capacity(source.len() * 2);
        self.expand(source, &mut Vec::new(), &mut out)?;
        Ok(out)
    }

    fn expand(&self, source: &str, open: &mut Vec<String>, out: &mut String) -> Result<(), Error> {
        let mut from = 0;
        while let Some(start) = source[from..].find("{{").map(|at| from + at) {
            out.push_str(&source[from..start]);
            let rest = &source[start..];
            let (kind, ends) = match rest.as_bytes().get(2) {
                _ if self.sentences.is_some() && is_sentence_tag(rest) => (LayoutTag::Sentence, "}}"),
                Some(b'{') => (LayoutTag::Slot, "}}}"),
                Some(b'>') => (LayoutTag::Partial, "}}"),
                _ if rest.starts_with("{{!--") => (LayoutTag::Comment, "--}}"),
                _ => (LayoutTag::Field, "}}"),
            };
            let unclosed = || error_at(source, start, "`{{` is never closed by `}}`".to_owned());
            let length = rest.find(ends).ok_or_else(unclosed)? + ends.len();
            from = start + length;
            match kind {
                LayoutTag::Field => out.push_str(&rest[..length]),
                LayoutTag::Comment => from += usize::from(is_standalone(source, start, from)),
                LayoutTag::Sentence => {
                    let sentence = self.sentence(&rest[2..length - 2]);
                    out.push_str(&sentence.map_err(|sentence| error_at(source, start, sentence))?);
                }
                LayoutTag::Slot => out.push_str(self.slot_content(source, start, rest[3..length - 3].trim())?),
                LayoutTag::Partial => self.expand_partial(source, start, rest[3..length - 2].trim(), open, out)?,
            }
            if out.len() > MAX_LAYOUT_BYTES {
                return Err(Error::TooLong(MAX_LAYOUT_BYTES));
            }
        }
        out.push_str(&source[from..]);
        Ok(())
    }

    fn sentence(&self, tag: &str) -> Result<String, String> {
        let form = if self.is_html { MarkupForm::Html } else { MarkupForm::Text };
        self.sentences.map_or(Ok(String::new()), |sentences| write_sentence_tag(sentences, tag, form))
    }

    fn slot_content(&self, source: &str, at: usize, name: &str) -> Result<&str, Error> {
        let known =
            || self.slots.iter().map(|(name, _)| format!("`{{{{{{{name}}}}}}}`")).collect::<Vec<_>>().join(", ");
        self.slots.iter().find(|(slot, _)| *slot == name).map(|(_, text)| *text).ok_or_else(|| {
            let sentence = format!(
                "`{{{{{{{name}}}}}}}` is nothing that is put in here: a field has two braces, three have {}",
                known()
            );
            error_at(source, at, sentence)
        })
    }

    fn expand_partial(
        &self,
        source: &str,
        at: usize,
        name: &str,
        open: &mut Vec<String>,
        out: &mut String,
    ) -> Result<(), Error> {
        if name.is_empty()
            || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        {
            let sentence =
                format!("`{{{{> {name}}}}}` names no partial: its name has small letters, digits and hyphens");
            return Err(error_at(source, at, sentence));
        }
        if open.iter().any(|drawn| drawn == name) {
            let way = open.iter().map(|drawn| format!("`{drawn}`")).collect::<Vec<_>>().join(", ");
            return Err(error_at(source, at, format!("the partial `{name}` draws itself in, by way of {way}")));
        }
        if open.len() == MAX_PARTIAL_DEPTH {
            return Err(error_at(
                source,
                at,
                format!("partials draw each other in more than {MAX_PARTIAL_DEPTH} deep"),
            ));
        }
        let partial = (self.partial)(name).map_err(|error| match error {
            Error::PageNotFound(_) => error_at(source, at, format!("there is no partial `{name}`")),
            other => other,
        })?;
        open.push(name.to_owned());
        self.expand(partial.strip_suffix('\n').unwrap_or(&partial), open, out)
            .map_err(|error| error.or_in_template(name))?;
        open.pop();
        Ok(())
    }
}

enum LayoutTag {
    Slot,
    Partial,
    Comment,
    Sentence,
    Field,
}

/// Returns whether the text from `start` to `end` is alone on its line, so that the whole line is removed.
fn is_standalone(source: &str, start: usize, end: usize) -> bool {
    let before = start == 0 || source[..start].ends_with('\n');
    before && source[end..].starts_with('\n')
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn lay(source: &str, partials: &[(&str, &str)]) -> Result<String, Error> {
        let partial = |name: &str| {
            let found = partials.iter().find(|(known, _)| *known == name);
            found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| Error::PageNotFound(name.to_owned()))
        };
        let slots = &[("body", "B {{x}} {{{body}}} {{> a}}"), ("css", "")];
        LayoutComposer { partial: &partial, slots, sentences: None, is_html: true }.compose(source)
    }

    #[test]
    fn partials_and_slots_are_inserted_once() {
        let partials = [("a", "<a>{{> b}}</a>\n"), ("b", "{{{ body }}}{{y}}"), ("c-2", "{{!-- says\n{{> a}} --}}\nc")];
        for (source, laid) in [
            ("{{#if z}}\n{{> a}}\n{{/if}}", "{{#if z}}\n<a>B {{x}} {{{body}}} {{> a}}{{y}}</a>\n{{/if}}"),
            ("{{> c-2}}{{> c-2 }}|{{{css}}}|", "cc||"),
            ("\\{{a}} {{! b }}", "\\{{a}} {{! b }}"),
            ("", ""),
        ] {
            assert_eq!(lay(source, &partials).unwrap(), laid, "{source}");
        }
    }

    #[test]
    fn layout_errors_have_a_position() {
        let round = [("a", "\n{{> b}}"), ("b", "{{> c}}"), ("c", "x {{> a}}"), ("bad", "\n {{{name}}}")];
        for (source, template, place, words) in [
            ("{{> a}}", "c", (1, 3), "the partial `a` draws itself in, by way of `a`, `b`, `c`"),
            ("\n{{> none}}", "", (2, 1), "there is no partial `none`"),
            ("{{> ../../etc/passwd}}", "", (1, 1), "names no partial"),
            ("{{> (lookup this \"b\")}}", "", (1, 1), "names no partial"),
            ("{{>}}", "", (1, 1), "names no partial"),
            ("{{{name}}}", "", (1, 1), "a field has two braces, three have `{{{body}}}`, `{{{css}}}`"),
            ("{{> bad}}", "bad", (2, 2), "`{{{name}}}` is nothing that is put in here"),
            ("a {{> b", "", (1, 3), "never closed"),
            ("{{!-- a }}", "", (1, 1), "never closed"),
        ] {
            let error = lay(source, &round).unwrap_err();
            let Error::Source { template: within, line, column, message: sentence } = error else { panic!("{error}") };
            assert_eq!((within.as_str(), (line, column)), (template, place), "{source}: {sentence}");
            assert!(sentence.contains(words), "{source}: {sentence}");
        }
    }

    #[test]
    fn endless_layout_is_rejected() {
        let double = |n: usize| (format!("p{n}"), format!("{}x", format!("{{{{> p{}}}}}", n + 1).repeat(64)));
        let mut partials: Vec<_> = (0..10).map(double).collect();
        partials.push(("p10".to_owned(), "x".repeat(9)));
        let deep: Vec<_> = (0..40).map(|n| (format!("p{n}"), format!("{{{{> p{}}}}}", n + 1))).collect();
        for (partials, words) in [(partials, "more than 1000000 bytes"), (deep, "more than 16 deep")] {
            let partials: Vec<_> = partials.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let error = lay("{{> p0}}", &partials).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
        }
    }
}
