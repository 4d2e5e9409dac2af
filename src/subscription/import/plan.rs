//! How each row is read, once the columns are known.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::cell::{self, Reading};
use super::columns::Goes;
use super::look::Look;
use super::rows::{Cells, Given, Row, Wish, goes_on};
use super::share::and;
use crate::model::{Address, FieldKind, State};
use crate::subscription::formula;

/// A field and the column that it comes from.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) name: String,
    pub(super) kind: FieldKind,
    column: usize,
    reading: Reading,
}

/// Where everything is in a row.
#[derive(Debug)]
pub(super) struct Plan {
    /// The fields by name.
    pub(super) slots: Vec<Slot>,
    pub(super) first_name: Option<usize>,
    pub(super) last_name: Option<usize>,
    pub(super) name: Option<usize>,
    /// The word between the names of two people.
    pub(super) and: &'static str,
    address: usize,
    state: Option<usize>,
    columns: usize,
    raw: bool,
}

/// What a row says.
pub(super) struct Read {
    pub(super) address: Address,
    pub(super) said: Vec<cell::Said>,
    pub(super) wish: Wish,
}

impl Plan {
    pub(super) fn new<S>(look: &Look<S>) -> Self {
        let (order, raw) = (super::dates::Order::DayFirst, look.options.raw);
        let mut slots = Vec::new();
        let (mut address, mut state) = (0, None);
        for (index, column) in look.columns.iter().enumerate() {
            match &column.goes {
                Goes::Address => address = index,
                Goes::State => state = Some(index),
                Goes::Nowhere(_) => {}
                Goes::Field { name, kind } => {
                    let kind = kind.unwrap_or(FieldKind::Text);
                    let reading = Reading { kind, order: look.orders[index], raw };
                    slots.push(Slot { name: name.clone(), kind, column: index, reading });
                }
            }
        }
        let has = |slots: &[Slot], name: &str| slots.iter().any(|slot| slot.name == name);
        // Two people with different last names need a field for both names.
        if look.repeats.are_any() && !has(&slots, "name") && has(&slots, "first_name") && has(&slots, "last_name") {
            let reading = Reading { kind: FieldKind::Text, order, raw };
            slots.push(Slot { name: "name".to_owned(), kind: FieldKind::Text, column: usize::MAX, reading });
        }
        slots.sort_by(|one, other| one.name.cmp(&other.name));
        let find = |name: &str| slots.iter().position(|slot| slot.name == name && slot.kind == FieldKind::Text);
        let (first_name, last_name, name) = (find("first_name"), find("last_name"), find("name"));
        let (columns, and) = (look.columns.len(), and(&look.options.language));
        Self { slots, first_name, last_name, name, and, address, state, columns, raw }
    }

    /// Returns the text of the cell with the address.
    pub(super) fn address<'a>(&self, cells: &Cells<'a>) -> &'a str {
        match cells.get(self.address) {
            Given::Text(text) if self.raw => text,
            Given::Text(text) => formula::unguard(text),
            Given::Absent | Given::Value(_) => "",
        }
    }

    /// Reads a row, or says why it cannot be taken.
    pub(super) fn read(&self, row: &Row<'_>, cells: &Cells<'_>) -> Result<Read, String> {
        if let Some(columns) = cells.columns() {
            let few = columns < self.columns;
            if few || (columns > self.columns && !cells.are_empty_from(self.columns)) {
                let has = if columns == 1 { "1 column".to_owned() } else { format!("{columns} columns") };
                return Err(format!("has {has}, the header has {}{}", self.columns, goes_on(row.line, row.last)));
            }
        }
        let text = self.address(cells).trim();
        if text.is_empty() {
            return Err("has no address".to_owned());
        }
        let address: Address = text.parse().map_err(|bad| format!("{bad}"))?;
        if !address.as_str().is_ascii() {
            return Err(format!("`{address}` has a letter before the @ that few mail servers can take"));
        }
        let said = self.slots.iter().map(|slot| cell::read(cells.get(slot.column), slot.reading, &slot.name));
        let said = said.collect::<Result<_, _>>()?;
        let wish = match self.state.map(|state| cells.get(state)) {
            Some(Given::Text(text)) => match text.trim().parse() {
                Ok(State::Notices) => Wish::Notices,
                Ok(State::Unsubscribed | State::Suppressed) => Wish::Off,
                _ => Wish::On,
            },
            _ => Wish::On,
        };
        Ok(Read { address, said, wish })
    }

    /// Writes what is said of somebody new as JSON.
    pub(super) fn json(&self, said: &[cell::Said]) -> String {
        serde_json::to_string(&Kept { plan: self, said }).unwrap_or_else(|_| "{}".to_owned())
    }
}

struct Kept<'a> {
    plan: &'a Plan,
    said: &'a [cell::Said],
}

impl Serialize for Kept<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (slot, said) in self.plan.slots.iter().zip(self.said) {
            if let cell::Said::Value(value) = said {
                map.serialize_entry(&slot.name, value)?;
            }
        }
        map.end()
    }
}
