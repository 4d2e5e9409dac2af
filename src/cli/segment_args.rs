//! The options that choose the recipients of a draft.

use super::error::CommandError;
use crate::model::ParseListNameError;
use crate::sending::SegmentOverride;

/// The recipients of a draft, if not those that the draft names.
#[derive(Debug, Default, clap::Args)]
pub(super) struct SegmentArgs {
    /// The list [default: the draft's `to`]
    #[arg(long)]
    list: Option<String>,
    /// Who on the list gets it, as a condition such as `category == "student"` [default: the draft's `where`]
    #[arg(long = "where", value_name = "CONDITION")]
    condition: Option<String>,
    /// Who of them does not, as a condition [default: the draft's `exclude`]
    #[arg(long = "exclude", value_name = "CONDITION")]
    exclusion: Option<String>,
}

impl SegmentArgs {
    pub(super) fn to_override(&self) -> Result<SegmentOverride, CommandError> {
        let list = self.list.as_deref().map(str::parse).transpose();
        let list = list.map_err(|bad: ParseListNameError| CommandError::new(bad.to_string()))?;
        Ok(SegmentOverride { list, condition: self.condition.clone(), exclusion: self.exclusion.clone() })
    }
}
