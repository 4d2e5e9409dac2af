//! The column names of other programs and languages, and the fields they correspond to.

pub(crate) use crate::model::{canonical_name, field_name};

/// The field that contains tags whatever its values look like.
pub(crate) const TAGS: &str = "tags";
/// The columns that our own export adds.
pub(crate) const STATE: &str = "state";
pub(crate) const JOINED_AT: &str = "joined_at";

/// Returns whether a mapping to this name means the address.
pub(crate) fn means_address(field: &str) -> bool {
    matches!(field, "address" | "email")
}
