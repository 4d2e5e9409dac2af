//! Requests to unsubscribe by mail: a sealed token in the recipient address, the subject or the sender's own words.
//!
//! The token alone authorizes the request, whichever address sent the mail (RFC 2369 §3.2).

use super::departure::DepartureWay;
use super::leave_subject::token_in_subject;
use super::own_words::own_words;
use super::parsed_mail::ParsedMail;
use crate::message::headers;
use crate::model::{SigningKeys, Token};

/// What mail programs write before the subject of a letter that is forwarded, in lower case, without the colon.
const FORWARD_PREFIXES: [&str; 18] = [
    "doorst",
    "enc",
    "fs",
    "fw",
    "fwd",
    "i",
    "pd",
    "prev",
    "rv",
    "tr",
    "trs",
    "továbbítás",
    "vb",
    "videresend",
    "vl",
    "vs",
    "wg",
    "πρθ",
];

/// A request to be unsubscribed from a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnsubscribeRequest {
    pub(super) token: Token,
    /// Where the token was found.
    pub(super) way: DepartureWay,
    pub(super) user_agent: Option<String>,
}

/// Finds a valid token in a message. An automatic reply is never a request; other automatic mail has it in the address
/// or the subject.
pub(super) fn find_request(keys: &SigningKeys, mail: &ParsedMail<'_>) -> Option<UnsubscribeRequest> {
    let automatic = mail.header(headers::AUTO_SUBMITTED).map(|value| value.to_ascii_lowercase());
    let automatic = automatic.as_deref().unwrap_or("no");
    // Apple's mail program marks a request as an automatic reply.
    if automatic.starts_with("auto-replied") && mail.header(headers::X_APPLE_UNSUBSCRIBE).is_none() {
        return None;
    }
    let request = |token, way| UnsubscribeRequest { token, way, user_agent: mail.user_agent() };
    token_in_recipients(keys, mail)
        .map(|token| request(token, DepartureWay::Address))
        .or_else(|| token_in_subject(keys, &mail.subject()).map(|token| request(token, DepartureWay::Subject)))
        .or_else(|| {
            let by_person = automatic.starts_with("no")
                && mail.header(headers::LIST_UNSUBSCRIBE).is_none()
                && !is_forwarded(&mail.subject());
            let token = by_person.then(|| token_in_body(keys, mail)).flatten();
            token.map(|token| request(token, DepartureWay::Body))
        })
}

/// Returns whether mail programs wrote this subject above a forwarded letter: the link in it is another person's.
pub(super) fn is_forwarded(subject: &str) -> bool {
    let Some((prefix, _)) = subject.trim_start().split_once(':') else { return false };
    FORWARD_PREFIXES.contains(&prefix.trim().to_lowercase().as_str())
}

/// Searches the headers with the recipient. The text around the token does not matter, so that old messages keep working
/// after the address in the settings has changed, and also if a mail program made a space of the `+`.
fn token_in_recipients(keys: &SigningKeys, mail: &ParsedMail<'_>) -> Option<Token> {
    mail.recipients().chain(mail.received_for()).find_map(|value| keys.find(&value))
}

