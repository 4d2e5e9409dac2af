//! Understands a condition: each name is a field, each thing done fits what it is done with.

use std::collections::BTreeMap;
use std::fmt::Display;

use cel::IdedExpr;
use cel::common::ast::{CallExpr, Expr, LiteralValue, SelectExpr, operators};

use super::fault::{BadCondition, is};
use super::term::{Deed, Kind, Term};
use crate::model::{ADDRESS_FIELD, FieldKind, closest};

/// What goes through a list by a name of its own, in the language but not in conditions.
const MACROS: [&str; 5] = ["all", "exists", "exists_one", "map", "filter"];

/// What conditions can do, by name.
const FUNCTIONS: [&str; 8] = ["size", "known", "date", "number", "lower", "startsWith", "endsWith", "contains"];

/// What a date is made of.
const PARTS: [&str; 3] = ["year", "month", "day"];

/// Reads one condition.
pub(super) struct Reader<'a> {
    text: &'a str,
    fields: &'a BTreeMap<String, FieldKind>,
    /// The names of fields that stand in the text under another, by that other.
    names: BTreeMap<String, String>,
    /// The fields it met, in their order.
    pub(super) used: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, fields: &'a BTreeMap<String, FieldKind>, names: BTreeMap<String, String>) -> Self {
        Self { text, fields, names, used: Vec::new() }
    }

    /// Understands what must be true or false.
    pub(super) fn question(&mut self, expression: &IdedExpr) -> Result<Term, BadCondition> {
        flag(self.term(expression)?)
    }

    fn term(&mut self, expression: &IdedExpr) -> Result<Term, BadCondition> {
        match &expression.expr {
            Expr::Ident(name) => self.field(name),
            Expr::Literal(value) => literal(value),
            Expr::List(list) => self.list(&list.elements),
            Expr::Select(select) if !select.test => self.part(select),
            Expr::Call(call) => self.call(call),
            Expr::Select(_) => Err(BadCondition::Foreign("`has(…)`".to_owned())),
            Expr::Comprehension(_) => Err(BadCondition::Foreign(self.loop_name())),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => Err(BadCondition::Foreign("`{…}`".to_owned())),
        }
    }

    fn field(&mut self, name: &str) -> Result<Term, BadCondition> {
        let name = self.names.get(name).map_or(name, String::as_str);
        let term = match self.fields.get(name) {
            Some(kind) => Term::Field(name.to_owned(), *kind),
            None if name == ADDRESS_FIELD => return Ok(Term::Address),
            None => {
                let known = self.fields.keys().map(String::as_str).chain([ADDRESS_FIELD]);
                let closest = closest(name, known).map(str::to_owned);
                return Err(BadCondition::UnknownField { name: name.to_owned(), closest });
            }
        };
        if !self.used.iter().any(|used| used == name) {
            self.used.push(name.to_owned());
        }
        Ok(term)
    }

    fn list(&mut self, elements: &[IdedExpr]) -> Result<Term, BadCondition> {
        let items = elements.iter().map(|element| self.term(element)).collect::<Result<Vec<_>, _>>()?;
        let first = items.first().map_or(Kind::Text, Term::kind);
        if let Some(other) = items.iter().find(|item| item.kind() != first) {
            return Err(BadCondition::incomparable(&items[0], other));
        }
        let kind = match first {
            Kind::Text => Kind::Texts,
            Kind::Date => Kind::Dates,
            Kind::Number => Kind::Numbers,
            _ => return Err(BadCondition::no_answer(format!("{}, and lists hold none", is(&items[0])), None)),
        };
        Ok(Term::List(items, kind))
    }

    fn part(&mut self, select: &SelectExpr) -> Result<Term, BadCondition> {
        let whole = self.term(&select.operand)?;
        let name = select.field.as_str();
        let part = match name {
            "year" => Deed::Year,
            "month" => Deed::Month,
            "day" => Deed::Day,
            _ => {
                let hint = closest(name, PARTS).filter(|_| whole.kind() == Kind::Date);
                let hint = hint.map(|close| format!("did you mean `{whole}.{close}`?"));
                return Err(BadCondition::no_answer(format!("{}, which has no `.{name}`", is(&whole)), hint));
            }
        };
        if whole.kind() != Kind::Date {
            return Err(BadCondition::no_answer(format!("{}, and only a date has a {name}", is(&whole)), None));
        }
        Ok(Term::Call(part, vec![whole]))
    }

    fn call(&mut self, call: &CallExpr) -> Result<Term, BadCondition> {
        let name = call.func_name.as_str();
        let Some(deed) = deed(name) else {
            return match name {
                "date" => day(call),
                operators::NEGATE => self.negative(call),
                _ => Err(unknown(name)),
            };
        };
        let terms = call.target.as_deref().into_iter().chain(&call.args).map(|term| self.term(term));
        let terms = terms.collect::<Result<Vec<_>, _>>()?;
        match (deed, terms.as_slice()) {
            (Deed::And | Deed::Or | Deed::Not | Deed::If, _) => {
                let terms = terms.into_iter().map(flag).collect::<Result<_, _>>()?;
                return Ok(Term::Call(deed, terms));
            }
            (Deed::In, [needle, list]) => fits_in(needle, list)?,
            (Deed::Size, [term]) => match term.kind() {
                Kind::Text | Kind::Texts | Kind::Dates | Kind::Numbers => {}
                _ => return Err(BadCondition::no_answer(format!("{}, which has no size", is(term)), None)),
            },
            (Deed::Known, [Term::Field(..) | Term::Address]) => {}
            (Deed::Known, _) => return Err(BadCondition::no_answer("`known(…)` takes a field", None)),
            (Deed::Number | Deed::Lower, [text]) => wants_text(name, text)?,
            (Deed::StartsWith | Deed::EndsWith | Deed::Contains, [text, piece]) => {
                if let (Deed::Contains, Kind::Texts, Kind::Text) = (deed, text.kind(), piece.kind()) {
                    let hint = Some(format!("write `{piece} in {text}`"));
                    return Err(BadCondition::no_answer(is(text), hint));
                }
                wants_text(name, text)?;
                wants_text(name, piece)?;
            }
            (_, [left, right]) => comparable(deed, left, right)?,
            _ => return Err(BadCondition::no_answer(format!("`{name}(…)` takes another number of things"), None)),
        }
        Ok(Term::Call(deed, terms))
    }

    fn negative(&mut self, call: &CallExpr) -> Result<Term, BadCondition> {
        match call.args.first().map(|term| self.term(term)).transpose()? {
            Some(Term::Number(number)) => Ok(Term::Number(-number)),
            _ => Err(unknown(operators::NEGATE)),
        }
    }

    fn loop_name(&self) -> String {
        let dense: String = self.text.chars().filter(|c| !c.is_whitespace()).collect();
        let name = MACROS.into_iter().find(|word| dense.contains(&format!(".{word}(")));
        name.map_or_else(|| "a loop".to_owned(), |name| format!("`{name}(…)`"))
    }
}

