//! Joining by mail: somebody writes to the address of a list, and confirms by answering the mail that asks for it.
//!
//! The sender of a mail is easily forged. So a request leads only to the confirmation mail, and only the token in that
//! mail confirms.

use jiff::{SignedDuration, Timestamp};

use super::join_mail::JoinMail;
use super::outcome::InboundOutcome;
use crate::database::{self, DatabaseTransaction};
use crate::model::{Address, EventChannel};
use crate::subscription::{self, SignupSubmission};

/// While there are so many requests within an hour, further mails lead to nothing.
const MAX_REQUESTS_PER_HOUR: u64 = 200;

/// Does what a mail about joining asks for; `None` if it is not about joining.
pub(super) async fn join(
    work: &mut DatabaseTransaction,
    mail: &JoinMail,
    now: Timestamp,
) -> Result<Option<InboundOutcome>, subscription::Error> {
    if let Some(request) = mail.confirms {
        let asked = database::signup_requests::by_id(work, request).await?;
        let joined = subscription::confirm_signup_within(work, request, &[], now).await? == Some(true);
        let address = asked.map(|asked| asked.address);
        return Ok(Some(if joined { InboundOutcome::JoinConfirmed(address) } else { InboundOutcome::JoinExpired }));
    }
    let mut lists = database::lists::all(work).await?;
    lists.retain(|list| {
        let address = list.join_address.as_ref().map(Address::folded);
        address.is_some_and(|address| mail.recipients.iter().any(|recipient| recipient.folded() == address))
    });
    let Some(address) = lists.first().and_then(|list| list.join_address.clone()) else { return Ok(None) };
    if database::signup_requests::count_since(work, now - SignedDuration::from_hours(1)).await? >= MAX_REQUESTS_PER_HOUR
    {
        tracing::warn!("more than {MAX_REQUESTS_PER_HOUR} requests to join within an hour: a mail is ignored");
        return Ok(Some(InboundOutcome::JoinRequested(mail.from.clone())));
    }
    let titles: Vec<_> = lists.iter().map(|list| format!("“{}”", list.title)).collect();
    let submission = SignupSubmission {
        address: &mail.from,
        lists: &lists,
        consent_text: &format!("A mail to {address} asks to be sent {}.", titles.join(" and ")),
        channel: EventChannel::Mail,
        source: address.as_str(),
        user_agent: mail.user_agent.as_deref(),
        language: None,
    };
    subscription::request_signup_within(work, submission, now).await?;
    Ok(Some(InboundOutcome::JoinRequested(mail.from.clone())))
}
