//! Who gets a letter and who does not, in the words of the desk.

use serde_json::{Value, json};

use crate::audience::{Absent, Left, Reach};
use crate::model::{State, counted, number};
use crate::rehearsal::Rehearsal;

/// Says it in one line, which is always in view: `138 of 140 will receive this`.
pub(super) fn words(reach: &Reach) -> String {
    match (reach.recipients, reach.on_list()) {
        (0, 0) => "Nobody is on this list: the reader below is made up".to_owned(),
        (0, all) => format!("None of {} will receive this: the reader below is made up", number(all)),
        (1, 1) => "One person will receive this".to_owned(),
        (some, all) if some == all => format!("All {} will receive this", number(all)),
        (some, all) => format!("{} of {} will receive this", number(some), number(all)),
    }
}

/// Lays out who is left out, by the reasons, with some of them by name.
pub(super) fn left_out(reach: &Reach, absent: &[Absent]) -> Vec<Value> {
    let groups = [
        (reach.by_where, Left::Where, "the condition `where` does not fit them"),
        (reach.by_exclude, Left::Exclude, "the condition `exclude` fits them"),
        (reach.only_notices, Left::State(State::Notices), "they want only the notices that your rules ask for"),
        (reach.suppressed, Left::State(State::Suppressed), "their address takes no mail, or must not be mailed"),
        (reach.left, Left::State(State::Unsubscribed), "they left the list"),
    ];
    let groups = groups.into_iter().filter(|(count, ..)| *count > 0);
    groups.map(|(count, left, why)| group(count, left, why, absent)).collect()
}

fn group(count: u64, left: Left, why: &str, absent: &[Absent]) -> Value {
    let some = absent.iter().filter(|absent| absent.why == left);
    let named: Vec<_> = some.map(|absent| absent.who.to_string()).collect();
    let more = count.saturating_sub(named.len() as u64);
    json!({
        "sentence": super::trouble::sentence(&format!("{}: {why}", counted(count, "person", "people"))),
        "names": named,
        "more": (more > 0).then(|| format!("and {} more", number(more))),
    })
}

/// Says how many different letters there are, and of how many copies that is known.
pub(super) fn copies(rehearsal: &Rehearsal) -> Option<String> {
    if rehearsal.made < rehearsal.recipients {
        return Some(format!("The first {} copies were made to look for exceptions.", number(rehearsal.made)));
    }
    match (rehearsal.made, rehearsal.different?) {
        (0 | 1, _) => None,
        (_, 1) => Some("All copies say the same.".to_owned()),
        (made, different) if made == different => Some("No two copies are the same.".to_owned()),
        (made, different) => Some(format!("{} copies, {} different letters.", number(made), number(different))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many_is_said_in_one_line() {
        let reach =
            |recipients, by_where, suppressed| Reach { recipients, by_where, suppressed, left: 9, ..Reach::default() };
        for (reach, said) in [
            (reach(138, 1, 1), "138 of 140 will receive this"),
            (reach(1_140, 0, 0), "All 1,140 will receive this"),
            (reach(1, 0, 0), "One person will receive this"),
            (reach(0, 3, 0), "None of 3 will receive this: the reader below is made up"),
            (reach(0, 0, 0), "Nobody is on this list: the reader below is made up"),
        ] {
            assert_eq!(words(&reach), said);
        }
    }
}
