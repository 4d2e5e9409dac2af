//! A buffer with a size limit, so that no template can exhaust memory.

use std::io;

use handlebars::template::TemplateElement;
use handlebars::{Context, Handlebars, Output, RenderContext, Renderable};

use super::Error;
use super::iteration_limit::ITERATION_MARK;

/// The longest text that a template may produce, in bytes: ten times the size at which Gmail clips a message.
pub(super) const MAX_OUTPUT_BYTES: usize = 1_000_000;

/// The maximum number of `{{#each}}` iterations in one rendering.
const MAX_ITERATIONS: usize = 100_000;

/// Renders a registered template into a string with an initial capacity of `size` bytes.
///
/// # Errors
/// Returns an error if the template does not exist, the data lack a value that it needs, or the text grows too long.
pub(super) fn render_bounded(
    registry: &Handlebars<'_>,
    name: &str,
    data: &Context,
    size: usize,
) -> Result<String, Error> {
    let template = registry.get_template(name).ok_or_else(|| Error::PageNotFound(name.to_owned()))?;
    render_element(template, registry, template.name.as_ref(), data, size)
}

/// Renders a template, or one element of it, into a string with an initial capacity of `size` bytes.
///
/// # Errors
/// Returns an error if the data lack a value that the template needs, or the text grows too long.
pub(super) fn render_element(
    what: &impl Renderable,
    registry: &Handlebars<'_>,
    name: Option<&String>,
    data: &Context,
    size: usize,
) -> Result<String, Error> {
    let mut out = BoundedWriter::new(size);
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

/// Collects the output of a template, or of some of its elements.
pub(super) struct BoundedWriter {
    text: String,
    overflowed: bool,
    iterations: usize,
}

impl BoundedWriter {
    /// Creates a writer with an initial capacity of `size` bytes.
    pub(super) fn new(size: usize) -> Self {
        Self { text: String::with_capacity(size.min(MAX_OUTPUT_BYTES)), overflowed: false, iterations: 0 }
    }

    /// Renders one more element, and returns what it printed; `None` if it fails, or there is too much already.
    pub(super) fn render_more(
        &mut self,
        element: &TemplateElement,
        registry: &Handlebars<'_>,
        data: &Context,
    ) -> Option<&str> {
        let start = self.text.len();
        element.render(registry, data, &mut RenderContext::new(None), self).ok()?;
        self.text.get(start..)
    }
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
