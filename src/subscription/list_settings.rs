//! Makes lists and changes them.

use jiff::Timestamp;

use crate::database::{self, Database};
use crate::model::{Address, ConsentBasis, List, ListName, REQUEST_TOKEN_LENGTH, SubscriptionState, single_line};

/// The longest local part that leaves room for `+` and a token (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL_PART: usize = 64 - 1 - REQUEST_TOKEN_LENGTH;

/// Why a list cannot be made or changed.
#[derive(Debug, thiserror::Error)]
pub enum ListSettingsError {
    /// A database query failed.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// The title is empty.
    #[error("a list needs a title that people can read")]
    NoTitle,
    /// Another list has the name.
    #[error("there is a list `{0}` already")]
    NameTaken(ListName),
    /// The address leaves no room for the token of an answer, or is not ASCII.
    #[error("`{0}` cannot be an address to join: write at most {MAX_LOCAL_PART} plain letters before the @")]
    JoinAddress(Address),
    /// People join another list by this address.
    #[error("`{address}` is the address to join the list `{list}`")]
    JoinAddressTaken {
        /// The address.
        address: Address,
        /// The other list.
        list: ListName,
    },
}

/// Whether a list can get another basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BasisChange {
    /// Nobody gets its letters.
    Free,
    /// So many people get its letters; what is recorded of them stays as it is.
    Concerns(u64),
    /// So many people get its letters, and a soft opt-in cannot be claimed afterwards: each of them must have given the
    /// address for it, and could refuse at that moment.
    NeedsProof(u64),
}

/// Returns whom it concerns if a list gets another basis.
///
/// # Errors
/// A database query fails.
pub async fn basis_change(
    database: &Database,
    list: &List,
    basis: ConsentBasis,
) -> Result<BasisChange, database::Error> {
    let counts = database::subscriptions::count_by_state(&mut database.begin_read().await?, list.id).await?;
    let confirmed = counts.iter().find(|(state, _)| *state == SubscriptionState::Confirmed);
    Ok(match confirmed.map_or(0, |(_, count)| count.unsigned_abs()) {
        _ if basis == list.basis => BasisChange::Free,
        0 => BasisChange::Free,
        people if basis.is_soft_opt_in() => BasisChange::NeedsProof(people),
        people => BasisChange::Concerns(people),
    })
}

/// Returns a title on one line.
///
/// # Errors
/// It is empty.
pub fn list_title(title: &str) -> Result<String, ListSettingsError> {
    let title = single_line(title).into_owned();
    if title.is_empty() { Err(ListSettingsError::NoTitle) } else { Ok(title) }
}

/// Creates a list; its List-Id (RFC 2919) belongs to `domain` for good.
///
/// # Errors
/// The title is empty, the name is taken, or a database query fails.
pub async fn create_list(
    database: &Database,
    name: &ListName,
    title: &str,
    domain: &str,
    now: Timestamp,
) -> Result<List, ListSettingsError> {
    let title = list_title(title)?;
    let mut work = database.begin_write().await?;
    let list = database::lists::add(&mut work, name, &title, &format!("{name}.{domain}"), now).await?;
    let list = list.ok_or_else(|| ListSettingsError::NameTaken(name.clone()))?;
    work.commit().await?;
    Ok(list)
}

/// Checks whether people can join a list by an address: each list has its own.
///
/// # Errors
/// They cannot, or a database query fails.
pub async fn check_join_address(database: &Database, list: &List, address: &Address) -> Result<(), ListSettingsError> {
    if address.local_part().len() > MAX_LOCAL_PART || !address.as_str().is_ascii() {
        return Err(ListSettingsError::JoinAddress(address.clone()));
    }
    let lists = database::lists::all(&mut database.begin_read().await?).await?;
    let is_same = |other: &&List| {
        other.id != list.id && other.join_address.as_ref().is_some_and(|taken| taken.folded() == address.folded())
    };
    match lists.iter().find(is_same) {
        Some(other) => Err(ListSettingsError::JoinAddressTaken { address: address.clone(), list: other.name.clone() }),
        None => Ok(()),
    }
}

/// Stores the settings of a list, unless they are as before.
///
/// # Errors
/// A database query fails.
pub async fn update_list(database: &Database, before: &List, list: &List) -> Result<(), database::Error> {
    if before != list {
        let mut work = database.begin_write().await?;
        database::lists::update(&mut work, list).await?;
        work.commit().await?;
    }
    Ok(())
}
