//! Visits the operations of a compiled template, so that they can be checked before rendering.

use handlebars::Template;
use handlebars::template::{DecoratorTemplate, HelperTemplate, Parameter, TemplateElement};

/// An operation of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TagEffect<'t> {
    /// Calls a helper, or prints a field of this name.
    CallOrPrint(&'t str),
    /// Reads a field of this name as an argument.
    Read(&'t str),
    /// Calls a helper with arguments or a block, so it cannot be a field.
    CallHelper(&'t str),
    /// Prints without escaping.
    Unescaped,
    /// Includes another template; `None` if its name is only known at render time.
    Partial(Option<&'t str>),
    /// Defines an inline template, or changes the engine.
    Decorator,
}

/// Passes every operation of a template to `see`, depth first.
pub(super) fn visit_template<'t>(template: &'t Template, see: &mut impl FnMut(TagEffect<'t>)) {
    for element in &template.elements {
        visit_element(element, see);
    }
}

/// Passes every operation of one element to `see`.
pub(super) fn visit_element<'t>(element: &'t TemplateElement, see: &mut impl FnMut(TagEffect<'t>)) {
    match element {
        TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
        TemplateElement::Expression(helper) | TemplateElement::HelperBlock(helper) => visit_helper(helper, see),
        TemplateElement::HtmlExpression(helper) => {
            see(TagEffect::Unescaped);
            visit_helper(helper, see);
        }
        TemplateElement::PartialExpression(partial) | TemplateElement::PartialBlock(partial) => {
            see(TagEffect::Partial(parameter_name(&partial.name)));
            visit_decorator(partial, see);
        }
        TemplateElement::DecoratorExpression(decorator) | TemplateElement::DecoratorBlock(decorator) => {
            see(TagEffect::Decorator);
            visit_decorator(decorator, see);
        }
        // An element of a later engine version is unknown, so it is rejected.
        _ => see(TagEffect::Decorator),
    }
}

fn visit_helper<'t>(helper: &'t HelperTemplate, see: &mut impl FnMut(TagEffect<'t>)) {
    let bare = !helper.block && helper.params.is_empty() && helper.hash.is_empty();
    match parameter_name(&helper.name) {
        Some(name) if bare => see(TagEffect::CallOrPrint(name)),
        Some(name) => see(TagEffect::CallHelper(name)),
        None => visit_argument(&helper.name, see),
    }
    for parameter in helper.params.iter().chain(helper.hash.values()) {
        visit_argument(parameter, see);
    }
    for inner in helper.template.iter().chain(&helper.inverse) {
        visit_template(inner, see);
    }
}

fn visit_decorator<'t>(decorator: &'t DecoratorTemplate, see: &mut impl FnMut(TagEffect<'t>)) {
    for parameter in decorator.params.iter().chain(decorator.hash.values()) {
        visit_argument(parameter, see);
    }
    if let Some(inner) = &decorator.template {
        visit_template(inner, see);
    }
}

fn visit_argument<'t>(parameter: &'t Parameter, see: &mut impl FnMut(TagEffect<'t>)) {
    match parameter {
        Parameter::Subexpression(inner) => match inner.as_element() {
            // A single name in parentheses can only be a helper.
            TemplateElement::Expression(helper) => match parameter_name(&helper.name) {
                Some(name) if helper.params.is_empty() && helper.hash.is_empty() => see(TagEffect::CallHelper(name)),
                _ => visit_helper(helper, see),
            },
            other => visit_element(other, see),
        },
        other => parameter_name(other).into_iter().for_each(|name| see(TagEffect::Read(name))),
    }
}

fn parameter_name(parameter: &Parameter) -> Option<&str> {
    match parameter {
        Parameter::Name(_) | Parameter::Path(_) => parameter.as_name(),
        _ => None,
    }
}
