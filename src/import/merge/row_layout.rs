//! Parses rows once the columns are known.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::names::conjunction;
use crate::import::infer::{CellFormat, ColumnTarget, DateOrder, FieldUpdate, Inspection, parse_cell};
use crate::import::source::{RawCell, RawCells, RawRow, continues_to};
use crate::model::{Address, FieldKind, SubscriptionState, formula};

/// What a row wants the subscription to be; only our own exports say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DesiredState {
    /// Every issue.
    Subscribed,
    /// Notices only.
    NoticesOnly,
    /// Nothing.
    Unsubscribed,
}

/// A field and the column that it is read from.
#[derive(Debug)]
pub(crate) struct FieldSlot {
    pub(crate) name: String,
    pub(crate) kind: FieldKind,
    column: usize,
    format: CellFormat,
}

/// Where in a row everything is.
#[derive(Debug)]
pub(crate) struct RowLayout {
    /// The fields, sorted by name.
    pub(crate) slots: Vec<FieldSlot>,
    pub(crate) first_name: Option<usize>,
    pub(crate) last_name: Option<usize>,
    pub(crate) name: Option<usize>,
    /// The word between the names of two people.
    pub(crate) conjunction: &'static str,
    address: usize,
    state: Option<usize>,
    columns: usize,
    raw: bool,
}

/// The values of a row.
pub(crate) struct ParsedRow {
    pub(crate) address: Address,
    pub(crate) updates: Vec<FieldUpdate>,
    pub(crate) desired: DesiredState,
}

impl RowLayout {
    pub(crate) fn new<S>(inspection: &Inspection<S>) -> Self {
        let (order, raw) = (DateOrder::DayFirst, inspection.options.raw);
        let mut slots = Vec::new();
        let (mut address, mut state) = (0, None);
        for (index, column) in inspection.columns.iter().enumerate() {
            match &column.target {
                ColumnTarget::Address => address = index,
                ColumnTarget::State => state = Some(index),
                ColumnTarget::Ignored(_) => {}
                ColumnTarget::Field { name, kind } => {
                    let kind = kind.unwrap_or(FieldKind::Text);
                    let format = CellFormat { kind, order: inspection.orders[index], raw };
                    slots.push(FieldSlot { name: name.clone(), kind, column: index, format });
                }
            }
        }
        let has = |slots: &[FieldSlot], name: &str| slots.iter().any(|slot| slot.name == name);
        // Two people with different last names need a field for both names.
        if inspection.duplicates.any() && !has(&slots, "name") && has(&slots, "first_name") && has(&slots, "last_name")
        {
            let format = CellFormat { kind: FieldKind::Text, order, raw };
            slots.push(FieldSlot { name: "name".to_owned(), kind: FieldKind::Text, column: usize::MAX, format });
        }
        slots.sort_by(|one, other| one.name.cmp(&other.name));
        let find = |name: &str| slots.iter().position(|slot| slot.name == name && slot.kind == FieldKind::Text);
        let (first_name, last_name, name) = (find("first_name"), find("last_name"), find("name"));
        let (columns, conjunction) = (inspection.columns.len(), conjunction(&inspection.options.language));
        Self { slots, first_name, last_name, name, conjunction, address, state, columns, raw }
    }

    /// Returns the text of the cell with the address.
    pub(crate) fn address<'a>(&self, cells: &RawCells<'a>) -> &'a str {
        match cells.get(self.address) {
            RawCell::Text(text) if self.raw => text,
            RawCell::Text(text) => formula::unguard(text),
            RawCell::Absent | RawCell::Value(_) => "",
        }
    }

    /// Parses a row; the error is the reason for refusing it.
    pub(crate) fn parse(&self, row: &RawRow<'_>, cells: &RawCells<'_>) -> Result<ParsedRow, String> {
        if let Some(columns) = cells.columns() {
            let few = columns < self.columns;
            if few || (columns > self.columns && !cells.are_empty_from(self.columns)) {
                let has = if columns == 1 { "1 column".to_owned() } else { format!("{columns} columns") };
                return Err(format!("has {has}, the header has {}{}", self.columns, continues_to(row.line, row.last)));
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
        let updates = self.slots.iter().map(|slot| parse_cell(cells.get(slot.column), slot.format, &slot.name));
        let updates = updates.collect::<Result<_, _>>()?;
        let desired = match self.state.map(|state| cells.get(state)) {
            Some(RawCell::Text(text)) => match text.trim().parse() {
                Ok(SubscriptionState::NoticesOnly) => DesiredState::NoticesOnly,
                Ok(SubscriptionState::Unsubscribed | SubscriptionState::Suppressed) => DesiredState::Unsubscribed,
                _ => DesiredState::Subscribed,
            },
            _ => DesiredState::Subscribed,
        };
        Ok(ParsedRow { address, updates, desired })
    }

    /// Returns the fields of a new subscriber as JSON.
    pub(crate) fn json(&self, updates: &[FieldUpdate]) -> String {
        serde_json::to_string(&NewFields { layout: self, updates }).unwrap_or_else(|_| "{}".to_owned())
    }
}

struct NewFields<'a> {
    layout: &'a RowLayout,
    updates: &'a [FieldUpdate],
}

impl Serialize for NewFields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (slot, update) in self.layout.slots.iter().zip(self.updates) {
            if let FieldUpdate::Set(value) = update {
                map.serialize_entry(&slot.name, value)?;
            }
        }
        map.end()
    }
}
