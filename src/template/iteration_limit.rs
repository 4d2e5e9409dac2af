//! Counts the rounds of `{{#each}}`, so that lists within lists do not take for ever.

use handlebars::template::{HelperTemplate, TemplateElement};
use handlebars::{Context, Handlebars, Helper, HelperResult, Output, RenderContext, Template};

/// The helper that ends each round; no field can have this name.
const ITERATION_HELPER: &str = "__round";

/// What it writes: the buffer counts it and does not keep it.
pub(super) const ITERATION_MARK: &str = "\0";

/// Adds the helper to a registry.
pub(super) fn register(registry: &mut Handlebars<'static>) {
    registry.register_helper(ITERATION_HELPER, Box::new(end_iteration));
}

fn end_iteration<'reg, 'rc>(
    _: &Helper<'rc>,
    _: &'reg Handlebars<'reg>,
    _: &'rc Context,
    _: &mut RenderContext<'reg, 'rc>,
    out: &mut dyn Output,
) -> HelperResult {
    Ok(out.write(ITERATION_MARK)?)
}

/// Makes a compiled template count its rounds.
pub(super) fn count_iterations(template: &mut Template) {
    let call = Template::compile(&format!("{{{{{ITERATION_HELPER}}}}}"));
    if let Some(call) = call.ok().and_then(|call| call.elements.into_iter().next()) {
        count_within(template, &call);
    }
}

fn count_within(template: &mut Template, call: &TemplateElement) {
    for element in &mut template.elements {
        let TemplateElement::HelperBlock(block) = element else { continue };
        let HelperTemplate { name, template, inverse, .. } = block.as_mut();
        for inner in template.iter_mut().chain(inverse) {
            count_within(inner, call);
        }
        if let Some(round) = template.as_mut().filter(|_| name.as_name() == Some("each")) {
            round.elements.push(call.clone());
        }
    }
}
