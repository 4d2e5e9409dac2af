//! Unsubscribe requests by mail: they carry a sealed token in the recipient address or in the subject.
//!
//! The token alone authorizes the request, whichever address sent the mail (RFC 2369 §3.2).

use jiff::Timestamp;

use super::InboundOutcome;
use super::inbound_headers::InboundHeaders;
use crate::database::Database;
use crate::model::{EventChannel, SigningKeys, SubscriptionState, Token};
use crate::subscription::{self, ChangeOrigin};

/// The keyword before the token in a subject.
const SUBJECT_KEYWORD: &str = "unsubscribe";

/// A request to be unsubscribed from a list.
#[derive(Debug)]
pub(super) struct MailUnsubscribe {
    token: Token,
    /// Where the token was found: in the address or in the subject.
    source: &'static str,
    user_agent: Option<String>,
}

/// Finds a valid token in a message.
pub(super) fn find_request(keys: &SigningKeys, letter: &InboundHeaders) -> Option<MailUnsubscribe> {
    let in_address = || letter.recipients.iter().find_map(|value| token_in_recipients(keys, value));
    let request = |token, source| MailUnsubscribe { token, source, user_agent: letter.user_agent.clone() };
    match in_address() {
        Some(token) => Some(request(token, "address")),
        None => token_in_subject(keys, &letter.subject).map(|token| request(token, "subject")),
    }
}

/// Unsubscribes the subscriber that the token names from the list that it names.
pub(super) async fn process_request(
    database: &Database,
    request: &MailUnsubscribe,
    now: Timestamp,
) -> Result<InboundOutcome, subscription::Error> {
    let before = subscription::subscription_status(database, request.token).await?.state;
    if matches!(before, None | Some(SubscriptionState::Unsubscribed)) {
        return Ok(InboundOutcome::AlreadyUnsubscribed);
    }
    let hand = ChangeOrigin {
        channel: EventChannel::Mail,
        source: Some(request.source),
        user_agent: request.user_agent.as_deref(),
    };
    subscription::unsubscribe(database, request.token, hand, now).await?;
    Ok(InboundOutcome::Unsubscribed)
}

/// Searches each raw address of a header. The text around the token does not matter, so that old messages keep working
/// after the address in the settings has changed.
fn token_in_recipients(keys: &SigningKeys, value: &str) -> Option<Token> {
    let pieces = value.split(|c: char| c.is_whitespace() || "<>,;:\"()".contains(c));
    pieces.filter_map(|piece| piece.rsplit_once('@')).find_map(|(local, _)| token_in_word(keys, local))
}

/// Searches the text after the keyword in a subject; mail programs may add `Re:` before it.
fn token_in_subject(keys: &SigningKeys, subject: &str) -> Option<Token> {
    let mut words = subject.split(' ').skip_while(|word| !word.eq_ignore_ascii_case(SUBJECT_KEYWORD)).skip(1);
    words.find_map(|word| keys.open(word))
}

fn token_in_word(keys: &SigningKeys, word: &str) -> Option<Token> {
    // Servers accept local parts of at most 64 octets (RFC 5321 §4.5.3.1.1); searching a few more is harmless.
    let last = word.len().min(2 * Token::LENGTH).checked_sub(Token::LENGTH)?;
    (0..=last).find_map(|start| keys.open(word.get(start..start + Token::LENGTH)?))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::model::SigningKey;
    use crate::model::{IssueId, ListId, SubscriberId};

    const TOKEN: Token = Token { list: ListId::new(1), subscriber: SubscriberId::new(2), issue: IssueId::new(3) };

    #[test]
    fn token_beside_name_in_any_encoding_is_found() {
        let keys = SigningKeys::new(vec![SigningKey { id: 1, secret: [7; 32] }]);
        let mut mail = b"To: \xdcbung <leave+".to_vec();
        mail.extend(keys.seal(TOKEN).unwrap().bytes());
        mail.extend(b"@example.org>\r\n\r\n");
        assert_eq!(find_request(&keys, &InboundHeaders::parse(&mail).unwrap()).unwrap().token, TOKEN);
    }

    fn found(mail: &str) -> Option<&'static str> {
        let keys = SigningKeys::new(vec![SigningKey { id: 1, secret: [7; 32] }]);
        let other = SigningKeys::new(vec![SigningKey { id: 1, secret: [8; 32] }]);
        let mail = mail.replace("FOREIGN", &other.seal(TOKEN).unwrap()).replace("TOKEN", &keys.seal(TOKEN).unwrap());
        let request = find_request(&keys, &InboundHeaders::parse(mail.as_bytes())?)?;
        assert_eq!(request.token, TOKEN);
        Some(request.source)
    }

    #[test]
    fn token_in_address_or_subject_is_found() {
        let (address, subject) = (Some("address"), Some("subject"));
        for (mail, source) in [
            ("To: leave+TOKEN@example.org\r\n\r\n", address),
            ("To: \"Our Society\" <leave+TOKEN@example.org>, ann@example.org\r\n\r\n", address),
            ("To: ann@example.org,\r\n <leave-TOKEN-x@example.org>\r\n\r\n", address),
            ("To: TOKEN@example.org\r\nSubject: unsubscribe TOKEN\r\n\r\n", address),
            ("To: undisclosed-recipients:;\r\nDelivered-To: leave+TOKEN@example.org\n\n", address),
            ("Delivered-To: secretary@example.org\nDelivered-To: leave+TOKEN@example.org\n\n", address),
            ("X-Original-To: leave+TOKEN@example.org\n\n", address),
            ("envelope-to: leave+TOKEN@example.org\n\n", address),
            ("To: leave@example.org\nSubject: unsubscribe TOKEN\n\n", subject),
            ("Subject: Re: Unsubscribe  TOKEN\n\nplease", subject),
            ("Subject: =?utf-8?Q?Fwd:_unsubscribe_TOKEN?=\n\n", subject),
            ("Subject: unsubscribe\n TOKEN\n\n", subject),
        ] {
            assert_eq!(found(mail), source, "{mail}");
        }
    }

    #[test]
    fn invalid_tokens_are_ignored() {
        for mail in [
            "",
            "\r\n\r\nunsubscribe TOKEN",
            "To: leave+FOREIGN@example.org\nSubject: unsubscribe FOREIGN\n\n",
            "Subject: TOKEN\n\n",
            "Subject: unsubscribe me please\n\n",
            "From: leave+TOKEN@example.org\nTo: leave@example.org\n\n",
            "To: leave+TOKE@example.org\n\n",
            "To: \u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\
             \u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}@example.org\n\n",
        ] {
            assert_eq!(found(mail), None, "{mail}");
        }
    }
}
