//! Web pages, with layouts through `{{#> page}}…{{/page}}`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use handlebars::{Context, Handlebars, Template, no_escape};
use serde::Serialize;

use super::Error;
use super::bounded_writer::render_bounded;
use super::sentence_helper::register_sentences;
use super::template_visitor::{TagEffect, visit_template};
use crate::model::{SentenceSource, without_deceptive};

/// The partial name through which a layout includes the content of the page.
const PARTIAL_BLOCK: &str = "@partial-block";

/// Compiled web pages, which escape their values.
#[derive(Debug)]
pub struct PageTemplates {
    registry: Handlebars<'static>,
}

impl PageTemplates {
    /// Compiles the pages, given by name and source; a page may include another one by its name.
    ///
    /// # Errors
    /// Returns an error if a source cannot be parsed, includes a page that does not exist, or includes itself.
    pub fn new(sources: Vec<(String, String)>) -> Result<Self, Error> {
        Self::compile(Handlebars::new(), sources)
    }

    /// Compiles plain texts, which escape nothing; otherwise like [`Self::new`].
    ///
    /// # Errors
    /// Returns an error in the same cases as [`Self::new`].
    pub fn without_escaping(sources: Vec<(String, String)>) -> Result<Self, Error> {
        let mut registry = Handlebars::new();
        registry.register_escape_fn(no_escape);
        Self::compile(registry, sources)
    }

    fn compile(mut registry: Handlebars<'static>, sources: Vec<(String, String)>) -> Result<Self, Error> {
        registry.set_strict_mode(true);
        for (name, source) in sources {
            let template = Template::compile(&source)
                .map_err(|error| Error::without_location(&name, error.reason().to_string()))?;
            registry.register_template(&name, template);
        }
        reject_partial_cycles(&registry)?;
        Ok(Self { registry })
    }

    /// Returns the same pages with the sentences of one language, which they say with `{{t "name"}}`.
    #[must_use]
    pub fn with_sentences(&self, sentences: Arc<dyn SentenceSource>) -> Self {
        let mut registry = self.registry.clone();
        register_sentences(&mut registry, sentences);
        Self { registry }
    }

    /// Renders one page.
    ///
    /// # Errors
    /// Returns an error if the page does not exist, or the data lack a value that it needs.
    pub fn render(&self, name: &str, data: &impl Serialize) -> Result<String, Error> {
        let context = Context::wraps(data).map_err(Error::from_render_error)?;
        let page = render_bounded(&self.registry, name, &context, 0)?;
        // Names and replies come from others: nothing in them turns or hides what stands beside them.
        Ok(without_deceptive(&page).into_owned())
    }
}

/// Rejects pages that include each other in a circle: they would overflow the stack (handlebars-rust, issue 386).
fn reject_partial_cycles(registry: &Handlebars<'_>) -> Result<(), Error> {
    let mut draws: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, template) in registry.get_templates() {
        let inside = draws.entry(name).or_default();
        let mut wrong = None;
        visit_template(template, &mut |deed| match deed {
            TagEffect::Partial(Some(PARTIAL_BLOCK))
            | TagEffect::CallOrPrint(_)
            | TagEffect::Read(_)
            | TagEffect::CallHelper(_)
            | TagEffect::Unescaped => {}
            TagEffect::Partial(Some(other)) if registry.has_template(other) => {
                inside.insert(other);
            }
            TagEffect::Partial(Some(other)) => wrong = Some(format!("it draws in `{other}`, which is not there")),
            TagEffect::Partial(None) => wrong = Some("it draws in a page whose name is not written out".to_owned()),
            TagEffect::Decorator => wrong = Some("it defines a page within a page".to_owned()),
        });
        if let Some(sentence) = wrong {
            return Err(Error::without_location(name, sentence));
        }
    }
    // A page is settled once all pages that it includes are; pages that never settle form a circle.
    let mut settled = BTreeSet::new();
    while let Some((name, _)) =
        draws.iter().find(|(name, drawn)| !settled.contains(**name) && drawn.is_subset(&settled))
    {
        settled.insert(*name);
    }
    match draws.keys().find(|name| !settled.contains(**name)) {
        Some(name) => Err(Error::without_location(name, "it draws itself in, by way of other pages")),
        None => Ok(()),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use serde_json::json;

    use super::*;

    fn pages(sources: &[(&str, &str)]) -> Result<PageTemplates, Error> {
        PageTemplates::new(sources.iter().map(|(name, source)| ((*name).to_owned(), (*source).to_owned())).collect())
    }

    #[test]
    fn page_with_layout_is_rendered_and_escaped() {
        let pages = pages(&[
            ("page", "<title>{{title}}</title><main>{{> @partial-block}}</main>"),
            ("ask", "{{#> page title=\"Leave?\"}}<p>{{name}}</p>{{/page}}"),
        ])
        .unwrap();
        let page = pages.render("ask", &json!({ "name": "<b>Tom & Co" })).unwrap();
        assert_eq!(page, "<title>Leave?</title><main><p>&lt;b&gt;Tom &amp; Co</p></main>");
    }

    #[test]
    fn circular_pages_are_rejected() {
        for sources in [
            [("a", "{{> b}}"), ("b", "{{#if x}}{{> a}}{{/if}}")],
            [("a", "{{> ../../etc/passwd}}"), ("b", "")],
            [("a", "{{> (lookup this \"b\")}}"), ("b", "")],
            [("a", "{{#*inline \"b\"}}{{> a}}{{/inline}}"), ("b", "")],
            [("a", "{{#if x}}"), ("b", "")],
        ] {
            assert!(matches!(pages(&sources), Err(Error::Source { .. })), "{sources:?}");
        }
    }

    #[test]
    fn missing_value_is_an_error() {
        let pages = pages(&[
            ("a", "{{nothing}}"),
            ("b", "{{#each x}}{{#each ../x}}{{#each ../../x}}{{y}}{{/each}}{{/each}}{{/each}}"),
        ])
        .unwrap();
        assert!(matches!(pages.render("a", &json!({})), Err(Error::Render { .. })));
        assert!(matches!(pages.render("c", &json!({})), Err(Error::PageNotFound(_))));
        let many = json!({ "x": vec![0; 400], "y": "yy" });
        assert!(matches!(pages.render("b", &many), Err(Error::TooLong(_) | Error::Render { .. })));
    }
}
