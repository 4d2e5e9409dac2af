//! A message of shared lines is, octet for octet, the one that the engine renders as a whole.

use circular::message::{MessageFields, MessageTemplate};
use circular::model::{Composition, FieldValue, List, ListId, Mailbox, MessageContent, Subscriber, SubscriberId};
use circular::template::TemplateRenderer;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::json;

const LINK: &str = "https://news.example.org/u/AQAAAAEAAAAA";

/// What a part is made of: text that breaks wrapping and encoding, fields, helpers, links.
const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    " ",
    "\r\n",
    "word ",
    "Grüße an alle, ",
    "-- \n",
    "\n.\nFrom =_a\t\n",
    "\na line\nand another one \n\nand a third\n",
    "\n\n- a long line of words that goes on and on and on, beyond what one line of the text part holds, and further\n\n",
    "{{name}}",
    "{{first_name}}",
    "{{town}}",
    "{{tags}}",
    "{{joined}}",
    "{{member}}",
    "{{motto}}",
    "{{email}}",
    "{{unsubscribe_url}}",
    "{{preferences_url}}",
    "{{default first_name \"friend\"}}",
    "{{default town first_name issue.title \"no=where\"}}",
    "{{default issue.empty issue.n}}",
    "{{has tags \"student\"}}",
    "{{query town}}",
    "{{link site}}",
    "{{eq town \"Leeds\"}}",
    "{{ne issue.on member}}",
    "{{gt town \"L\"}}",
    "{{and town first_name}}",
    "{{not town}}",
    "{{issue.title}}",
    "{{issue.of}}",
    "{{this.town}}",
    "{{nobody}}",
    "{{default issue.nothing town}}",
    "{{!-- no --}}",
    "{{~town~}}",
    "<a href=\"{{site}}\">site</a>",
    "<a href=\"https://{{town}}.example.org/{{first_name}}?t={{town}}\">\n",
    "<a href='mailto:{{town}}'>x</a>\n",
    "https://www.example.org/a/very/long/path/that/is/never/broken/however/wide/it/is/in/the/end?x=1 ",
    "href=\"\"",
];

const BLOCKS: &[&str] = &[
    "if town",
    "unless town",
    "if member",
    "if issue.on",
    "if issue.empty",
    "if (eq town \"Leeds\")",
    "if (ne town first_name)",
    "if (eq issue.n 1)",
    "if (eq member \"yes\")",
    "if (has tags \"student\" \"board\")",
    "if (and town (not first_name))",
    "if (or town (has tags \"board\"))",
    "if (gt issue.n 0)",
    "if (gt town 5)",
    "if (default town \"\")",
    "if issue.n includeZero=true",
    "each tags",
    "each issue.of as |town|",
    "with issue",
    "if nobody",
    "eq town \"Leeds\"",
];

fn source() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(PIECES).prop_map(str::to_owned);
    leaf.prop_recursive(3, 24, 6, |inner| {
        let several = prop::collection::vec(inner, 0..6).prop_map(|pieces| pieces.concat());
        (prop::sample::select(BLOCKS), several.clone(), several).prop_map(|(block, first, second)| {
            let end = block.split(' ').next().unwrap_or_default();
            format!("{{{{#{block}}}}}{first}{{{{else}}}}{second}{{{{/{end}}}}}")
        })
    })
}

fn part() -> impl Strategy<Value = String> {
    prop::collection::vec(source(), 0..12).prop_map(|pieces| pieces.concat())
}

fn value() -> impl Strategy<Value = Option<FieldValue>> {
    let texts = [
        "",
        " ",
        "Ann",
        "Leeds",
        "7",
        "A <b> & \"C\" = `d`",
        "Łódź",
        "one\ntwo\r\n\n three \rfour",
        "a\u{0}b\t",
        "www.example.org",
    ];
    let text = prop::sample::select(texts.to_vec()).prop_map(|text| Some(text.into()));
    let long = (1..200_usize).prop_map(|length| Some("x y".repeat(length).as_str().into()));
    prop_oneof![
        1 => Just(None),
        6 => text,
        1 => long,
        1 => any::<String>().prop_map(|text| Some(text.as_str().into())),
        1 => any::<bool>().prop_map(|flag| Some(FieldValue::Flag(flag))),
        1 => Just(Some(FieldValue::Tags(vec!["student".to_owned(), "helps at fairs".to_owned()]))),
    ]
}

