//! A buffer that refuses to grow past a limit, so that no template fills the memory.

use std::io;

use handlebars::{Context, Handlebars, Output, RenderContext, Renderable};

use super::Error;
use super::rounds::MARK;

/// The longest text that a template may make, in bytes: ten times what Gmail shows before it clips.
const LIMIT: usize = 1_000_000;

/// How many rounds all its `{{#each}}` may make together.
const ROUNDS: usize = 100_000;

/// Fills a registered template into a text of about `size` bytes.
///
/// # Errors
/// There is no such template, the data lack something that it asks for, or the text grows too long.
pub(super) fn fill(registry: &Handlebars<'_>, name: &str, data: &Context, size: usize) -> Result<String, Error> {
    let template = registry.get_template(name).ok_or_else(|| Error::NoPage(name.to_owned()))?;
    print(template, registry, template.name.as_ref(), data, size)
}

/// Prints a template, or one element of it, into a text of about `size` bytes.
///
/// # Errors
/// The data lack something that it asks for, or the text grows too long.
pub(super) fn print(
    what: &impl Renderable,
    registry: &Handlebars<'_>,
    name: Option<&String>,
    data: &Context,
    size: usize,
) -> Result<String, Error> {
    let mut out = Capped { text: String::with_capacity(size.min(LIMIT)), full: false, rounds: 0 };
    let result = what.render(registry, data, &mut RenderContext::new(name), &mut out);
    if out.full {
        return Err(Error::TooLong(LIMIT));
    }
    if out.rounds > ROUNDS {
        return Err(Error::TooMany(ROUNDS));
    }
    result.map_err(Error::fill)?;
    Ok(out.text)
}

/// Collects what a template writes.
struct Capped {
    text: String,
    full: bool,
    rounds: usize,
}

impl Output for Capped {
    fn write(&mut self, piece: &str) -> io::Result<()> {
        if piece == MARK {
            self.rounds += 1;
            return if self.rounds > ROUNDS { Err(io::ErrorKind::QuotaExceeded.into()) } else { Ok(()) };
        }
        if self.text.len() + piece.len() > LIMIT {
            self.full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.text.push_str(piece);
        Ok(())
    }
}
