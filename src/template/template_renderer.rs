//! Compiles the sources of an issue once and renders them for each recipient.

use std::collections::BTreeSet;

use handlebars::{Context, Handlebars, no_escape};
use serde_json::{Map, Value};

use super::bounded_writer::render_bounded;
use super::compiled_composition::{CompiledComposition, SharedPartLines, SourceParts};
use super::recipient_values::{
    FULL_NAME_FIELD, PREFERENCES_FIELD, RecipientValues, UNSUBSCRIBE_FIELD, preferences_link,
};
use super::restricted_template::compile_restricted;
use super::{Error, TemplateSource, helpers, iteration_limit, link_helpers, link_targets, precompute, tag_lists};
use crate::model::{
    ADDRESS_FIELD, Composition, FieldValue, Language, RenderedMessage, RenderedParts, SpaceBinder, Subscriber,
    single_line, wrap_text, wrap_whole_lines,
};

const SUBJECT_PART: &str = "subject";
pub(super) const HTML_PART: &str = "html";
pub(super) const TEXT_PART: &str = "text";

/// A compiled composition.
#[derive(Debug)]
pub struct TemplateRenderer {
    escaping: Handlebars<'static>,
    plain: Handlebars<'static>,
    /// The initial values of each message: the constants that are still read, and every field, empty.
    base_data: Map<String, Value>,
    /// The language in which dates are written.
    language: Language,
    sizes: (usize, usize),
    compiled: CompiledComposition,
}

impl TemplateRenderer {
    /// Compiles a composition; `fields` are all fields that a subscriber may have.
    ///
    /// # Errors
    /// Returns an error if a source cannot be parsed, is too long, or uses a feature that is not allowed in messages:
    /// printing a field without escaping, including another template, or calling an unknown helper.
    pub fn new(composition: &Composition, fields: &BTreeSet<String>) -> Result<Self, Error> {
        let mut escaping = letter_registry();
        let mut plain = letter_registry();
        plain.register_escape_fn(no_escape);
        let language = composition.language();
        let constants = Context::from(Value::Object(composition.constants.clone()));
        let bound_constants = Context::from(bind_dates(Value::Object(composition.constants.clone()), &language));
        let html = TemplateSource::parse(composition.html.as_str()).map_err(|error| error.in_template(HTML_PART))?;
        let html = link_targets::guard_all_targets(html.text(), html.tags());
        register_template(&mut escaping, HTML_PART, &html, &bound_constants)?;
        register_template(&mut plain, TEXT_PART, &composition.text, &constants)?;
        register_template(&mut plain, SUBJECT_PART, &composition.subject, &constants)?;
        let templates = || escaping.get_templates().values().chain(plain.get_templates().values());
        let mut ground = composition.constants.clone();
        ground.retain(|name, value| {
            value.is_string() || templates().any(|template| precompute::may_read(template, name))
        });
        for field in fields {
            ground.entry(field.as_str()).or_insert_with(|| Value::String(String::new()));
        }
        let sizes = (composition.html.len(), composition.text.len());
        let part = |registry: &Handlebars<'static>, name| registry.get_template(name).cloned().unwrap_or_default();
        let parts = SourceParts {
            subject: &part(&plain, SUBJECT_PART),
            html: &part(&escaping, HTML_PART),
            text: &part(&plain, TEXT_PART),
        };
        let compiled = CompiledComposition::new(parts, &ground);
        Ok(Self { escaping, plain, base_data: ground, language, sizes, compiled })
    }

    /// Returns the lines that all messages share; [`TextRun::Shared`](crate::model::TextRun) counts them from 0.
    #[must_use]
    pub fn shared_lines(&self) -> &SharedPartLines {
        &self.compiled.shared
    }

    /// Renders the message of one recipient as runs of lines: together they are what [`Self::render`] returns.
    ///
    /// # Errors
    /// See [`Self::render`].
    pub fn render_parts(&self, subscriber: &Subscriber, unsubscribe_url: &str) -> Result<RenderedParts, Error> {
        let mut values = RecipientValues::new(&self.compiled.slots, subscriber, unsubscribe_url, &self.language);
        if self.compiled.needs_engine() {
            values.context = Some(self.context(subscriber, unsubscribe_url));
        }
        match self.compiled.render(&values, &self.plain, &self.escaping) {
            Some(parts) => Ok(parts),
            // It has a mistake to report, or a link to empty.
            None => self.render(subscriber, unsubscribe_url).map(RenderedParts::from),
        }
    }

