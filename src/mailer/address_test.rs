//! Mails to the addresses with a token, to see whether the mail server delivers them.

use jiff::Timestamp;

use super::send_now::{SendResult, send_now};
use crate::config::Settings;
use crate::message::{self, MessageFields, MessageTemplate};
use crate::model::{Address, AnswerToken, IssueId, ListId, Mailbox, RenderedMessage, SigningKeys, SubscriberId, Token};
use crate::smtp::Transport;

const SUBJECT: &str = "Test of an address by circular";

/// Sends a mail to the addresses for unsubscribing, bounces and answers, each with a token that belongs to nobody, and
/// returns what became of each.
///
/// # Errors
/// The message cannot be written.
pub async fn send_address_tests(
    settings: &Settings,
    keys: &SigningKeys,
    transport: &Transport,
    id: &str,
    now: Timestamp,
) -> Result<Vec<(Address, SendResult)>, message::Error> {
    let sender = &settings.sender;
    let token = Token { list: ListId::new(0), subscriber: SubscriberId::NONE, issue: IssueId::NONE };
    let unsubscribe = sender.unsubscribe.as_ref().zip(keys.seal(token));
    let bounces = sender.bounces.as_ref().zip(keys.seal_bounce(token));
    let answer = AnswerToken { issue: IssueId::NONE, subscriber: SubscriberId::NONE, choice: None };
    let answers = sender.answers.as_ref().zip(keys.seal_answer(answer));
    let addresses: Vec<_> = [unsubscribe, bounces, answers]
        .into_iter()
        .flatten()
        .filter_map(|(address, token)| address.with_token(&token))
        .collect();
    let template = MessageTemplate::transactional(&sender.from, None);
    let mut messages = Vec::with_capacity(addresses.len());
    for (number, address) in addresses.into_iter().enumerate() {
        let text = format!(
            "This mail was sent to {address}.\nIf you can read it, the mail server delivers addresses of this kind.\n"
        );
        let letter = RenderedMessage { subject: SUBJECT.to_owned(), html: format!("<p>{text}</p>"), text };
        let message = template.build(&MessageFields {
            to: &Mailbox::new("", address.clone()),
            letter: &letter,
            message_id: &format!("address-test.{id}.{number}@{}", sender.from.address.domain()),
            date: now,
            time_zone: &settings.society.time_zone(),
            unsubscribe_url: None,
            unsubscribe_token: None,
            test_recipient: None,
        })?;
        messages.push((address, message));
    }
    Ok(send_now(transport, &sender.from.address, messages).await)
}
