//! Table `delivery_archive`: who got an old letter, without a row for each copy.
//!
//! An archived issue keeps the rows of all copies that were not simply sent. Those that the relay accepted are kept as
//! sorted ids of subscribers, up to some thousands in one row: one or two octets for each instead of a row.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::database::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{Address, IssueId, SubscriberId};

const TAKE_SENT: &str = "DELETE FROM delivery WHERE issue_id = $1 AND status = 'sent' AND NOT may_have_arrived \
    AND subscriber_id IN (SELECT subscriber_id FROM delivery WHERE issue_id = $1 AND subscriber_id > $2 \
        AND status = 'sent' AND NOT may_have_arrived AND changed_at < $4 ORDER BY subscriber_id LIMIT $3 + 0) \
    RETURNING subscriber_id";
const ADD: &str = "INSERT INTO delivery_archive \
    (issue_id, first_subscriber_id, last_subscriber_id, delivery_count, subscriber_ids) VALUES ($1, $2, $3, $4, $5)";

/// Archives up to `limit` copies of an issue that were sent before a moment, of subscribers after `after`. Returns the
/// last of them and how many there were; `None` if there were none.
///
/// # Errors
/// The database failed.
pub async fn archive_sent(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    after: SubscriberId,
    before: Timestamp,
    limit: i64,
) -> Result<Option<(SubscriberId, u64)>, Error> {
    let taken: Vec<(SubscriberId,)> = on!(work, tx => sqlx::query_as(TAKE_SENT)
        .bind(issue).bind(after).bind(limit).bind(to_micros(before)).fetch_all(&mut **tx).await?);
    let mut ids: Vec<_> = taken.into_iter().map(|(id,)| id).collect();
    ids.sort_unstable();
    let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(None) };
    let count = ids.len() as u64;
    on!(work, tx => sqlx::query(ADD)
        .bind(issue).bind(first).bind(last).bind(count.cast_signed()).bind(encode(&ids))
        .execute(&mut **tx).await?.rows_affected());
    Ok(Some((*last, count)))
}

const HAS_UNARCHIVED: &str = "SELECT subscriber_id FROM delivery \
    WHERE issue_id = $1 AND status = 'sent' AND NOT may_have_arrived AND changed_at < $2 LIMIT 1";

/// Returns `true` if an issue has copies that were sent before a moment and are not archived.
///
/// # Errors
/// The database failed.
pub async fn has_unarchived(work: &mut DatabaseTransaction, issue: IssueId, before: Timestamp) -> Result<bool, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(HAS_UNARCHIVED)
        .bind(issue).bind(to_micros(before)).fetch_optional(&mut **tx).await?);
    Ok(row.is_some())
}

const BETWEEN: &str = "SELECT subscriber_ids FROM delivery_archive \
    WHERE issue_id = $1 AND first_subscriber_id <= $3 AND last_subscriber_id >= $2";

/// Returns those of some subscribers whose copies of an issue were archived.
///
/// # Errors
/// The database failed.
pub(super) async fn archived_among(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    subscribers: &[SubscriberId],
) -> Result<BTreeSet<SubscriberId>, Error> {
    let (Some(first), Some(last)) = (subscribers.iter().min(), subscribers.iter().max()) else {
        return Ok(BTreeSet::new());
    };
    let rows: Vec<(Vec<u8>,)> =
        on!(work, tx => sqlx::query_as(BETWEEN).bind(issue).bind(first).bind(last).fetch_all(&mut **tx).await?);
    let mut archived = BTreeSet::new();
    for (octets,) in rows {
        let ids = decode(&octets)?;
        archived.extend(subscribers.iter().copied().filter(|subscriber| ids.binary_search(subscriber).is_ok()));
    }
    Ok(archived)
}

const ARCHIVED_PERSON: &str = "SELECT subscriber.address, issue.starts_at FROM issue CROSS JOIN subscriber \
    WHERE issue.id = $1 AND subscriber.id = $2";

/// A copy that was sent and archived.
pub(super) struct ArchivedCopy {
    /// The recipient.
    pub(super) address: Address,
    /// When its issue started.
    pub(super) starts_at: Timestamp,
}

