//! The press: an issue's sources, compiled once, printed for one reader after another.

use std::collections::BTreeSet;

use handlebars::{Context, Handlebars, Template, no_escape};
use serde_json::{Map, Value};

use super::capped::fill;
use super::walk::{Deed, walk};
use super::wrap::{self, wrap};
use super::{Error, ahead, helpers, link, rounds, tags};
use crate::model::{ADDRESS_FIELD, Composition, FieldValue, Letter, Subscriber, single_line};

/// The name under which a template reads the reader's way out.
pub const UNSUBSCRIBE_FIELD: &str = "unsubscribe_url";

/// The longest source, in bytes.
const LONGEST: usize = 1_000_000;

const SUBJECT: &str = "subject";
const HTML: &str = "html";
pub(super) const TEXT: &str = "text";

/// A composition, compiled.
#[derive(Debug)]
pub struct Press {
    escaping: Handlebars<'static>,
    plain: Handlebars<'static>,
    /// What each letter starts from: the constants that are still read, and every field, empty.
    ground: Map<String, Value>,
    sizes: (usize, usize),
}

impl Press {
    /// Compiles a composition; `fields` are all fields that a subscriber may have.
    ///
    /// # Errors
    /// A source cannot be read, is too long, or asks for something that letters must not do: print a field without
    /// making it safe, draw in another template, call a helper that is not there.
    pub fn new(composition: &Composition, fields: &BTreeSet<String>) -> Result<Self, Error> {
        let mut escaping = registry();
        let mut plain = registry();
        plain.register_escape_fn(no_escape);
        let constants = Context::from(Value::Object(composition.constants.clone()));
        let html = link::targets(&composition.html).map_err(|error| error.within(HTML))?;
        register(&mut escaping, HTML, &html, &constants)?;
        register(&mut plain, TEXT, &composition.text, &constants)?;
        register(&mut plain, SUBJECT, &composition.subject, &constants)?;
        let templates = || escaping.get_templates().values().chain(plain.get_templates().values());
        let mut ground = composition.constants.clone();
        ground.retain(|name, value| value.is_string() || templates().any(|template| ahead::reads(template, name)));
        for field in fields {
            ground.entry(field.as_str()).or_insert_with(|| Value::String(String::new()));
        }
        Ok(Self { escaping, plain, ground, sizes: (composition.html.len(), composition.text.len()) })
    }

    /// Prints one reader's letter.
    ///
    /// # Errors
    /// The composition asks for a name that is no field, or the letter would be longer than a megabyte.
    pub fn print(&self, subscriber: &Subscriber, unsubscribe_url: &str) -> Result<Letter, Error> {
        let mut data = self.ground.clone();
        for (name, value) in &subscriber.fields {
            // A column of an import must not stand in for what the issue itself says.
            match data.get_mut(name) {
                Some(Value::String(text)) => match value {
                    FieldValue::Text(words) => text.clone_from(words),
                    other => *text = other.to_string(),
                },
                Some(_) => {}
                None => drop(data.insert(name.clone(), Value::String(value.to_string()))),
            }
        }
        data.insert(ADDRESS_FIELD.to_owned(), Value::String(subscriber.address.to_string()));
        data.insert(UNSUBSCRIBE_FIELD.to_owned(), Value::String(unsubscribe_url.to_owned()));
        let context = Context::from(Value::Object(data));
        let room = |size: usize| size + size / 8;
        let subject = fill(&self.plain, SUBJECT, &context, 0)?;
        let html = fill(&self.escaping, HTML, &context, room(self.sizes.0))?;
        let text = fill(&self.plain, TEXT, &context, room(self.sizes.1))?;
        Ok(Letter { subject: single_line(&subject).into_owned(), html, text: wrap(&text) })
    }
}

pub(super) fn registry() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    helpers::register(&mut registry);
    rounds::register(&mut registry);
    registry
}

fn register(registry: &mut Handlebars<'static>, part: &str, source: &str, constants: &Context) -> Result<(), Error> {
    let mut template = compile(source).map_err(|error| error.within(part))?;
    ahead::settle(&mut template, registry, constants);
    if part == TEXT {
        ahead::rewrite(&mut template, wrap::whole_lines);
    }
    rounds::count(&mut template);
    template.name = Some(part.to_owned());
    registry.register_template(part, template);
    Ok(())
}

/// Compiles a source that keeps to what letters may do.
///
/// # Errors
/// It does not, or it cannot be read.
pub(super) fn compile(source: &str) -> Result<Template, Error> {
    if source.len() > LONGEST {
        return Err(Error::TooLong(LONGEST));
    }
    let found = tags::tags(source)?;
    let template = Template::compile(source).map_err(|error| {
        // The place that the engine tells is that of a block, if any: each tag is tried alone to find the one.
        let at = found.iter().find(|tag| !tag.reads());
        let sentence = at.map_or("a `{{…}}` cannot be read".to_owned(), |tag| {
            format!("`{}` cannot be read", &source[tag.start..tag.end])
        });
        let at = at.map(|tag| tag.start).or_else(|| error.pos().map(|(line, _)| line_start(source, line)));
        tags::fault(source, at.unwrap_or(0), sentence)
    })?;
    let mut wrong = None;
    walk(&template, &mut |deed| {
        let sentence = match deed {
            Deed::Help(name) if !helpers::is_known(name) => {
                format!("`{name}` is nothing that a `{{{{…}}}}` can do")
            }
            Deed::Call(_) | Deed::Read(_) | Deed::Help(_) => return,
            Deed::Unescaped => "it prints a field without making it safe".to_owned(),
            Deed::Partial(_) | Deed::Decorator => "it draws in another template".to_owned(),
        };
        wrong.get_or_insert(sentence);
    });
    match wrong {
        Some(sentence) => {
            let unknown = |tag: &&tags::Tag<'_>| {
                sentence
                    .strip_prefix('`')
                    .is_some_and(|rest| rest.split('`').next().is_some_and(|name| tag.inner.contains(name)))
            };
            let at = found.iter().find(unknown).map_or(0, |tag| tag.start);
            Err(tags::fault(source, at, sentence))
        }
        None => Ok(template),
    }
}

fn line_start(source: &str, line: usize) -> usize {
    source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}
