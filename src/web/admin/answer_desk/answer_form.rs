//! Writes down the answer of somebody who told the society otherwise.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;

use crate::model::{
    Address, AnswerOutcome, AnswerQuestion, AnswerSource, MAX_ANSWER_NOTE, MAX_GUESTS, NewAnswer, SubscriberId,
    fold_name,
};
use crate::replies::{AnswerList, AskedIssue, record_answer};
use crate::segment::{MemberPage, MemberSearch, search_members};
use crate::web::admin::members::form_input::{FormFault, FormInput};
use crate::web::admin::members::form_values::FormValues;
use crate::web::admin::members::page_notices::PageNotice;
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, wording};

const WHO: &str = "who";
const ANSWER: &str = "answer";
const GUESTS: &str = "guests";
const NOTE: &str = "note";

/// How many people of one name are looked at.
const MAX_FOUND: usize = 5;

/// Returns the form for a person, with the answer that they gave.
pub(super) fn form_for(list: &AnswerList, who: &str) -> FormValues {
    let mut pairs = vec![(WHO.to_owned(), who.to_owned())];
    let listed = list.answered.iter().find(|listed| listed.person.address.as_str() == who);
    if let Some(answer) = listed.and_then(|listed| listed.current()) {
        pairs.push((ANSWER.to_owned(), answer.choice.clone()));
        pairs.push((GUESTS.to_owned(), answer.guests.to_string()));
        pairs.push((NOTE.to_owned(), answer.note.clone().unwrap_or_default()));
    }
    FormValues::from_pairs(pairs)
}

/// Returns the inputs of the form with what was typed.
pub(super) fn answer_inputs(question: &AnswerQuestion, form: &FormValues) -> Vec<FormInput> {
    let choices = question.choices.iter().map(|choice| (choice.word.as_str(), choice.word.as_str()));
    let mut inputs = vec![
        FormInput::text(WHO, "Name or address", form.get(WHO)),
        FormInput::select(ANSWER, "Answer", form.get(ANSWER), choices),
    ];
    if question.accepts_guests {
        let numbers = (0..=MAX_GUESTS).map(|number| (number.to_string(), number.to_string()));
        let guests = Some(form.get(GUESTS)).filter(|guests| !guests.is_empty()).unwrap_or("0");
        inputs.push(FormInput::select(GUESTS, "Guests", guests, numbers));
    }
    inputs.push(FormInput::text(NOTE, "Note", form.get(NOTE)));
    inputs
}

/// Writes an answer down, or says what is wrong.
pub(super) async fn record(
    State(admin): State<Arc<AdminServer>>,
    Path((_, number)): Path<(String, i64)>,
    body: Bytes,
) -> Result<Response, Error> {
    let form = FormValues::parse(&body);
    let asked = admin.asked_issue(number).await?;
    let person = match admin.person_of_form(&asked, &form).await? {
        Ok(person) => person,
        Err(fault) => return admin.refuse_answer(asked, &form, &[fault]).await,
    };
    let question = &asked.question;
    let Some(choice) = question.choice(form.get(ANSWER)) else {
        let fault = FormFault::new(ANSWER, "Choose one of the answers.");
        return admin.refuse_answer(asked, &form, &[fault]).await;
    };
    let guests = form.get(GUESTS).parse().unwrap_or(0);
    if guests > 0 && !(question.accepts_guests && question.is_attending(&choice.word)) {
        let fault = FormFault::new(GUESTS, format!("Who answers “{}” brings no guests.", choice.word));
        return admin.refuse_answer(asked, &form, &[fault]).await;
    }
    if form.get(NOTE).chars().count() > MAX_ANSWER_NOTE {
        let fault = FormFault::new(NOTE, format!("A note has at most {MAX_ANSWER_NOTE} characters."));
        return admin.refuse_answer(asked, &form, &[fault]).await;
    }
    let answer = NewAnswer {
        issue: asked.issue.id,
        subscriber: person.id,
        choice: &choice.word,
        guests,
        note: form.filled(NOTE),
        source: AnswerSource::Owner,
        at: clock::now(),
    };
    let words = format!("{}: “{}”{}", person.name, choice.word, wording::guest_words(guests));
    let notice = match record_answer(&admin.database, answer).await? {
        AnswerOutcome::Recorded => PageNotice::done(format!("{words}. It is written down.")),
        AnswerOutcome::Unchanged => PageNotice::done(format!("{words}. We knew already.")),
        outcome => PageNotice::refused(format!("{words}. It does not count: {}.", wording::answer_refusal(outcome))),
    };
    let position = question.choices.iter().position(|known| known == choice).unwrap_or(0) + 1;
    Ok(admin.go_with_notice(&format!("answers/{number}?show={position}"), notice))
}

/// A person whose answer is written down.
struct AnsweringMember {
    id: SubscriberId,
    name: String,
}

impl AdminServer {
    /// Finds the person by their address or their whole name.
    async fn person_of_form(
        &self,
        asked: &AskedIssue,
        form: &FormValues,
    ) -> Result<Result<AnsweringMember, FormFault>, Error> {
        let typed = form.get(WHO);
        let fault = |words: String| Ok(Err(FormFault::new(WHO, words)));
        if typed.is_empty() {
            return fault("Write a name or an address.".to_owned());
        }
        let search = MemberSearch { list: None, state: None, text: typed, after: SubscriberId::NONE, limit: MAX_FOUND };
        let MemberPage { found, next, .. } = search_members(&self.database, &search).await?;
        let exact = match typed.parse::<Address>() {
            Ok(address) => database::subscribers::by_address(&mut self.database.begin_read().await?, &address).await?,
            Err(_) => None,
        };
        let named: Vec<_> = found
            .iter()
            .filter(|entry| entry.subscriber.mailbox().name.is_some_and(|name| fold_name(&name) == fold_name(typed)))
            .collect();
        let person = match (exact, named.as_slice(), found.as_slice()) {
            (Some(person), ..) => person,
            (None, [entry], _) if next.is_none() => entry.subscriber.clone(),
            (None, [], [entry]) => {
                return fault(format!("Nobody is called “{typed}”. Do you mean {}?", entry.subscriber.address));
            }
            (None, [], []) => return fault(format!("Nobody is called “{typed}”.")),
            _ => {
                let addresses: Vec<String> = found.iter().map(|entry| entry.subscriber.address.to_string()).collect();
                return fault(format!("Several people fit. Write one of their addresses: {}.", addresses.join(", ")));
            }
        };
        let name = person.mailbox().name.unwrap_or_else(|| person.address.to_string());
        let mut work = self.database.begin_read().await?;
        let answers = database::answers::of_person(&mut work, asked.issue.id, person.id).await?;
        let as_of: i64 = form.get("as_of").parse().unwrap_or(i64::MAX);
        if let Some(newer) = answers.first().filter(|answer| answer.answered_at.as_microsecond() > as_of) {
            let zone = self.workspace.settings.society.time_zone();
            let at = wording::format_clock_time(newer.answered_at, clock::now(), &zone);
            return fault(format!(
                "{name} has answered “{}” at {at}, since you opened this page. Press again if yours still holds.",
                newer.choice
            ));
        }
        Ok(Ok(AnsweringMember { id: person.id, name }))
    }
}
