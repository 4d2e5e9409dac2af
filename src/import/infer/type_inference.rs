//! Infers the kind of a column from all of its values.

use super::cell::parse_flag;
use super::columns::{ColumnNote, DateOrderSource};
use super::dates::{DateFault, DateOrder, ParsedDate, date_fault, parse_date};
use crate::import::source::RawCell;
use crate::model::{FieldKind, FieldValue, excerpt, formula};

/// The maximum length of a recognised tag, in characters: longer text is prose with a semicolon in it.
const LONGEST_TAG: usize = 40;
/// The number of dates above which other values in the column are reported.
const MIN_DATES_FOR_NOTE: u64 = 3;
/// The number of values after which a column without a date is no longer searched for dates.
const MAX_WITHOUT_DATE: u64 = 100;

/// Statistics of a column's values.
#[derive(Debug, Clone, Default)]
pub(crate) struct TypeInference {
    values: u64,
    flags: u64,
    bits: u64,
    dates: u64,
    texts: u64,
    typed: [u64; 3],
    semicolons: bool,
    /// The number of quoted lists, and of those with several items: `"Student","Leeds"`.
    quoted_lists: [u64; 2],
    prose: bool,
    /// Whether there are dates whose order of day and month is ambiguous.
    ambiguous: bool,
    /// The lines on which the first, or the second, of their numbers first exceeds 12.
    above_12: [Option<u64>; 2],
    not_date: Option<(u64, String)>,
    /// The number of values that look like dates but are none, and the first of them.
    faulty_dates: u64,
    faulty_date: Option<(u64, String, DateFault)>,
    example: Option<String>,
}

/// The inferred kind of a column.
pub(crate) struct InferredType {
    pub(crate) kind: FieldKind,
    pub(crate) order: DateOrder,
    pub(crate) example: Option<String>,
    pub(crate) note: Option<ColumnNote>,
}

impl TypeInference {
    /// Adds a cell; if the kind is known, it is not inferred.
    pub(crate) fn add(&mut self, cell: &RawCell<'_>, known: Option<FieldKind>, line: u64, raw: bool) {
        let text = match cell {
            RawCell::Absent => return,
            RawCell::Value(value) => {
                self.add_value(value);
                return;
            }
            RawCell::Text(text) => text.trim(),
        };
        if text.is_empty() {
            return;
        }
        self.values += 1;
        if self.example.is_none() {
            self.example = Some(excerpt(if raw { text } else { formula::unguard(text) }));
        }
        match known {
            Some(FieldKind::Text | FieldKind::Flag | FieldKind::Tags) => return,
            Some(FieldKind::Date) => {}
            None => {
                if self.flags + self.bits + 1 == self.values {
                    let is_flag = parse_flag(text).is_some();
                    let bit = matches!(text, "0" | "1");
                    self.flags += u64::from(is_flag && !bit);
                    self.bits += u64::from(is_flag && bit);
                }
                if text.len() > 2 && text.starts_with('"') && text.ends_with('"') {
                    self.quoted_lists[0] += 1;
                    self.quoted_lists[1] += u64::from(text.contains("\",\""));
                }
                if !self.prose && text.contains(';') {
                    self.semicolons = true;
                }
                self.prose = self.prose || (text.len() > LONGEST_TAG && is_prose(text));
                if self.values > MAX_WITHOUT_DATE && self.dates + self.faulty_dates == 0 {
                    return;
                }
            }
        }
        self.add_date(text, line);
    }

    fn add_date(&mut self, text: &str, line: u64) {
        let date = parse_date(text);
        if matches!(date, Some(ParsedDate::Exact(_))) {
            self.dates += 1;
            return;
        }
        match (date, date_fault(text)) {
            (Some(ParsedDate::Ambiguous(one, two, _)), None) => {
                self.dates += 1;
                self.ambiguous = true;
                for (above, number) in self.above_12.iter_mut().zip([one, two]) {
                    *above = above.or((number > 12).then_some(line));
                }
            }
            (_, Some(fault)) => {
                self.faulty_dates += 1;
                self.faulty_date.get_or_insert_with(|| (line, excerpt(text), fault));
            }
            _ => {
                self.not_date.get_or_insert_with(|| (line, excerpt(text)));
            }
        }
    }

    fn add_value(&mut self, value: &FieldValue) {
        self.values += 1;
        match value {
            FieldValue::Text(_) => self.texts += 1,
            FieldValue::Flag(_) => self.typed[0] += 1,
            FieldValue::Date(_) => self.typed[1] += 1,
            FieldValue::Tags(_) => self.typed[2] += 1,
        }
        if self.example.is_none() && !value.is_empty() {
            self.example = Some(excerpt(&formula::plain(value)));
        }
    }

