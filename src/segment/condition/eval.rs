//! Evaluates a condition for a subscriber. Evaluation never fails, but the result may be unknown.

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::civil::Date;

use super::decimal::decimal;
use super::expr::{Expr, Function, Operator};
use crate::model::{FieldKind, FieldValue, Subscriber, normal_form};
use crate::segment::AnswerPage;

/// Of whom a condition is evaluated.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member<'a> {
    /// The subscriber.
    pub(super) subscriber: &'a Subscriber,
    /// What they and others answered.
    pub(super) answers: &'a AnswerPage,
}

/// The value of an expression for one subscriber.
#[derive(Debug, Clone, PartialEq)]
enum Value<'a> {
    Text(Cow<'a, str>),
    Flag(bool),
    Date(Date),
    Number(f64),
    Texts(&'a [String]),
    /// Not known: neither true nor false.
    Unknown,
}

impl From<Option<bool>> for Value<'_> {
    fn from(answer: Option<bool>) -> Self {
        answer.map_or(Self::Unknown, Self::Flag)
    }
}

impl Expr {
    /// Returns whether the expression is true for a subscriber; `None` if that is not known.
    pub(super) fn is_true(&self, of: Member<'_>) -> Option<bool> {
        match self.value(of) {
            Value::Flag(answer) => Some(answer),
            _ => None,
        }
    }

    fn value<'a>(&'a self, of: Member<'a>) -> Value<'a> {
        match self {
            Self::Field(name, kind) => field(*kind, of.subscriber.fields.get(name)),
            Self::Address => Value::Text(of.subscriber.address.as_str().into()),
            Self::Answered(question) => {
                Value::Text(normal_form(of.answers.choice(&question.slug, of.subscriber.id).unwrap_or_default()))
            }
            Self::UnheardSince(since) => Value::Flag(of.answers.is_unheard(*since, of.subscriber.id)),
            Self::Silent(question) => Value::Flag(of.answers.is_silent(&question.slug, of.subscriber.id)),
            Self::Text(text) => Value::Text(text.into()),
            Self::Flag(flag) => Value::Flag(*flag),
            Self::Date(date) => Value::Date(*date),
            Self::Number(number) => Value::Number(*number),
            // Lists are only used as operands of `in` and `size`, which read them directly.
            Self::List(..) => Value::Unknown,
            Self::Operation(operator, operands) => operated(*operator, operands, of),
            Self::Call(function, arguments) => called(*function, arguments, of),
        }
    }
}

fn field(kind: FieldKind, value: Option<&FieldValue>) -> Value<'_> {
    match (kind, value) {
        (FieldKind::Text, None) => Value::Text("".into()),
        (FieldKind::Text, Some(FieldValue::Text(text))) => Value::Text(normal_form(text)),
        (FieldKind::Text, Some(other)) => Value::Text(other.to_string().into()),
        (FieldKind::Flag, value) => Value::Flag(value == Some(&FieldValue::Flag(true))),
        (FieldKind::Date, Some(FieldValue::Date(day))) => Value::Date(day.date),
        (FieldKind::Date, _) => Value::Unknown,
        (FieldKind::Tags, Some(FieldValue::Tags(tags))) => Value::Texts(tags),
        // A text from an earlier import counts as one tag.
        (FieldKind::Tags, Some(FieldValue::Text(text))) if !text.is_empty() => Value::Texts(std::slice::from_ref(text)),
        (FieldKind::Tags, _) => Value::Texts(&[]),
    }
}

fn operated<'a>(operator: Operator, operands: &'a [Expr], of: Member<'a>) -> Value<'a> {
    let value = |at: usize| operands.get(at).map_or(Value::Unknown, |operand: &Expr| operand.value(of));
    let compared = |fits: fn(Ordering) -> bool| compared(&value(0), &value(1)).map(fits).into();
    match operator {
        Operator::And => all(operands, of, true).into(),
        Operator::Or => all(operands, of, false).into(),
        Operator::Not => operands.first().and_then(|operand| operand.is_true(of)).map(|answer| !answer).into(),
        Operator::If => match value(0) {
            Value::Flag(true) => value(1),
            Value::Flag(false) => value(2),
            _ => Value::Unknown,
        },
        Operator::Equal => compared(Ordering::is_eq),
        Operator::NotEqual => compared(Ordering::is_ne),
        Operator::Less => compared(Ordering::is_lt),
        Operator::LessOrEqual => compared(Ordering::is_le),
        Operator::Greater => compared(Ordering::is_gt),
        Operator::GreaterOrEqual => compared(Ordering::is_ge),
        Operator::In => within(&value(0), operands.get(1), of).into(),
    }
}

