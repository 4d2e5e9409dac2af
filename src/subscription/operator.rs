//! What the society does by its own hand, at the command line.

use jiff::Timestamp;

use super::Error;
use super::self_service::unsubscribe_by_operator;
use crate::database::{self, Database};
use crate::model::{Address, List};

/// Takes an address off a list at the society's own hand; `None` when nobody has the address, `false` when they were
/// not on the list.
///
/// # Errors
/// The database refused.
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

/// Takes an address off every list at the society's own hand and returns those that they were on; `None` when nobody
/// has the address.
///
/// # Errors
/// The database refused; then they are still on all of them.
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
