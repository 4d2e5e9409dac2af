//! The Handlebars helpers that message templates may use.

use std::borrow::Cow;

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonRender as _, Output, RenderContext, RenderError,
    Renderable as _, ScopedJson,
};
use serde_json::Value;

use super::link_helpers::{BROKEN_TARGET, TARGET_HELPERS};
use super::tag_lists::{TAG_LIST_HELPER, TagListHelper};
use super::text_functions::{self, Operand, TextFunction};

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
    MEMBERS_ONLY_HELPER,
];

/// The helper that checks whether a field contains one of several comma-separated words.
const HAS_HELPER: &str = "has";

/// The block that is in each copy of a letter and not on the web.
pub(super) const MEMBERS_ONLY_HELPER: &str = "members_only";

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
        MEMBERS_ONLY_HELPER => Some((0, 0)),
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
        MEMBERS_ONLY_HELPER => "{{#members_only}}…{{/members_only}}".to_owned(),
        _ => format!("{{{{#if ({name} town \"Leeds\")}}}}…{{{{/if}}}}"),
    }
}

/// Adds our helpers to a registry and removes the engine's helpers that messages do not use.
pub(super) fn register(registry: &mut Handlebars<'static>) {
    for name in ["lookup", "raw", "log", "len"] {
        registry.unregister_helper(name);
    }
    for (name, function) in TEXT_HELPERS {
        registry.register_helper(name, Box::new(TextHelper(*function)));
    }
    registry.register_helper(TAG_LIST_HELPER, Box::new(TagListHelper));
    registry.register_helper(MEMBERS_ONLY_HELPER, Box::new(MembersOnlyHelper { is_shown: true }));
    for (name, read) in TARGET_HELPERS {
        registry.register_helper(name, Box::new(TargetHelper(*read)));
    }
}

/// The helpers that make a text of their arguments.
const TEXT_HELPERS: &[(&str, TextFunction)] = &[
    ("default", text_functions::default),
    (HAS_HELPER, text_functions::has_tag),
    (LINK_HELPER, text_functions::link_address),
    (PATH_HELPER, text_functions::path_encode),
    (QUERY_HELPER, text_functions::query_encode),
];

/// Returns what a helper makes of its arguments, if that is a text.
pub(super) fn text_function(name: &str) -> Option<TextFunction> {
    TEXT_HELPERS.iter().find(|(helper, _)| *helper == name).map(|(_, function)| *function)
}

/// The block for members only: it is shown in letters, and what stands behind its `{{else}}` elsewhere.
pub(super) struct MembersOnlyHelper {
    pub(super) is_shown: bool,
}

impl HelperDef for MembersOnlyHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        render: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let shown = if self.is_shown { helper.template() } else { helper.inverse() };
        shown.map_or(Ok(()), |template| template.render(registry, context, render, out))
    }
}

/// A helper that builds one text from its arguments.
struct TextHelper(TextFunction);

impl TextHelper {
    fn text<'a>(&self, helper: &'a Helper<'_>) -> Cow<'a, str> {
        self.0(&mut helper.params().iter().map(|value| Operand::from(value.value())))
    }
}

impl HelperDef for TextHelper {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        Ok(out.write(&registry.get_escape_fn()(&self.text(helper)))?)
    }

    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        Ok(ScopedJson::Derived(Value::String(self.text(helper).into_owned())))
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
