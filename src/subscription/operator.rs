//! Unsubscribes people on behalf of an operator.

use jiff::Timestamp;

use super::Error;
use super::self_service::unsubscribe_by_operator;
use crate::database::{self, Database};
use crate::model::{Address, List};

/// Unsubscribes an address from a list. Returns `None` if no subscriber has the address, and `false` if they were not
/// on the list.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn unsubscribe_address(
    database: &Database,
    list: &List,
    address: &Address,
    now: Timestamp,
) -> Result<Option<bool>, Error> {
    let mut work = database.begin_write().await?;
    let Some(subscriber) = database::subscribers::by_address(&mut work, address).await? else { return Ok(None) };
    let left = unsubscribe_by_operator(&mut work, list.id, subscriber.id, now).await?;
    work.commit().await?;
    Ok(Some(left))
}

/// Unsubscribes an address from every list and returns the lists that they were on; `None` if no subscriber has the
/// address.
///
/// # Errors
/// Returns an error if a database query fails; nothing is changed then.
pub async fn unsubscribe_address_from_all(
    database: &Database,
    address: &Address,
    now: Timestamp,
) -> Result<Option<Vec<List>>, Error> {
    let mut work = database.begin_write().await?;
    let Some(subscriber) = database::subscribers::by_address(&mut work, address).await? else { return Ok(None) };
    let mut left = Vec::new();
    for list in database::lists::all(&mut work).await? {
        if unsubscribe_by_operator(&mut work, list.id, subscriber.id, now).await? {
            left.push(list);
        }
    }
    work.commit().await?;
    Ok(Some(left))
}
