//! How many people are read at once.

use crate::model::{FieldValue, Subscriber};

/// The most people on a page.
const MAX_ROWS: i64 = 500;
/// The people on the first page, whose fields may be of any length.
const FIRST_ROWS: i64 = 100;
/// How much the fields of a page should have, in bytes.
const WANTED_BYTES: usize = 1 << 20;

/// The size of the next page: of people with many long fields fewer are read, so that they take no more memory.
#[derive(Debug, Clone, Copy)]
pub struct PageSize(i64);

impl Default for PageSize {
    fn default() -> Self {
        Self(FIRST_ROWS)
    }
}

impl PageSize {
    /// Returns the number of rows to read.
    #[must_use]
    pub fn rows(self) -> i64 {
        self.0
    }

    /// Chooses the size of the next page by this one.
    pub fn adapt<'s>(&mut self, page: impl Iterator<Item = &'s Subscriber>) {
        let (people, bytes) = page.fold((0, 0), |(people, bytes), person| (people + 1, bytes + field_bytes(person)));
        if people > 0 {
            let rows = WANTED_BYTES * people / bytes.max(1);
            self.0 = i64::try_from(rows).unwrap_or(MAX_ROWS).clamp(1, MAX_ROWS);
        }
    }
}

/// Returns about how many bytes the fields have.
fn field_bytes(person: &Subscriber) -> usize {
    person.fields.iter().map(|(name, value)| name.len() + value_bytes(value)).sum()
}

fn value_bytes(value: &FieldValue) -> usize {
    match value {
        FieldValue::Text(text) => text.len(),
        FieldValue::Tags(tags) => tags.iter().map(String::len).sum(),
        FieldValue::Flag(_) | FieldValue::Date(_) => 8,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::model::SubscriberId;

    fn rows_after(length: usize) -> i64 {
        let fields = [("note".to_owned(), FieldValue::Text("x".repeat(length)))].into_iter().collect();
        let person = Subscriber { id: SubscriberId::new(1), address: "ann@example.org".parse().unwrap(), fields };
        let mut size = PageSize::default();
        size.adapt([person.clone(), person].iter());
        size.rows()
    }

    #[test]
    fn pages_have_about_as_many_bytes_whatever_the_fields() {
        assert_eq!(PageSize::default().rows(), 100);
        assert_eq!((rows_after(0), rows_after(100)), (500, 500));
        assert_eq!((rows_after(10_000), rows_after(200_000), rows_after(5 << 20)), (104, 5, 1));
        let mut size = PageSize::default();
        size.adapt([].iter());
        assert_eq!(size.rows(), 100);
    }
}
