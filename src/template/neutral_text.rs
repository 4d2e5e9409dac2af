//! Renders a source for nobody in particular: fallbacks are used, and what is left of a field is marked.

use std::collections::BTreeSet;

use handlebars::{Context, Handlebars, no_escape};
use serde_json::{Map, Value};

use super::bounded_writer::render_bounded;
use super::field_references::split_words;
use super::helpers::{LINK_HELPER, MEMBERS_ONLY_HELPER, MembersOnlyHelper, QUERY_HELPER};
use super::template_renderer::{HTML_PART, TEXT_PART, bind_dates, letter_registry, register_template};
use super::template_tags::{TagRole, TemplateTag};
use super::{Error, PREFERENCES_FIELD, STILL_WANTED_FIELD, TemplateSource, UNSUBSCRIBE_FIELD};
use crate::model::{ADDRESS_FIELD, FieldMarker, Language, NAME_FIELDS, marked_field};

/// A rendered text in which each field of a person is a marker (see [`FieldMarker`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeutralText {
    /// The text.
    pub text: String,
    /// What the tag of each marker says, by its index.
    pub expressions: Vec<String>,
}

impl NeutralText {
    /// Returns words of the text with their fields in braces instead of markers.
    #[must_use]
    pub fn name_fields(&self, words: &str) -> String {
        let mut out = String::with_capacity(words.len());
        for c in words.chars() {
            match marked_field(c) {
                Some(marker) => {
                    let expression = self.expressions.get(marker.index).map_or("…", String::as_str);
                    out.extend(["{{", expression, "}}"]);
                }
                None => out.push(c),
            }
        }
        out
    }
}

/// Renders HTML without what is for members only; `fields` are all fields that a subscriber may have, and each of them
/// is empty.
///
/// # Errors
/// The source is no valid template.
pub fn render_neutral_html(
    source: &str,
    constants: &Map<String, Value>,
    fields: &BTreeSet<String>,
) -> Result<NeutralText, Error> {
    let language = constants.get("issue").and_then(|issue| issue.get("language")?.as_str());
    let language: Language = language.and_then(|tag| tag.parse().ok()).unwrap_or_default();
    let bound = Context::from(bind_dates(Value::Object(constants.clone()), &language));
    render(neutral_registry(), HTML_PART, source, constants, &bound, fields)
}

/// Renders a plain text, such as a subject; otherwise like [`render_neutral_html`].
///
/// # Errors
/// The source is no valid template.
pub fn render_neutral_text(
    source: &str,
    constants: &Map<String, Value>,
    fields: &BTreeSet<String>,
) -> Result<NeutralText, Error> {
    let mut registry = neutral_registry();
    registry.register_escape_fn(no_escape);
    render(registry, TEXT_PART, source, constants, &Context::from(Value::Object(constants.clone())), fields)
}

fn neutral_registry() -> Handlebars<'static> {
    let mut registry = letter_registry();
    registry.register_helper(MEMBERS_ONLY_HELPER, Box::new(MembersOnlyHelper { is_shown: false }));
    registry
}

fn render(
    mut registry: Handlebars<'static>,
    part: &str,
    source: &str,
    constants: &Map<String, Value>,
    bound: &Context,
    fields: &BTreeSet<String>,
) -> Result<NeutralText, Error> {
    // A letter has no such signs of its own, and a font that draws them is not on the web.
    let source: String = source.chars().filter(|c| marked_field(*c).is_none()).collect();
    let source = TemplateSource::parse(source)?;
    let (marked, expressions) = mark_fields(&source, constants);
    register_template(&mut registry, part, &marked, bound)?;
    let mut data = constants.clone();
    let known = [ADDRESS_FIELD, UNSUBSCRIBE_FIELD, PREFERENCES_FIELD, STILL_WANTED_FIELD];
    for field in fields.iter().map(String::as_str).chain(known).chain(NAME_FIELDS) {
        data.entry(field).or_insert_with(|| Value::String(String::new()));
    }
    let text = render_bounded(&registry, part, &Context::from(Value::Object(data)), 0)?;
    Ok(NeutralText { text, expressions })
}

