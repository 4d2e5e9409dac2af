//! What a mail that a person wrote says of itself: to which address it came, from whom, when, and which words.

use jiff::Timestamp;
use mail_parser::DateTime;

use super::calendar_reply::{CalendarReply, find_calendar_reply};
use super::parsed_mail::ParsedMail;
use super::reply_text::{ReplyText, read_reply_text};
use crate::message::headers;
use crate::model::{Address, AnswerToken, SigningKeys};

/// As many addresses are looked at.
const MAX_TOKENS: usize = 20;

/// What a mail says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PersonText {
    /// What the addresses that it came to say, each once.
    pub(super) tokens: Vec<AnswerToken>,
    pub(super) calendar: Option<CalendarReply>,
    /// The sender, if it is one address.
    pub(super) sender: Option<Address>,
    pub(super) subject: String,
    pub(super) text: ReplyText,
    /// When the society's mail server received it.
    pub(super) received_at: Option<Timestamp>,
}

/// Reads a mail that a person wrote; `tokens` are those of the addresses that it came to.
pub(super) fn find_person_text(tokens: Vec<AnswerToken>, mail: &ParsedMail<'_>) -> PersonText {
    let from = mail.addresses(headers::FROM);
    let sender = if let [sender] = &from[..] { Some(sender.clone()) } else { None };
    let received = mail.raw_values(headers::RECEIVED).next();
    let received = received.and_then(|value| read_date(value.rsplit_once(';')?.1));
    PersonText {
        tokens,
        calendar: find_calendar_reply(mail),
        sender,
        subject: mail.subject(),
        text: read_reply_text(mail),
        received_at: received,
    }
}

/// Returns the tokens of the sealed addresses that a mail came to. Searches the headers with the recipient, as for a request to be unsubscribed: some programs make a space of the `+`.
pub(super) fn answer_tokens(keys: &SigningKeys, mail: &ParsedMail<'_>) -> Vec<AnswerToken> {
    let mut tokens = Vec::new();
    let mut add = |text: &str| {
        for token in text.split(',').filter_map(|address| keys.find_answer(address)) {
            if !tokens.contains(&token) && tokens.len() < MAX_TOKENS {
                tokens.push(token);
            }
        }
    };
    mail.recipients().chain(mail.received_for()).for_each(|value| add(&value));
    tokens
}

/// Reads a date (RFC 5322 §3.3).
fn read_date(text: &str) -> Option<Timestamp> {
    let date = DateTime::parse_rfc822(text.trim())?;
    Timestamp::from_second(date.to_timestamp()).ok()
}