    /// Renders the message of one recipient.
    ///
    /// # Errors
    /// Returns an error if the composition reads a name that is not a field, or the message would be longer than a
    /// megabyte.
    pub fn render(&self, subscriber: &Subscriber, unsubscribe_url: &str) -> Result<RenderedMessage, Error> {
        let context = self.context(subscriber, unsubscribe_url);
        let room = |size: usize| size + size / 8;
        let subject = render_bounded(&self.plain, SUBJECT_PART, &context, 0)?;
        let html = render_bounded(&self.escaping, HTML_PART, &context, room(self.sizes.0))?;
        let text = render_bounded(&self.plain, TEXT_PART, &context, room(self.sizes.1))?;
        let (html, text) = (link_helpers::empty_broken_targets(html), link_helpers::drop_broken_targets(text));
        Ok(RenderedMessage { subject: single_line(&subject).into_owned(), html, text: wrap_text(&text) })
    }

    /// Returns everything that the engine may read for one recipient.
    fn context(&self, subscriber: &Subscriber, unsubscribe_url: &str) -> Context {
        let mut data = self.base_data.clone();
        for (name, value) in &subscriber.fields {
            // An imported column must not override the values of the issue.
            match data.get_mut(name) {
                Some(Value::String(text)) => match value {
                    FieldValue::Text(words) => text.clone_from(words),
                    other => *text = other.show(&self.language),
                },
                Some(_) => {}
                None => drop(data.insert(name.clone(), Value::String(value.show(&self.language)))),
            }
        }
        if data.get(FULL_NAME_FIELD).is_some_and(|name| name.as_str().is_some_and(str::is_empty)) {
            let name = subscriber.mailbox().name.unwrap_or_default();
            data.insert(FULL_NAME_FIELD.to_owned(), Value::String(name));
        }
        data.insert(ADDRESS_FIELD.to_owned(), Value::String(subscriber.address.to_string()));
        data.insert(UNSUBSCRIBE_FIELD.to_owned(), Value::String(unsubscribe_url.to_owned()));
        data.insert(PREFERENCES_FIELD.to_owned(), Value::String(preferences_link(unsubscribe_url)));
        Context::from(Value::Object(data))
    }
}

/// Binds the dates and rooms in what an issue says of itself, so that no line of the HTML part ends within one.
pub(super) fn bind_dates(mut constants: Value, language: &Language) -> Value {
    let binder = SpaceBinder::new(language);
    let event = ["title", "day", "time", "when", "change", "place"].map(|field| format!("/issue/event/{field}"));
    for path in ["/issue/date", "/issue/masthead", "/issue/answers/until"].map(str::to_owned).iter().chain(&event) {
        if let Some(Value::String(text)) = constants.pointer_mut(path) {
            *text = binder.bind(text).into_owned();
        }
    }
    constants
}

pub(super) fn letter_registry() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    helpers::register(&mut registry);
    iteration_limit::register(&mut registry);
    registry
}

pub(super) fn register_template(
    registry: &mut Handlebars<'static>,
    part: &str,
    source: &str,
    constants: &Context,
) -> Result<(), Error> {
    let source = TemplateSource::parse(source).map_err(|error| error.in_template(part))?;
    let source = TemplateSource::parse(tag_lists::list_tags(source.text(), source.tags()))
        .map_err(|error| error.in_template(part))?;
    let mut template = compile_restricted(source.text(), source.tags()).map_err(|error| error.in_template(part))?;
    precompute::precompute(&mut template, registry, constants);
    if part == TEXT_PART {
        precompute::rewrite_text(&mut template, &wrap_whole_lines);
    }
    iteration_limit::count_iterations(&mut template);
    template.name = Some(part.to_owned());
    registry.register_template(part, template);
    Ok(())
}
