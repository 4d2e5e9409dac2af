//! A condition as it is understood: terms, each of one kind.

use std::fmt;

use jiff::civil::Date;

use crate::model::{ADDRESS_FIELD, FieldKind};

/// What a term gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Flag,
    Date,
    Number,
    Texts,
    Dates,
    Numbers,
}

/// A part of a condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Term {
    /// What is known of a person.
    Field(String, FieldKind),
    /// Their address.
    Address,
    Text(String),
    Flag(bool),
    Date(Date),
    Number(f64),
    /// Terms of one kind, and the kind of the whole.
    List(Vec<Self>, Kind),
    /// What is done, and with what: how many there are and of which kinds is checked before one is made.
    Call(Deed, Vec<Self>),
}

/// What is done with terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    And,
    Or,
    Not,
    If,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Size,
    Known,
    Number,
    Lower,
    Year,
    Month,
    Day,
    StartsWith,
    EndsWith,
    Contains,
}

impl From<FieldKind> for Kind {
    fn from(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Text => Self::Text,
            FieldKind::Flag => Self::Flag,
            FieldKind::Date => Self::Date,
            FieldKind::Tags => Self::Texts,
        }
    }
}

impl fmt::Display for Kind {
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

impl Term {
    /// Returns what the term gives.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Field(_, kind) => (*kind).into(),
            Self::Address | Self::Text(_) | Self::Call(Deed::Lower, _) => Kind::Text,
            Self::Date(_) => Kind::Date,
            Self::List(_, kind) => *kind,
            Self::Number(_) | Self::Call(Deed::Size | Deed::Number | Deed::Year | Deed::Month | Deed::Day, _) => {
                Kind::Number
            }
            Self::Flag(_) | Self::Call(..) => Kind::Flag,
        }
    }
}

/// As it is written in a condition.
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name, _) => f.write_str(name),
            Self::Address => f.write_str(ADDRESS_FIELD),
            Self::Text(text) => write!(f, "\"{text}\""),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Date(date) => write!(f, "date(\"{date}\")"),
            Self::Number(number) => write!(f, "{number}"),
            Self::List(items, _) => write!(f, "[{}]", joined(items, ", ")),
            Self::Call(Deed::If, terms) => f.write_str(&joined(terms, " ? ")),
            Self::Call(deed, terms) => match (deed.sign(), terms.as_slice()) {
                (Sign::Between(sign), terms) => f.write_str(&joined(terms, &format!(" {sign} "))),
                (Sign::Behind(name), [term]) => write!(f, "{term}.{name}"),
                (Sign::Behind(name), [term, others @ ..]) => write!(f, "{term}.{name}({})", joined(others, ", ")),
                (Sign::Before("!"), terms) => write!(f, "!({})", joined(terms, ", ")),
                (Sign::Before(name) | Sign::Behind(name), terms) => write!(f, "{name}({})", joined(terms, ", ")),
            },
        }
    }
}

fn joined(terms: &[Term], with: &str) -> String {
    terms.iter().map(ToString::to_string).collect::<Vec<_>>().join(with)
}

/// How a deed is written.
enum Sign {
    Between(&'static str),
    Before(&'static str),
    Behind(&'static str),
}

impl Deed {
    fn sign(self) -> Sign {
        match self {
            Self::And => Sign::Between("&&"),
            Self::Or => Sign::Between("||"),
            Self::If => Sign::Between("?"),
            Self::Equal => Sign::Between("=="),
            Self::NotEqual => Sign::Between("!="),
            Self::Less => Sign::Between("<"),
            Self::LessOrEqual => Sign::Between("<="),
            Self::Greater => Sign::Between(">"),
            Self::GreaterOrEqual => Sign::Between(">="),
            Self::In => Sign::Between("in"),
            Self::Not => Sign::Before("!"),
            Self::Size => Sign::Before("size"),
            Self::Known => Sign::Before("known"),
            Self::Number => Sign::Before("number"),
            Self::Lower => Sign::Before("lower"),
            Self::Year => Sign::Behind("year"),
            Self::Month => Sign::Behind("month"),
            Self::Day => Sign::Behind("day"),
            Self::StartsWith => Sign::Behind("startsWith"),
            Self::EndsWith => Sign::Behind("endsWith"),
            Self::Contains => Sign::Behind("contains"),
        }
    }
}
