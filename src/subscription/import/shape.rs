//! What the values of a column are, by all of them.

use super::cell::{self, shown};
use super::dates::{self, Order, Written};
use super::rows::Given;
use crate::model::{FieldKind, FieldValue};
use crate::subscription::formula;

/// The longest tag that a column is thought to hold, in characters: what is longer is prose with a semicolon in it.
const LONGEST_TAG: usize = 40;
/// How many dates a column has at least, for a value that is none to be worth a word.
const WORTH_A_WORD: u64 = 3;

/// What was seen of a column.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    values: u64,
    flags: u64,
    bits: u64,
    dates: u64,
    texts: u64,
    typed: [u64; 3],
    semicolons: bool,
    prose: bool,
    /// Whether there are dates of two numbers and a year.
    numbers: bool,
    /// Whether the first, or the second, of these numbers is ever beyond any month.
    beyond: [bool; 2],
    no_date: Option<(u64, String)>,
    example: Option<String>,
}

/// What a column was found to be.
pub(super) struct Verdict {
    pub(super) kind: FieldKind,
    pub(super) order: Order,
    pub(super) example: Option<String>,
    pub(super) note: Option<String>,
}

impl Shape {
    /// Looks at a cell; what the kind is known to be need not be found out.
    pub(super) fn see(&mut self, given: &Given<'_>, known: Option<FieldKind>, line: u64, raw: bool) {
        let text = match given {
            Given::Absent => return,
            Given::Value(value) => {
                self.typed(value);
                return;
            }
            Given::Text(text) => text.trim(),
        };
        if text.is_empty() {
            return;
        }
        self.values += 1;
        if self.example.is_none() {
            self.example = Some(shown(if raw { text } else { formula::unguard(text) }));
        }
        match known {
            Some(FieldKind::Text | FieldKind::Flag | FieldKind::Tags) => return,
            Some(FieldKind::Date) => {}
            None => {
                if self.flags + self.bits + 1 == self.values {
                    let is_flag = cell::flag(text).is_some();
                    let bit = matches!(text, "0" | "1");
                    self.flags += u64::from(is_flag && !bit);
                    self.bits += u64::from(is_flag && bit);
                }
                if !self.prose && text.contains(';') {
                    self.semicolons = true;
                }
                self.prose = self.prose || (text.len() > LONGEST_TAG && is_prose(text));
                if self.no_date.is_some() {
                    return;
                }
            }
        }
        match dates::read(text) {
            Some(Written::Numbers(one, two, _)) => {
                self.dates += 1;
                self.numbers = true;
                self.beyond[0] |= one > 12;
                self.beyond[1] |= two > 12;
            }
            Some(Written::Plain(_)) => self.dates += 1,
            None if self.no_date.is_none() => self.no_date = Some((line, shown(text))),
            None => {}
        }
    }

    fn typed(&mut self, value: &FieldValue) {
        self.values += 1;
        match value {
            FieldValue::Text(_) => self.texts += 1,
            FieldValue::Flag(_) => self.typed[0] += 1,
            FieldValue::Date(_) => self.typed[1] += 1,
            FieldValue::Tags(_) => self.typed[2] += 1,
        }
        if self.example.is_none() && !value.is_empty() {
            self.example = Some(shown(&formula::plain(value)));
        }
    }

