//! Who of a list gets a letter, and who does not and why, in words.

use serde_json::{Value, json};

use crate::audience::{Audience, Condition, Reach};
use crate::cli::output::{counted, number};

/// Says how many get it: `140`, or `138 of 140` when some are left out.
pub(in crate::cli) fn gets(reach: &Reach) -> String {
    if reach.recipients == reach.readers() {
        return number(reach.recipients);
    }
    format!("{} of {}", number(reach.recipients), number(reach.readers()))
}

/// Says how many are left out by which condition; `None` when nobody is.
pub(in crate::cli) fn left_out(reach: &Reach) -> Option<String> {
    let by = [("where", reach.by_where), ("exclude", reach.by_exclude)];
    let by = by.iter().filter(|(_, count)| *count > 0).map(|(key, count)| format!("{} by `{key}`", number(*count)));
    Some(by.collect::<Vec<_>>().join(", ")).filter(|words| !words.is_empty())
}

/// Says whom a notice reaches that the society's rules ask for, and whom it cannot; `None` for any other letter.
pub(in crate::cli) fn notice(audience: &Audience, reach: &Reach) -> Option<String> {
    if !audience.statutory {
        return None;
    }
    let words = format!(
        "{} and {}",
        counted(reach.recipients.saturating_sub(reach.notices), "who gets newsletters", "who get newsletters"),
        counted(reach.notices, "who gets only notices", "who get only notices")
    );
    let without = [(reach.left, "who left"), (reach.suppressed, "who are suppressed")];
    let without: Vec<_> = without
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, who)| format!("{} {who}", number(*count)))
        .collect();
    if without.is_empty() {
        return Some(words);
    }
    let verb = if reach.left + reach.suppressed == 1 { "gets" } else { "get" };
    let them = format!("{} {verb} nothing: tell them by post if your rules ask for it", without.join(" and "));
    Some(format!("{words}; {them}"))
}

/// Says all of it in lines, for a letter that does not go to everybody who gets the newsletters, or to others, too.
pub(in crate::cli) fn lines(audience: &Audience, reach: &Reach) -> Vec<String> {
    let left_out = left_out(reach).map(|by| {
        let people = counted(reach.readers(), "reader", "readers");
        format!("It goes to {} of {people} of `{}`; left out: {by}.", number(reach.recipients), audience.list.name)
    });
    let notice =
        notice(audience, reach).map(|words| format!("The notice goes to {}: {words}.", number(reach.recipients)));
    left_out.into_iter().chain(notice).collect()
}

/// Lays it out as JSON.
pub(in crate::cli) fn json(audience: &Audience, reach: &Reach) -> Value {
    json!({
        "list": audience.list.name.as_str(),
        "where": audience.condition.as_ref().map(Condition::text),
        "exclude": audience.exclusion.as_ref().map(Condition::text),
        "statutory": audience.statutory,
        "recipients": reach.recipients,
        "left_out": { "where": reach.by_where, "exclude": reach.by_exclude },
        "only_notices": if audience.statutory { reach.notices } else { reach.only_notices },
        "unsubscribed": reach.left,
        "suppressed": reach.suppressed,
    })
}
