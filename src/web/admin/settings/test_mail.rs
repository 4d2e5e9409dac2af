//! "Send me a test": a mail through the relay of the settings, and what the relay said to it.

use std::sync::{Arc, PoisonError};

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};

use super::settings_form::{FormProblem, TypedValues};
use crate::config::RelayUrl;
use crate::mailer::{SendResult, send_settings_test};
use crate::model::{Address, RelayTable};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, random, sending, wording};

/// Sends the test and goes back to the page, which says what became of it.
pub(super) async fn send(State(admin): State<Arc<AdminServer>>, body: Bytes) -> Result<Response, Error> {
    let typed = TypedValues::read(&body);
    let outcome = match typed.get("to").parse::<Address>() {
        Ok(address) => admin.test_outcome(address).await,
        Err(error) => {
            let words = format!("“{}” is not an address: {error}.", typed.get("to"));
            return admin.form_refused("test", &typed, &FormProblem::at("test.to", words)).await;
        }
    };
    admin.settings_memory.lock().unwrap_or_else(PoisonError::into_inner).test = Some(outcome);
    Ok(Redirect::to(&admin.settings_done_path(&typed, "test")).into_response())
}

impl AdminServer {
    /// Sends the mail, and says what became of it: `is_good`, a sentence, the relay's words, and what to do.
    async fn test_outcome(&self, to: Address) -> Value {
        let failed = |words: String, reply: String, help: String| json!({ "is_good": false, "words": words, "reply": reply, "help": help });
        let settings = &self.workspace.settings;
        if matches!(settings.relay.url, RelayUrl::Directory(_)) {
            return failed(
                "No mail server is set yet.".to_owned(),
                String::new(),
                "Choose your provider above.".to_owned(),
            );
        }
        let now = clock::now();
        let transport = sending::open_transport(settings, &self.workspace.root, &self.database, None, now).await;
        let transport = match transport {
            Ok(transport) => transport,
            Err(error) => {
                let cause = wording::error_chain(&error);
                return failed("The mail server cannot be used.".to_owned(), cause, String::new());
            }
        };
        let Ok(id) = random::random_hex() else {
            return failed("This machine gives no random numbers.".to_owned(), String::new(), String::new());
        };
        match send_settings_test(settings, &transport, to.clone(), &id, now).await {
            Ok(SendResult::Accepted(reply)) => {
                let words = format!("Your provider took the test for {to}. Look whether it is in your mailbox.");
                json!({ "is_good": true, "words": words, "reply": &*reply, "help": "" })
            }
            Ok(SendResult::InDoubt(cause)) => failed(
                "The test may or may not have arrived.".to_owned(),
                cause.to_string(),
                "Look into your mailbox.".to_owned(),
            ),
            Ok(SendResult::NotSent { reply, relay_failure, sender_fault }) => {
                let table = RelayTable::from(None);
                let advice = relay_failure.and_then(|kind| wording::relay_advice(kind, &table));
                let domain = settings.sender.from.address.domain();
                let words = sender_fault.and_then(|reason| wording::pause_words(reason, domain, &table));
                let help = advice.or_else(|| words.map(|words| format!("{}: {}", words.cause, words.remedy)));
                failed("The test was not sent.".to_owned(), reply.to_string(), help.unwrap_or_default())
            }
            Err(error) => failed("The test cannot be written.".to_owned(), wording::error_chain(&error), String::new()),
        }
    }
}
