//! Checks that names in a condition are fields, and that operators and functions match the types of their operands.

use jiff::civil::Date;

use super::bad_condition::{BadCondition, is};
use super::expr::{ANSWERED, Expr, ExprKind, Function, Operator, Question, SILENT, UNHEARD_SINCE};
use crate::model::{ADDRESS_FIELD, closest_match, normal_form};
use crate::segment::ConditionNames;

/// The parts of a date.
const PARTS: [&str; 3] = ["year", "month", "day"];

/// The function that converts a literal to a date; it is not a [`Function`], because it is applied during parsing.
const DATE: &str = "date";

/// The names that a condition may use, and those that it uses.
pub(super) struct Scope<'a> {
    names: &'a ConditionNames,
    /// The used fields, in the order of their first use.
    pub(super) used_fields: Vec<String>,
    /// The letters whose answers are used, in the order of their first use.
    pub(super) used_letters: Vec<String>,
    /// The days since when signs of people are looked for.
    pub(super) used_silences: Vec<Date>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(names: &'a ConditionNames) -> Self {
        Self { names, used_fields: Vec::new(), used_letters: Vec::new(), used_silences: Vec::new() }
    }

    /// Returns the letter that is named in `answered("…")` or `silent("…")`.
    pub(super) fn question(
        &mut self,
        function: &str,
        target: Option<&Expr>,
        arguments: &[Expr],
    ) -> Result<Question, BadCondition> {
        let (None, [Expr::Text(slug)]) = (target, arguments) else {
            let why = format!("`{function}(…)` takes the name of a letter in quotation marks");
            return Err(BadCondition::no_answer(why, Some(format!("write `{function}(\"spring-meeting\")`"))));
        };
        let Some(choices) = self.names.questions.get(slug) else {
            let closest = closest_match(slug, self.names.questions.keys().map(String::as_str)).map(str::to_owned);
            return Err(BadCondition::UnknownLetter { name: slug.clone(), closest });
        };
        if !self.used_letters.contains(slug) {
            self.used_letters.push(slug.clone());
        }
        Ok(Question { slug: slug.clone(), choices: choices.clone() })
    }

    /// Returns the day in `unheard_since("2023-11-29")`.
    pub(super) fn silence(&mut self, target: Option<&Expr>, arguments: &[Expr]) -> Result<Date, BadCondition> {
        let since = match (target, arguments) {
            (None, [Expr::Date(day)]) => Some(*day),
            (None, [Expr::Text(day)]) => day.parse().ok(),
            _ => None,
        };
        let Some(since) = since else {
            let why = format!("`{UNHEARD_SINCE}(…)` takes a day in quotation marks");
            return Err(BadCondition::no_answer(why, Some(format!("write `{UNHEARD_SINCE}(\"2023-11-29\")`"))));
        };
        if !self.used_silences.contains(&since) {
            self.used_silences.push(since);
        }
        Ok(since)
    }

    pub(super) fn field(&mut self, name: &str) -> Result<Expr, BadCondition> {
        let expr = match self.names.fields.get(name) {
            Some(kind) => Expr::Field(name.to_owned(), *kind),
            None if name == ADDRESS_FIELD => return Ok(Expr::Address),
            None => {
                let known = self.names.fields.keys().map(String::as_str).chain([ADDRESS_FIELD]);
                let closest = closest_match(name, known).map(str::to_owned);
                return Err(BadCondition::UnknownField { name: name.to_owned(), closest });
            }
        };
        if !self.used_fields.iter().any(|used| used == name) {
            self.used_fields.push(name.to_owned());
        }
        Ok(expr)
    }
}

pub(super) fn list(items: Vec<Expr>) -> Result<Expr, BadCondition> {
    let first = items.first().map_or(ExprKind::Text, Expr::kind);
    if let Some(other) = items.iter().find(|item| item.kind() != first) {
        return Err(BadCondition::incomparable(&items[0], other));
    }
    let kind = match first {
        ExprKind::Text => ExprKind::Texts,
        ExprKind::Date => ExprKind::Dates,
        ExprKind::Number => ExprKind::Numbers,
        _ => return Err(BadCondition::no_answer(format!("{}, and lists hold none", is(&items[0])), None)),
    };
    Ok(Expr::List(items, kind))
}

pub(super) fn part(whole: Expr, name: &str) -> Result<Expr, BadCondition> {
    let part = match name {
        "year" => Function::Year,
        "month" => Function::Month,
        "day" => Function::Day,
        _ => {
            let hint = closest_match(name, PARTS).filter(|_| whole.kind() == ExprKind::Date);
            let hint = hint.map(|close| format!("did you mean `{whole}.{close}`?"));
            return Err(BadCondition::no_answer(format!("{}, which has no `.{name}`", is(&whole)), hint));
        }
    };
    if whole.kind() != ExprKind::Date {
        return Err(BadCondition::no_answer(format!("{}, and only a date has a {name}", is(&whole)), None));
    }
    Ok(Expr::Call(part, vec![whole]))
}

pub(super) fn operation(operator: Operator, operands: Vec<Expr>) -> Result<Expr, BadCondition> {
    match (operator, operands.as_slice()) {
        (Operator::And | Operator::Or | Operator::Not | Operator::If, _) => {
            let operands = operands.into_iter().map(flag).collect::<Result<_, _>>()?;
            return Ok(Expr::Operation(operator, operands));
        }
        (Operator::In, [needle, list]) => fits_in(needle, list)?,
        (_, [left, right]) => comparable(operator, left, right)?,
        _ => return Err(BadCondition::no_answer(format!("`{}` takes two things", operator.symbol()), None)),
    }
    Ok(Expr::Operation(operator, operands))
}