fn called<'a>(function: Function, arguments: &'a [Expr], of: Member<'a>) -> Value<'a> {
    let value = |at: usize| arguments.get(at).map_or(Value::Unknown, |argument: &Expr| argument.value(of));
    match function {
        Function::Size => match (arguments.first(), value(0)) {
            (Some(Expr::List(items, _)), _) => count(items.len()),
            (_, Value::Text(text)) => count(text.chars().count()),
            (_, Value::Texts(texts)) => count(texts.len()),
            _ => Value::Unknown,
        },
        Function::Known => Value::Flag(arguments.first().is_some_and(|expr| is_known(expr, of))),
        Function::Number => match value(0) {
            Value::Text(text) => decimal(&text).map_or(Value::Unknown, Value::Number),
            _ => Value::Unknown,
        },
        Function::Lower => match value(0) {
            Value::Text(text) => Value::Text(text.to_lowercase().into()),
            _ => Value::Unknown,
        },
        Function::Year => part(&value(0), |date| f64::from(date.year())),
        Function::Month => part(&value(0), |date| f64::from(date.month())),
        Function::Day => part(&value(0), |date| f64::from(date.day())),
        Function::StartsWith => texts(&value(0), &value(1), |text, piece| text.starts_with(piece)),
        Function::EndsWith => texts(&value(0), &value(1), |text, piece| text.ends_with(piece)),
        Function::Contains => texts(&value(0), &value(1), |text, piece| text.contains(piece)),
    }
}

/// Returns `wanted` if all operands have that value; one with the other value decides, and unknown ones leave it open.
fn all(operands: &[Expr], of: Member<'_>, wanted: bool) -> Option<bool> {
    let mut answer = Some(wanted);
    for operand in operands {
        match operand.is_true(of) {
            Some(other) if other != wanted => return Some(other),
            Some(_) => {}
            None => answer = None,
        }
    }
    answer
}

fn compared(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        (Value::Flag(left), Value::Flag(right)) => Some(left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => Some(left.cmp(right)),
        (Value::Number(left), Value::Number(right)) => left.partial_cmp(right),
        _ => None,
    }
}

fn within(needle: &Value<'_>, list: Option<&Expr>, of: Member<'_>) -> Option<bool> {
    if *needle == Value::Unknown {
        return None;
    }
    match (list?, needle) {
        (Expr::List(items, _), needle) => {
            Some(items.iter().any(|item| compared(needle, &item.value(of)) == Some(Ordering::Equal)))
        }
        (list, Value::Text(text)) => match list.value(of) {
            Value::Texts(texts) => Some(texts.iter().any(|one| normal_form(one) == *text)),
            _ => None,
        },
        _ => None,
    }
}

fn is_known(expr: &Expr, of: Member<'_>) -> bool {
    match expr {
        // A stored `no` is known as well.
        Expr::Field(name, FieldKind::Flag) => of.subscriber.fields.contains_key(name),
        _ => match expr.value(of) {
            Value::Text(text) => !text.is_empty(),
            Value::Texts(texts) => !texts.is_empty(),
            other => other != Value::Unknown,
        },
    }
}

fn texts<'a>(text: &Value<'_>, piece: &Value<'_>, does: fn(&str, &str) -> bool) -> Value<'a> {
    match (text, piece) {
        (Value::Text(text), Value::Text(piece)) => Value::Flag(does(text, piece)),
        _ => Value::Unknown,
    }
}

fn part<'a>(value: &Value<'_>, of: fn(&Date) -> f64) -> Value<'a> {
    match value {
        Value::Date(date) => Value::Number(of(date)),
        _ => Value::Unknown,
    }
}

fn count<'a>(count: usize) -> Value<'a> {
    Value::Number(f64::from(u32::try_from(count).unwrap_or(u32::MAX)))
}