/// Puts markers into the places of tags that print a field, and behind the last fallback of those that have one.
fn mark_fields(source: &TemplateSource, constants: &Map<String, Value>) -> (String, Vec<String>) {
    let mut out = String::with_capacity(source.text().len());
    let mut expressions = Vec::new();
    let mut scopes: Vec<bool> = Vec::new();
    let mut from = 0;
    for tag in source.tags() {
        match tag.role {
            TagRole::Open => scopes.push(tag.expression.starts_with("each ") || tag.expression.starts_with("with ")),
            TagRole::Close => drop(scopes.pop()),
            _ => {}
        }
        let marked = marked_tag(tag, constants, scopes.contains(&true), expressions.len());
        let Some(marked) = marked.filter(|_| tag.role == TagRole::Value) else { continue };
        out.push_str(source.text().get(from..tag.start).unwrap_or_default());
        out.push_str(&marked);
        expressions.push(tag.expression.clone());
        from = tag.end;
    }
    out.push_str(source.text().get(from..).unwrap_or_default());
    (out, expressions)
}

/// Returns what replaces a tag; `None` if it prints the same for everybody.
fn marked_tag(tag: &TemplateTag, constants: &Map<String, Value>, in_scope: bool, index: usize) -> Option<String> {
    let words = split_words(&tag.expression);
    let (_, first) = words.first()?;
    let personal: Vec<&str> = match words.as_slice() {
        [(_, name)] => vec![*name].into_iter().filter(|name| is_personal(name, constants, in_scope)).collect(),
        [_, rest @ ..] => {
            rest.iter().map(|(_, word)| *word).filter(|word| is_personal(word, constants, in_scope)).collect()
        }
        [] => return None,
    };
    if personal.is_empty() {
        return None;
    }
    let is_name = personal.iter().any(|name| NAME_FIELDS.contains(name));
    let marker = FieldMarker { index, is_name }.to_char();
    match *first {
        _ if words.len() == 1 => Some(marker.to_string()),
        "default" => Some(format!("{{{{{} \"{marker}\"}}}}", tag.expression)),
        LINK_HELPER | QUERY_HELPER => Some(marker.to_string()),
        _ => None,
    }
}

/// Returns whether a word of a tag is a field of a person. Within a list, names are those of its items.
fn is_personal(word: &str, constants: &Map<String, Value>, in_scope: bool) -> bool {
    let is_outer = word.starts_with("../") || word.starts_with("@root");
    let literal = word.starts_with(['"', '\'', '(', ')', '|', '-', '[', '{'])
        || word.starts_with(|c: char| c.is_ascii_digit())
        || (word.starts_with('@') && !is_outer)
        || word.ends_with('=')
        || matches!(word, "true" | "false" | "null" | "this" | ".")
        || super::helpers::is_known(word);
    if literal || (in_scope && !is_outer) {
        return false;
    }
    let mut steps = word.split(['.', '/']).filter(|step| !matches!(*step, "" | "this" | "@root"));
    steps.next().is_some_and(|root| constants.get(root).is_none_or(Value::is_string))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use serde_json::json;

    use super::*;

    fn neutral(source: &str) -> String {
        let constants = json!({
            "issue": { "place": "Leeds & York", "speakers": [{ "name": "Ann" }] }, "society": { "name": "S" },
            "list": { "title": "Members" },
        });
        let fields = ["town", "name", "first_name"].map(str::to_owned).into();
        let text = render_neutral_html(source, constants.as_object().unwrap(), &fields).unwrap();
        text.name_fields(&text.text)
    }

    #[test]
    fn constants_and_fallbacks_stay_and_fields_are_marked() {
        for (source, expected) in [
            ("Dear {{first_name}} {{~name}},", "Dear {{first_name}} {{name}},"),
            ("Dear {{default first_name \"friend\"}},", "Dear friend,"),
            ("in {{default town name}}", "in {{default town name}}"),
            ("{{issue.place}} {{society.name}} {{list.title}}", "Leeds &amp; York S Members"),
            ("{{#each issue.speakers}}{{name}}, {{../town}}{{/each}}", "Ann, {{../town}}"),
            ("{{#if town}}in {{town}}{{else}}where?{{/if}}", "where?"),
            ("{{#unless (eq town \"Leeds\")}}come{{/unless}}", "come"),
            ("a{{#members_only}}b {{town}}{{/members_only}}c", "ac"),
            ("a{{#members_only}}b{{else}}d{{/members_only}}c", "adc"),
            (
                "<a href=\"https://x/?a={{query email}}\">{{unsubscribe_url}}</a>",
                "<a href=\"https://x/?a={{query email}}\">{{unsubscribe_url}}</a>",
            ),
            ("\\{{town}} {{!-- {{town}} --}}", "{{town}} "),
            ("\u{f0001}a", "a"),
        ] {
            assert_eq!(neutral(source), expected, "{source}");
        }
    }
}