pub(super) fn function(name: &str) -> Result<(), BadCondition> {
    let mut names = Function::CALLED.map(Function::name).into_iter().chain([DATE, ANSWERED, SILENT, UNHEARD_SINCE]);
    if names.clone().any(|known| known == name) {
        return Ok(());
    }
    let closest = closest_match(name, &mut names).map(str::to_owned);
    Err(BadCondition::UnknownFunction { name: name.to_owned(), closest })
}

pub(super) fn call(name: &str, target: Option<Expr>, arguments: Vec<Expr>) -> Result<Expr, BadCondition> {
    let Some(function) = Function::CALLED.into_iter().find(|function| function.name() == name) else {
        return date(target.as_ref(), &arguments);
    };
    let arguments: Vec<Expr> = target.into_iter().chain(arguments).collect();
    match (function, arguments.as_slice()) {
        (Function::Size, [expr]) => match expr.kind() {
            ExprKind::Text | ExprKind::Texts | ExprKind::Dates | ExprKind::Numbers => {}
            _ => return Err(BadCondition::no_answer(format!("{}, which has no size", is(expr)), None)),
        },
        (Function::Known, [Expr::Field(..) | Expr::Address | Expr::Answered(_)]) => {}
        (Function::Known, _) => return Err(BadCondition::no_answer("`known(…)` takes a field", None)),
        (Function::Number | Function::Lower, [text]) => wants_text(name, text)?,
        (Function::StartsWith | Function::EndsWith | Function::Contains, [text, piece]) => {
            if let (Function::Contains, ExprKind::Texts, ExprKind::Text) = (function, text.kind(), piece.kind()) {
                let hint = Some(format!("write `{piece} in {text}`"));
                return Err(BadCondition::no_answer(is(text), hint));
            }
            wants_text(name, text)?;
            wants_text(name, piece)?;
        }
        _ => return Err(BadCondition::no_answer(format!("`{name}(…)` takes another number of things"), None)),
    }
    Ok(Expr::Call(function, arguments))
}

/// Parses `date("2019-06-01")`.
fn date(target: Option<&Expr>, arguments: &[Expr]) -> Result<Expr, BadCondition> {
    let hint = Some("write one as `date(\"2019-06-01\")`".to_owned());
    let (None, [Expr::Text(text)]) = (target, arguments) else {
        return Err(BadCondition::no_answer("`date(…)` takes a day in quotation marks", hint));
    };
    text.parse().map(Expr::Date).map_err(|_| BadCondition::no_answer(format!("`{text}` is no day"), hint))
}

pub(super) fn whole(number: i128) -> Result<Expr, BadCondition> {
    let small = i32::try_from(number).map(f64::from).map(Expr::Number);
    small.map_err(|_| BadCondition::no_answer(format!("`{number}` is too large a number"), None))
}

pub(super) fn null() -> BadCondition {
    let hint = Some("what is not known is `\"\"`; ask with `known(town)`".to_owned());
    BadCondition::no_answer("nothing is `null`", hint)
}

pub(super) fn flag(expr: Expr) -> Result<Expr, BadCondition> {
    if expr.kind() == ExprKind::Flag { Ok(expr) } else { Err(BadCondition::no_flag(&expr)) }
}

fn comparable(operator: Operator, left: &Expr, right: &Expr) -> Result<(), BadCondition> {
    offered(left, right)?;
    offered(right, left)?;
    let orders = !matches!(operator, Operator::Equal | Operator::NotEqual);
    match (left.kind(), right.kind()) {
        (ExprKind::Flag, ExprKind::Flag) if orders => {
            Err(BadCondition::no_answer(format!("{}, which is not more or less than another", is(left)), None))
        }
        (ExprKind::Texts | ExprKind::Dates | ExprKind::Numbers, _) => Err(BadCondition::incomparable(left, right)),
        (one, other) if one == other => Ok(()),
        _ => Err(BadCondition::incomparable(left, right)),
    }
}

/// Checks that a text that an answer is compared with is one of the answers that the letter offered; `""` is none.
fn offered(answer: &Expr, text: &Expr) -> Result<(), BadCondition> {
    let (Expr::Answered(question), Expr::Text(text)) = (answer, text) else { return Ok(()) };
    let choices = question.choices.iter().map(|choice| normal_form(choice));
    if text.is_empty() || choices.clone().any(|choice| choice == text.as_str()) {
        return Ok(());
    }
    let (name, letter) = (text.clone(), question.slug.clone());
    let closest = closest_match(text, question.choices.iter().map(String::as_str)).map(str::to_owned);
    Err(BadCondition::UnknownChoice { name, letter, closest, choices: question.choices.clone() })
}

fn fits_in(needle: &Expr, list: &Expr) -> Result<(), BadCondition> {
    if let Expr::List(items, _) = list {
        items.iter().try_for_each(|item| offered(needle, item).and_then(|()| offered(item, needle)))?;
    }
    match (needle.kind(), list.kind()) {
        (ExprKind::Text, ExprKind::Texts)
        | (ExprKind::Date, ExprKind::Dates)
        | (ExprKind::Number, ExprKind::Numbers) => Ok(()),
        (ExprKind::Text, ExprKind::Text) => {
            let hint = Some(format!("write `{list}.contains({needle})`"));
            Err(BadCondition::no_answer(format!("{}, and `in` looks through tags and lists", is(list)), hint))
        }
        _ => {
            let why = format!("{}, and {}: the one cannot be in the other", is(needle), is(list));
            Err(BadCondition::no_answer(why, None))
        }
    }
}

fn wants_text(name: &str, expr: &Expr) -> Result<(), BadCondition> {
    if expr.kind() == ExprKind::Text {
        return Ok(());
    }
    Err(BadCondition::no_answer(format!("{}, and `{name}(…)` takes a text", is(expr)), None))
}
