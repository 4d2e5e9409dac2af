//! Parses rows once the columns are known.

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::names::conjunction;
use crate::import::infer::{
    AddressCell, CellFormat, ColumnTarget, DateOrder, FieldUpdate, Inspection, OptOutPolicy, OptOuts,
    parse_address_cell, parse_cell, split_name, value_fault,
};
use crate::import::refusal::RefusalReason;
use crate::import::source::{RawCell, RawCells, RawRow, ValueFault};
use crate::model::{Address, FieldKind, FieldValue, SubscriptionState, formula, is_reserved_domain};

/// The subscription that a row requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DesiredState {
    /// Every issue.
    Subscribed,
    NoticesOnly,
    /// Nothing.
    Unsubscribed,
    /// Nothing, because the person opted out in another program.
    OptedOut,
}

/// A field and the column that it is read from.
#[derive(Debug)]
pub(crate) struct FieldSlot {
    pub(crate) name: String,
    pub(crate) kind: FieldKind,
    source: SlotSource,
    format: CellFormat,
}

/// Where a field is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SlotSource {
    Column(usize),
    /// The first name in a column of full names.
    FirstName(usize),
    /// The last name in a column of full names.
    LastName(usize),
    /// The name next to the address.
    Mailbox,
    /// No column: the field is set when rows are merged.
    Merge,
}

impl SlotSource {
    /// Returns the column from which it is read.
    fn column(self) -> Option<usize> {
        match self {
            Self::Column(column) | Self::FirstName(column) | Self::LastName(column) => Some(column),
            Self::Mailbox | Self::Merge => None,
        }
    }
}

/// The position of everything in a row.
#[derive(Debug)]
pub(crate) struct RowLayout {
    /// The fields, sorted by name.
    pub(crate) slots: Vec<FieldSlot>,
    pub(crate) first_name: Option<usize>,
    pub(crate) last_name: Option<usize>,
    pub(crate) name: Option<usize>,
    /// The conjunction between the names of two people.
    pub(crate) conjunction: &'static str,
    address: usize,
    state: Option<usize>,
    columns: usize,
    opt_outs: Option<OptOuts>,
    raw: bool,
}

