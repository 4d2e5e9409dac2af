//! What a tag prints or asks, compiled once, so that the engine is not needed for each recipient.

use std::borrow::Cow;

use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use serde_json::Value;

use super::helpers;
use super::link_helpers::{BROKEN_TARGET, LinkPartReader, link_part_reader};
use super::recipient_values::{RecipientValues, ValueSlots};
use super::text_functions::{Operand, TextFunction};

/// A field, a constant, or what a helper makes of others.
#[derive(Debug)]
pub(super) enum Expression {
    /// The field with this number.
    Field(usize),
    /// A value of the issue, or a literal.
    Constant(Value),
    /// A text that a helper makes of its arguments.
    Text(TextFunction, Vec<Self>),
    /// A part of a link.
    LinkPart(LinkPartReader, Box<Self>),
    /// Whether two values are the same, or are not.
    Equal { values: Box<[Self; 2]>, is_negated: bool },
    /// Whether every value is true.
    All(Vec<Self>),
    /// Whether a value is true.
    Any(Vec<Self>),
    /// Whether a value is not true.
    Not(Box<Self>),
}

impl Expression {
    /// Compiles what a tag prints; `None` leaves the tag to the engine.
    pub(super) fn printed(tag: &HelperTemplate, slots: &mut ValueSlots<'_>) -> Option<Self> {
        let name = tag.name.as_name()?;
        if tag.params.is_empty() && tag.hash.is_empty() {
            return Self::name(name, slots).filter(|_| !helpers::is_known(name));
        }
        match (link_part_reader(name), tag.params.as_slice()) {
            (Some(reader), [value]) => Some(Self::LinkPart(reader, Box::new(Self::argument(value, slots)?))),
            (Some(_), _) => None,
            (None, _) => Self::call(tag, slots),
        }
    }

    /// Compiles an argument; `None` leaves its tag to the engine.
    pub(super) fn argument(argument: &Parameter, slots: &mut ValueSlots<'_>) -> Option<Self> {
        match argument {
            Parameter::Literal(value) => Some(Self::Constant(value.clone())),
            Parameter::Subexpression(inner) => match inner.as_element() {
                TemplateElement::Expression(call) => Self::call(call, slots),
                _ => None,
            },
            other => Self::name(other.as_name()?, slots),
        }
    }

    fn name(name: &str, slots: &mut ValueSlots<'_>) -> Option<Self> {
        let constant = slots.constant(name).map(|value| Self::Constant(value.clone()));
        constant.or_else(|| slots.slot(name).map(Self::Field))
    }

    fn call(call: &HelperTemplate, slots: &mut ValueSlots<'_>) -> Option<Self> {
        if !call.hash.is_empty() || call.params.is_empty() {
            return None;
        }
        let mut values = call.params.iter().map(|value| Self::argument(value, slots)).collect::<Option<Vec<_>>>()?;
        match call.name.as_name()? {
            "and" => Some(Self::All(values)),
            "or" => Some(Self::Any(values)),
            "not" => Some(Self::Not(Box::new(values.swap_remove(0)))),
            name @ ("eq" | "ne") => {
                values.truncate(2);
                Some(Self::Equal { values: Box::new(values.try_into().ok()?), is_negated: name == "ne" })
            }
            name => helpers::text_function(name).map(|function| Self::Text(function, values)),
        }
    }

    /// Returns the value for one recipient.
    pub(super) fn value<'a>(&'a self, recipient: &'a RecipientValues<'_>) -> Operand<'a> {
        let is_true = |value: &Self| value.value(recipient).is_true();
        match self {
            Self::Field(slot) => Operand::Text(Cow::Borrowed(recipient.text(*slot))),
            Self::Constant(value) => Operand::from(value),
            Self::Text(function, values) => {
                Operand::Text(function(&mut values.iter().map(|value| value.value(recipient))))
            }
            Self::LinkPart(reader, value) => {
                let part = reader(&value.value(recipient).into_text());
                Operand::Text(part.map_or(Cow::Borrowed(BROKEN_TARGET), Cow::Owned))
            }
            Self::Equal { values, is_negated } => {
                let [first, second] = values.as_ref();
                Operand::Flag((first.value(recipient) == second.value(recipient)) != *is_negated)
            }
            Self::All(values) => Operand::Flag(values.iter().all(is_true)),
            Self::Any(values) => Operand::Flag(values.iter().any(is_true)),
            Self::Not(value) => Operand::Flag(!is_true(value)),
        }
    }
}
