//! What the checks find in what a draft says, where, and what they leave alone.

use std::collections::BTreeSet;
use std::path::Path;

use circular::draft;
use circular::lint::{self, LintContext};
use circular::model::Diagnostic;
use jiff::civil::date;
use proptest::prelude::*;

/// Reads a draft of this text and holds it against a day in April 2017, a list of three and a society.
pub(crate) fn inspect(text: &str) -> Vec<Diagnostic> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("newsletters/spring.md");
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(&path, text).expect("a draft");
    let Ok(draft) = draft::read_draft(&path) else { return Vec::new() };
    lint::lint_draft(&draft, &around(&path))
}

fn around(path: &Path) -> LintContext {
    LintContext {
        today: date(2017, 4, 24),
        own_domains: BTreeSet::from(["example.org".to_owned()]),
        postal_address: "1 Society Street, London SW1A 0AA".to_owned(),
        known_names: ["Margaret Hollis", "Ann Lee", "Maria Jones"].map(str::to_owned).into(),
        folder: path.parent().expect("a folder").to_owned(),
        ..LintContext::default()
    }
}

fn body(text: &str) -> Vec<Diagnostic> {
    inspect(&format!("---\nsubject: A letter to all our members\n---\n{text}\n"))
}

/// Returns id, line, column and sentence of each finding; the body begins on line 4.
fn seen(text: &str) -> Vec<(&'static str, usize, usize, String)> {
    let place = |finding: &Diagnostic| finding.location.clone().unwrap_or_default();
    body(text).iter().map(|f| (f.id, place(f).line, place(f).column, f.message.clone())).collect()
}

