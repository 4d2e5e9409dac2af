//! What a person said in a reply, apart from what they quoted: the letter that was sent decides.
#![expect(clippy::print_stdout, reason = "a test that was left out must not look like a passed one")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use circular::model::Mailbox;
use circular::replies::{SentLetter, said_words};
use mail_parser::MessageParser;
use serde_json::Value;

const FOLDER: &str = "CIRCULAR_TEST_REPLIES";

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn cases() -> Value {
    json(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/inbound/said_words/cases.json"))
}

fn letter(cases: &Value) -> SentLetter {
    let sender: Mailbox = text(cases, "sender").parse().unwrap();
    SentLetter::new(&[&text(cases, "subject"), &text(cases, "text"), &text(cases, "html")], &sender)
}

#[test]
fn words_of_a_person_are_kept_and_those_of_the_letter_are_cut() {
    let all = cases();
    let letter = letter(&all);
    for case in all["cases"].as_array().unwrap() {
        let name = text(case, "name");
        for line_end in ["\n", "\r\n"] {
            let said = said_words(&letter, &text(case, "body").replace('\n', line_end));
            assert_eq!(said.text, text(case, "answer"), "{name}");
            assert_eq!(said.is_doubtful, case["doubt"].as_bool().unwrap(), "{name}");
        }
    }
}

#[test]
fn reply_to_an_unknown_letter_loses_only_what_is_marked() {
    let letter = SentLetter::default();
    for (body, said) in [
        ("Yes\n\n> Come?\n", "Yes"),
        ("On Monday, I shall be absent\n", "On Monday, I shall be absent"),
        ("From: the station, take the bus.\nSent: nothing\n", "From: the station, take the bus.\nSent: nothing"),
        ("", ""),
    ] {
        assert_eq!(said_words(&letter, body).text, said);
    }
}

/// A folder of cases as measured elsewhere: `given.json` with `letter.txt`, and `given-2.json` with `letter-2*.txt`.
#[test]
fn cases_of_a_folder_are_understood() {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else {
        println!("left out: {FOLDER} does not name the folder with measured replies");
        return;
    };
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let sender: Mailbox = "\"Müller, Jörg (Chair)\" <chair@example.org>".parse().unwrap();
    let first = SentLetter::new(&["Jahresversammlung am 17. Mai", &read("letter.txt")], &sender);
    let parts = [read("letter-2-subject.txt"), read("letter-2.txt"), read("letter-2-as-html-text.txt")];
    let second = SentLetter::new(&parts.each_ref().map(String::as_str), &sender);
    for (file, letter) in [("given.json", first), ("given-2.json", second)] {
        for case in json(&folder.join(file)).as_array().unwrap() {
            let said = words(&said_words(&letter, &text(case, "body")).text);
            let (answer, more) = (words(&text(case, "answer")), words(&text(case, "may_stay")));
            let allowed = [answer.clone(), format!("{answer} {more}")];
            assert!(allowed.iter().any(|allowed| allowed.trim() == said), "{}: {said}", text(case, "name"));
        }
    }
}

/// The answers of real programs in `mails` quote the second letter of that folder.
#[test]
fn answers_of_real_programs_are_cut() {
    let Some(folder) = env::var_os(FOLDER).map(PathBuf::from) else {
        println!("left out: {FOLDER} does not name the folder with measured replies");
        return;
    };
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let sender: Mailbox = "\"Müller, Jörg (Chair)\" <chair@example.org>".parse().unwrap();
    let parts = [read("letter-2-subject.txt"), read("letter-2.txt"), read("letter-2-as-html-text.txt")];
    let letter = SentLetter::new(&parts.each_ref().map(String::as_str), &sender);
    for (mail, said) in [
        ("kmail-answer-de.eml", "Ja, ich komme mit 2 Kindern."),
        ("balsa-answer.eml", "Ja, ich komme mit 2 Kindern."),
        ("geary-answer-de.eml", "Ja, ich komme mit 2 Kindern."),
        ("sylpheed-answer.eml", "Ja, ich komme mit 2 Kindern."),
        ("roundcube-answer.eml", "Ja, ich komme – gern!"),
        ("sogo-answer.eml", ""),
    ] {
        let mail_bytes = super::observed(mail, "");
        let body = MessageParser::default().parse(&mail_bytes).unwrap().body_text(0).unwrap().into_owned();
        assert_eq!(said_words(&letter, &body).text, said, "{mail}");
    }
}

#[test]
fn hostile_replies_take_time_in_proportion_to_their_length() {
    let all = cases();
    let letter = letter(&all);
    let quoted = text(&all, "text");
    let pieces = [
        "yes\n> no\n",
        "x ",
        "<",
        "[",
        "From: \n",
        "From: a@example.org\nTo: x\n",
        "\n",
        ": ",
        "> ",
        "Paint\nBrushes\n",
        "the committee has two offers\n",
        "\u{34f}\u{feff} ",
        "12:30 2027 ",
        "----\n",
        "-- \n",
        "I will come\n\n",
        quoted.as_str(),
    ];
    for piece in pieces {
        let body = piece.repeat(1_000_000 / piece.len());
        let begun = Instant::now();
        let said = said_words(&letter, &body);
        assert!(said.text.len() <= body.len());
        assert!(begun.elapsed() < Duration::from_secs(20), "{piece:?}");
    }
}
