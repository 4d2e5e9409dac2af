//! Lets `{{#each tags}}` go through the tags of a subscriber, which are stored as one text.

use handlebars::{Context, Handlebars, Helper, HelperDef, RenderContext, RenderError, ScopedJson};
use serde_json::Value;

use super::template_tags::{TagRole, TemplateTag};

/// The helper that makes a list of a text with commas; no field can have this name.
pub(super) const TAG_LIST_HELPER: &str = "__tags";

/// Makes each `{{#each name}}` go through a list.
pub(super) fn list_tags(source: &str, tags: &[TemplateTag]) -> String {
    let mut out = String::with_capacity(source.len() + 64);
    let mut from = 0;
    for tag in tags.iter().filter(|tag| tag.role == TagRole::Open) {
        let Some(argument) = tag.expression.strip_prefix("each ").map(str::trim_start) else { continue };
        let name = argument.split_whitespace().next().unwrap_or_default();
        let inner = &source[tag.start..tag.end];
        let place = inner.find("each").and_then(|at| Some(at + 4 + inner[at + 4..].find(name)?));
        let Some(start) = place.map(|at| tag.start + at).filter(|_| !name.is_empty() && !name.starts_with('(')) else {
            continue;
        };
        out.extend([&source[from..start], "(", TAG_LIST_HELPER, " ", name, ")"]);
        from = start + name.len();
    }
    out.push_str(&source[from..]);
    out
}

/// A helper that makes a list of a text with commas, and leaves other values unchanged.
pub(super) struct TagListHelper;

impl HelperDef for TagListHelper {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        Ok(ScopedJson::Derived(match helper.param(0).map(handlebars::PathAndJson::value) {
            Some(Value::String(text)) => {
                let tags = text.split(',').map(str::trim).filter(|tag| !tag.is_empty());
                tags.map(|tag| Value::String(tag.to_owned())).collect()
            }
            Some(value) => value.clone(),
            None => Value::Null,
        }))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::list_tags;
    use crate::template::TemplateSource;

    #[test]
    fn each_goes_through_a_list() {
        for (source, expected) in [
            ("{{#each tags}}{{this}}{{/each}}", "{{#each (__tags tags)}}{{this}}{{/each}}"),
            ("{{~# each  each as |x| ~}}{{/each}}", "{{~# each  (__tags each) as |x| ~}}{{/each}}"),
            (
                "{{#each (has a \"b\")}}{{/each}}{{#if each}}{{/if}}",
                "{{#each (has a \"b\")}}{{/each}}{{#if each}}{{/if}}",
            ),
        ] {
            let parsed = TemplateSource::parse(source).unwrap();
            assert_eq!(list_tags(source, parsed.tags()), expected);
        }
    }
}
