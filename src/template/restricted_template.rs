//! Compiles a source that is restricted to the features allowed in messages.

use handlebars::Template;

use super::template_tags::{TemplateTag, error_at};
use super::template_visitor::{TagEffect, visit_template};
use super::{Error, helpers};

const MAX_SOURCE_BYTES: usize = 1_000_000;

/// The most bytes that the engine may count for the positions of all tags together.
const MAX_COUNTED_BYTES: usize = 100_000_000;

/// Compiles a source and checks that it only uses the features allowed in messages.
///
/// # Errors
/// Returns an error if it uses others, or cannot be parsed.
pub(super) fn compile_restricted(source: &str, tags: &[TemplateTag]) -> Result<Template, Error> {
    if source.len() > MAX_SOURCE_BYTES {
        return Err(Error::TooLong(MAX_SOURCE_BYTES));
    }
    refuse_slow_source(source, tags)?;
    let template = Template::compile(source).map_err(|error| {
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

/// Refuses a source with more tags than can be compiled in a second: for each, the engine counts lines and columns from
/// the beginning.
fn refuse_slow_source(source: &str, tags: &[TemplateTag]) -> Result<(), Error> {
    let mut counted = 0_usize;
    let place = tags.iter().position(|tag| {
        counted = counted.saturating_add(tag.start);
        counted > MAX_COUNTED_BYTES
    });
    let Some(tag) = place.and_then(|at| tags.get(at)) else { return Ok(()) };
    let sentence = format!(
        "with {} `{{{{…}}}}` the text takes too long to fill in: leave some out, or send it in two letters",
        tags.len()
    );
    Err(error_at(source, tag.start, sentence))
}

fn line_start(source: &str, line: usize) -> usize {
    source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}
