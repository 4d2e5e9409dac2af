//! The page of all lists in the words that its template asks for.

use jiff::Timestamp;
use serde::Serialize;

use crate::model::{Cause, ListId, State};
use crate::subscription::{Overview, Place};

/// A list on the page of all lists.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    id: ListId,
    /// Its title: `title` is the page's own.
    name: String,
    /// What comes: `all`, `notices`, `left`, `aside` or `none`.
    state: &'static str,
    /// Whether there is a button.
    choices: bool,
    /// Until when all letters can be brought back.
    all_until: Option<String>,
    /// Until when the notices can be brought back.
    notices_until: Option<String>,
    /// The later of the two.
    undo_until: Option<String>,
}

/// What a press of a button did.
#[derive(Debug, Serialize)]
pub(super) struct Done {
    /// The list's title; empty for all lists together.
    title: String,
    /// What comes now: `all`, `notices`, `left`, `left_all`; or `refused`.
    what: &'static str,
}

/// What somebody wished of which list, and how they stand; no list is all of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wished {
    pub(super) list: Option<ListId>,
    pub(super) wish: State,
    pub(super) state: State,
}

impl Row {
    /// Makes a row for each list: the list `here`, from which the letter came, first; then the others that they are or
    /// were on. Days that are over by `now` are no longer shown.
    pub(super) fn all(
        overview: &Overview,
        here: ListId,
        now: Timestamp,
        day: impl Fn(Timestamp) -> String,
    ) -> Vec<Self> {
        let until = |until: Option<Timestamp>| until.filter(|until| *until >= now).map(&day);
        let row = |place: &Place| Self {
            id: place.list.id,
            name: place.list.title.clone(),
            state: match (place.state, overview.set_aside) {
                (None, _) => "none",
                (Some(State::Unsubscribed), _) => "left",
                (Some(State::Suppressed), _) | (_, Some(_)) => "aside",
                (Some(State::Confirmed), None) => "all",
                (Some(State::Notices), None) => "notices",
            },
            choices: match place.state {
                None => false,
                Some(State::Unsubscribed) => place.all_until.max(place.notices_until) >= Some(now),
                Some(_) => true,
            },
            all_until: until(place.all_until),
            notices_until: until(place.notices_until),
            undo_until: until(place.all_until.max(place.notices_until)),
        };
        let mut places: Vec<_> = overview.places.iter().collect();
        places.sort_by_key(|place| (place.list.id != here, place.state.is_none()));
        places.into_iter().map(row).collect()
    }

    /// Makes a row with everything in it, to try the template with.
    pub(super) fn specimen() -> Self {
        let day = || Some(String::new());
        let (name, state, choices) = (String::new(), "all", true);
        Self { id: ListId::NONE, name, state, choices, all_until: day(), notices_until: day(), undo_until: day() }
    }

    /// Tells whether there is something to leave.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.state, "left" | "none")
    }
}

impl Done {
    /// Tells what came of a wish; nothing when there is no such list for them.
    pub(super) fn of(wished: Wished, rows: &[Row]) -> Option<Self> {
        let Some(list) = wished.list else { return Some(Self { title: String::new(), what: "left_all" }) };
        let title = rows.iter().find(|row| row.id == list)?.name.clone();
        let what = match wished.state {
            state if state != wished.wish => "refused",
            State::Confirmed => "all",
            State::Notices => "notices",
            State::Unsubscribed => "left",
            State::Suppressed => "refused",
        };
        Some(Self { title, what })
    }

    /// Makes one to try the template with.
    pub(super) fn specimen() -> Self {
        Self { title: String::new(), what: "refused" }
    }
}

/// Returns the word by which templates know why nothing comes at all.
pub(super) fn word(cause: Cause) -> &'static str {
    match cause {
        Cause::Bounced => "bounced",
        Cause::Complained => "complained",
        Cause::Erased | Cause::Owner => "withheld",
    }
}
