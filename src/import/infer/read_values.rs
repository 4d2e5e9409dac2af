//! Remembers what the values of columns say about opting out: most columns repeat a few values, and reading one costs more
//! than reading a row.

use std::collections::HashMap;

use super::opt_out_rules::{Agreement, OptOutRule, OptOutSign};

/// The number of values that are remembered of a column.
const MAX_VALUES: usize = 1_000;
/// The length of the longest value that is remembered, in bytes.
const LONGEST_VALUE: usize = 100;

/// What a value says of opting out, and of consent.
type Reading = (OptOutSign, Option<Agreement>);

/// The values that were read, by the index of their column.
#[derive(Debug, Default)]
pub(crate) struct ReadValues {
    columns: HashMap<usize, HashMap<String, Reading>>,
}

impl ReadValues {
    /// Reads a value without surrounding spaces by the rule of its column.
    pub(crate) fn read(&mut self, column: usize, rule: OptOutRule, value: &str) -> Reading {
        let known = self.columns.entry(column).or_default();
        if let Some(reading) = known.get(value) {
            return *reading;
        }
        let reading = (rule.read(value), rule.agreement(value));
        if known.len() < MAX_VALUES && value.len() <= LONGEST_VALUE {
            known.insert(value.to_owned(), reading);
        }
        reading
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_remembered_up_to_a_limit() {
        let mut read = ReadValues::default();
        for _ in 0..2 {
            assert_eq!(read.read(0, OptOutRule::Remark, "unsubscribed"), (OptOutSign::Doubt, None));
            assert_eq!(read.read(1, OptOutRule::Status, "unsubscribed"), (OptOutSign::OptedOut, None));
            assert_eq!(read.read(2, OptOutRule::Consent, "").1, Some(Agreement::Silent));
        }
        for number in 0..MAX_VALUES * 2 {
            assert_eq!(read.read(0, OptOutRule::Remark, &number.to_string()), (OptOutSign::Nothing, None));
        }
        assert_eq!(read.columns[&0].len(), MAX_VALUES);
    }
}