/// The values of a row.
pub(crate) struct ParsedRow {
    pub(crate) address: Address,
    pub(crate) updates: Vec<FieldUpdate>,
    pub(crate) desired: DesiredState,
    /// The number of further addresses in the cell.
    pub(crate) other_addresses: usize,
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
                ColumnTarget::OptedOut | ColumnTarget::Ignored(_) => {}
                ColumnTarget::Field { name, kind } => {
                    let kind = kind.unwrap_or(FieldKind::Text);
                    let format = CellFormat { kind, order: inspection.orders[index], raw };
                    slots.push(FieldSlot { name: name.clone(), kind, source: SlotSource::Column(index), format });
                }
            }
        }
        let has = |slots: &[FieldSlot], name: &str| slots.iter().any(|slot| slot.name == name);
        let text = |name: &str, source| {
            let format = CellFormat { kind: FieldKind::Text, order, raw };
            FieldSlot { name: name.to_owned(), kind: FieldKind::Text, source, format }
        };
        if inspection.options.splits_names()
            && inspection.name_split.is_some()
            && let Some(SlotSource::Column(whole)) =
                slots.iter().find(|slot| slot.name == "name").map(|slot| slot.source)
        {
            slots.push(text("first_name", SlotSource::FirstName(whole)));
            slots.push(text("last_name", SlotSource::LastName(whole)));
        }
        let has_names = ["name", "first_name", "last_name"].iter().any(|name| has(&slots, name));
        if inspection.has_mailbox_names && !has_names {
            slots.push(text("name", SlotSource::Mailbox));
        }
        // Two people with different last names need a field for both names.
        if inspection.duplicates.any() && !has(&slots, "name") && has(&slots, "first_name") && has(&slots, "last_name")
        {
            slots.push(text("name", SlotSource::Merge));
        }
        slots.sort_by(|one, other| one.name.cmp(&other.name));
        let find = |name: &str| slots.iter().position(|slot| slot.name == name && slot.kind == FieldKind::Text);
        let (first_name, last_name, name) = (find("first_name"), find("last_name"), find("name"));
        let (columns, conjunction) = (inspection.columns.len(), conjunction(&inspection.options.language));
        let opt_outs = (inspection.options.opt_outs != OptOutPolicy::Subscribe).then(|| inspection.opt_outs.clone());
        Self { slots, first_name, last_name, name, conjunction, address, state, columns, opt_outs, raw }
    }

    pub(crate) fn address<'a>(&self, cells: &RawCells<'a>) -> &'a str {
        match cells.get(self.address) {
            RawCell::Text(text) if self.raw => text,
            RawCell::Text(text) => formula::unguard(text),
            RawCell::Absent | RawCell::Value(_) => "",
        }
    }

    /// Parses a row; the error is the reason for rejecting it.
    pub(crate) fn parse(&self, row: &RawRow<'_>, cells: &RawCells<'_>) -> Result<ParsedRow, RefusalReason> {
        if let Some(columns) = cells.columns() {
            let few = columns < self.columns;
            if few || (columns > self.columns && !cells.are_empty_from(self.columns)) {
                return Err(RefusalReason::ColumnCount { found: columns, header: self.columns });
            }
        }
        let text = self.address(cells).trim();
        if text.is_empty() {
            return Err(RefusalReason::NoAddress);
        }
        let AddressCell { address, name, others } = parse_address_cell(text)?;
        if !address.as_str().is_ascii() {
            return Err(RefusalReason::NonAsciiAddress(address));
        }
        if is_reserved_domain(address.domain()) {
            return Err(RefusalReason::ReservedDomain(address));
        }
        if row.last > row.line
            && let count @ 1.. = self.swallowed_rows(cells)
        {
            return Err(RefusalReason::SwallowedRows { count });
        }
        let updates = self.slots.iter().map(|slot| self.update(slot, cells, name.as_deref()));
        let updates = updates.collect::<Result<_, _>>()?;
        let desired = match self.state.map(|state| cells.get(state)) {
            Some(RawCell::Text(text)) => match text.trim().parse() {
                Ok(SubscriptionState::NoticesOnly) => DesiredState::NoticesOnly,
                Ok(SubscriptionState::Unsubscribed | SubscriptionState::Suppressed) => DesiredState::Unsubscribed,
                _ if self.opted_out(cells) => DesiredState::OptedOut,
                _ => DesiredState::Subscribed,
            },
            _ if self.opted_out(cells) => DesiredState::OptedOut,
            _ => DesiredState::Subscribed,
        };
        Ok(ParsedRow { address, updates, desired, other_addresses: others })
    }

    fn opted_out(&self, cells: &RawCells<'_>) -> bool {
        self.opt_outs.as_ref().is_some_and(|opt_outs| opt_outs.include(cells))
    }

    fn update(
        &self,
        slot: &FieldSlot,
        cells: &RawCells<'_>,
        mailbox_name: Option<&str>,
    ) -> Result<FieldUpdate, RefusalReason> {
        if let Some(column) = slot.source.column()
            && let RawCell::Text(text) = cells.get(column)
        {
            match value_fault(text, &slot.name) {
                Some(ValueFault::Empty) => return Ok(FieldUpdate::Clear),
                Some(ValueFault::SpreadsheetError) => return Ok(FieldUpdate::Keep),
                _ => {}
            }
        }
        let whole = |column: usize| match cells.get(column) {
            RawCell::Text(text) if self.raw => split_name(text),
            RawCell::Text(text) => split_name(formula::unguard(text)),
            RawCell::Absent | RawCell::Value(_) => None,
        };
        let set =
            |text: Option<String>| text.map_or(FieldUpdate::Keep, |text| FieldUpdate::Set(FieldValue::from(text)));
        match slot.source {
            // `Archer, Anna` is not a form of address, so it is replaced once the parts are known.
            SlotSource::Column(column)
                if self.splits(column) && whole(column).is_some_and(|name| name.was_inverted) =>
            {
                Ok(FieldUpdate::Keep)
            }
            SlotSource::Column(column) => parse_cell(cells.get(column), slot.format, &slot.name),
            SlotSource::FirstName(column) => Ok(set(whole(column).map(|name| name.first))),
            SlotSource::LastName(column) => Ok(set(whole(column).map(|name| name.last))),
            SlotSource::Mailbox => {
                parse_cell(mailbox_name.map_or(RawCell::Absent, RawCell::Text), slot.format, &slot.name)
            }
            SlotSource::Merge => Ok(FieldUpdate::Keep),
        }
    }

    /// Returns whether a column of full names is split.
    fn splits(&self, column: usize) -> bool {
        self.slots.iter().any(|slot| slot.source == SlotSource::FirstName(column))
    }

    /// Returns how many lines within a row look like separate rows: the same number of cells, with an address in its
    /// column.
    fn swallowed_rows(&self, cells: &RawCells<'_>) -> u64 {
        let RawCells::Delimited { ends, separator, .. } = cells else { return 0 };
        if self.columns < 2 {
            return 0;
        }
        let texts = (0..ends.len()).map(|column| match cells.get(column) {
            RawCell::Text(text) => text,
            RawCell::Absent | RawCell::Value(_) => "",
        });
        let text = texts.collect::<Vec<_>>().join(&separator.to_string());
        let is_row = |line: &&str| {
            let mut cells = line.split(*separator);
            let address = cells.clone().nth(self.address).unwrap_or_default();
            cells.by_ref().count() == self.columns && parse_address_cell(address.trim().trim_matches('"')).is_ok()
        };
        text.split(['\r', '\n']).skip(1).filter(is_row).count() as u64
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
