//! Addresses of people who are not stored: whether they take mail, and that they never get any.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use super::form_values::FormValues;
use super::page_notices::PageNotice;
use crate::model::{Address, SuppressionReason};
use crate::subscription::{self, SuppressionOutcome, UnsuppressOutcome};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, wording};

/// Keeps an address of nobody from being mailed, or allows it again.
pub(super) async fn decide(State(admin): State<Arc<AdminServer>>, body: Bytes) -> Result<Response, Error> {
    let form = FormValues::parse(&body);
    let Ok(address) = form.get("address").parse::<Address>() else {
        return Ok(admin.go_with_notice("members", PageNotice::refused("That is not an address: nothing was changed.")));
    };
    let notice = if form.get("act") == "stop" {
        match subscription::suppress_address(&admin.database, &address, None, clock::now()).await? {
            SuppressionOutcome::UnknownAddress => {
                PageNotice::done(format!("A hash of {address} is kept, so that no import adds it to a list."))
            }
            SuppressionOutcome::Suppressed(_) => PageNotice::done(format!("{address} gets no mail any more.")),
            SuppressionOutcome::AlreadySuppressed(reason, at) => PageNotice::refused(format!(
                "{address} takes no mail since {} already: {}.",
                admin.format_day(at),
                wording::suppression_clause(reason)
            )),
        }
    } else {
        match subscription::unsuppress_address(&admin.database, &address, None, clock::now()).await? {
            UnsuppressOutcome::UnknownAddress => {
                PageNotice::done(format!("{address} can be added and imported again."))
            }
            UnsuppressOutcome::Restored(_) => PageNotice::done(format!("{address} is mailed again.")),
            UnsuppressOutcome::NotSuppressed => PageNotice::refused(format!("{address} is not stopped.")),
            UnsuppressOutcome::NotAllowed(reason, at) => PageNotice::refused(format!(
                "Since {}: {}. Only they themselves can undo that.",
                admin.format_day(at),
                wording::suppression_clause(reason)
            )),
        }
    };
    Ok(admin.go_with_notice("members", notice))
}

impl AdminServer {
    /// Says what is known of an address that was searched in vain.
    pub(super) async fn unknown_address(&self, text: &str) -> Result<Option<Value>, Error> {
        let Ok(address) = text.parse::<Address>() else { return Ok(None) };
        let record = subscription::personal_record(&self.database, &address).await?;
        if record.created_at.is_some() {
            let text: String = byte_serialize(address.as_str().as_bytes()).collect();
            let url = format!("{}/members?list=everybody&search={text}", self.base_path());
            let words = format!("{address} is stored, but not shown here.");
            return Ok(Some(json!({ "words": words, "url": url })));
        }
        let words = match record.hash_suppression {
            Some((reason, at)) => format!(
                "Nobody with the address {address} is stored. It takes no mail since {}: {}. Only a hash of it is kept.",
                self.format_day(at),
                wording::suppression_clause(reason)
            ),
            None if record.is_empty() => format!("Nobody with the address {address} is stored."),
            None => format!("Somebody asked to join with the address {address}, and is on no list yet."),
        };
        let stopped = record.hash_suppression.map(|(reason, _)| reason);
        Ok(Some(json!({
            "words": words,
            "url": null,
            "address": address.as_str(),
            "can_stop": stopped.is_none(),
            "can_end": stopped.is_some_and(SuppressionReason::is_removable_by_operator),
        })))
    }
}
