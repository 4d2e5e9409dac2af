//! The operator's mapping of a column to a field.

use std::str::FromStr;

use super::column_names::{field_name, means_address};
use crate::model::FieldKind;

/// The syntax with which a mapping requests that full names are split.
const SPLIT: &str = "first_name+last_name";
/// The target of a column that marks people who opted out.
const OPTED_OUT: &str = "opted_out";

/// The target of a column: `COLUMN=field`, `COLUMN=field:kind`, `COLUMN=first_name+last_name` to split full names,
/// `COLUMN=opted_out` if it marks people who opted out, or `COLUMN=` to ignore it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnMapping {
    pub(crate) column: String,
    pub(crate) to: Option<MappedField>,
}

/// The field that a column is mapped to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MappedField {
    pub(crate) name: String,
    pub(crate) kind: Option<FieldKind>,
    /// Whether its values are full names, which are also split into first and last name.
    pub(crate) split: bool,
}

/// Why a text is not a valid mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMapping {
    /// It has no equals sign.
    #[error("say `COLUMN=field`, `COLUMN=field:kind` or `COLUMN=`")]
    NoEqualsSign,
    /// The text after the colon is not the name of a kind.
    #[error("a kind is `text`, `flag`, `date` or `tags`")]
    UnknownKind,
    /// The text after the equals sign has no letter or digit.
    #[error("`{0}` names no field")]
    NoField(String),
}

impl MappedField {
    /// Returns whether the column marks people who opted out.
    pub(crate) fn means_opted_out(&self) -> bool {
        self.kind.is_none() && self.name == OPTED_OUT
    }
}

impl ColumnMapping {
    /// Returns whether the column contains the addresses.
    #[must_use]
    pub fn is_address(&self) -> bool {
        self.to.as_ref().is_some_and(|field| field.kind.is_none() && means_address(&field.name))
    }

    /// Returns whether it splits full names.
    #[must_use]
    pub fn splits_names(&self) -> bool {
        self.to.as_ref().is_some_and(|field| field.split)
    }
}

impl FromStr for ColumnMapping {
    type Err = InvalidMapping;

    fn from_str(text: &str) -> Result<Self, InvalidMapping> {
        let (column, to) = text.rsplit_once('=').ok_or(InvalidMapping::NoEqualsSign)?;
        if to.trim() == SPLIT {
            let to = MappedField { name: "name".to_owned(), kind: Some(FieldKind::Text), split: true };
            return Ok(Self { column: column.trim().to_owned(), to: Some(to) });
        }
        let (field, kind) = to.split_once(':').map_or((to, None), |(field, kind)| (field, Some(kind)));
        let kind = kind.map(|kind| kind.trim().parse().map_err(|_| InvalidMapping::UnknownKind));
        let name = field_name(field);
        let to =
            if to.trim().is_empty() { None } else { Some(MappedField { name, kind: kind.transpose()?, split: false }) };
        if to.as_ref().is_some_and(|field| field.name.is_empty()) {
            return Err(InvalidMapping::NoField(text.to_owned()));
        }
        Ok(Self { column: column.trim().to_owned(), to })
    }
}
