//! Counts the rounds of `{{#each}}`, so that lists within lists do not take for ever.

use handlebars::template::{HelperTemplate, TemplateElement};
use handlebars::{Context, Handlebars, Helper, HelperResult, Output, RenderContext, Template};

/// The helper that ends each round; no field can have this name.
const NAME: &str = "__round";

/// What it writes: the buffer counts it and does not keep it.
pub(super) const MARK: &str = "\0";

/// Adds the helper to a registry.
pub(super) fn register(registry: &mut Handlebars<'static>) {
    registry.register_helper(NAME, Box::new(end));
}

fn end<'reg, 'rc>(
    _: &Helper<'rc>,
    _: &'reg Handlebars<'reg>,
    _: &'rc Context,
    _: &mut RenderContext<'reg, 'rc>,
    out: &mut dyn Output,
) -> HelperResult {
    Ok(out.write(MARK)?)
}

/// Makes a compiled template count its rounds.
pub(super) fn count(template: &mut Template) {
    let call = Template::compile(&format!("{{{{{NAME}}}}}"));
    if let Some(call) = call.ok().and_then(|call| call.elements.into_iter().next()) {
        within(template, &call);
    }
}

fn within(template: &mut Template, call: &TemplateElement) {
    for element in &mut template.elements {
        let TemplateElement::HelperBlock(block) = element else { continue };
        let HelperTemplate { name, template, inverse, .. } = block.as_mut();
        for inner in template.iter_mut().chain(inverse) {
            within(inner, call);
        }
        if let Some(round) = template.as_mut().filter(|_| name.as_name() == Some("each")) {
            round.elements.push(call.clone());
        }
    }
}
