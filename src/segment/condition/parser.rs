//! Parses and typechecks a condition by operator precedence.

use jiff::civil::Date;

use super::DEEPEST;
use super::bad_condition::BadCondition;
use super::expr::{ANSWERED, Expr, Operator, SILENT, UNHEARD_SINCE};
use super::lexer::{Lexeme, tokens};
use super::typecheck::{self, Scope};
use crate::model::normal_form;
use crate::segment::ConditionNames;

/// Functions that bind a variable to the items of a list, which conditions do not support.
const MACROS: [&str; 5] = ["all", "exists", "exists_one", "map", "filter"];

/// Arithmetic operators, which conditions do not support.
const CALCULATING: [&str; 5] = ["+", "-", "*", "/", "%"];

/// A condition that was parsed.
pub(super) struct ParsedCondition {
    /// The expression.
    pub(super) expr: Expr,
    /// The fields it uses, in order.
    pub(super) fields: Vec<String>,
    /// The letters whose answers it uses, in order.
    pub(super) letters: Vec<String>,
    /// The days since when it looks for signs of people.
    pub(super) silences: Vec<Date>,
}

/// Parses a condition.
///
/// The caller must limit the length: sequences of operators create deep expressions.
pub(super) fn parse(text: &str, names: &ConditionNames) -> Result<ParsedCondition, BadCondition> {
    let tokens = tokens(text).ok_or_else(|| BadCondition::Syntax(text.to_owned()))?;
    let mut parser = Parser { text, tokens: &tokens, depth: 0, scope: Scope::new(names) };
    let expr = parser.expression()?;
    if !parser.tokens.is_empty() {
        return Err(parser.syntax());
    }
    let Scope { used_fields: fields, used_letters: letters, used_silences: silences, .. } = parser.scope;
    Ok(ParsedCondition { expr: typecheck::flag(expr)?, fields, letters, silences })
}

struct Parser<'a> {
    text: &'a str,
    /// The tokens that are not parsed yet.
    tokens: &'a [Lexeme],
    depth: usize,
    scope: Scope<'a>,
}

impl<'a> Parser<'a> {
    /// Parses `a ? b : c` and everything that binds more tightly.
    fn expression(&mut self) -> Result<Expr, BadCondition> {
        let mut branches = Vec::new();
        let mut last = self.operation(1)?;
        while self.take("?") {
            let then = self.operation(1)?;
            self.expect(":")?;
            branches.push((last, then));
            last = self.operation(1)?;
        }
        branches
            .into_iter()
            .rev()
            .try_fold(last, |last, (asked, then)| typecheck::operation(Operator::If, vec![asked, then, last]))
    }

    /// Parses operators with at least the given precedence.
    fn operation(&mut self, precedence: u8) -> Result<Expr, BadCondition> {
        let mut left = self.unary()?;
        while let Some(operator) = self.operator()?.filter(|operator| operator.precedence() >= precedence) {
            let mut operands = vec![left];
            while self.take(operator.symbol()) {
                operands.push(self.operation(operator.precedence() + 1)?);
                if !operator.is_chain() {
                    break;
                }
            }
            left = typecheck::operation(operator, operands)?;
        }
        Ok(left)
    }

    fn operator(&self) -> Result<Option<Operator>, BadCondition> {
        match self.tokens.first() {
            Some(Lexeme::Symbol(symbol)) if CALCULATING.contains(symbol) => Err(foreign(symbol)),
            Some(Lexeme::Symbol(symbol)) => {
                Ok(Operator::BINARY.into_iter().find(|operator| operator.symbol() == *symbol))
            }
            _ => Ok(None),
        }
    }

    /// Parses `!a` and `-1`; pairs of the same sign cancel out.
    fn unary(&mut self) -> Result<Expr, BadCondition> {
        if !self.count("!").is_multiple_of(2) {
            let operand = self.member()?;
            return typecheck::operation(Operator::Not, vec![operand]);
        }
        let before = self.tokens;
        let minuses = self.count("-");
        if minuses.is_multiple_of(2) {
            return self.member();
        }
        if matches!(self.tokens.first(), Some(Lexeme::Whole(_) | Lexeme::Decimal(_))) {
            // The last sign belongs to the number.
            self.tokens = &before[minuses - 1..];
            return self.member();
        }
        match self.member()? {
            Expr::Number(number) => Ok(Expr::Number(-number)),
            _ => Err(foreign("-")),
        }
    }

