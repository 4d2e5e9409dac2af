//! Counts the iterations of `{{#each}}`, so that nested lists cannot run forever.

use handlebars::template::{HelperTemplate, TemplateElement};
use handlebars::{Context, Handlebars, Helper, HelperResult, Output, RenderContext, Template};

/// The helper that ends each iteration; no field can have this name.
const ITERATION_HELPER: &str = "__round";

/// The marker that the helper writes: the buffer counts it and drops it.
pub(super) const ITERATION_MARK: &str = "\0";

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

/// Makes a compiled template count its iterations.
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