    /// Returns the known kind, else the kind that fits all values.
    pub(crate) fn infer(self, known: Option<FieldKind>, named_tags: bool, usual: DateOrder) -> InferredType {
        let ([flags, dates, tags], [quoted, long]) = (self.typed, self.quoted_lists);
        let [day_first, month_first] = self.above_12.map(|line| line.is_some());
        let all = |count: u64| self.values > 0 && count == self.values;
        let kind = known.unwrap_or(match () {
            () if named_tags || all(tags) || (all(tags + quoted) && long > 0) => FieldKind::Tags,
            () if all(self.dates + dates) && !(day_first && month_first) => FieldKind::Date,
            // A column with only 1 and 0 may be a count.
            () if all(self.flags + self.bits + flags) && self.flags + flags > 0 => FieldKind::Flag,
            () if self.semicolons && !self.prose && self.texts == 0 => FieldKind::Tags,
            () => FieldKind::Text,
        });
        let order = match (day_first, month_first) {
            (true, false) => DateOrder::DayFirst,
            (false, true) => DateOrder::MonthFirst,
            _ => usual,
        };
        let others = self.values.saturating_sub(self.dates + self.faulty_dates);
        let is_mostly_dates = self.dates >= MIN_DATES_FOR_NOTE || (self.dates > 0 && self.dates >= others);
        let note = match (kind, self.not_date) {
            (FieldKind::Date, _) if self.ambiguous && day_first != month_first => {
                Some(ColumnNote::DateOrder(order, DateOrderSource::Values))
            }
            (FieldKind::Date, _) if self.ambiguous => Some(ColumnNote::DateOrder(order, DateOrderSource::Language)),
            (FieldKind::Text, _) if known.is_some() => None,
            (FieldKind::Text, not_date) => match (not_date, self.faulty_date, self.above_12) {
                (Some((line, value)), _, _) if is_mostly_dates => Some(ColumnNote::NotDates { value, line }),
                (None, Some((line, value, fault)), _) => Some(ColumnNote::FaultyDate { value, line, fault }),
                (None, None, [Some(day_first), Some(month_first)]) => {
                    Some(ColumnNote::MixedDateOrders { day_first, month_first })
                }
                _ => None,
            },
            _ => None,
        };
        InferredType { kind, order, example: self.example, note }
    }
}

fn is_prose(text: &str) -> bool {
    text.split(';').any(|tag| tag.trim().chars().count() > LONGEST_TAG)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn infer(values: &[&str]) -> (FieldKind, DateOrder, Option<ColumnNote>) {
        let mut inference = TypeInference::default();
        for (line, value) in values.iter().enumerate() {
            inference.add(&RawCell::Text(value), None, line as u64 + 2, false);
        }
        let inferred = inference.infer(None, false, DateOrder::DayFirst);
        (inferred.kind, inferred.order, inferred.note)
    }

    #[test]
    fn kind_fits_all_values_of_its_column() {
        let (day, month) = (DateOrder::DayFirst, DateOrder::MonthFirst);
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
            let (found, in_order, _) = infer(&values);
            assert_eq!((found, in_order), (kind, order), "{values:?}");
        }
    }

    #[test]
    fn ambiguous_dates_are_noted() {
        assert_eq!(infer(&["1/6/2019"]).2, Some(ColumnNote::DateOrder(DateOrder::DayFirst, DateOrderSource::Language)));
        let month_first = ColumnNote::DateOrder(DateOrder::MonthFirst, DateOrderSource::Values);
        assert_eq!(infer(&["1/6/2019", "1/13/2019"]).2, Some(month_first));
        assert_eq!(infer(&["01.06.2019"]).2, None);
        let almost = infer(&["1.6.2019", "2.6.2019", "3.6.2019", "soon"]);
        assert_eq!(almost.2, Some(ColumnNote::NotDates { value: "soon".to_owned(), line: 5 }));
        let first = infer(&["unknown", "2.6.2019", "3.6.2019"]);
        assert_eq!(first.2, Some(ColumnNote::NotDates { value: "unknown".to_owned(), line: 2 }));
        let faulty = |value: &str, line, fault| Some(ColumnNote::FaultyDate { value: value.to_owned(), line, fault });
        let impossible = infer(&["1/6/2019", "31/02/2020", "3/6/2019"]);
        assert_eq!(impossible, (FieldKind::Text, DateOrder::DayFirst, faulty("31/02/2020", 3, DateFault::NoSuchDay)));
        assert_eq!(infer(&["01.06.19", "02.06.19"]).2, faulty("01.06.19", 2, DateFault::ShortYear));
        let mixed = infer(&["1/6/2019", "13/1/2019", "1/13/2019"]);
        assert_eq!(mixed.2, Some(ColumnNote::MixedDateOrders { day_first: 3, month_first: 4 }));
    }

    #[test]
    fn values_with_a_stated_kind_keep_it() {
        let mut inference = TypeInference::default();
        for value in [FieldValue::Flag(true), FieldValue::Flag(false)] {
            inference.add(&RawCell::Value(value), None, 1, false);
        }
        assert_eq!(inference.infer(None, false, DateOrder::DayFirst).kind, FieldKind::Flag);
        let mut inference = TypeInference::default();
        inference.add(&RawCell::Value("yes".into()), None, 1, false);
        assert_eq!(
            inference.infer(None, false, DateOrder::DayFirst).kind,
            FieldKind::Text,
            "what is text there, is text"
        );
    }
}
