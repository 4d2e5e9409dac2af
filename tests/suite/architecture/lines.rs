//! A line of code knows its room: foreign libraries, printing, the clock, the environment, header names, length.

use super::source::SourceFile;

/// The longest file, in lines: beyond it, it is two rooms without a wall.
const MAX_LINES: usize = 400;

/// What may stand only in certain files. A home that ends in `/` is a room: its door and its folder.
const ALLOWED_PLACES: &[(&str, &[&str])] = &[
    ("sqlx::", &["src/database/"]),
    ("lettre::", &["src/message/", "src/smtp/", "src/model/address.rs"]),
    ("mail_builder::", &["src/message/"]),
    ("mail_parser::", &["src/inbound/", "src/mail_catcher/"]),
    ("crypto_primes::", &["src/message/"]),
    ("crypto_bigint::", &["src/message/"]),
    ("imap_proto::", &["src/mailbox/"]),
    ("rustix::", &["src/mailbox/", "src/database/disk_space.rs", "src/config/process_group.rs"]),
    ("domain::base", &["src/dns/"]),
    ("domain::resolv", &["src/dns/"]),
    ("httparse::", &["src/web_probe.rs"]),
    ("handlebars::", &["src/template/"]),
    ("fluent_bundle::", &["src/translation/"]),
    ("fluent_syntax::", &["src/translation/"]),
    ("css_inline::", &["src/email_html/"]),
    ("color::", &["src/model/rgb_color.rs"]),
    ("zune_png::", &["src/image_files/"]),
    ("zune_jpeg::", &["src/image_files/"]),
    ("jpeg_encoder::", &["src/image_files/"]),
    ("html5ever::", &["src/documents/"]),
    ("rawzip::", &["src/documents/", "src/zip_files.rs"]),
    ("axum::", &["src/web/"]),
    ("hyper::", &["src/web/"]),
    ("hyper_util::", &["src/web/"]),
    ("clap::", &["src/cli/"]),
    ("println!", &["src/cli/output.rs", "src/cli/error.rs"]),
    ("eprintln!", &["src/cli/output.rs", "src/cli/error.rs"]),
    ("print!", &["src/cli/output.rs", "src/cli/error.rs"]),
    ("eprint!", &["src/cli/output.rs", "src/cli/error.rs"]),
    ("dbg!", &[]),
    ("Timestamp::now", &["src/clock.rs"]),
    ("Zoned::now", &["src/clock.rs"]),
    ("SystemTime::now", &["src/clock.rs"]),
    ("env::var", &["src/config/environment.rs"]),
    ("env::vars", &["src/config/environment.rs"]),
    ("env::var_os", &["src/config/environment.rs"]),
    ("SystemRandom", &["src/random.rs"]),
    ("process::exit", &[]),
    ("\"List-", &["src/message/headers.rs"]),
    ("\"Message-ID", &["src/message/headers.rs"]),
    ("\"Reply-To", &["src/message/headers.rs"]),
    ("\"Precedence", &["src/message/headers.rs"]),
    ("\"X-Auto-", &["src/message/headers.rs"]),
    ("\"MIME-Version", &["src/message/headers.rs"]),
    ("\"Content-Transfer-", &["src/message/headers.rs"]),
    ("\"Content-Disposition", &["src/message/headers.rs"]),
    // Mail servers write it: it is only read.
    ("\"Return-Path", &["src/inbound/old_bounce.rs"]),
    ("\"Auto-Submitted", &["src/message/headers.rs"]),
    ("\"Delivered-To", &["src/message/headers.rs"]),
    ("\"X-Original-To", &["src/message/headers.rs"]),
    ("\"Envelope-To", &["src/message/headers.rs"]),
    ("\"X-Mailer", &["src/message/headers.rs"]),
];

/// The codes of replies: they mean something to the outcome alone, and move the talk in the tools that talk.
const REPLY_CODES: [&str; 15] =
    ["421", "450", "451", "452", "454", "530", "534", "535", "538", "550", "551", "552", "553", "554", "556"];
const REPLY_CODE_PLACES: &[&str] = &["src/delivery/reply_classifier/", "src/smtp/", "src/mail_catcher/"];

