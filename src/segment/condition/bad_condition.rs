//! Errors in conditions, in words.

use super::expr::{Expr, ExprKind};
use super::{DEEPEST, LONGEST};
use crate::model::{RESERVED_FIELDS, curly_quotes_hint};

/// The reason why a condition cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCondition {
    /// The syntax is not valid.
    #[error("the condition `{0}` cannot be read")]
    Syntax(String),
    /// It is so long or so deeply nested that parsing could overflow the stack.
    #[error("the condition is longer than {LONGEST} characters, or its brackets nest deeper than {DEEPEST}")]
    TooLong,
    /// It uses a part of the language that conditions do not support.
    #[error("the condition uses {0}, which conditions do not have")]
    Foreign(String),
    /// It names an unknown field.
    #[error("the condition uses `{name}`, which is not a field")]
    UnknownField {
        /// The name as written.
        name: String,
        /// The most similar known field.
        closest: Option<String>,
    },
    /// It names an unknown function.
    #[error("the condition uses `{name}(…)`, which is nothing that conditions can do")]
    UnknownFunction {
        /// The name as written.
        name: String,
        /// The most similar known function.
        closest: Option<String>,
    },
    /// It names a letter that asked for no answers, or was not sent.
    #[error("the condition asks what was answered to `{name}`, which is not a letter that asked for answers")]
    UnknownLetter {
        /// The name as written.
        name: String,
        /// The most similar letter that asked for answers.
        closest: Option<String>,
    },
    /// It compares what was answered to a letter with something that cannot be answered.
    #[error("the condition looks for the answer `{name}`, which `{letter}` did not offer")]
    UnknownChoice {
        /// The answer as written.
        name: String,
        /// The letter.
        letter: String,
        /// The most similar answer that it offered.
        closest: Option<String>,
        /// The answers that it offered.
        choices: Vec<String>,
    },
    /// It compares values of different types, or its value is not true or false.
    #[error("the condition has no answer: {why}")]
    NoAnswer {
        /// The part that has no answer, by name and type.
        why: String,
        /// A suggestion what to write instead.
        hint: Option<String>,
    },
}

impl BadCondition {
    /// Returns how to fix it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Syntax(text) | Self::UnknownField { name: text, .. } if curly_quotes_hint(text).is_some() => {
                curly_quotes_hint(text)
            }
            Self::Syntax(text) if text.contains("has(") => Some("write `known(town)`".to_owned()),
            Self::Syntax(text) if text.contains(" and ") || text.contains(" AND ") => {
                Some("`and` is written `&&`".to_owned())
            }
            Self::Syntax(text) if text.contains(" or ") || text.contains(" OR ") => {
                Some("`or` is written `||`".to_owned())
            }
            Self::Syntax(text) if has_single_equals(text) => Some("compare with two equals signs: `==`".to_owned()),
            Self::Syntax(_) => Some("write one such as `category == \"student\"`".to_owned()),
            Self::Foreign(_) => Some("write out what is compared".to_owned()),
            Self::UnknownField { closest: Some(name), .. }
            | Self::UnknownFunction { closest: Some(name), .. }
            | Self::UnknownLetter { closest: Some(name), .. }
            | Self::UnknownChoice { closest: Some(name), .. } => Some(format!("did you mean `{name}`?")),
            Self::UnknownLetter { closest: None, .. } => {
                Some("name a letter with `answers` in its front matter that was sent".to_owned())
            }
            Self::UnknownChoice { closest: None, choices, .. } => {
                Some(format!("its answers are {}", quoted_choices(choices)))
            }
            Self::UnknownField { name, .. } if name.eq_ignore_ascii_case("not") => {
                Some("`not` is written `!`".to_owned())
            }
            Self::UnknownField { name, .. } if !RESERVED_FIELDS.contains(&name.as_str()) => {
                Some(format!("if it is a word and no field, write `\"{name}\"`"))
            }
            Self::NoAnswer { hint, .. } => hint.clone(),
            Self::UnknownField { .. } | Self::UnknownFunction { .. } | Self::TooLong => None,
        }
    }

    /// Returns the word of the condition that is wrong, if it is a single one.
    #[must_use]
    pub fn word(&self) -> Option<&str> {
        match self {
            Self::UnknownField { name, .. }
            | Self::UnknownFunction { name, .. }
            | Self::UnknownLetter { name, .. }
            | Self::UnknownChoice { name, .. } => Some(name),
            _ => None,
        }
    }

    pub(super) fn no_answer(why: impl Into<String>, hint: Option<String>) -> Self {
        Self::NoAnswer { why: why.into(), hint }
    }

    /// Returns the error for an expression that is neither true nor false.
    pub(super) fn no_flag(expr: &Expr) -> Self {
        let hint = match (expr, expr.kind()) {
            (_, ExprKind::Text) => Some(format!("write `{expr} == \"…\"`")),
            (_, ExprKind::Texts) => Some(format!("write `\"…\" in {expr}`, or `size({expr}) > 0`")),
            (Expr::Field(..), ExprKind::Date) => {
                Some(format!("write `{expr} < date(\"2019-06-01\")`, or `known({expr})`"))
            }
            _ => None,
        };
        Self::no_answer(format!("{}, neither true nor false", is(expr)), hint)
    }

    /// Returns the error for two expressions that cannot be compared.
    pub(super) fn incomparable(left: &Expr, right: &Expr) -> Self {
        let why = format!("{}, and {}: they cannot be compared", is(left), is(right));
        Self::no_answer(why, suited(left, right).or_else(|| suited(right, left)))
    }
}

fn quoted_choices(choices: &[String]) -> String {
    choices.iter().map(|choice| format!("`{choice}`")).collect::<Vec<_>>().join(", ")
}

/// Returns whether the text contains a single `=`, which other languages use for comparison.
fn has_single_equals(text: &str) -> bool {
    let bytes = text.as_bytes();
    let alone = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        bytes[at] == b'=' && bytes.get(at + 1) != Some(&b'=') && !before.is_some_and(|byte| b"=!<>".contains(byte))
    };
    (0..bytes.len()).any(alone)
}

/// Describes an expression and its type.
pub(super) fn is(expr: &Expr) -> String {
    format!("`{expr}` is {}", expr.kind())
}

/// Suggests how to compare an expression with one of another type.
fn suited(expr: &Expr, with: &Expr) -> Option<String> {
    match (expr.kind(), with) {
        (ExprKind::Date, Expr::Text(text)) => {
            let day = text.parse().unwrap_or(jiff::civil::date(2019, 6, 1));
            Some(format!("write `date(\"{day}\")`"))
        }
        (ExprKind::Date, Expr::Number(_)) => Some(format!("write `{expr}.year`")),
        (ExprKind::Number, Expr::Text(text)) if text.parse::<f64>().is_ok() => {
            Some("leave the quotation marks out".to_owned())
        }
        (ExprKind::Number, with) if with.kind() == ExprKind::Text => Some(format!("write `number({with})`")),
        (ExprKind::Flag, _) => Some(format!("write `{expr}` alone, or `!{expr}`")),
        (ExprKind::Texts, with) => Some(format!("write `{with} in {expr}`")).filter(|_| with.kind() == ExprKind::Text),
        _ => None,
    }
}
