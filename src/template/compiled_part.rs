//! A part of a composition, compiled to what all messages share and the few values between.

use handlebars::template::{HelperTemplate, TemplateElement};
use handlebars::{Handlebars, Template, html_escape};

use super::bounded_writer::{BoundedWriter, MAX_OUTPUT_BYTES};
use super::expression::Expression;
use super::part_lines::LineWriter;
use super::recipient_values::{RecipientValues, ValueSlots};
use super::shared_text::SharedText;

/// A compiled part.
#[derive(Debug)]
pub(super) struct CompiledPart {
    steps: Vec<PartStep>,
    is_escaped: bool,
    /// Whether a tag is left to the engine.
    pub(super) needs_engine: bool,
}

/// What rendering does next.
#[derive(Debug)]
enum PartStep {
    Text(SharedText),
    Print(Expression),
    Choose {
        condition: Expression,
        is_negated: bool,
        chosen: Vec<PartStep>,
        otherwise: Vec<PartStep>,
    },
    /// The engine renders it.
    Engine(Box<TemplateElement>),
}

/// Compiles the elements of a template.
struct PartCompiler<'a, 'b> {
    /// The fields that are read.
    slots: &'a mut ValueSlots<'b>,
    /// Divides each text between tags.
    divide: &'a mut dyn FnMut(&str) -> SharedText,
    needs_engine: bool,
}

impl CompiledPart {
    /// Compiles a part whose values are escaped if it is HTML; `divide` takes the whole lines out of each text.
    pub(super) fn new(
        template: &Template,
        is_escaped: bool,
        slots: &mut ValueSlots<'_>,
        divide: &mut dyn FnMut(&str) -> SharedText,
    ) -> Self {
        let mut compiler = PartCompiler { slots, divide, needs_engine: false };
        let steps = compiler.steps(template);
        Self { steps, is_escaped, needs_engine: compiler.needs_engine }
    }

    /// Renders the part for one recipient; `None` if only the engine can say what becomes of it.
    pub(super) fn render(
        &self,
        recipient: &RecipientValues<'_>,
        registry: &Handlebars<'_>,
        lines: &mut impl LineWriter,
    ) -> Option<()> {
        let engine = BoundedWriter::new(0);
        let mut rendering = Rendering { part: self, recipient, registry, lines, length: 0, engine };
        rendering.steps(&self.steps)?;
        (rendering.length <= MAX_OUTPUT_BYTES).then_some(())
    }
}

impl PartCompiler<'_, '_> {
    fn steps(&mut self, template: &Template) -> Vec<PartStep> {
        template.elements.iter().filter_map(|element| self.step(element)).collect()
    }

    fn step(&mut self, element: &TemplateElement) -> Option<PartStep> {
        let compiled = match element {
            TemplateElement::Comment(_) => return None,
            TemplateElement::RawString(text) if text.is_empty() => return None,
            TemplateElement::RawString(text) => Some(PartStep::Text((self.divide)(text))),
            TemplateElement::Expression(tag) => Expression::printed(tag, self.slots).map(PartStep::Print),
            TemplateElement::HelperBlock(block) => self.choice(block),
            _ => None,
        };
        Some(compiled.unwrap_or_else(|| {
            self.needs_engine = true;
            PartStep::Engine(Box::new(element.clone()))
        }))
    }

    /// Compiles `{{#if …}}` and `{{#unless …}}`; other blocks are left to the engine.
    fn choice(&mut self, block: &HelperTemplate) -> Option<PartStep> {
        let is_negated = match block.name.as_name()? {
            "if" => false,
            "unless" => true,
            _ => return None,
        };
        let ([condition], true, None) = (block.params.as_slice(), block.hash.is_empty(), &block.block_param) else {
            return None;
        };
        let condition = Expression::argument(condition, self.slots)?;
        let mut branch = |template: &Option<Template>| template.as_ref().map(|inner| self.steps(inner));
        let (chosen, otherwise) = (branch(&block.template), branch(&block.inverse));
        Some(PartStep::Choose {
            condition,
            is_negated,
            chosen: chosen.unwrap_or_default(),
            otherwise: otherwise.unwrap_or_default(),
        })
    }
}

/// The rendering of a part for one recipient.
struct Rendering<'a, 'r, W> {
    part: &'a CompiledPart,
    recipient: &'a RecipientValues<'r>,
    registry: &'a Handlebars<'a>,
    lines: &'a mut W,
    /// How much was printed, in bytes.
    length: usize,
    engine: BoundedWriter,
}

impl<W: LineWriter> Rendering<'_, '_, W> {
    fn steps(&mut self, steps: &[PartStep]) -> Option<()> {
        for step in steps {
            if self.length > MAX_OUTPUT_BYTES {
                return None;
            }
            match step {
                PartStep::Text(text) => {
                    self.length += text.length;
                    self.lines.push_text(text);
                }
                PartStep::Print(expression) => {
                    let text = expression.value(self.recipient).into_text();
                    self.print(&text);
                }
                PartStep::Choose { condition, is_negated, chosen, otherwise } => {
                    let is_chosen = condition.value(self.recipient).is_true() != *is_negated;
                    self.steps(if is_chosen { chosen } else { otherwise })?;
                }
                PartStep::Engine(element) => {
                    let text = self.engine.render_more(element, self.registry, self.recipient.context.as_ref()?)?;
                    self.length += text.len();
                    self.lines.push_own(text);
                }
            }
        }
        Some(())
    }

    fn print(&mut self, text: &str) {
        let is_special = |byte: u8| matches!(byte, b'<' | b'>' | b'"' | b'&' | b'\'' | b'`' | b'=');
        if self.part.is_escaped && text.bytes().any(is_special) {
            let escaped = html_escape(text);
            self.length += escaped.len();
            self.lines.push_own(&escaped);
        } else {
            self.length += text.len();
            self.lines.push_own(text);
        }
    }
}
