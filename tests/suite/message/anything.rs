//! Whatever is typed or imported: a copy is written, stays in its lines, and reads back as it was meant.

use circular::message::{MessageFields, MessageTemplate};
use circular::model::{Attachment, List, ListId, Mailbox, RenderedMessage, single_line};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use mail_parser::{MessageParser, MimeHeaders as _};
use proptest::prelude::*;

use super::{assert_lines, parts};

/// Text with what breaks mailers: line ends, controls, encoded words, boundaries, wide letters, long words.
fn nasty(most: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "\\PC{0,12}",
        2 => "[ -~]{0,40}",
        1 => any::<String>(),
        1 => prop::sample::select(vec![
            "\r\nBcc: all@example.org\r\n", "\n", "\r", "\r\n", "\0", "\x7f", "\t", "  ", " \n", "\n.\n", "\n--=_a_00--\n",
            "=?utf-8?q?x?=", "=?utf-8?b?QkFE?=", "=?", "?=", "🦆", "東京", "é", "\"", "\\", "<", ">", "(", ",", ";",
            "\u{85}", "\u{2028}", "From ",
        ]).prop_map(str::to_owned),
        1 => (1..300usize).prop_map(|length| "x".repeat(length)),
    ];
    prop::collection::vec(piece, 0..most).prop_map(|pieces| pieces.concat())
}

fn cleaned(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !c.is_ascii_control() || matches!(c, '\n' | '\t')).collect()
}

fn lines(text: Option<std::borrow::Cow<'_, str>>) -> String {
    text.unwrap_or_default().replace("\r\n", "\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_message_round_trips(
        name in nasty(8),
        title in nasty(4),
        subject in nasty(12),
        text in nasty(20),
        html in nasty(20),
        file in nasty(4),
        media_type in nasty(2),
        token in nasty(3),
        url in nasty(3),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        with_file: bool,
    ) {
        let list = List { id: ListId::new(1), name: "all".parse().expect("it parses"), title: title.clone(), list_id: "all.example.org".into(), opt_in: circular::model::OptIn::Double, basis: circular::model::ConsentBasis::Consent, public: false, welcome: None, join_address: None, language: None, archive: circular::model::ArchiveAccess::Off };
        // The field is public: a name that never went through `Mailbox::new` must do no harm either.
        let to = Mailbox { name: Some(name.clone()), address: "ann@example.org".parse().expect("it parses") };
        let leave = "leave@example.org".parse().expect("it parses");
        let attachment = Attachment { name: file, media_type, bytes: bytes.clone(), cid: None };
        let attachments = if with_file { vec![attachment] } else { vec![] };
        let stationery = MessageTemplate::new(&to, Some(&to), &list, Some(&leave), &attachments);
        let letter = RenderedMessage { subject: subject.clone(), html: html.clone(), text: text.clone() };
        let url = format!("https://example.org/{url}");
        let copy = MessageFields {
            to: &to,
            letter: &letter,
            message_id: "1.2.beef@example.org",
            date: Timestamp::UNIX_EPOCH,
            time_zone: &TimeZone::UTC,
            unsubscribe_url: Some(&url),
            unsubscribe_token: Some(&token),
            test_recipient: None,
        };
        let Ok(written) = stationery.build(&copy) else {
            prop_assert!(url.len() + token.len() > 200, "refused without need");
            return Ok(());
        };

        assert_lines(&written);
        let (headers, _) = parts(&written);
        prop_assert_eq!(headers.len(), 14, "{:?}", headers);
        prop_assert_eq!(&written, &stationery.build(&copy).expect("a copy"));

        let message = MessageParser::new().parse(&written).expect("a message");
        prop_assert_eq!(message.subject().unwrap_or_default(), single_line(&subject));
        for address in [message.from(), message.to(), message.reply_to()] {
            let address = address.and_then(mail_parser::Address::first).expect("an address");
            prop_assert_eq!(address.name().unwrap_or_default(), single_line(&name));
            prop_assert_eq!(address.address(), Some("ann@example.org"));
        }
        prop_assert_eq!(lines(message.body_text(0)), cleaned(&text));
        prop_assert_eq!(lines(message.body_html(0)), cleaned(&html));
        prop_assert_eq!(message.attachments().count(), usize::from(with_file));
        for part in message.attachments() {
            prop_assert_eq!(part.contents(), &bytes[..]);
            prop_assert!(part.attachment_name().is_some());
        }
    }
}
