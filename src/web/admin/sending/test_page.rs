//! A test: the letter as one member gets it, sent to the chair.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::opened_letter::OpenedLetter;
use super::send_form::SendForm;
use crate::mailer::SendResult;
use crate::model::Address;
use crate::sending::{self, MAX_TEST_ADDRESSES, TestAddresses, TestError};
use crate::web::admin::letters::diagnostic_json::message_parts;
use crate::web::admin::{AdminServer, Error};
use crate::{clock, wording};

pub(super) const TEMPLATE: (&str, &str) = ("test", include_str!("../../../../templates/admin/test.html.hbs"));

/// How a test went.
#[derive(Debug, Clone)]
pub(super) struct TestOutcome {
    at: Timestamp,
    /// Whether the relay took it for every address.
    is_sent: bool,
    /// What happened, one sentence for each address; or why nothing was sent.
    words: Vec<String>,
    advice: Vec<String>,
    /// Whose copy it was.
    reader: Option<String>,
    typed_to: String,
    typed_reader: String,
}

/// Shows the form, and how the last test of the draft went.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
) -> Result<Response, Error> {
    admin.draft_file(&slug)?.ok_or(Error::NotFound)?;
    let path = admin.draft_path(&slug);
    let outcome = admin.desk.last_test(&slug);
    let own = admin.workspace.settings.sender.from.address.to_string();
    let context = json!({
        "title": "Send me a test",
        "style": "sending.css",
        "test_url": format!("{path}/test"),
        "send_url": format!("{path}/send"),
        "write_url": format!("{path}/edit"),
        "to": outcome.as_ref().map_or(own.as_str(), |outcome| &outcome.typed_to),
        "reader": outcome.as_ref().map(|outcome| outcome.typed_reader.as_str()),
        "outcome": outcome.as_ref().map(|outcome| admin.outcome_json(outcome)),
    });
    Ok(admin.render_page(TEMPLATE.0, "letters", context)?.into_response())
}

/// Sends a test. A script is told in JSON how it went, and a person on the page.
pub(super) async fn send(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let form = SendForm::parse(&body);
    let opened = admin.open_letter(&slug).await?;
    let to = match form.value("to") {
        "" => admin.workspace.settings.sender.from.address.to_string(),
        typed => typed.to_owned(),
    };
    let sent = match &opened {
        Ok(letter) => admin.send_test(letter, &to, Some(form.value("as")).filter(|part| !part.is_empty())).await?,
        Err(found) => Err(found.first().map_or_else(String::new, |found| found.message.clone())),
    };
    let outcome = sent.unwrap_or_else(|refusal| TestOutcome {
        at: clock::now(),
        is_sent: false,
        words: vec![refusal],
        advice: Vec::new(),
        reader: None,
        typed_to: String::new(),
        typed_reader: String::new(),
    });
    let outcome = TestOutcome { typed_to: to, typed_reader: form.value("as").to_owned(), ..outcome };
    let answer = json!({ "sent": outcome.is_sent, "words": outcome.words.join(" ") });
    admin.desk.remember_test(&slug, outcome);
    let wants_json = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    if wants_json.is_some_and(|accept| accept.contains("application/json")) {
        return Ok(([(header::CONTENT_TYPE, "application/json")], answer.to_string()).into_response());
    }
    Ok(Redirect::to(&format!("{}/test", admin.draft_path(&slug))).into_response())
}

impl AdminServer {
    /// Sends the copy of a reader to some addresses, or returns why not.
    async fn send_test(
        &self,
        letter: &OpenedLetter,
        to: &str,
        reader: Option<&str>,
    ) -> Result<Result<TestOutcome, String>, Error> {
        let (settings, root) = (&letter.workspace.settings, &letter.workspace.root);
        let (database, prepared, now) = (&self.database, &letter.prepared, clock::now());
        let addresses: Result<Vec<Address>, String> = to
            .split([',', ';', ' ', '\n'])
            .filter(|part| !part.trim().is_empty())
            .map(|part| part.trim().parse().map_err(|error| format!("“{}” is no address: {error}", part.trim())))
            .collect();
        let addresses = match addresses {
            Ok(addresses) => addresses,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let zone = settings.society.time_zone();
        let copies = match TestAddresses::new(database, addresses, now).await {
            Ok(addresses) => prepared.test_copies(database, addresses, reader, zone.clone(), now).await,
            Err(error) => Err(error),
        };
        let copies = match copies {
            Ok(copies) => copies,
            Err(error) => return Ok(Err(refusal(&error, reader))),
        };
        let transport = sending::open_transport(settings, root, database, prepared.relay.as_ref(), now).await;
        let transport = match transport {
            Ok(transport) => transport,
            Err(error) => return Ok(Err(format!("the mail server cannot be used: {}", wording::error_chain(&error)))),
        };
        let recipient = copies.recipient.name.clone().unwrap_or_else(|| copies.recipient.address.to_string());
        let results = copies.send(&transport, &prepared.content.sender.address).await;
        if results.iter().any(|(_, result)| matches!(result, SendResult::Accepted(_))) {
            prepared.record_test(database, clock::now()).await?;
        }
        let (relay, sender) = (prepared.chosen_relay(settings), &prepared.content.sender.address);
        let (is_trial, outcomes) = (relay.is_outbox(), results.iter().map(|(_, result)| result));
        Ok(Ok(TestOutcome {
            at: now,
            is_sent: results.iter().all(|(_, result)| matches!(result, SendResult::Accepted(_))),
            words: results.iter().map(|(address, result)| result_words(address, result, is_trial)).collect(),
            advice: wording::test_advice(outcomes, sender.domain(), relay.table()),
            reader: Some(recipient),
            typed_to: String::new(),
            typed_reader: String::new(),
        }))
    }

    fn outcome_json(&self, outcome: &TestOutcome) -> Value {
        let zone = self.workspace.settings.society.time_zone();
        json!({
            "is_sent": outcome.is_sent,
            "at": wording::format_clock_time(outcome.at, clock::now(), &zone),
            "words": outcome.words.iter().map(|words| message_parts(words)).collect::<Vec<_>>(),
            "advice": outcome.advice.iter().map(|words| message_parts(words)).collect::<Vec<_>>(),
            "reader": outcome.reader,
        })
    }
}

fn result_words(address: &Address, result: &SendResult, is_trial: bool) -> String {
    match result {
        SendResult::Accepted(reply) if is_trial => {
            format!("written to a file for {address}, because no mail server is set; nobody was mailed: {reply}")
        }
        SendResult::Accepted(reply) => format!("the mail server took it for {address}: {reply}"),
        SendResult::InDoubt(cause) => format!("not sure whether it arrived at {address}: {cause}"),
        SendResult::NotSent { reply, .. } => format!("not sent to {address}. The mail server says: {reply}"),
    }
}

/// Says why no test is sent.
fn refusal(error: &TestError, reader: Option<&str>) -> String {
    match (error, reader) {
        (TestError::TooManyAddresses(count), _) => {
            format!("a test goes to {MAX_TEST_ADDRESSES} addresses at most, not to {count}")
        }
        (TestError::Suppressed(address), _) => {
            format!("{address} must not be mailed, not even a test: see its page under Members")
        }
        (TestError::NoRecipient, Some(part)) => {
            format!("nobody who gets this letter has “{part}” in their name or address")
        }
        (TestError::NoRecipient, None) => "nobody would get this letter: choose another list or condition".to_owned(),
        (TestError::Render { address, cause }, _) => format!("the copy for {address} cannot be made: {cause}"),
        (TestError::Random(_) | TestError::Failed(_), _) => wording::error_chain(error),
    }
}