/// Returns a copy that was sent and archived.
///
/// # Errors
/// The database failed.
pub(super) async fn archived_copy(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    subscriber: SubscriberId,
) -> Result<Option<ArchivedCopy>, Error> {
    if archived_among(work, issue, &[subscriber]).await?.is_empty() {
        return Ok(None);
    }
    let row: Option<(String, i64)> =
        on!(work, tx => sqlx::query_as(ARCHIVED_PERSON).bind(issue).bind(subscriber).fetch_optional(&mut **tx).await?);
    let Some((address, starts_at)) = row else { return Ok(None) };
    let address = address.parse().map_err(|_| Error::InvalidValue("address"))?;
    Ok(Some(ArchivedCopy { address, starts_at: from_micros(starts_at)? }))
}

const OF_PERSON: &str = "SELECT issue.id, issue.starts_at, delivery_archive.subscriber_ids FROM issue \
    JOIN delivery_archive ON delivery_archive.issue_id = issue.id \
        AND delivery_archive.first_subscriber_id <= $1 AND delivery_archive.last_subscriber_id >= $1 ORDER BY issue.id";

/// Returns the archived issues that a person got, and when each started, oldest first.
///
/// # Errors
/// The database failed.
pub async fn archived_issues_of(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
) -> Result<Vec<ArchivedIssue>, Error> {
    let rows: Vec<(IssueId, i64, Vec<u8>)> =
        on!(work, tx => sqlx::query_as(OF_PERSON).bind(subscriber).fetch_all(&mut **tx).await?);
    let mut issues = Vec::new();
    for (issue, starts_at, octets) in rows {
        if decode(&octets)?.binary_search(&subscriber).is_ok() {
            issues.push(ArchivedIssue { issue, starts_at: from_micros(starts_at)? });
        }
    }
    Ok(issues)
}

/// An issue whose sent copies were archived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArchivedIssue {
    /// The issue.
    pub issue: IssueId,
    /// When it started.
    pub starts_at: Timestamp,
}

/// Writes sorted ids as the differences between them, in groups of seven bits (LEB128).
fn encode(ids: &[SubscriberId]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(ids.len() * 2);
    let mut last = 0;
    for id in ids {
        let mut rest = id.get().wrapping_sub(last).cast_unsigned();
        last = id.get();
        while rest >= 0x80 {
            octets.push((rest & 0x7F) as u8 | 0x80);
            rest >>= 7;
        }
        octets.push((rest & 0x7F) as u8);
    }
    octets
}

fn decode(octets: &[u8]) -> Result<Vec<SubscriberId>, Error> {
    let mut ids = Vec::with_capacity(octets.len());
    let (mut last, mut value, mut shift) = (0_i64, 0_u64, 0_u32);
    for octet in octets {
        let bits = u64::from(octet & 0x7F).checked_shl(shift).ok_or(Error::InvalidValue("list of copies"))?;
        value |= bits;
        shift += 7;
        if octet & 0x80 == 0 {
            last = last.wrapping_add(value.cast_signed());
            ids.push(SubscriberId::new(last));
            (value, shift) = (0, 0);
        }
    }
    if shift == 0 { Ok(ids) } else { Err(Error::InvalidValue("list of copies")) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_as_they_were() {
        let sets: [&[i64]; 4] = [&[], &[7], &[1, 2, 3, 127, 128, 255, 256, 1 << 40], &[0, i64::MAX]];
        for set in sets {
            let ids: Vec<_> = set.iter().copied().map(SubscriberId::new).collect();
            assert_eq!(decode(&encode(&ids)).unwrap(), ids);
        }
        let many: Vec<_> = (1..=10_000).map(|number| SubscriberId::new(number * 3)).collect();
        assert_eq!(encode(&many).len(), 10_000, "one octet each");
    }

    #[test]
    fn list_that_is_cut_off_is_refused() {
        assert!(decode(&[0x80]).is_err());
        assert!(decode(&[0xFF; 12]).is_err());
    }
}