    /// Parses a value followed by parts and method calls.
    fn member(&mut self) -> Result<Expr, BadCondition> {
        let mut expr = self.primary()?;
        loop {
            match self.tokens.first() {
                Some(Lexeme::Symbol("[")) => return Err(foreign("[]")),
                Some(Lexeme::Symbol("{")) => return Err(foreign("{…}")),
                Some(Lexeme::Symbol(".")) => {}
                _ => return Ok(expr),
            }
            self.expect(".")?;
            let Some(Lexeme::Name(name)) = self.next() else { return Err(self.syntax()) };
            expr = if self.take("(") { self.call(name, Some(expr))? } else { typecheck::part(expr, name)? };
        }
    }

    fn primary(&mut self) -> Result<Expr, BadCondition> {
        match self.next() {
            Some(Lexeme::Name(name)) if self.take("(") => self.call(name, None),
            Some(Lexeme::Name(name)) => self.scope.field(name),
            Some(Lexeme::Text(text)) => Ok(Expr::Text(normal_form(text).into_owned())),
            Some(Lexeme::Whole(number)) => typecheck::whole(*number),
            Some(Lexeme::Decimal(number)) => Ok(Expr::Number(*number)),
            Some(Lexeme::Bytes) => Err(foreign("b\"…\"")),
            Some(Lexeme::Symbol("-")) => match self.next() {
                Some(Lexeme::Whole(number)) => typecheck::whole(-number),
                Some(Lexeme::Decimal(number)) => Ok(Expr::Number(-number)),
                _ => Err(self.syntax()),
            },
            Some(Lexeme::Symbol("true")) => Ok(Expr::Flag(true)),
            Some(Lexeme::Symbol("false")) => Ok(Expr::Flag(false)),
            Some(Lexeme::Symbol("null")) => Err(typecheck::null()),
            Some(Lexeme::Symbol("(")) => self.nested(|parser| {
                let expr = parser.expression()?;
                parser.expect(")")?;
                Ok(expr)
            }),
            Some(Lexeme::Symbol("[")) => {
                let items = self.nested(|parser| {
                    if parser.take(",") {
                        parser.expect("]")?;
                        return Ok(Vec::new());
                    }
                    parser.list("]", true)
                })?;
                typecheck::list(items)
            }
            Some(Lexeme::Symbol("{")) => Err(foreign("{…}")),
            _ => Err(self.syntax()),
        }
    }

    /// Parses the arguments of a function, after the opening bracket.
    fn call(&mut self, name: &str, target: Option<Expr>) -> Result<Expr, BadCondition> {
        if name == "has" {
            return Err(self.syntax());
        }
        if target.is_some() && MACROS.contains(&name) {
            return Err(foreign(&format!("{name}(…)")));
        }
        typecheck::function(name)?;
        let arguments = self.nested(|parser| parser.list(")", false))?;
        match name {
            ANSWERED => self.scope.question(name, target.as_ref(), &arguments).map(Expr::Answered),
            UNHEARD_SINCE => self.scope.silence(target.as_ref(), &arguments).map(Expr::UnheardSince),
            SILENT => self.scope.question(name, target.as_ref(), &arguments).map(Expr::Silent),
            _ => typecheck::call(name, target, arguments),
        }
    }

    /// Parses comma-separated expressions up to the closing bracket.
    fn list(&mut self, close: &'static str, comma_at_end: bool) -> Result<Vec<Expr>, BadCondition> {
        let mut items = Vec::new();
        while !self.take(close) {
            if !items.is_empty() {
                self.expect(",")?;
                if comma_at_end && self.take(close) {
                    break;
                }
            }
            items.push(self.expression()?);
        }
        Ok(items)
    }

    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T, BadCondition>) -> Result<T, BadCondition> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(BadCondition::TooLong);
        }
        let parsed = parse(self)?;
        self.depth -= 1;
        Ok(parsed)
    }

    fn next(&mut self) -> Option<&'a Lexeme> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    fn take(&mut self, symbol: &'static str) -> bool {
        let there = self.tokens.first() == Some(&Lexeme::Symbol(symbol));
        if there {
            self.tokens = &self.tokens[1..];
        }
        there
    }

    fn count(&mut self, symbol: &'static str) -> usize {
        std::iter::repeat_with(|| self.take(symbol)).take_while(|taken| *taken).count()
    }

    fn expect(&mut self, symbol: &'static str) -> Result<(), BadCondition> {
        if self.take(symbol) { Ok(()) } else { Err(self.syntax()) }
    }

    fn syntax(&self) -> BadCondition {
        BadCondition::Syntax(self.text.to_owned())
    }
}

/// Returns the error for a part of the language that conditions do not support.
fn foreign(what: &str) -> BadCondition {
    BadCondition::Foreign(format!("`{what}`"))
}
