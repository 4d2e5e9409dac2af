//! Walks a compiled template, so that what it would do is known before it does it.

use handlebars::Template;
use handlebars::template::{DecoratorTemplate, HelperTemplate, Parameter, TemplateElement};

/// Something that a template does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed<'t> {
    /// Calls a helper, or prints a field of this name.
    Call(&'t str),
    /// Reads a field of this name as an argument.
    Read(&'t str),
    /// Calls a helper with arguments or a block: it cannot be a field.
    Help(&'t str),
    /// Prints without escaping.
    Unescaped,
    /// Draws another template in; none if its name is only known while printing.
    Partial(Option<&'t str>),
    /// Defines a template within, or changes the engine.
    Decorator,
}

/// Tells `see` everything that a template does, depth first.
pub(super) fn walk<'t>(template: &'t Template, see: &mut impl FnMut(Deed<'t>)) {
    for element in &template.elements {
        visit(element, see);
    }
}

/// Tells `see` everything that one element does.
pub(super) fn visit<'t>(element: &'t TemplateElement, see: &mut impl FnMut(Deed<'t>)) {
    match element {
        TemplateElement::RawString(_) | TemplateElement::Comment(_) => {}
        TemplateElement::Expression(helper) | TemplateElement::HelperBlock(helper) => call(helper, see),
        TemplateElement::HtmlExpression(helper) => {
            see(Deed::Unescaped);
            call(helper, see);
        }
        TemplateElement::PartialExpression(partial) | TemplateElement::PartialBlock(partial) => {
            see(Deed::Partial(name(&partial.name)));
            decorate(partial, see);
        }
        TemplateElement::DecoratorExpression(decorator) | TemplateElement::DecoratorBlock(decorator) => {
            see(Deed::Decorator);
            decorate(decorator, see);
        }
        // An element of a later version: nothing is known of it, so it is refused.
        _ => see(Deed::Decorator),
    }
}

fn call<'t>(helper: &'t HelperTemplate, see: &mut impl FnMut(Deed<'t>)) {
    let bare = !helper.block && helper.params.is_empty() && helper.hash.is_empty();
    match name(&helper.name) {
        Some(name) if bare => see(Deed::Call(name)),
        Some(name) => see(Deed::Help(name)),
        None => argument(&helper.name, see),
    }
    for parameter in helper.params.iter().chain(helper.hash.values()) {
        argument(parameter, see);
    }
    for inner in helper.template.iter().chain(&helper.inverse) {
        walk(inner, see);
    }
}

fn decorate<'t>(decorator: &'t DecoratorTemplate, see: &mut impl FnMut(Deed<'t>)) {
    for parameter in decorator.params.iter().chain(decorator.hash.values()) {
        argument(parameter, see);
    }
    if let Some(inner) = &decorator.template {
        walk(inner, see);
    }
}

fn argument<'t>(parameter: &'t Parameter, see: &mut impl FnMut(Deed<'t>)) {
    match parameter {
        Parameter::Subexpression(inner) => match inner.as_element() {
            // A name alone in parentheses can only be a helper.
            TemplateElement::Expression(helper) => match name(&helper.name) {
                Some(name) if helper.params.is_empty() && helper.hash.is_empty() => see(Deed::Help(name)),
                _ => call(helper, see),
            },
            other => visit(other, see),
        },
        other => name(other).into_iter().for_each(|name| see(Deed::Read(name))),
    }
}

fn name(parameter: &Parameter) -> Option<&str> {
    match parameter {
        Parameter::Name(_) | Parameter::Path(_) => parameter.as_name(),
        _ => None,
    }
}
