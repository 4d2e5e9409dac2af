//! The answers to a letter as lines.

use jiff::tz::TimeZone;

use crate::cli::output::{format_count, format_number, print_line};
use crate::model::{Answer, Language, deadline_words};
use crate::replies::{AnswerList, ListedPerson, UnclearReplies, UnreadReplies};
use crate::wording;

/// How many of those who have not answered are named.
const MAX_SILENT: usize = 50;
/// How many mails that nobody has read are named.
const MAX_UNREAD: usize = 20;

/// Prints the counts and the names.
pub(super) fn print_answers(list: &AnswerList, zone: &TimeZone) {
    let question = &list.asked.question;
    let until =
        question.deadline.map(|at| format!(", answers until {}", deadline_words(at, zone, &Language::default())));
    print_line(format!("{} to {}{}", list.asked.issue.slug, list.asked.list.name, until.unwrap_or_default()));
    print_line(format!("  {}", wording::attendance_sentence(list)));
    if let (Some(places), Some(attending)) = (question.places, list.counts().first()) {
        let taken = (attending.people + attending.guests) as u64;
        print_line(format!("  {} of {} taken", format_number(taken), format_count(places.into(), "place", "places")));
    }
    for counted in list.counts() {
        print_line(format!("{}: {}", counted.choice.word, format_number(counted.people as u64)));
        for (person, answer) in list.with_choice(counted.choice) {
            print_line(format!("  {}", person_line(person, answer)));
        }
    }
    print_line(format!("not answered: {}", format_number(list.silent.len() as u64)));
    for person in list.silent.iter().take(MAX_SILENT) {
        print_line(format!("  {}", person.name));
    }
    if let Some(more) = wording::and_more(list.silent.len() as u64, list.silent.len().min(MAX_SILENT)) {
        print_line(format!("  {more}: `--json` or `--csv FILE` names all"));
    }
    print_group("came too late:", list.late());
    print_group("no place left:", list.without_place());
    print_changes(list, zone);
}

/// Prints which mails about the letter a person should read, and where.
pub(super) fn print_unread(unread: &UnreadReplies) {
    if !unread.mails.is_empty() {
        let length = unread.mails.len() as u64;
        let count = format_count(length, "mail about this letter is", "mails about this letter are");
        print_line(format!("{count} left for you to read (`circular inbound unread`):"));
    }
    for mail in unread.mails.iter().take(MAX_UNREAD) {
        print_line(format!("  {mail}"));
    }
    if let Some(more) = wording::and_more(unread.mails.len() as u64, unread.mails.len().min(MAX_UNREAD)) {
        print_line(format!("  {more}"));
    }
    for UnclearReplies { slug, count } in &unread.unclear {
        let count = format_count(*count, "mail is", "mails are");
        print_line(format!("{count} stored with words that are not clear: `circular views {slug}` shows them."));
    }
}

fn person_line(person: &ListedPerson, answer: &Answer) -> String {
    let note = answer.note.as_ref().map(|note| format!(" — {}", note.replace('\n', " ")));
    format!("{}{}{}", person.name, wording::guest_words(answer.guests), note.unwrap_or_default())
}

fn print_group<'a>(title: &str, people: impl Iterator<Item = (&'a ListedPerson, &'a Answer)>) {
    let mut people = people.peekable();
    if people.peek().is_some() {
        print_line(title);
    }
    for (person, answer) in people {
        print_line(format!("  {}: {}", person_line(person, answer), answer.choice));
    }
}

fn print_changes(list: &AnswerList, zone: &TimeZone) {
    let mut changed = list.contradictory().peekable();
    if changed.peek().is_some() {
        print_line("different answers, of which the newest that is in time counts:");
    }
    for listed in changed {
        let answer = |answer: &Answer| {
            let at = wording::format_time(answer.answered_at, zone);
            format!("{} {} ({at})", answer.choice, wording::answer_source_words(answer.source))
        };
        let answers: Vec<String> = listed.answers.iter().map(answer).collect();
        print_line(format!("  {}: {}", listed.person.name, answers.join(", then ")));
    }
}
