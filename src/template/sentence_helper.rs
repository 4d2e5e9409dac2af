//! The helper `{{t "name" value=field}}` of a page: a sentence of the catalogue, with its values.

use std::sync::Arc;

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonRender as _, Output, RenderContext, RenderError,
    RenderErrorReason, ScopedJson,
};
use serde_json::Value;

use super::sentence_markup::{GivenValue, MarkupForm, write_sentence};
use crate::model::SentenceSource;

/// The name of the helper.
const SENTENCE_HELPER: &str = "t";

/// Gives the pages of a registry the sentences of one language.
pub(super) fn register_sentences(registry: &mut Handlebars<'static>, sentences: Arc<dyn SentenceSource>) {
    registry.register_helper(SENTENCE_HELPER, Box::new(SentenceHelper(sentences)));
}

struct SentenceHelper(Arc<dyn SentenceSource>);

impl SentenceHelper {
    fn say(
        &self,
        helper: &Helper<'_>,
        escape: &dyn Fn(&str) -> String,
        form: MarkupForm,
    ) -> Result<String, RenderError> {
        let name = helper.param(0).map(|name| name.value().render()).unwrap_or_default();
        let given = helper.hash().iter().map(|(name, value)| GivenValue {
            name: (*name).to_owned(),
            number: value.value().as_i64(),
            written: escape(&value.value().render()),
        });
        write_sentence(self.0.as_ref(), &name, &given.collect::<Vec<_>>(), form)
            .map_err(|sentence| RenderErrorReason::Other(sentence).into())
    }
}

impl HelperDef for SentenceHelper {
    /// Writes the sentence with its markup, in a page; without it, in a text.
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let escape = registry.get_escape_fn();
        let form = if escape("<") == "<" { MarkupForm::Text } else { MarkupForm::Html };
        Ok(out.write(&self.say(helper, &|text| escape(text), form)?)?)
    }

    /// Returns the sentence without markup, for other tags.
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let text = self.say(helper, &|text: &str| text.to_owned(), MarkupForm::Text)?;
        Ok(ScopedJson::Derived(Value::String(text)))
    }
}