/// What opens a statement of SQL, in the upper case that the house writes it in.
const SQL: [&str; 6] = ["\"SELECT ", "\"INSERT INTO ", "\"UPDATE ", "\"DELETE FROM ", "\"CREATE TABLE ", "\"WITH "];

/// Returns each line of a file that belongs into another room, and the file itself when it is too long.
pub(super) fn wrong(file: &SourceFile) -> Vec<String> {
    let mut wrong = Vec::new();
    let length = file.text.lines().count();
    if length > MAX_LINES {
        wrong.push(format!("{}: {length} lines, {MAX_LINES} is the most", file.path));
    }
    for (number, line) in file.code() {
        let strayed =
            ALLOWED_PLACES.iter().copied().chain(SQL.iter().map(|word| (*word, &["src/database/"] as &[&str])));
        let strayed = strayed.chain(REPLY_CODES.iter().map(|word| (*word, REPLY_CODE_PLACES)));
        for (word, homes) in strayed.filter(|(word, _)| stands_in(line, word)) {
            if !homes.iter().any(|home| is_at_home(&file.path, home)) {
                wrong.push(format!("{}:{number}: `{word}` is at home in {homes:?}", file.path));
            }
        }
    }
    wrong
}

fn is_at_home(path: &str, home: &str) -> bool {
    match home.strip_suffix('/') {
        Some(room) => path.starts_with(home) || path.strip_suffix(".rs") == Some(room),
        None => path == home,
    }
}

/// Tells whether a word stands in a line, not as the end of a longer one: `println!` is not in `eprintln!`.
fn stands_in(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let goes_on = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let whole = !word.starts_with('"') && word.ends_with(char::is_alphanumeric);
        !goes_on(before) && (!whole || !goes_on(after))
    })
}

#[test]
fn misplaced_line_is_detected() {
    for (path, text, seen) in [
        ("src/database/lists.rs", "sqlx::query(\"SELECT 1\")", 0),
        ("src/database.rs", "use sqlx::SqlitePool;", 0),
        ("src/delivery/plan.rs", "sqlx::query(\"SELECT 1\")", 2),
        ("src/databases.rs", "use sqlx::SqlitePool;", 1),
        ("src/model/address.rs", "lettre::Address::from_str", 0),
        ("src/model/list.rs", "lettre::Address::from_str", 1),
        ("src/draft.rs", "// sqlx:: is not for us", 0),
        ("src/draft.rs", "use handlebars::Handlebars;", 1),
        ("src/report.rs", "println!(\"x\");", 1),
        ("src/report.rs", "eprintln!(\"x\");", 1),
        ("src/report.rs", "my_println!(\"x\");", 0),
        ("src/cli/output.rs", "println!(\"x\");", 0),
        ("src/delivery/worker.rs", "let now = jiff::Timestamp::now();", 1),
        ("src/delivery/worker.rs", "let now = clock::now();", 0),
        ("src/web.rs", "std::env::var(\"HOME\")", 1),
        ("src/web.rs", "std::env::var_os(\"HOME\")", 1),
        ("src/web.rs", "headers.get(\"List-Unsubscribe\")", 1),
        ("src/message/headers.rs", "const X: &str = \"List-Unsubscribe\";", 0),
        ("src/message/headers.rs", "const X: &str = \"Return-Path\";", 1),
        ("src/delivery/reply_classifier/table.rs", "550 => Address,", 0),
        ("src/delivery/reply_classifier.rs", "reply.code == 421", 0),
        ("src/delivery/scheduler.rs", "reply.code == 421", 1),
        ("src/delivery/scheduler.rs", "words.contains(\"550 5.1.1\")", 1),
        ("src/cli/send.rs", "let port = 5500;", 0),
        ("src/email_html.rs", "use css_inline::CSSInliner;\nuse axum::Router;\nuse clap::Parser;", 2),
        ("src/template.rs", &"\n".repeat(400), 0),
        ("src/template.rs", &"\n".repeat(401), 1),
    ] {
        let file = SourceFile { path: path.to_owned(), text: text.to_owned() };
        assert_eq!(wrong(&file).len(), seen, "{path}: {text}: {:?}", wrong(&file));
    }
}
