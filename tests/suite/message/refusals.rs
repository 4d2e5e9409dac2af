//! What cannot be written is refused, in words, and says which copy is at fault and why.

use circular::message::{Error, MessageFields, MessageTemplate};
use circular::model::{List, ListId, Mailbox, RenderedMessage};
use jiff::Timestamp;
use jiff::tz::TimeZone;

fn write(from: &str, to: &str, list_id: &str, message_id: &str, url: &str) -> Result<Vec<u8>, Error> {
    let mailbox = |text: &str| -> Mailbox { text.parse().expect("a mailbox") };
    let list = List {
        id: ListId::new(1),
        name: "all".parse().expect("a name"),
        title: "All".to_owned(),
        list_id: list_id.to_owned(),
        opt_in: circular::model::OptIn::Double,
        basis: circular::model::ConsentBasis::Consent,
        public: false,
        welcome: None,
        join_address: None,
        language: None,
        archive: circular::model::ArchiveAccess::Off,
    };
    MessageTemplate::new(&mailbox(from), None, &list, None, &[]).build(&MessageFields {
        to: &mailbox(to),
        letter: &RenderedMessage::default(),
        message_id,
        date: Timestamp::UNIX_EPOCH,
        time_zone: &TimeZone::UTC,
        unsubscribe_url: Some(url),
        unsubscribe_token: None,
        test_recipient: None,
    })
}

#[test]
fn invalid_input_is_rejected() {
    let (ann, list, id, url) = ("ann@example.org", "all.example.org", "1.2.beef@example.org", "https://example.org/u");
    assert!(write(ann, ann, list, id, url).is_ok());

    let refused = |result: Result<Vec<u8>, Error>| result.expect_err("a refusal").to_string();
    let long = format!("https://example.org/{}", "x".repeat(1_000));
    for (result, words) in [
        (
            write(ann, "jürgen@example.org", list, id, url),
            "the address in `To` has letters before its @ that only SMTPUTF8 can carry",
        ),
        (
            write("jürgen@example.org", ann, list, id, url),
            "the address in `From` has letters before its @ that only SMTPUTF8 can carry",
        ),
        (
            write(ann, ann, "all", id, url),
            "`all` is no list id: it must be a dotted name of at most 255 letters, digits and hyphens",
        ),
        (
            write(ann, ann, "a.b>\r\nBcc: x", id, url),
            "`a.b>\\r\\nBcc: x` is no list id: it must be a dotted name of at most 255 letters, digits and hyphens",
        ),
        (write(ann, ann, list, "1.2@b>\r\nBcc: x", url), "`1.2@b>\\r\\nBcc: x` is no message id"),
        (write(ann, ann, list, id, &long), "the unsubscribe link is longer than 977 octets"),
    ] {
        assert_eq!(refused(result), words);
    }
}
