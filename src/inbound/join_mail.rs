//! Mails by which people join: which of them count, and what they say.

use super::old_bounce::has_null_sender;
use super::parsed_mail::ParsedMail;
use super::unsubscribe_request::is_forwarded;
use crate::message::headers;
use crate::model::{Address, RequestId, SigningKeys};

/// A mail to more people than this is not a request.
const MAX_RECIPIENTS: usize = 3;
/// What only mails to many people have.
const BULK_HEADERS: [&str; 5] =
    [headers::LIST_ID, headers::LIST_UNSUBSCRIBE, headers::LIST_POST, "Mailing-List", "Feedback-ID"];

/// A mail from a person that may be about joining.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JoinMail {
    pub(super) from: Address,
    /// The addresses that it went to, as far as its headers say.
    pub(super) recipients: Vec<Address>,
    /// The request that it confirms.
    pub(super) confirms: Option<RequestId>,
    pub(super) user_agent: Option<String>,
}

/// Reads a mail that is neither a report nor an automatic reply; `None` if it cannot be about joining.
pub(super) fn find_join_mail(keys: &SigningKeys, mail: &ParsedMail<'_>) -> Option<JoinMail> {
    let precedence = mail.header(headers::PRECEDENCE).map(|value| value.to_ascii_lowercase());
    let is_bulk = BULK_HEADERS.iter().any(|name| mail.header(name).is_some())
        || precedence.is_some_and(|value| ["bulk", "junk", "list"].contains(&value.as_str()))
        || has_null_sender(mail);
    let from = mail.addresses(headers::FROM);
    let [from] = &from[..] else { return None };
    let named = [headers::TO, headers::CC].iter().map(|name| mail.addresses(name).len()).sum::<usize>();
    if is_bulk || named > MAX_RECIPIENTS || !from.as_str().is_ascii() {
        return None;
    }
    let confirms = mail.recipients().find_map(|value| keys.find_request(&value));
    Some(JoinMail {
        from: from.clone(),
        recipients: mail.recipient_addresses(),
        confirms: confirms.or_else(|| keys.find_request(&mail.subject()).filter(|_| !is_forwarded(&mail.subject()))),
        user_agent: mail.user_agent(),
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::inbound::lenient_parse::parse_any;
    use crate::model::SigningKey;

    fn keys() -> SigningKeys {
        SigningKeys::new(vec![SigningKey { id: 1, secret: [7; 32] }])
    }

    fn read(mail: &str) -> Option<JoinMail> {
        let mail = mail.replace("TOKEN", &keys().seal_request(RequestId::new(7)).unwrap());
        find_join_mail(&keys(), &parse_any(mail.as_bytes()).unwrap())
    }

    #[test]
    fn sender_and_recipients_are_read() {
        let mail =
            read("From: Ann <Ann@example.org>\nTo: \"Choir\" <join@example.org>\nSubject: please\n\nHello").unwrap();
        assert_eq!((mail.from.as_str(), mail.confirms), ("Ann@example.org", None));
        assert_eq!(mail.recipients, ["join@example.org".parse().unwrap()]);
    }

    #[test]
    fn token_in_address_or_subject_confirms() {
        for mail in [
            "From: ann@example.org\nTo: join+TOKEN@example.org\n\nYes",
            "From: ann@example.org\nTo: join@example.org\nSubject: Re: Please confirm TOKEN\n\nYes",
            "From: ann@example.org\nTo: x@example.org\nDelivered-To: join+TOKEN@example.org\n\nYes",
        ] {
            assert_eq!(read(mail).unwrap().confirms, Some(RequestId::new(7)), "{mail}");
        }
    }

    #[test]
    fn mail_of_programs_and_to_many_people_is_ignored() {
        for head in [
            "List-Id: <a.example.org>",
            "Precedence: bulk",
            "Return-Path: <>",
            "List-Unsubscribe: <https://example.org/u>",
            "Cc: a@example.org, b@example.org, c@example.org",
            "Sender: x@example.org\nFrom: bob@example.org",
        ] {
            let mail = format!("From: ann@example.org\nTo: join@example.org\n{head}\n\nHello");
            assert_eq!(read(&mail), None, "{head}");
        }
        assert_eq!(read("To: join@example.org\n\nHello"), None);
    }
}