    /// Returns what the column is: the known kind, else what fits all of its values.
    pub(super) fn verdict(self, known: Option<FieldKind>, named_tags: bool, usual: Order) -> Verdict {
        let [flags, dates, tags] = self.typed;
        let [day_first, month_first] = self.beyond;
        let all = |count: u64| self.values > 0 && count == self.values;
        let kind = known.unwrap_or(match () {
            () if named_tags || all(tags) => FieldKind::Tags,
            () if all(self.dates + dates) && !(day_first && month_first) => FieldKind::Date,
            // A column of nothing but 1 and 0 may as well count something.
            () if all(self.flags + self.bits + flags) && self.flags + flags > 0 => FieldKind::Flag,
            () if self.semicolons && !self.prose && self.texts == 0 => FieldKind::Tags,
            () => FieldKind::Text,
        });
        let order = match (day_first, month_first) {
            (true, false) => Order::DayFirst,
            (false, true) => Order::MonthFirst,
            _ => usual,
        };
        let words = if order == Order::DayFirst { "the day first" } else { "the month first" };
        let note = match (kind, self.no_date) {
            (FieldKind::Date, _) if self.numbers && day_first != month_first => {
                Some(format!("{words}, as the dates show"))
            }
            (FieldKind::Date, _) if self.numbers => Some(format!("{words}, as is usual in the society's language")),
            (FieldKind::Text, Some((line, text))) if known.is_none() && self.dates >= WORTH_A_WORD => {
                Some(format!("no dates, because of `{text}` in line {line}"))
            }
            (FieldKind::Text, None) if known.is_none() && day_first && month_first => {
                Some("no dates, as some have the day first and others the month".to_owned())
            }
            _ => None,
        };
        Verdict { kind, order, example: self.example, note }
    }
}

fn is_prose(text: &str) -> bool {
    text.split(';').any(|tag| tag.trim().chars().count() > LONGEST_TAG)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(values: &[&str]) -> (FieldKind, Order, Option<String>) {
        let mut shape = Shape::default();
        for (line, value) in values.iter().enumerate() {
            shape.see(&Given::Text(value), None, line as u64 + 2, false);
        }
        let verdict = shape.verdict(None, false, Order::DayFirst);
        (verdict.kind, verdict.order, verdict.note)
    }

    #[test]
    fn a_column_is_what_all_of_its_values_are() {
        let (day, month) = (Order::DayFirst, Order::MonthFirst);
        for (values, kind, order) in [
            (vec!["2019-06-01", "", "01.06.2019"], FieldKind::Date, day),
            (vec!["1/6/2019", "2/7/2019"], FieldKind::Date, day),
            (vec!["1/6/2019", "1/13/2019"], FieldKind::Date, month),
            (vec!["13/1/2019", "1/6/2019"], FieldKind::Date, day),
            (vec!["13/1/2019", "1/13/2019"], FieldKind::Text, day),
            (vec!["1/6/2019", "soon"], FieldKind::Text, day),
            (vec!["yes", "", "No"], FieldKind::Flag, day),
            (vec!["yes", "1"], FieldKind::Flag, day),
            (vec!["1", "0", "1"], FieldKind::Text, day),
            (vec!["yes", "maybe"], FieldKind::Text, day),
            (vec!["student; Norwich", "retired"], FieldKind::Tags, day),
            (vec!["Rang on Monday; will think it over and write to the chair", "x"], FieldKind::Text, day),
            (vec!["Ann", "Bob"], FieldKind::Text, day),
            (vec!["", ""], FieldKind::Text, day),
        ] {
            let (found, in_order, _) = verdict(&values);
            assert_eq!((found, in_order), (kind, order), "{values:?}");
        }
    }

    #[test]
    fn doubt_is_said() {
        assert_eq!(verdict(&["1/6/2019"]).2.as_deref(), Some("the day first, as is usual in the society's language"));
        assert_eq!(verdict(&["1/6/2019", "1/13/2019"]).2.as_deref(), Some("the month first, as the dates show"));
        assert_eq!(verdict(&["01.06.2019"]).2, None);
        let almost = verdict(&["1.6.2019", "2.6.2019", "3.6.2019", "soon"]);
        assert_eq!(almost.2.as_deref(), Some("no dates, because of `soon` in line 5"));
    }

    #[test]
    fn values_with_a_kind_count_as_it() {
        let mut shape = Shape::default();
        for value in [FieldValue::Flag(true), FieldValue::Flag(false)] {
            shape.see(&Given::Value(value), None, 1, false);
        }
        assert_eq!(shape.verdict(None, false, Order::DayFirst).kind, FieldKind::Flag);
        let mut shape = Shape::default();
        shape.see(&Given::Value("yes".into()), None, 1, false);
        assert_eq!(shape.verdict(None, false, Order::DayFirst).kind, FieldKind::Text, "what is text there, is text");
    }
}