#[test]
fn problems_are_reported_at_their_location() {
    let mut wrong = Vec::new();
    for (text, id, (line, column), words) in [
        ("Come on\nThursday 17 May 2017.", "date-weekday", (5, 1), "17 May 2017 is a Wednesday, not a Thursday"),
        ("Ünser *Tuesday*, (Thursday 17 May)", "date-weekday", (4, 19), "17 May 2017 is a Wednesday, not a Thursday"),
        ("Mon 15 to Thurs 17 May 2017", "date-weekday", (4, 11), "is a Wednesday, not a Thursday"),
        ("We meet at the the station, and go.", "word-twice", (4, 12), "`the` is there twice"),
        ("by 31 June 2017", "date-weekday", (4, 4), "there is no 31 June 2017"),
        ("Please reply by 3 April.", "date-past", (4, 17), "the deadline of 3 April is before today, 24 April 2017"),
        ("The deadline is 01/04/2017.", "date-past", (4, 17), "the deadline of 1 April 2017"),
        ("We will meet on 3 April 2017 at 2 pm in Leeds.", "date-past", (4, 17), "the meeting of 3 April 2017"),
        (
            "The AGM is on 3 May at 2 pm in Leeds.\n\nCome to the AGM on 4 May.",
            "date-clash",
            (6, 20),
            "the annual meeting is on 4 May here, and on 3 May before",
        ),
        (
            "The meeting takes place on 17 May.",
            "event-thin",
            (4, 28),
            "the meeting of 17 May has neither a time nor a place",
        ),
        ("The meeting takes place on 17 May in Leeds.", "event-thin", (4, 28), "has no time"),
        ("The meeting takes place on 17 May at 2 pm.", "event-thin", (4, 28), "has no place"),
        ("Tell us your views on it.", "deadline-missing", (4, 14), "the letter asks for views"),
        ("Look up the summary of our talks at", "promise-empty", (4, 34), "of our talks at"),
        ("## Two\n\nWe did two things:\n\n## Three\n\nOne.", "promise-empty", (6, 12), "We did two things"),
        ("You find all of it at the urls below.", "promise-empty", (4, 32), "the urls below"),
        ("We enclose the minutes.", "attach-missing", (4, 4), "says `enclose`"),
        ("The paper is attached to this email.", "attach-missing", (4, 14), "says `attached`"),
        (
            "Thanks to Margret Hollis for it.",
            "name-variant",
            (4, 11),
            "`Margret Hollis` is almost `Margaret Hollis`, who is on the list",
        ),
        (
            "Jane Pritchard spoke, and Jane Prichard's talk was good.",
            "name-variant",
            (4, 27),
            "`Jane Prichard` is `Jane Pritchard` elsewhere",
        ),
        ("Ring her: 020 7946 0991.", "private-data", (4, 11), "telephone number 020 7946 0991"),
        ("Ring her: +44 7700 900123.", "private-data", (4, 12), "telephone number"),
        ("Sort code 12-34-56, account 12345678.", "private-data", (4, 11), "bank account"),
        ("Write to sue.brown@mail.example.com.", "private-data", (4, 10), "`sue.brown@mail.example.com`"),
        ("Write to [Sue](mailto:sue@mail.example.com?subject=x).", "private-data", (4, 10), "`sue@mail.example.com`"),
        ("12 Example Road\nLeeds LS1 4AP", "private-data", (4, 1), "the postcode LS1 4AP"),
        ("{{#if town}}\nAND DO COME ON 17 MAY IF YOU CAN\n{{/if}}", "all-caps", (5, 1), "AND DO COME ON"),
        ("a) one\\\nb) two\\\nc) three\\\nc) four", "list-broken", (7, 1), "`c)` comes twice"),
        ("# One\n\n# Two", "heading-order", (6, 3), "second heading"),
        ("### Three", "heading-order", (4, 5), "level 3"),
        ("See [this](https://www.example.org/x)", "link-text", (4, 5), "`this`"),
        ("See https://www.example.org/x now", "link-text", (4, 5), "no link in the HTML part"),
        ("> See <https://www.example.org/a/long/address/of/a/page>", "link-text", (4, 7), "a long address"),
        ("- [x y](http://tinyurl.com/abc)", "link-shortener", (4, 3), "`tinyurl.com`"),
        (
            "{{#each issue.a}}\n\n{{town}} ![IMG_1234](https://www.example.org/x.jpg){{/each}}",
            "img-alt",
            (6, 10),
            "only `IMG_1234`",
        ),
        ("Look: <IFRAME src=\"https://www.example.org\"></iframe>.", "html-active", (4, 7), "`<iframe>`"),
        ("One.\n\n<script>\nlet a = 1\n</script>\n\n`<form>`", "html-active", (6, 1), "`<script>`"),
        ("The room costs £XXX.", "placeholder", (4, 17), "`XXX`"),
        ("Lorem ipsum dolor", "placeholder", (4, 1), "`Lorem`"),
        ("Dear [NAME],", "placeholder", (4, 6), "`[NAME]`"),
        ("Dear {first_name},", "placeholder", (4, 6), "`{first_name}`"),
        ("Dear *|FNAME|*,", "placeholder", (4, 7), "`|FNAME|`"),
        ("It\u{92}s", "control-char", (4, 3), "U+0092"),
        ("Closed Friday 31 December to Sunday 1 January 2028.", "date-weekday", (4, 30), "is a Saturday, not a Sunday"),
        ("We are closed on Sunday (1 May 2027).", "date-weekday", (4, 18), "is a Saturday, not a Sunday"),
        ("Look: <a href=\"http://localhost/x\">our page</a>.", "link-local", (4, 16), "your own computer"),
        ("<div>\n<p>x <a href=\"minutes.pdf\">the minutes</a></p>\n</div>", "link-local", (5, 15), "`minutes.pdf`"),
        ("Look: <a href=\"\">our page</a>.", "link-local", (4, 7), "leads nowhere"),
        ("<a href=\"https://example.net/\">https://www.example.org</a>", "link-mismatch", (4, 1), "`example.org`"),
        ("<div><a href=\"https://example.net/\">www.example.org</a></div>", "link-mismatch", (4, 6), "`example.org`"),
        ("Dear <FirstName>,", "placeholder", (4, 6), "`<FirstName>`"),
        ("Dear {Vorname|Freund},", "placeholder", (4, 6), "`{Vorname|Freund}`"),
        ("Dear [Vorname],", "placeholder", (4, 6), "`[Vorname]`"),
        ("Dear ____,", "placeholder", (4, 6), "`____`"),
        ("Come on xx May 2027.", "placeholder", (4, 9), "`xx`"),
        ("See [the report][report] now.", "markdown-literal", (4, 5), "no line of the letter says"),
        ("It is good.[^1]", "markdown-literal", (4, 12), "`[^1]` has no text"),
        ("Auf\u{2060}lage", "control-char", (4, 4), "U+2060"),
    ] {
        let found = seen(text);
        let right = matches!(found.as_slice(), [(found_id, found_line, found_column, sentence)]
            if (*found_id, *found_line, *found_column) == (id, line, column) && sentence.contains(words));
        wrong.extend((!right).then_some((text, found)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn harmless_text_is_not_reported() {
    let mut wrong = Vec::new();
    for text in [
        // Words that are twice in a row
        "I know that that was what they had had, and what it is is good. The The Hague of you, you know.",
        // Dates
        "We meet on Wednesday 17 May 2017 at 2 pm in Leeds.",
        "On Thursday 16 May 1996 we began.",
        "Sunday 30 September is next year's.\n\nSun 30 April",
        "From 1/2 to 3/4 of us, 24/7, version 1.2.2017.3, pp. 3/4/5.",
        "By 3 April 2017 we had 140 members. The meeting of 3 April was good.",
        "Before 25 June 2016 nobody came. We met on 25 June 2016, and eighteen of us came to it.",
        "Please reply by 24 April. The deadline is 3 May 2017.",
        "The deadline was 3 April; please send it next year.",
        "> The meeting will be held on 3 April 2012 at 2 pm in York.",
        // Events
        "The AGM is on 3 May at 2 pm in Leeds.\n\nThe spring meeting is on 4 May. The next meeting is on 5 June.",
        "The deadline for papers is 3 May. The deadline for nominations is 10 May.",
        "The AGM on 3 May 2017 at noon in York.\n\nThe AGM of 3/5/2017 is open to all. A meeting on 4 May. Our meetings on 5 May.",
        "The meeting takes place on 17 May at 14:00, online.",
        "Join us at the conference on 17 May from 2.30pm in the Town Hall.",
        "Our dinner will take place on 17 May, seven o'clock, at {{town}}.",
        "The meeting was on 17 March and was good.",
        "Send us your comments before the meeting. Your views count.",
        "We welcome your comments by 3 May.",
        "They were sent views of the sea.",
        // Promises
        "Three things:\n\n- one\n- two",
        "You see it below.\n\n## The figures\n\nHere they are.",
        "The links below:\n\n<https://www.example.org/x>",
        "Choose:\n\n{{#if town}}\n- {{town}}\n{{/if}}",
        "Here is what we did:\n\n> All of it.",
        "We did two things:\n\n## One\n\nIt was good.\n\n## Two\n\nBetter.",
        "Here is what we did:\n\n| a | b |\n|---|---|\n{{#if town}}\n| 1 | 2 |\n{{/if}}",
        "It comes with no strings attached. A social worker attached to the ward. He is attached to it.",
        "The [paper is attached](https://www.example.org/x.pdf). An enclosed space.",
        // Names
        "Jane Brown and Jane Bryant, Labour Party and Labour Parties, North Road, South Road.",
        "Ann Lee thanks Anna Lee. Maria Jones came; Mario Johns, too.",
        "Margaret Hollis's talk and Margaret Hollis.",
        "On Monday June Smith came, on Tuesday June Smyth.",
        // Private data
        "Write to 1 Society Street, London SW1A 0AA, to info@other.example or anybody@example.org.",
        "In 2016 and 2017 we had 140, 12,345,678 and 1 000 000; ISBN 978-0-13-468599-1; 0800 111 999 000.",
        "Ring 0800 1111 or 116 123. Twitter: @example. £201.50 - 15.",
        "[I come](mailto:chair@other.example?subject=I%20come)",
        // SampleMessage
        "UNISON, BASW, ADCS, LGA, DWP and NHS. MPs AND PEERS met.",
        "1. one\n1. two\n1. three",
        "1. one\n2. two\n\nAnd then:\n\n1. three\n2. four",
        "1. one\n\n## Two\n\n1. two",
        "a) one\\\nb) two\n\nAgain:\n\n## Else\n\na) one",
        "# One\n\n## Two\n\n### Three\n\n## Two",
        "## Two\n\n### Three",
        // Links and pictures
        "[the report](https://www.example.org/here) <https://www.example.org> <chair@example.org>",
        "[Read more on our page](https://t.com/x) [x {{town}}](https://{{town}}.example.org/bit.ly)",
        "![Eighteen of us](https://www.example.org/x.png) ![A logo of two hands](https://www.example.org/x.gif)",
        "`https://x.example/` and\n\n    https://y.example/\n",
        // Placeholders
        "He said [sic] that [he] saw [MPs]. `XXX` and `{name}`. [name](https://www.example.org)",
        "[Come](https://www.example.org){.button}",
        "Speakers TBC. Superbowl XX. \\{{name}} {{default first_name \"TK\"}} {{!-- TK --}}",
        // Years with the other end of a range, and scripts without capitals
        "Closed from Friday 31 December to Saturday 1 January 2028.",
        "Closed Wednesday 29 December to Sunday 2 January 2028.",
        "Closed Friday to Saturday, 31 December to 1 January 2028.",
        "Closed on Friday 31 December at noon, and open on Tuesday 4 January 2028.",
        "Open Monday to Friday, 1 May to 30 September 2027.",
        "会員 の 皆様 へ 総会 の お知らせ です",
        "أيها الأعضاء الأعزاء نلتقي يوم الأحد",
        "सभी सदस्यों को हमारी बैठक में आमंत्रित",
        // HTML
        "<a name=\"x\"></a>See <a href=\"https://www.example.org/\">https://www.example.org</a> and [our page](https://www.example.org).",
        "<a href=\"https://www.example.org/\"><img src=\"https://www.example.org/x.png\" alt=\"Us all\"></a>",
        "The {word} in braces, a name: ______ and [sic].",
        "See [the report][report] and array[row][column], [1][2].[^n]\n\n[^n]: A note.\n\n[report]: https://www.example.org/report",
        "1 Example Street<br>\nLeeds<br>\nYork",
        "Café naïve “quoted” — dashes… €5",
        "",
    ] {
        wrong.extend((!seen(text).is_empty()).then(|| (text, seen(text))));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn front_matter_is_checked_like_body() {
    let find = |head: &str| {
        let found = inspect(&format!("---\n{head}\n---\n\nDear all,\n\n{{{{issue.day}}}}\n"));
        found.into_iter().map(|f| (f.id, f.location.unwrap_or_default().line, f.message)).collect::<Vec<_>>()
    };
    let found = find("subject: Come to us, the place is TBC");
    assert_eq!((found[0].0, found[0].1, found.len()), ("placeholder", 2, 1), "{found:?}");
    let found = find(
        "subject: Will you come to us in May?\npreheader: On Thursday 17 May, in the afternoon, at the very same place",
    );
    assert_eq!((found[0].0, found[0].1, found.len()), ("date-weekday", 3, 1), "{found:?}");
    let found = find("subject: Will you come to us in May?\nissue:\n  day: Thursday 17 May 2017");
    assert_eq!((found[0].0, found[0].1, found.len()), ("date-weekday", 9, 1), "{found:?}");
    let event = |subject: &str, event: &str| find(&format!("subject: {subject}\nevent:\n{event}"));
    let found = event("Will you come to us in May?", "  starts: 2017-04-17 18:30\n  ends: 20:30");
    assert_eq!((found[0].0, found[0].1, found.len()), ("date-past", 4, 1), "{found:?}");
    let found = event("Come to us on 18 June 2017", "  starts: 2017-06-17 18:30\n  ends: 20:30");
    assert_eq!((found[0].0, found[0].1, found.len()), ("date-clash", 2, 1), "{found:?}");
    let found = event("Will you come to us in May?", "  title: Sunday 1 May 2027\n  starts: 2027-05-01");
    assert_eq!((found[0].0, found[0].1, found.len()), ("date-weekday", 4, 1), "{found:?}");
    for (subject, starts) in [
        ("Come to us on 17 June 2017", "2017-06-17"),
        ("Our letter of 1 May 2017", "2017-06-17"),
        ("Will you come to us today?", "2017-04-24"),
    ] {
        assert_eq!(event(subject, &format!("  starts: {starts}")), [], "{subject}");
    }
    let found = find("subject: Reply by 3 April\ndate: 2017-04-01");
    assert_eq!(found, []);
    let found = find("subject: \"{{first_name}}, news\"\npreheader: \"{{first_name}}, news\"");
    assert_eq!((found[0].0, found.len()), ("preheader", 1), "{found:?}");
    assert!(found[0].2.contains("what the subject says"));
    let found = find(&format!("subject: {}", "long ".repeat(20)));
    assert_eq!((found[0].0, found.len()), ("subject-len", 1), "{found:?}");
}

#[test]
fn samples_are_clean_and_new_draft_has_placeholders() {
    let workspace = super::workspace();
    for (slug, path) in draft::list_drafts(&workspace.drafts_dir()).expect("a folder") {
        let draft = draft::read_draft(&path).expect("a draft");
        let around = LintContext::new(&workspace, &path, &draft, &draft.attachments, BTreeSet::new(), date(2026, 1, 1));
        assert_eq!(lint::lint_draft(&draft, &around), [], "{slug}");
    }
    for (kind, text) in circular::config::archetypes() {
        let [unwritten] = &inspect(&text.replace("{{title}}", "Our spring meeting"))[..] else { panic!("{kind}") };
        let place = unwritten.location.as_ref().expect("a place");
        assert!(unwritten.id == "placeholder" && place.line >= 3, "{kind}: {place:?}");
        assert!(unwritten.message.ends_with("lines are as `circular new` wrote them, from here on"), "{unwritten:?}");
    }
    assert_eq!(seen("Dear friend,\n\nWe have **£201** in the bank.[^1]\n")[0].1, 6);
    assert_eq!(seen("> [!NOTE]\n> **If you cannot come,** tell us what you would have said."), []);
}

#[test]
fn image_sizes_are_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("a file");
    let png = |width: u32| {
        [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &width.to_be_bytes(), &400_u32.to_be_bytes()].concat()
    };
    let frame = b"\x00\x21\xf9\x04\x04\x0a\0\0";
    for (name, bytes, id) in [
        ("good.png", png(1_200), None),
        ("wide.png", png(1_201), Some("img-big")),
        ("large.png", [png(600), vec![0; 200_001]].concat(), Some("img-big")),
        ("still.gif", [b"GIF89a\x10\0\x10\0".as_slice(), frame].concat(), None),
        ("moving.gif", [b"GIF89a\x10\0\x10\0".as_slice(), frame, frame].concat(), Some("img-format")),
        ("wide.gif", b"GIF89a\xff\x10\x10\0".to_vec(), Some("img-big")),
        ("torn.png", b"\x89PNG\r\n\x1a\n\0".to_vec(), None),
    ] {
        write(name, &bytes);
        write("x.md", format!("---\nsubject: A letter to all our members\n---\n![Us all]({name})\n").as_bytes());
        let path = folder.path().join("x.md");
        let draft = draft::read_draft(&path).expect("a draft");
        let found: Vec<_> = lint::lint_draft(&draft, &around(&path)).into_iter().map(|finding| finding.id).collect();
        assert_eq!(found, id.into_iter().collect::<Vec<_>>(), "{name}");
    }
}

/// Pieces that mean something to one check or another, and odd ones.
fn pieces() -> impl Strategy<Value = String> {
    let pieces = [
        "Thursday 17 May 2017",
        "31/02/2017",
        "17–19 May",
        "May 99, 9999",
        "the AGM on 3 May.",
        "please reply by 1 April",
        "\n\n",
        "\n",
        "- ",
        "1. ",
        "> ",
        "# ",
        "#### ",
        "| a | b |\n|---|---|\n",
        "| ",
        "![](",
        "![x](",
        "[here](",
        ")",
        "](",
        "https://bit.ly/x",
        "<https://x.example>",
        "{{#if town}}",
        "{{/if}}",
        "{{town}}",
        "{{else}}",
        "{{!-- x --}}",
        "\\{{x}}",
        "{{issue.day}}",
        "&amp;",
        "\\*",
        "`",
        "```\n",
        "<!--",
        "-->",
        "<div>",
        "\u{92}",
        "ü",
        "日本",
        "\u{fffc}",
        "\0",
        "\t",
        "[NAME]",
        "{name}",
        "*|X|*",
        "XXX",
        "a) x",
        "+44 20 7946 0991",
        "12-34-56",
        "x@y.example",
        "@",
        "LS1 4AP",
        "Street",
        "attached",
        "below:",
        "Jane Pritchard",
        "Jane Prichard",
        "AND SO ON IT",
        "qz000",
        "’",
        "'",
        "  ",
        "    ",
    ];
    proptest::collection::vec(
        prop_oneof![4 => proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => ".{0,6}"],
        0..40,
    )
    .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]
    #[test]
    fn arbitrary_text_never_panics(text in pieces(), subject in "[^\r\n]{1,40}") {
        let subject = subject.replace('\'', "''");
        let text = format!("---\nsubject: 'x{subject}'\nissue:\n  day: Thursday 17 May 2017\n---\n{text}");
        let lines = text.replace("\r\n", "\n").replace('\r', "\n").lines().count();
        for finding in inspect(&text) {
            let place = finding.location.expect("a place");
            prop_assert!(place.line <= lines + 1, "{place:?} of {lines}");
            prop_assert!(lint::find_rule(finding.id).is_some());
        }
    }
}
