//! A mail to the chair that shows whether the relay takes letters with the settings of now.

use jiff::Timestamp;

use super::send_now::{SendResult, send_now};
use crate::config::Settings;
use crate::message::{self, MessageFields, MessageTemplate};
use crate::model::{Address, Mailbox, RenderedMessage};
use crate::smtp::Transport;

/// Sends a mail through the relay, from the society's sender to an address, and returns what became of it.
///
/// # Errors
/// The message cannot be written.
pub async fn send_settings_test(
    settings: &Settings,
    transport: &Transport,
    to: Address,
    id: &str,
    now: Timestamp,
) -> Result<SendResult, message::Error> {
    let (sender, society) = (&settings.sender, &settings.society);
    let text = "This mail was sent by circular to try your mail settings. If you can read it, they work.\n".to_owned();
    let letter = RenderedMessage {
        subject: format!("Test of the mail settings of {}", society.name),
        html: format!("<p>{text}</p>"),
        text,
    };
    let message = MessageTemplate::transactional(&sender.from, sender.reply_to.as_ref()).build(&MessageFields {
        to: &Mailbox::new("", to.clone()),
        letter: &letter,
        message_id: &format!("settings-test.{id}@{}", sender.from.address.domain()),
        date: now,
        time_zone: &society.time_zone(),
        unsubscribe_url: None,
        unsubscribe_token: None,
        test_recipient: None,
    })?;
    let mut results = send_now(transport, &sender.from.address, vec![(to, message)]).await;
    Ok(results.pop().map_or_else(|| SendResult::InDoubt("nothing was sent".into()), |(_, result)| result))
}
