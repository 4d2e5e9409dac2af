//! `circular replies ISSUE --set ADDRESS ANSWER`.

use crate::cli::error::CommandError;
use crate::cli::output::print_line;
use crate::clock;
use crate::database::{self, Database};
use crate::model::{Address, AnswerOutcome, AnswerQuestion, AnswerSource, MAX_GUESTS, NewAnswer, closest_match};
use crate::replies::{AskedIssue, record_answer};
use crate::wording;

/// What somebody told the society.
#[derive(Clone, Copy)]
pub(super) struct SpokenAnswer<'a> {
    pub(super) address: &'a str,
    pub(super) choice: &'a str,
    pub(super) guests: Option<u8>,
    pub(super) note: Option<&'a str>,
}

/// Writes an answer down.
pub(super) async fn record(
    database: &Database,
    asked: &AskedIssue,
    given: SpokenAnswer<'_>,
) -> Result<(), CommandError> {
    let unknown = || {
        CommandError::new(format!("nobody has the address `{}`", given.address))
            .with_hint("find it with `circular subscriber list --search NAME`")
    };
    let address: Address = given.address.parse().map_err(|_| unknown())?;
    let person = database::subscribers::by_address(&mut database.begin_read().await?, &address).await?;
    let person = person.ok_or_else(unknown)?;
    let question = &asked.question;
    let choice = question.choice(given.choice).ok_or_else(|| unknown_choice(question, given.choice))?;
    let guests = given.guests.unwrap_or(0);
    if guests > MAX_GUESTS {
        return Err(CommandError::new(format!("one answer can bring {MAX_GUESTS} guests at most")));
    }
    if guests > 0 && !(question.accepts_guests && question.is_attending(&choice.word)) {
        return Err(CommandError::new(format!("`{}` cannot bring guests in this letter", choice.word)));
    }
    let answer = NewAnswer {
        issue: asked.issue.id,
        subscriber: person.id,
        choice: &choice.word,
        guests,
        note: given.note,
        source: AnswerSource::Owner,
        at: clock::now(),
    };
    let name = person.mailbox().name.unwrap_or_else(|| person.address.to_string());
    let words = format!("“{}”{}", choice.word, wording::guest_words(guests));
    match record_answer(database, answer).await? {
        AnswerOutcome::Recorded => print_line(format!("{name}: {words}. It is written down.")),
        AnswerOutcome::Unchanged => print_line(format!("{name}: {words}. It was known already.")),
        outcome => return Err(CommandError::new(wording::answer_refusal(outcome))),
    }
    Ok(())
}

fn unknown_choice(question: &AnswerQuestion, choice: &str) -> CommandError {
    let words = || question.choices.iter().map(|choice| choice.word.as_str());
    let error = CommandError::new(format!("the letter does not offer the answer `{choice}`"));
    match closest_match(choice, words()) {
        Some(close) => error.with_hint(format!("did you mean `{close}`?")),
        None => error.with_hint(format!("its answers are {}", words().collect::<Vec<_>>().join(", "))),
    }
}