fn deed(name: &str) -> Option<Deed> {
    Some(match name {
        operators::LOGICAL_AND => Deed::And,
        operators::LOGICAL_OR => Deed::Or,
        operators::LOGICAL_NOT => Deed::Not,
        operators::CONDITIONAL => Deed::If,
        operators::EQUALS => Deed::Equal,
        operators::NOT_EQUALS => Deed::NotEqual,
        operators::LESS => Deed::Less,
        operators::LESS_EQUALS => Deed::LessOrEqual,
        operators::GREATER => Deed::Greater,
        operators::GREATER_EQUALS => Deed::GreaterOrEqual,
        operators::IN => Deed::In,
        "size" => Deed::Size,
        "known" => Deed::Known,
        "number" => Deed::Number,
        "lower" => Deed::Lower,
        "startsWith" => Deed::StartsWith,
        "endsWith" => Deed::EndsWith,
        "contains" => Deed::Contains,
        _ => return None,
    })
}

fn literal(value: &LiteralValue) -> Result<Term, BadCondition> {
    Ok(match value {
        LiteralValue::Boolean(flag) => Term::Flag(*flag.inner()),
        LiteralValue::String(text) => Term::Text(text.inner().to_owned()),
        LiteralValue::Double(number) => Term::Number(*number.inner()),
        LiteralValue::Int(number) => whole(*number.inner())?,
        LiteralValue::UInt(number) => whole(*number.inner())?,
        LiteralValue::Null => {
            let hint = Some("what is not known is `\"\"`; ask with `known(town)`".to_owned());
            return Err(BadCondition::no_answer("nothing is `null`", hint));
        }
        LiteralValue::Bytes(_) => return Err(BadCondition::Foreign("`b\"…\"`".to_owned())),
    })
}

