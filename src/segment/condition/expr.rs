//! The typed expression tree of a condition.

use std::fmt;

use jiff::civil::Date;

use crate::model::{ADDRESS_FIELD, FieldKind};

/// The function for what a subscriber answered to a letter.
pub(super) const ANSWERED: &str = "answered";

/// The function for who got a letter and has not answered it.
pub(super) const SILENT: &str = "silent";

/// The function for who gave no sign since a day, and was not asked yet whether they want to be written to.
pub(super) const UNHEARD_SINCE: &str = "unheard_since";

/// The type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExprKind {
    Text,
    Flag,
    Date,
    Number,
    Texts,
    Dates,
    Numbers,
}

/// A node of the expression tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    /// A field of a subscriber.
    Field(String, FieldKind),
    /// The address of a subscriber.
    Address,
    /// What a subscriber answered to a letter, or an empty text.
    Answered(Question),
    /// Whether a subscriber got a letter and has not answered it.
    Silent(Question),
    /// Whether nothing was heard of a subscriber since a day.
    UnheardSince(Date),
    Text(String),
    Flag(bool),
    Date(Date),
    Number(f64),
    /// Expressions of one type, and the type of the list.
    List(Vec<Self>, ExprKind),
    /// The parser has checked the number and the types of the operands.
    Operation(Operator, Vec<Self>),
    /// The parser has checked the number and the types of the arguments.
    Call(Function, Vec<Self>),
}

/// A letter that asked for answers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Question {
    /// The name of the letter.
    pub(super) slug: String,
    /// The answers that it offered.
    pub(super) choices: Vec<String>,
}

/// An operator that is written as a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    If,
    Or,
    And,
    Not,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
}

/// A function that is called by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Size,
    Known,
    Number,
    Lower,
    StartsWith,
    EndsWith,
    Contains,
    Year,
    Month,
    Day,
}

impl From<FieldKind> for ExprKind {
    fn from(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Text => Self::Text,
            FieldKind::Flag => Self::Flag,
            FieldKind::Date => Self::Date,
            FieldKind::Tags => Self::Texts,
        }
    }
}

impl fmt::Display for ExprKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "a text",
            Self::Flag => "true or false",
            Self::Date => "a date",
            Self::Number => "a number",
            Self::Texts => "a set of texts",
            Self::Dates => "a list of dates",
            Self::Numbers => "a list of numbers",
        })
    }
}

impl Operator {
    /// The operators with two operands.
    pub(super) const BINARY: [Self; 9] = [
        Self::Or,
        Self::And,
        Self::Equal,
        Self::NotEqual,
        Self::Less,
        Self::LessOrEqual,
        Self::Greater,
        Self::GreaterOrEqual,
        Self::In,
    ];

    /// Returns the precedence; a higher number binds more tightly.
    pub(super) fn precedence(self) -> u8 {
        match self {
            Self::If => 0,
            Self::Or => 1,
            Self::And => 2,
            Self::Not => 4,
            _ => 3,
        }
    }

    /// Returns whether a sequence of this operator is one operation with many operands.
    pub(super) fn is_chain(self) -> bool {
        matches!(self, Self::And | Self::Or)
    }

    /// Returns the symbol of the operator.
    pub(super) fn symbol(self) -> &'static str {
        match self {
            Self::If => "?",
            Self::Or => "||",
            Self::And => "&&",
            Self::Not => "!",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::In => "in",
        }
    }
}

impl Function {
    /// The functions that are called with arguments only.
    pub(super) const CALLED: [Self; 7] =
        [Self::Size, Self::Known, Self::Number, Self::Lower, Self::StartsWith, Self::EndsWith, Self::Contains];

    /// Returns the name of the function in a condition.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Known => "known",
            Self::Number => "number",
            Self::Lower => "lower",
            Self::StartsWith => "startsWith",
            Self::EndsWith => "endsWith",
            Self::Contains => "contains",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
        }
    }
}

impl Expr {
    /// Returns the type of the expression.
    pub(super) fn kind(&self) -> ExprKind {
        match self {
            Self::Field(_, kind) => (*kind).into(),
            Self::Address | Self::Text(_) | Self::Answered(_) => ExprKind::Text,
            Self::Date(_) => ExprKind::Date,
            Self::List(_, kind) => *kind,
            Self::Number(_) => ExprKind::Number,
            Self::Flag(_) | Self::Silent(_) | Self::UnheardSince(_) | Self::Operation(..) => ExprKind::Flag,
            Self::Call(function, _) => match function {
                Function::Lower => ExprKind::Text,
                Function::Size | Function::Number | Function::Year | Function::Month | Function::Day => {
                    ExprKind::Number
                }
                Function::Known | Function::StartsWith | Function::EndsWith | Function::Contains => ExprKind::Flag,
            },
        }
    }

    /// Formats the expression as an operand, in brackets if it binds less tightly than `precedence`.
    fn operand(&self, precedence: u8) -> String {
        match self {
            Self::Operation(operator, _) if operator.precedence() < precedence => format!("({self})"),
            _ => self.to_string(),
        }
    }
}

/// Formats the expression as it is written in a condition.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name, _) => f.write_str(name),
            Self::Address => f.write_str(ADDRESS_FIELD),
            Self::Answered(question) => write!(f, "{ANSWERED}(\"{}\")", escaped(&question.slug)),
            Self::Silent(question) => write!(f, "{SILENT}(\"{}\")", escaped(&question.slug)),
            Self::UnheardSince(since) => write!(f, "{UNHEARD_SINCE}(\"{since}\")"),
            Self::Text(text) => write!(f, "\"{}\"", escaped(text)),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Date(date) => write!(f, "date(\"{date}\")"),
            Self::Number(number) => write!(f, "{number}"),
            Self::List(items, _) => write!(f, "[{}]", joined(items)),
            Self::Operation(Operator::If, operands) => match operands.as_slice() {
                [asked, then, otherwise] => {
                    write!(f, "{} ? {} : {}", asked.operand(1), then.operand(1), otherwise.operand(0))
                }
                _ => f.write_str(&joined(operands)),
            },
            Self::Operation(Operator::Not, operands) => {
                write!(f, "!{}", operands.first().map(|operand| operand.operand(5)).unwrap_or_default())
            }
            Self::Operation(operator, operands) => {
                let (own, above) = (operator.precedence(), operator.precedence() + 1);
                let first = if operator.is_chain() { above } else { own };
                let written = operands.iter().enumerate();
                let written = written.map(|(at, operand)| operand.operand(if at == 0 { first } else { above }));
                f.write_str(&written.collect::<Vec<_>>().join(&format!(" {} ", operator.symbol())))
            }
            Self::Call(function, arguments) => match (function, arguments.as_slice()) {
                (Function::Year | Function::Month | Function::Day, [date]) => {
                    write!(f, "{}.{}", date.operand(5), function.name())
                }
                (Function::StartsWith | Function::EndsWith | Function::Contains, [text, others @ ..]) => {
                    write!(f, "{}.{}({})", text.operand(5), function.name(), joined(others))
                }
                (function, arguments) => write!(f, "{}({})", function.name(), joined(arguments)),
            },
        }
    }
}

fn joined(exprs: &[Expr]) -> String {
    exprs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\r', "\\r")
}
