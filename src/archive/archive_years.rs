//! The letters of the public archive, a year at a time.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::database::archive_letters::{self, ArchiveRange};
use crate::database::{self, Database};
use crate::model::{ArchiveAccess, ArchiveLine, List, ListId};

/// The most letters on one page; nobody sends more in a year.
const MAX_LETTERS: i64 = 2_000;

/// One year of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveYear {
    /// All years with letters, the newest first.
    pub years: Vec<i16>,
    /// The year of these letters; `None` if there are no letters at all.
    pub year: Option<i16>,
    /// The letters, the newest first.
    pub entries: Vec<ArchiveLine>,
}

/// Reads a year of the whole archive or of one list, the newest year if none is given; `None` if no letter is of that
/// year.
///
/// # Errors
/// A database query fails.
pub async fn read_year(
    database: &Database,
    list: Option<ListId>,
    year: Option<i16>,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Option<ArchiveYear>, database::Error> {
    let mut work = database.begin_read().await?;
    let times = archive_letters::public_times(&mut work, list, now).await?;
    let mut years: Vec<i16> = times.iter().map(|at| at.to_zoned(zone.clone()).year()).collect();
    years.dedup();
    let Some(shown) = year.or_else(|| years.first().copied()) else {
        return Ok(Some(ArchiveYear { years, year: None, entries: Vec::new() }));
    };
    if !years.contains(&shown) {
        return Ok(None);
    }
    let range =
        ArchiveRange { list, from: year_start(shown, zone), until: year_start(shown + 1, zone), limit: MAX_LETTERS };
    let entries = archive_letters::public_between(&mut work, range, now).await?;
    Ok(Some(ArchiveYear { years, year: Some(shown), entries }))
}

/// Returns the lists whose letters everybody can read, by title.
///
/// # Errors
/// A database query fails.
pub async fn public_lists(database: &Database) -> Result<Vec<List>, database::Error> {
    let mut lists = database::lists::all(&mut database.begin_read().await?).await?;
    lists.retain(|list| list.archive == ArchiveAccess::Public);
    lists.sort_by(|one, other| one.title.cmp(&other.title));
    Ok(lists)
}

fn year_start(year: i16, zone: &TimeZone) -> Timestamp {
    let first = Date::new(year, 1, 1).unwrap_or(Date::MAX);
    first.to_zoned(zone.clone()).map_or(Timestamp::MAX, |start| start.timestamp())
}
