//! The conditions of an issue that was frozen, if they are checked again for each copy.

use super::{BadCondition, Condition, Segment, condition_names};
use crate::database::{self, Database};
use crate::model::{IssueId, List};

/// Why the conditions of an issue cannot be checked again.
#[derive(Debug, thiserror::Error)]
pub enum FrozenConditionError {
    /// A condition names something that is gone.
    #[error(transparent)]
    Condition(#[from] BadCondition),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] database::Error),
}

/// Returns the conditions of an issue if they depend on what people answer. The recipients of other issues are fixed when
/// they are frozen.
///
/// # Errors
/// A condition names something that is gone, or the database failed.
pub async fn changing_conditions(
    database: &Database,
    issue: IssueId,
    list: &List,
) -> Result<Option<Segment>, FrozenConditionError> {
    let frozen = database::recipient_conditions::by_issue(&mut database.begin_read().await?, issue).await?;
    if frozen.condition.is_none() && frozen.exclusion.is_none() {
        return Ok(None);
    }
    let names = condition_names(database).await?;
    let parse = |text: Option<String>| text.map(|text| Condition::parse(&text, &names)).transpose();
    let (condition, exclusion) = (parse(frozen.condition)?, parse(frozen.exclusion)?);
    let segment = Segment { condition, exclusion, ..Segment::whole_list(list.clone()) };
    Ok(segment.uses_answers().then_some(segment))
}