fn whole<N: TryInto<i32> + Copy + Display>(number: N) -> Result<Term, BadCondition> {
    let small = number.try_into().map(f64::from).map(Term::Number);
    small.map_err(|_| BadCondition::no_answer(format!("`{number}` is too large a number"), None))
}

/// Reads `date("2019-06-01")`.
fn day(call: &CallExpr) -> Result<Term, BadCondition> {
    let hint = Some("write one as `date(\"2019-06-01\")`".to_owned());
    let [IdedExpr { expr: Expr::Literal(LiteralValue::String(text)), .. }] = call.args.as_slice() else {
        return Err(BadCondition::no_answer("`date(…)` takes a day in quotation marks", hint));
    };
    let date = text.inner().parse();
    date.map(Term::Date).map_err(|_| BadCondition::no_answer(format!("`{}` is no day", text.inner()), hint))
}

fn flag(term: Term) -> Result<Term, BadCondition> {
    if term.kind() == Kind::Flag { Ok(term) } else { Err(BadCondition::no_flag(&term)) }
}

fn comparable(deed: Deed, left: &Term, right: &Term) -> Result<(), BadCondition> {
    let orders = !matches!(deed, Deed::Equal | Deed::NotEqual);
    match (left.kind(), right.kind()) {
        (Kind::Flag, Kind::Flag) if orders => {
            Err(BadCondition::no_answer(format!("{}, which is not more or less than another", is(left)), None))
        }
        (Kind::Texts | Kind::Dates | Kind::Numbers, _) => Err(BadCondition::incomparable(left, right)),
        (one, other) if one == other => Ok(()),
        _ => Err(BadCondition::incomparable(left, right)),
    }
}

fn fits_in(needle: &Term, list: &Term) -> Result<(), BadCondition> {
    match (needle.kind(), list.kind()) {
        (Kind::Text, Kind::Texts) | (Kind::Date, Kind::Dates) | (Kind::Number, Kind::Numbers) => Ok(()),
        (Kind::Text, Kind::Text) => {
            let hint = Some(format!("write `{list}.contains({needle})`"));
            Err(BadCondition::no_answer(format!("{}, and `in` looks through tags and lists", is(list)), hint))
        }
        _ => {
            let why = format!("{}, and {}: the one cannot be in the other", is(needle), is(list));
            Err(BadCondition::no_answer(why, None))
        }
    }
}

fn wants_text(name: &str, term: &Term) -> Result<(), BadCondition> {
    if term.kind() == Kind::Text {
        return Ok(());
    }
    Err(BadCondition::no_answer(format!("{}, and `{name}(…)` takes a text", is(term)), None))
}

/// Says that conditions cannot do something: a function that is not there, or reckoning.
fn unknown(name: &str) -> BadCondition {
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let closest = closest(name, FUNCTIONS).map(str::to_owned);
        return BadCondition::UnknownFunction { name: name.to_owned(), closest };
    }
    BadCondition::Foreign(format!("`{}`", name.replace('_', "")))
}
