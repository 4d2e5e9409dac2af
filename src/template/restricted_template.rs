//! Compiles a source that is restricted to the features allowed in messages.

use handlebars::Template;

use super::template_tags::{TemplateTag, error_at};
use super::template_visitor::{TagEffect, visit_template};
use super::{Error, helpers, quick_compile};

const MAX_SOURCE_BYTES: usize = 1_000_000;

/// The most steps that the engine may take to find the positions of all tags: at most a second.
const MAX_STEPS: usize = 40_000_000;

/// Compiles a source and checks that it only uses the features allowed in messages.
///
/// # Errors
/// Returns an error if it uses others, or cannot be parsed.
pub(super) fn compile_restricted(source: &str, tags: &[TemplateTag]) -> Result<Template, Error> {
    if source.len() > MAX_SOURCE_BYTES {
        return Err(Error::TooLong(MAX_SOURCE_BYTES));
    }
    refuse_slow_source(source, tags)?;
    let template = quick_compile::compile(source, tags).map_err(|error| {
        // Within a block, the engine reports the position of the block: each tag is compiled alone to find the wrong
        // one.
        let at = tags.iter().find(|tag| !tag.is_parsable());
        let sentence = at.map_or("a `{{…}}` cannot be read".to_owned(), |tag| {
            format!("`{}` cannot be read", &source[tag.start..tag.end])
        });
        let at = at.map(|tag| tag.start).or_else(|| error.pos().map(|(line, _)| line_start(source, line)));
        error_at(source, at.unwrap_or(0), sentence)
    })?;
    let mut wrong = None;
    visit_template(&template, &mut |deed| {
        let sentence = match deed {
            TagEffect::CallHelper(name) if !helpers::is_known(name) => {
                format!("`{name}` is nothing that a `{{{{…}}}}` can do")
            }
            TagEffect::CallOrPrint(_) | TagEffect::Read(_) | TagEffect::CallHelper(_) => return,
            TagEffect::Unescaped => "it prints a field without making it safe".to_owned(),
            TagEffect::Partial(_) | TagEffect::Decorator => "it draws in another template".to_owned(),
        };
        wrong.get_or_insert(sentence);
    });
    match wrong {
        Some(sentence) => {
            let unknown = |tag: &&TemplateTag| {
                sentence
                    .strip_prefix('`')
                    .is_some_and(|rest| rest.split('`').next().is_some_and(|name| tag.expression.contains(name)))
            };
            let at = tags.iter().find(unknown).map_or(0, |tag| tag.start);
            Err(error_at(source, at, sentence))
        }
        None => Ok(template),
    }
}

/// Refuses a source that the engine needs more than a second for: for each tag it counts lines and columns from the
/// beginning, and for each backslash it looks through all that follow.
fn refuse_slow_source(source: &str, tags: &[TemplateTag]) -> Result<(), Error> {
    let slow = |steps: &mut usize, more: usize| {
        *steps = steps.saturating_add(more);
        *steps > MAX_STEPS
    };
    let mut steps = 0;
    if let Some(tag) = tags.iter().find(|tag| slow(&mut steps, tag.start)) {
        let sentence = format!(
            "a text with {} `{{{{…}}}}` takes too long to fill in: leave some out, or make two letters of it",
            tags.len()
        );
        return Err(error_at(source, tag.start, sentence));
    }
    let mut from = 0;
    while let Some(start) = memchr::memchr(b'\\', &source.as_bytes()[from..]).map(|at| from + at) {
        let length = source[start..].bytes().take_while(|byte| *byte == b'\\').count();
        if slow(&mut steps, length.saturating_mul(length)) {
            return Err(error_at(
                source,
                start,
                format!("a row of {length} backslashes takes too long to read: leave some out"),
            ));
        }
        from = start + length;
    }
    Ok(())
}

fn line_start(source: &str, line: usize) -> usize {
    source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use crate::template::{Error, TemplateSource};

    #[test]
    fn text_that_takes_too_long_is_refused_at_its_place() {
        for (text, line, words) in [
            ("{{first_name}} ".repeat(12_000), 1, "a text with 12000 `{{…}}` takes too long"),
            (format!("Dear all,\n{}", "{{!x}}".repeat(12_000)), 2, "a text with 12000 `{{…}}` takes too long"),
            (format!("a\n\n{}", "\\".repeat(10_000)), 3, "a row of 10000 backslashes"),
        ] {
            let error = TemplateSource::parse(text).unwrap().validate().unwrap_err();
            let Error::Source { line: at, message, .. } = error else { panic!("{error}") };
            assert!(at == line && message.contains(words), "{at}: {message}");
        }
    }

    #[test]
    fn long_letters_are_not_refused() {
        for text in [format!("{}{{{{first_name}}}}", "words ".repeat(90)).repeat(300), "\\\\ ".repeat(9_000)] {
            assert!(TemplateSource::parse(text).unwrap().validate().is_ok());
        }
    }
}
