//! The Handlebars helpers that message templates may use.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonRender as _, JsonTruthy as _, Output, RenderContext,
    RenderError, ScopedJson,
};
use serde_json::Value;

use super::link_helpers::{BROKEN_TARGET, TARGET_HELPERS};
use super::tag_lists::{TAG_LIST_HELPER, TagListHelper};
use crate::model::{RESERVED, encode_link, followable_link, percent_encode};

/// The helpers available in message templates; all other helpers of the engine are removed.
const ALLOWED_HELPERS: &[&str] = &[
    "if",
    "unless",
    "each",
    "with",
    "eq",
    "ne",
    "gt",
    "gte",
    "lt",
    "lte",
    "and",
    "or",
    "not",
    "default",
    HAS_HELPER,
    LINK_HELPER,
    QUERY_HELPER,
];

/// The helper that checks whether a field contains one of several comma-separated words.
const HAS_HELPER: &str = "has";

/// The helper that accepts only web and mail addresses.
pub(super) const LINK_HELPER: &str = "link";

/// The helper that percent-encodes a field for the query of a URL.
pub(super) const QUERY_HELPER: &str = "query";

/// The helper that percent-encodes what would end a link; no field can have this name.
pub(super) const PATH_HELPER: &str = "__path";

/// Returns whether message templates have a helper of this name.
pub(super) fn is_known(name: &str) -> bool {
    ALLOWED_HELPERS.contains(&name)
        || matches!(name, TAG_LIST_HELPER | PATH_HELPER)
        || TARGET_HELPERS.iter().any(|(helper, _)| *helper == name)
}

/// Returns what messages can do with fields, for hints.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    ALLOWED_HELPERS.iter().copied()
}

/// Returns how many arguments a helper takes: the least and the most.
pub(super) fn argument_limits(name: &str) -> Option<(usize, usize)> {
    match name {
        "if" | "unless" | "each" | "with" | "not" | LINK_HELPER | QUERY_HELPER => Some((1, 1)),
        "eq" | "ne" | "gt" | "gte" | "lt" | "lte" => Some((2, 2)),
        "and" | "or" => Some((1, usize::MAX)),
        "default" | HAS_HELPER => Some((2, usize::MAX)),
        _ => None,
    }
}

/// Returns a call of a helper as it is meant.
pub(super) fn example(name: &str) -> String {
    match name {
        "if" | "unless" | "each" | "with" => format!("{{{{#{name} town}}}}…{{{{/{name}}}}}"),
        "default" => "{{default town \"your town\"}}".to_owned(),
        HAS_HELPER => "{{#if (has tags \"student\")}}…{{/if}}".to_owned(),
        "not" => "{{#if (not town)}}…{{/if}}".to_owned(),
        "and" | "or" => format!("{{{{#if ({name} town first_name)}}}}…{{{{/if}}}}"),
        LINK_HELPER | QUERY_HELPER => format!("{{{{{name} town}}}}"),
        _ => format!("{{{{#if ({name} town \"Leeds\")}}}}…{{{{/if}}}}"),
    }
}

/// Adds our helpers to a registry and removes the engine's helpers that messages do not use.
pub(super) fn register(registry: &mut Handlebars<'static>) {
    for name in ["lookup", "raw", "log", "len"] {
        registry.unregister_helper(name);
    }
    registry.register_helper("default", Box::new(TextHelper(default)));
    registry.register_helper(HAS_HELPER, Box::new(TextHelper(has_tag)));
    registry.register_helper(LINK_HELPER, Box::new(TextHelper(link_address)));
    registry.register_helper(TAG_LIST_HELPER, Box::new(TagListHelper));
    registry.register_helper(PATH_HELPER, Box::new(TextHelper(path_encode)));
    registry.register_helper(QUERY_HELPER, Box::new(TextHelper(query_encode)));
    for (name, read) in TARGET_HELPERS {
        registry.register_helper(name, Box::new(TargetHelper(*read)));
    }
}

/// A helper that builds one text from its arguments.
struct TextHelper(fn(&Helper<'_>) -> String);

impl HelperDef for TextHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        Ok(out.write(&registry.get_escape_fn()(&self.0(helper)))?)
    }

    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        Ok(ScopedJson::Derived(Value::String(self.0(helper))))
    }
}

/// A helper that puts a value into a link, or empties the link if it cannot have that value.
struct TargetHelper(fn(&str) -> Option<String>);

impl HelperDef for TargetHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let value = helper.param(0).map(|value| value.value().render()).unwrap_or_default();
        let part = self.0(&value).unwrap_or_else(|| BROKEN_TARGET.to_owned());
        Ok(out.write(&registry.get_escape_fn()(&part))?)
    }
}

/// Returns the first argument that is not empty.
fn default(helper: &Helper<'_>) -> String {
    let mut values = helper.params().iter().map(handlebars::PathAndJson::value);
    let said = values.find(|value| value.is_truthy(true) && !value.as_str().is_some_and(|text| text.trim().is_empty()));
    said.map(Value::render).unwrap_or_default()
}

/// Returns `yes` if any of the remaining arguments is a tag in the first argument, else an empty text, as a boolean
/// field prints.
fn has_tag(helper: &Helper<'_>) -> String {
    let mut words = helper.params().iter().map(|word| word.value().render());
    let tags = words.next().unwrap_or_default();
    let has = words.any(|word| tags.split(',').any(|tag| !word.is_empty() && tag.trim() == word.trim()));
    if has { "yes".to_owned() } else { String::new() }
}

fn link_address(helper: &Helper<'_>) -> String {
    let target = helper.param(0).map(|value| value.value().render()).unwrap_or_default();
    followable_link(&target).unwrap_or_default()
}

fn path_encode(helper: &Helper<'_>) -> String {
    let value = helper.param(0).map(|value| value.value().render()).unwrap_or_default();
    encode_link(value.trim())
}

fn query_encode(helper: &Helper<'_>) -> String {
    let value = helper.param(0).map(|value| value.value().render()).unwrap_or_default();
    percent_encode(&value, RESERVED)
}

#[cfg(test)]
mod tests {
    use handlebars::Handlebars;
    use serde_json::json;

    use super::{ALLOWED_HELPERS, register};
    use crate::model::RESERVED_FIELDS;

    #[test]
    fn tag_matches_a_whole_word_between_commas() {
        let mut registry = Handlebars::new();
        register(&mut registry);
        for (tags, words, has) in [
            ("student, helps at fairs", "\"student\"", "yes"),
            ("student, helps at fairs", "\"helps at fairs\"", "yes"),
            ("student,life", "\"board\" \"life\"", "yes"),
            ("student, helps at fairs", "\"fairs\"", ""),
            ("students", "\"student\"", ""),
            ("Student", "\"student\"", ""),
            ("student", "\"\"", ""),
            ("student", "", ""),
            ("", "\"\" \"student\"", ""),
        ] {
            let printed = registry.render_template(&format!("{{{{has tags {words}}}}}"), &json!({ "tags": tags }));
            assert_eq!(printed.ok().as_deref(), Some(has), "{tags:?} has {words}");
        }
    }

    #[test]
    fn helper_names_are_not_field_names() {
        assert!(ALLOWED_HELPERS.iter().all(|name| RESERVED_FIELDS.contains(name)));
    }
}
