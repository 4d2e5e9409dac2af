//! What the society does by its own hand, at the command line.

use jiff::Timestamp;

use super::Error;
use super::leaving::by_owner;
use crate::database::{self, Database};
use crate::model::{Address, List};

/// Takes an address off a list at the society's own hand; `None` when nobody has the address, `false` when they were
/// not on the list.
///
/// # Errors
/// The database refused.
pub async fn take_off(
    database: &Database,
    list: &List,
    address: &Address,
    now: Timestamp,
) -> Result<Option<bool>, Error> {
    let mut work = database.write().await?;
    let Some(subscriber) = database::subscriber::by_address(&mut work, address).await? else { return Ok(None) };
    let left = by_owner(&mut work, list.id, subscriber.id, now).await?;
    work.commit().await?;
    Ok(Some(left))
}

/// Takes an address off every list at the society's own hand and returns those that they were on; `None` when nobody
/// has the address.
///
/// # Errors
/// The database refused; then they are still on all of them.
pub async fn take_off_all(database: &Database, address: &Address, now: Timestamp) -> Result<Option<Vec<List>>, Error> {
    let mut work = database.write().await?;
    let Some(subscriber) = database::subscriber::by_address(&mut work, address).await? else { return Ok(None) };
    let mut left = Vec::new();
    for list in database::list::all(&mut work).await? {
        if by_owner(&mut work, list.id, subscriber.id, now).await? {
            left.push(list);
        }
    }
    work.commit().await?;
    Ok(Some(left))
}
