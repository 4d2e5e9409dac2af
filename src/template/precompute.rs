//! Renders the constant parts of a template once instead of for every recipient.

use handlebars::template::TemplateElement;
use handlebars::{Context, Handlebars, Template};
use serde_json::Value;

use super::bounded_writer::render_element;
use super::helpers::MEMBERS_ONLY_HELPER;
use super::template_visitor::{TagEffect, visit_element, visit_template};

/// Replaces each tag that reads only constants with its output, and joins neighbouring texts.
///
/// A tag that cannot be rendered stays, and is reported when a message is rendered. A text that a field may override
/// is not a constant.
pub(super) fn precompute(template: &mut Template, registry: &Handlebars<'_>, constants: &Context) {
    for element in &mut template.elements {
        if is_constant(element, constants.data())
            && let Ok(text) = render_element(&*element, registry, None, constants, 0)
        {
            *element = TemplateElement::RawString(text);
        } else if let TemplateElement::HelperBlock(block) = element
            && matches!(block.name.as_name(), Some("if" | "unless" | MEMBERS_ONLY_HELPER))
        {
            for branch in block.template.iter_mut().chain(&mut block.inverse) {
                precompute(branch, registry, constants);
            }
        }
    }
    merge_text(&mut template.elements);
}

/// Rewrites all text between tags.
pub(super) fn rewrite_text(template: &mut Template, rewritten: &impl Fn(&str) -> String) {
    for element in &mut template.elements {
        match element {
            TemplateElement::RawString(text) => *text = rewritten(text),
            TemplateElement::HelperBlock(block) => {
                for inner in block.template.iter_mut().chain(&mut block.inverse) {
                    rewrite_text(inner, rewritten);
                }
            }
            _ => {}
        }
    }
}

/// Returns whether a template may read this name: a path spells it, or a path refers to the whole context.
pub(super) fn may_read(template: &Template, name: &str) -> bool {
    let mut reads = false;
    visit_template(template, &mut |deed| {
        if let TagEffect::CallOrPrint(path) | TagEffect::Read(path) = deed {
            let everything = path.split(['.', '/']).all(|step| matches!(step, "" | "this" | "@root"));
            reads |= everything || path.contains(name);
        }
    });
    reads
}

fn is_constant(element: &TemplateElement, constants: &Value) -> bool {
    let mut same = true;
    visit_element(element, &mut |deed| {
        same &= match deed {
            TagEffect::CallOrPrint(path) | TagEffect::Read(path) => {
                let root = path.split(['.', '/']).next().unwrap_or_default();
                constants.get(root).is_some_and(|value| !value.is_string())
            }
            TagEffect::CallHelper(_) => true,
            TagEffect::Unescaped | TagEffect::Partial(_) | TagEffect::Decorator => false,
        };
    });
    same
}

/// Moves adjacent text into the first text element: each element keeps its index, which errors use to find the line.
fn merge_text(elements: &mut [TemplateElement]) {
    let mut first: Option<&mut String> = None;
    for element in elements {
        match (element, &mut first) {
            (TemplateElement::RawString(text), Some(first)) => first.push_str(&std::mem::take(text)),
            (TemplateElement::RawString(text), none) => *none = Some(text),
            (TemplateElement::Comment(_), _) => {}
            (_, first) => *first = None,
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::model::{wrap_text, wrap_whole_lines};
    use crate::template::TemplateSource;
    use crate::template::restricted_template::compile_restricted;
    use crate::template::template_renderer::{TEXT_PART, letter_registry};
    use crate::template::{Error, iteration_limit};

    fn constants() -> Context {
        Context::from(json!({
            "issue": { "n": 1, "on": true, "of": ["a", "b"], "title": "A <b> & \"C\"", "empty": "" },
            "society": { "name": "Friends\nof  words" },
            "motto": "Read",
        }))
    }

    fn template(source: &str) -> Template {
        let source = TemplateSource::parse(source).unwrap();
        let mut template = compile_restricted(source.text(), source.tags()).unwrap();
        template.name = Some(TEXT_PART.to_owned());
        template
    }

    fn printed(mut template: Template, keeps: impl Fn(&Template, &str) -> bool) -> Result<String, String> {
        let mut reader = constants().data().clone();
        reader.as_object_mut().unwrap().retain(|constant, _| keeps(&template, constant));
        reader["motto"] = json!("Write");
        reader["name"] = json!("Ann");
        iteration_limit::count_iterations(&mut template);
        let name = template.name.clone();
        let text = render_element(&template, &letter_registry(), name.as_ref(), &Context::from(reader), 0);
        text.map(|text| wrap_text(&text)).map_err(|error: Error| error.to_string())
    }

    fn settled(source: &str) -> Template {
        let mut template = template(source);
        precompute(&mut template, &letter_registry(), &constants());
        rewrite_text(&mut template, &wrap_whole_lines);
        template
    }

    fn source() -> impl Strategy<Value = String> {
        let leaf = prop::sample::select(vec![
            "\n",
            " ",
            "word ",
            "a long line of words that goes on and on and on, beyond what one line holds\n",
            "-- \n",
            "{{name}}",
            "{{motto}}",
            "{{default name \"friend\"}}",
            "{{issue.n}}",
            "{{issue.title}}",
            "{{~issue.title~}}",
            "{{society.name}}",
            "{{default issue.empty \"x\"}}",
            "{{query issue.title}}",
            "{{has issue.title \"C\"}}",
            "{{has name \"Ann\"}}",
            "{{issue.of}}",
            "{{issue.m}}",
            "{{default issue.m name}}",
            "{{eq issue.n 1}}",
            "{{eq issue.n name}}",
            "{{!-- no --}}",
            "{{this.issue.n}}",
        ]);
        leaf.prop_map(str::to_owned).prop_recursive(3, 24, 6, |inner| {
            let block = prop::sample::select(vec![
                "if issue.on",
                "if issue.empty",
                "unless issue.on",
                "if name",
                "if nobody",
                "if (eq issue.n 1)",
                "if (has name \"Bob\" issue.title)",
                "if (not (eq name issue.n))",
                "each issue.of",
                "each issue.of as |issue|",
                "with issue",
                "with issue.of",
            ]);
            let several = prop::collection::vec(inner, 0..6).prop_map(|pieces| pieces.concat());
            (block, several.clone(), several).prop_map(|(block, first, second)| {
                let end = block.split(' ').next().unwrap();
                format!("{{{{#{block}}}}}{first}{{{{else}}}}{second}{{{{/{end}}}}}")
            })
        })
    }

    proptest! {
        #[test]
        fn precomputed_messages_are_unchanged(pieces in prop::collection::vec(source(), 0..9)) {
            let source = pieces.concat();
            let plainly = printed(template(&source), |_, _| true);
            prop_assert_eq!(printed(settled(&source), may_read), plainly, "{}", source);
        }
    }

    #[test]
    fn only_recipient_fields_stay_dynamic() {
        let settled =
            settled("a {{issue.n}}{{#if issue.on}}\nb{{/if}} {{name}} {{#if name}}{{society.name}}!{{/if}} {{motto}}");
        let raw = |element: &TemplateElement| match element {
            TemplateElement::RawString(text) => Some(text.clone()),
            _ => None,
        };
        let open = settled.elements.iter().filter(|element| raw(element).is_none()).count();
        assert_eq!((raw(&settled.elements[0]), open), (Some("a 1\nb ".to_owned()), 3));
    }
}