fn reader() -> impl Strategy<Value = Subscriber> {
    let names = ["name", "first_name", "town", "tags", "joined", "member", "motto", "site"];
    prop::collection::vec(value(), names.len()).prop_map(move |values| Subscriber {
        id: SubscriberId::new(7),
        address: "ann@example.org".parse().expect("an address"),
        fields: names.iter().zip(values).filter_map(|(name, value)| Some(((*name).to_owned(), value?))).collect(),
    })
}

fn renderer(subject: &str, html: &str, text: &str) -> Option<TemplateRenderer> {
    let constants = json!({
        "issue": { "n": 1, "on": true, "of": ["a", "b"], "title": "A <b> & \"C\"", "empty": "" },
        "society": { "name": "Friends of  words", "language": "en-GB" },
        "motto": "Read",
    });
    let composition = Composition {
        subject: subject.to_owned(),
        html: html.to_owned(),
        text: text.to_owned(),
        constants: constants.as_object().cloned().unwrap_or_default(),
    };
    let fields = ["name", "first_name", "town", "tags", "joined", "member", "site"].map(str::to_owned).into();
    TemplateRenderer::new(&composition, &fields).ok()
}

fn message(template: &MessageTemplate, letter: &impl MessageContent) -> Vec<u8> {
    let fields = MessageFields {
        to: &Mailbox::new("Ann", "ann@example.org".parse().expect("an address")),
        letter,
        message_id: "1.7.beef@example.org",
        date: Timestamp::UNIX_EPOCH,
        time_zone: &TimeZone::UTC,
        unsubscribe_url: Some(LINK),
        unsubscribe_token: None,
        test_recipient: None,
    };
    template.build(&fields).expect("a message")
}

fn template() -> MessageTemplate {
    let list = List {
        id: ListId::new(1),
        name: "all".parse().expect("a name"),
        title: "All".to_owned(),
        list_id: "all.example.org".into(),
        opt_in: circular::model::OptIn::Double,
        basis: circular::model::ConsentBasis::Consent,
        public: false,
        welcome: None,
        join_address: None,
        language: None,
        archive: circular::model::ArchiveAccess::Off,
    };
    MessageTemplate::new(&Mailbox::new("", "chair@example.org".parse().expect("an address")), None, &list, None, &[])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shared_lines_change_no_octet(subject in source(), html in part(), text in part(), reader in reader()) {
        let Some(renderer) = renderer(&subject, &html, &text) else { return Ok(()) };
        match (renderer.render(&reader, LINK), renderer.render_parts(&reader, LINK)) {
            (Ok(whole), Ok(parts)) => {
                let shared = renderer.shared_lines();
                let compiled = message(&template().with_shared_lines(&shared.html, &shared.text), &parts);
                let whole = message(&template(), &whole);
                prop_assert_eq!(
                    String::from_utf8_lossy(&compiled),
                    String::from_utf8_lossy(&whole),
                    "{:?} {:?} {:?}", subject, html, text
                );
            }
            (whole, parts) => prop_assert_eq!(whole.map(drop), parts.map(drop)),
        }
    }
}

#[test]
fn only_lines_with_fields_are_made_for_each_message() {
    let lines = "<p>words for everybody</p>\n".repeat(100);
    let html = format!("{lines}<p>{{{{#if town}}}}Hello, {{{{town}}}}\n{lines}{{{{/if}}}}\n</p>\n{lines}");
    let text = format!("\n{lines}Hello, {{{{town}}}}\n\n{lines}");
    let renderer = renderer("Hello", &html, &text).expect("a renderer");
    let reader = Subscriber {
        id: SubscriberId::new(7),
        address: "ann@example.org".parse().expect("an address"),
        fields: [("town".to_owned(), "Leeds".into())].into(),
    };
    let parts = renderer.render_parts(&reader, LINK).expect("a letter");
    assert!(parts.html.own().len() < 150, "{}", parts.html.own());
    assert!(parts.text.own().len() < 100, "{}", parts.text.own());
    assert_eq!((parts.html.iter().count(), parts.text.iter().count()), (6, 3));
}