/// Searches what the sender wrote. A quoted message contains a link of ours too, which must not act.
fn token_in_body(keys: &SigningKeys, mail: &ParsedMail<'_>) -> Option<Token> {
    let texts = mail.parts_of("text/plain").chain(mail.parts_of("text/html").take(1));
    let html_alone = mail.parts_of("text/plain").next().is_none();
    texts.filter_map(|text| own_words(text, html_alone)).find_map(|words| keys.find(&words))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::inbound::lenient_parse::parse_any;
    use crate::model::SigningKey;
    use crate::model::{IssueId, ListId, SubscriberId};

    const TOKEN: Token = Token { list: ListId::new(1), subscriber: SubscriberId::new(2), issue: IssueId::new(3) };

    #[test]
    fn token_beside_name_in_any_encoding_is_found() {
        let keys = SigningKeys::new(vec![SigningKey { id: 1, secret: [7; 32] }]);
        let mut mail = b"To: \xdcbung <leave+".to_vec();
        mail.extend(keys.seal(TOKEN).unwrap().bytes());
        mail.extend(b"@example.org>\r\n\r\n");
        assert_eq!(find_request(&keys, &parse_any(&mail).unwrap()).unwrap().token, TOKEN);
    }

    fn found(mail: &str) -> Option<&'static str> {
        let keys = SigningKeys::new(vec![SigningKey { id: 1, secret: [7; 32] }]);
        let other = SigningKeys::new(vec![SigningKey { id: 1, secret: [8; 32] }]);
        let mail = mail.replace("FOREIGN", &other.seal(TOKEN).unwrap());
        let mail =
            mail.replace("BOUNCE", &keys.seal_bounce(TOKEN).unwrap()).replace("TOKEN", &keys.seal(TOKEN).unwrap());
        let request = find_request(&keys, &parse_any(mail.as_bytes())?)?;
        assert_eq!(request.token, TOKEN);
        Some(request.way.into())
    }

    #[test]
    fn token_in_address_or_subject_is_found() {
        let (address, subject) = (Some("address"), Some("subject"));
        for (mail, source) in [
            ("To: leave+TOKEN@example.org\r\n\r\n", address),
            ("To: leave TOKEN@example.org\r\n\r\n", address),
            ("To: \"Our Society\" <leave+TOKEN@example.org>, ann@example.org\r\n\r\n", address),
            ("To: ann@example.org,\r\n <leave-TOKEN-x@example.org>\r\n\r\n", address),
            ("To: TOKEN@example.org\r\nSubject: unsubscribe TOKEN\r\n\r\n", address),
            ("To: ann@example.org\nCc: leave+TOKEN@example.org\n\n", address),
            ("To: undisclosed-recipients:;\r\nDelivered-To: leave+TOKEN@example.org\n\n", address),
            ("Delivered-To: secretary@example.org\nDelivered-To: leave+TOKEN@example.org\n\n", address),
            ("X-Original-To: leave+TOKEN@example.org\n\n", address),
            ("envelope-to: leave+TOKEN@example.org\n\n", address),
            ("Received: from x by y for <leave+TOKEN@example.org>; now\n\n", address),
            ("Auto-Submitted: auto-generated\nTo: leave+TOKEN@example.org\n\n", address),
            ("To: leave@example.org\nSubject: unsubscribe TOKEN\n\n", subject),
            ("Subject: =?utf-8?Q?unsubscribe_TOKEN?=\n\n", subject),
            ("Subject: unsubscribe\n TOKEN\n\n", subject),
            ("Subject: TOKEN\n\n", subject),
            ("Subject: unsubscribe%20TOKEN\n\n", subject),
            ("Subject: unsubscribeTOKEN\n\n", subject),
            ("Subject: unsubscribe+TOKEN\n\n", subject),
            ("Subject: unsubscribe_TOKEN\n\n", subject),
            ("Subject: \"unsubscribe TOKEN\"\n\n", subject),
            ("Subject: subject=unsubscribe-TOKEN\nAuto-Submitted: auto-generated\n\n", subject),
        ] {
            assert_eq!(found(mail), source, "{mail}");
        }
    }

    #[test]
    fn token_in_own_words_is_found() {
        for body in [
            "TOKEN",
            "Please take me off this list:\nTOKEN",
            "unsubscribeTOKEN",
            "unsubscribe\nTOKEN\n",
            "Please take me off.\n\nhttps://news.example.org/u/TOKEN\n\n-- \nAnn\n",
            "mailto:leave@example.org?subject=unsubscribe-TOKEN",
            "<mailto:leave%2BTOKEN@example.org?subject=unsubscribe>",
            "off, please: TOKEN\n\nOn 1 May 2027, Society <x@example.org> wrote:\n> Dear all\n> Bye\n",
        ] {
            assert_eq!(found(&format!("Subject: off\n\n{body}")), Some("body"), "{body}");
        }
        let attached = "Subject: off\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n--b\n\
            Content-Disposition: attachment; filename=x\n\nunsubscribe TOKEN\n--b--\n";
        assert_eq!(found(attached), Some("body"));
        let html = "Content-Type: text/html\n\n<p>off: <b>TOKEN</b></p>";
        assert_eq!(found(html), Some("body"));
    }

    #[test]
    fn link_of_a_message_in_html_alone_is_found() {
        let mail = |html: &str| format!("Subject: off\nContent-Type: text/html\n\n{html}");
        for html in [
            "<p>Please <a class=x href=\"https://news.example.org/u/TOKEN\">take me off</a></p>",
            "<div><A HREF = 'https://news.example.org/u/TOKEN?a=b'>leave</A></div>",
            "<p>off</p><p><a href=https://news.example.org/u/TOKEN>leave</a></p>\
             <blockquote type=cite>Dear Ann</blockquote>",
        ] {
            assert_eq!(found(&mail(html)), Some("body"), "{html}");
        }
        let letter = "<p><a href=\"https://news.example.org/u/TOKEN\">Leave the list</a></p>";
        for html in [
            format!("<p>Thanks</p><blockquote type=cite>{letter}</blockquote>"),
            format!("<p>Thanks</p><div class=gmail_quote>{letter}</div>"),
            format!("<p>Thanks</p><div><b>From:</b> Society &lt;chair@example.org&gt;</div>{letter}"),
            format!("<p>Thanks</p><p>On 1 May 2027 Society wrote:</p>{letter}"),
            format!("{}{letter}", "<p>a line of a letter</p>".repeat(9)),
        ] {
            assert_eq!(found(&mail(&html)), None, "{html}");
        }
        let both = format!(
            "Subject: off\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nThanks\n--b\n\
             Content-Type: text/html\n\n<p>Thanks</p>{letter}\n--b--\n"
        );
        assert_eq!(found(&both), None);
    }

    #[test]
    fn invalid_tokens_are_ignored() {
        for mail in [
            "",
            "To: leave+FOREIGN@example.org\nSubject: unsubscribe FOREIGN\n\nFOREIGN",
            "To: leave+BOUNCE@example.org\nSubject: unsubscribe BOUNCE\n\nBOUNCE",
            "Subject: unsubscribe me please\n\n",
            "From: leave+TOKEN@example.org\nTo: leave@example.org\n\n",
            "To: leave+TOKE@example.org\n\n",
            "Auto-Submitted: auto-replied (vacation)\nTo: leave+TOKEN@example.org\n\n",
            "Auto-Submitted: auto-generated\nSubject: report\n\nTOKEN",
            "List-Unsubscribe: <https://news.example.org/u/TOKEN>\nSubject: May\n\nHello\nhttps://news.example.org/u/TOKEN",
            "To: \u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\
             \u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}@example.org\n\n",
        ] {
            assert_eq!(found(mail), None, "{mail}");
        }
    }

    #[test]
    fn link_in_a_forwarded_letter_is_ignored() {
        let footer = "May I come too?\n\nUnsubscribe: https://news.example.org/u/TOKEN\n";
        for subject in ["Fwd: Spring", "FW: Spring", "WG: Spring", "TR : Spring", "I: Spring", "Enc: Spring", "VS: x"] {
            assert_eq!(found(&format!("Subject: {subject}\n\n{footer}")), None, "{subject}");
        }
        for heads in [
            "Anfang der weitergeleiteten Nachricht:\n\nVon: Our Society\nBetreff: Spring\n",
            "Da: Our Society\nInviato: domenica\nA: Jo\nOggetto: Spring\n",
        ] {
            assert_eq!(found(&format!("Subject: R: Spring\n\nCiao\n\n{heads}\n{footer}")), None, "{heads}");
        }
        let html = "<p>Ciao</p><p><b>Da:</b> Our Society<br><b>Inviato:</b> domenica<br><b>A:</b> Jo</p>\
            <p><a href=\"https://news.example.org/u/TOKEN\">Leave</a></p>";
        assert_eq!(found(&format!("Subject: R: Spring\nContent-Type: text/html\n\n{html}")), None);
        assert_eq!(found("Subject: I am leaving: bye\n\nTOKEN"), Some("body"));
    }

    #[test]
    fn token_in_a_quotation_is_ignored() {
        let letter = "Dear Ann\n\nNews\n\nhttps://news.example.org/u/TOKEN\n";
        let quoted = letter.replace('\n', "\n> ");
        for body in [
            format!("Thanks!\n\nOn 1 May 2027 10:00, Society <chair@example.org> wrote:\n> {quoted}"),
            format!("> {quoted}\nThanks!"),
            format!("Thanks!\n-----Original Message-----\nFrom: Society\n\n{letter}"),
            format!("Thanks!\n________________________________\nVon: Society\n\n{letter}"),
            format!("Thanks!\n\nAm 1. Mai 2027 um 10:00 schrieb Society <chair@example.org>:\n\n{letter}"),
            format!("Thanks!\n\nFrom: Society <chair@example.org>\nSent: Monday\n\n{letter}"),
            format!("FYI\n\nBegin forwarded message:\n\n{letter}"),
            format!("{}\n{letter}", "a line of a letter without marks\n".repeat(8)),
        ] {
            assert_eq!(found(&format!("Subject: Re: News\nIn-Reply-To: <1@x>\n\n{body}")), None, "{body}");
        }
        let html = format!("<p>Thanks</p><blockquote type=cite><p>{letter}</p></blockquote>");
        assert_eq!(found(&format!("Content-Type: text/html\n\n{html}")), None);
        let forwarded = format!(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nFYI\n--b\nContent-Type: message/rfc822\n\n\
             Subject: unsubscribe TOKEN\nTo: leave+TOKEN@example.org\n\n{letter}\n--b--\n"
        );
        assert_eq!(found(&forwarded), None);
    }
}
