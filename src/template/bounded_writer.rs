//! A buffer that refuses to grow past a limit, so that no template fills the memory.

use std::io;

use handlebars::{Context, Handlebars, Output, RenderContext, Renderable};

use super::Error;
use super::iteration_limit::ITERATION_MARK;

/// The longest text that a template may make, in bytes: ten times what Gmail shows before it clips.
const MAX_OUTPUT_BYTES: usize = 1_000_000;

/// How many rounds all its `{{#each}}` may make together.
const MAX_ITERATIONS: usize = 100_000;

/// Fills a registered template into a text of about `size` bytes.
///
/// # Errors
/// There is no such template, the data lack something that it asks for, or the text grows too long.
pub(super) fn render_bounded(
    registry: &Handlebars<'_>,
    name: &str,
    data: &Context,
    size: usize,
) -> Result<String, Error> {
    let template = registry.get_template(name).ok_or_else(|| Error::PageNotFound(name.to_owned()))?;
    render_element(template, registry, template.name.as_ref(), data, size)
}

/// Prints a template, or one element of it, into a text of about `size` bytes.
///
/// # Errors
/// The data lack something that it asks for, or the text grows too long.
pub(super) fn render_element(
    what: &impl Renderable,
    registry: &Handlebars<'_>,
    name: Option<&String>,
    data: &Context,
    size: usize,
) -> Result<String, Error> {
    let mut out =
        BoundedWriter { text: String::with_capacity(size.min(MAX_OUTPUT_BYTES)), overflowed: false, iterations: 0 };
    let result = what.render(registry, data, &mut RenderContext::new(name), &mut out);
    if out.overflowed {
        return Err(Error::TooLong(MAX_OUTPUT_BYTES));
    }
    if out.iterations > MAX_ITERATIONS {
        return Err(Error::TooManyIterations(MAX_ITERATIONS));
    }
    result.map_err(Error::from_render_error)?;
    Ok(out.text)
}

/// Collects what a template writes.
struct BoundedWriter {
    text: String,
    overflowed: bool,
    iterations: usize,
}

impl Output for BoundedWriter {
    fn write(&mut self, piece: &str) -> io::Result<()> {
        if piece == ITERATION_MARK {
            self.iterations += 1;
            return if self.iterations > MAX_ITERATIONS { Err(io::ErrorKind::QuotaExceeded.into()) } else { Ok(()) };
        }
        if self.text.len() + piece.len() > MAX_OUTPUT_BYTES {
            self.overflowed = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.text.push_str(piece);
        Ok(())
    }
}
