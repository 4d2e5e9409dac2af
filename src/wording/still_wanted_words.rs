//! The letter that asks people whether they still want to be written to, and what is said of those who do not answer.

use jiff::civil::Date;

use crate::model::format_count;
use crate::report::format_date;
use crate::subscription::{DropOutcome, MIN_ANSWER_DAYS};

/// Writes a letter to those on a list of whom nothing was heard since a day. They have until `until` to answer.
#[must_use]
pub fn still_wanted_draft(list: &str, since: Date, until: Date) -> String {
    let until = format_date(until);
    format!(
        "---\nsubject: Shall we keep writing to you?\npreheader: If so, one press of a button is enough\nto: {list}\n\
         where: unheard_since(\"{since}\")\n---\n\n\
         Dear {{{{default first_name \"friend\"}}}},\n\n\
         We have not heard from you for a long time, and we want to write only to those who want our letters.\n\n\
         [Yes, keep writing to me]({{{{still_wanted_url}}}} \"button\")\n\n\
         The button opens a page with one more button. You can also just answer this letter.\n\n\
         If we have not heard from you by {until}, we take your address off our list. You can come back at any time.\n\n\
         With best wishes,\\\nthe chair\n"
    )
}

/// Says what became of those who did not answer, or why nothing did; `Err` says that and what to do.
///
/// # Errors
/// Nobody may be taken off the list yet, or at all.
pub fn drop_words(outcome: DropOutcome, issue: &str, is_dry_run: bool) -> Result<String, (String, String)> {
    match outcome {
        DropOutcome::Dropped(count) => {
            let people = format_count(count, "person", "people");
            Ok(if is_dry_run {
                format!("{people} got `{issue}` and did not answer: they would be taken off the list.")
            } else {
                format!(
                    "Took {people} off the list, because they did not answer `{issue}`. Undo it with \
                     `circular list drop-silent {issue} --undo`."
                )
            })
        }
        DropOutcome::NotAsking => Err((
            format!("`{issue}` did not ask whether people still want to be written to"),
            "write such a letter with `circular list ask-again LIST`".to_owned(),
        )),
        DropOutcome::Unfinished => Err((
            format!("`{issue}` is not finished"),
            format!("wait until it is sent, and then {MIN_ANSWER_DAYS} days at least"),
        )),
    }
}
