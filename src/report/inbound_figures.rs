//! What came back of an issue by mail.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::database::inbound_messages::ReturnedCopy;
use crate::database::{self, DatabaseTransaction};
use crate::model::{BounceReason, InboundKind, IssueId};

/// The mails about an issue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InboundFigures {
    /// The copies that the relay accepted and that came back later, the largest group first.
    pub returned: Vec<ReturnedGroup>,
    /// The number of complaints.
    pub complaints: u64,
    /// The number of answers that people wrote.
    pub replies: u64,
}

/// The copies to one domain that came back for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReturnedGroup {
    /// The domain; `None` for people who were erased.
    pub domain: Option<String>,
    /// The reason.
    #[serde(serialize_with = "serialize_reason")]
    pub reason: BounceReason,
    /// The number of copies.
    pub count: u64,
}

/// Counts the mails about an issue.
pub(super) async fn inbound_figures(
    work: &mut DatabaseTransaction,
    issue: IssueId,
) -> Result<InboundFigures, database::Error> {
    let mut groups: BTreeMap<(Option<String>, BounceReason), u64> = BTreeMap::new();
    for copy in strongest_of_each(database::inbound_messages::returned_copies(work, issue).await?) {
        *groups.entry((copy.domain, copy.reason)).or_default() += 1;
    }
    let group = |((domain, reason), count)| ReturnedGroup { domain, reason, count };
    let mut returned: Vec<_> = groups.into_iter().map(group).collect();
    returned.sort_by_key(|group| Reverse(group.count));
    let counts = database::inbound_messages::count_of_issue(work, issue).await?;
    let count = |wanted| counts.iter().find(|(kind, _)| *kind == wanted).map_or(0, |(_, count)| *count);
    Ok(InboundFigures { returned, complaints: count(InboundKind::Complaint), replies: count(InboundKind::Reply) })
}

/// Of several bounces about one copy, keeps the one that says most about the recipient's own address.
fn strongest_of_each(mut bounces: Vec<ReturnedCopy>) -> Vec<ReturnedCopy> {
    bounces.sort_by_key(|bounce| (bounce.subscriber, bounce.is_forwarded, Reverse(bounce.reason.severity())));
    bounces.dedup_by(|next, kept| kept.subscriber.is_some() && kept.subscriber == next.subscriber);
    bounces
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn serialize_reason<S: serde::Serializer>(reason: &BounceReason, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str((*reason).into())
}
