//! Table `mailbox_cursor`: how far each mailbox was read.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::MailboxCursor;

/// How reading a mailbox went last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxStatus {
    /// The place from which reading continues; `None` before the first batch, and for a mailbox that is no IMAP folder.
    pub cursor: Option<MailboxCursor>,
    /// When it was last read to its end.
    pub read_at: Option<Timestamp>,
    /// Since when it cannot be read, and why.
    pub failure: Option<(Timestamp, String)>,
}

const GET: &str = "SELECT uid_validity, next_uid, read_at, failed_at, failure FROM mailbox_cursor \
    WHERE account = $1 AND folder = $2";

/// Returns how reading a folder went last; `None` if it was never tried.
///
/// # Errors
/// The database failed.
pub async fn get(work: &mut DatabaseTransaction, account: &str, folder: &str) -> Result<Option<MailboxStatus>, Error> {
    type Row = (i64, i64, Option<i64>, Option<i64>, Option<String>);
    let row: Option<Row> =
        on!(work, tx => sqlx::query_as(GET).bind(account).bind(folder).fetch_optional(&mut **tx).await?);
    row.map(|(uid_validity, next_uid, read_at, failed_at, failure)| {
        let number = |number: i64| u32::try_from(number).map_err(|_| Error::InvalidValue("UID"));
        let cursor = MailboxCursor { uid_validity: number(uid_validity)?, next_uid: number(next_uid)? };
        Ok(MailboxStatus {
            cursor: (cursor.uid_validity > 0).then_some(cursor),
            read_at: read_at.map(from_micros).transpose()?,
            failure: failed_at.map(from_micros).transpose()?.zip(failure),
        })
    })
    .transpose()
}

const ADVANCE: &str = "INSERT INTO mailbox_cursor (account, folder, uid_validity, next_uid) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (account, folder) DO UPDATE SET uid_validity = excluded.uid_validity, next_uid = excluded.next_uid";

/// Stores the place from which reading a folder continues.
///
/// # Errors
/// The database failed.
pub async fn advance(
    work: &mut DatabaseTransaction,
    account: &str,
    folder: &str,
    cursor: MailboxCursor,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(ADVANCE)
        .bind(account).bind(folder).bind(i64::from(cursor.uid_validity)).bind(i64::from(cursor.next_uid))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const SET_READ: &str = "INSERT INTO mailbox_cursor (account, folder, uid_validity, next_uid, read_at) \
    VALUES ($1, $2, 0, 0, $3) ON CONFLICT (account, folder) DO UPDATE \
    SET read_at = excluded.read_at, failed_at = NULL, failure = NULL";

/// Records that a mailbox was read to its end.
///
/// # Errors
/// The database failed.
pub async fn set_read(
    work: &mut DatabaseTransaction,
    account: &str,
    folder: &str,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET_READ).bind(account).bind(folder).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const SET_FAILED: &str = "INSERT INTO mailbox_cursor (account, folder, uid_validity, next_uid, failed_at, failure) \
    VALUES ($1, $2, 0, 0, $3, $4) ON CONFLICT (account, folder) DO UPDATE \
    SET failed_at = coalesce(mailbox_cursor.failed_at, excluded.failed_at), failure = excluded.failure";

/// Records why a mailbox cannot be read; the time of the first failure in a row stays.
///
/// # Errors
/// The database failed.
pub async fn set_failed(
    work: &mut DatabaseTransaction,
    account: &str,
    folder: &str,
    failure: &str,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET_FAILED).bind(account).bind(folder).bind(to_micros(now)).bind(failure)
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}
