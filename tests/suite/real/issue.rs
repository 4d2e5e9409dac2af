//! A whole issue goes to Postfix's sink; what it wrote down is read back by two parsers that are not ours.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use mail_parser::MessageParser;
use serde_json::Value;

use super::smtp_sink::{SINK, SmtpSink};
use crate::cli::TestWorkspace;
use crate::message::foreign::python;

const READERS: usize = 30;
const DRAFT: &str = "---\nsubject: \"Grüße an {{first_name}}\"\nto: members\n---\n\n\
    Dear {{first_name}},\n\n- a point.\n\n.\n\nWith **kind** regards — the chair\n";

fn csv() -> String {
    let rows: Vec<_> = (0..READERS).map(|number| format!("reader{number}@example.org,Zoë {number}")).collect();
    format!("email,first_name\n{}\n", rows.join("\n"))
}

#[tokio::test]
async fn thirty_copies_parse_as_intended() {
    if !super::is_here(SINK) || !super::has_python() {
        return;
    }
    let dump = tempfile::tempdir().unwrap();
    // The sink writes as nobody.
    fs::set_permissions(dump.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let mut sink = SmtpSink::start(&["-d", &dump.path().join("copy.").to_string_lossy()]);
    sink.session().await.quit().await;
    let house = TestWorkspace::new().with_list(&csv()).with_draft("spring", DRAFT).with_relay(&sink.address, 3);
    house.run(["send", "spring", "--yes"]).is_well();
    drop(sink);

    let mut readers = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for file in fs::read_dir(dump.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        let (reader, id) = read(&python(&bytes), &bytes);
        assert!(readers.insert(reader) && ids.insert(id));
    }
    assert_eq!((readers.len(), ids.len()), (READERS, READERS));
}

/// Holds one copy against what it must be; returns its reader and its Message-ID.
fn read(seen: &Value, bytes: &[u8]) -> (String, String) {
    let header = |name: &str| {
        let mut found = seen["headers"].as_array().unwrap().iter().filter(|pair| pair[0] == name);
        let value = found.next().unwrap_or_else(|| panic!("no {name}"))[1].as_str().unwrap().to_owned();
        assert!(found.next().is_none(), "{name} stands twice");
        value
    };
    let name = seen["to"][0].as_str().unwrap();
    let address = format!("reader{}@example.org", name.strip_prefix("Zoë ").unwrap());
    assert_eq!(seen["to"][1], *address);
    assert_eq!(header("X-Rcpt-Args"), format!("<{address}>"));
    let arguments = header("X-Mail-Args");
    let arguments: Vec<_> = arguments.split(' ').collect();
    assert!(
        matches!(arguments.as_slice(), ["<chair@example.org>", "RET=HDRS", id] if id.starts_with("ENVID=")),
        "{arguments:?}"
    );
    assert_eq!(header("Subject"), format!("Grüße an {name}"));
    assert_eq!((&seen["from"][0], &seen["from"][1]), (&"Chair".into(), &"chair@example.org".into()));
    assert!(header("List-Unsubscribe").starts_with("<https://news.example.org/u/"));
    assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert!(header("List-Id").ends_with("<members.example.org>"));
    assert_eq!(seen["defects"], serde_json::json!([]));
    let parts = seen["parts"].as_array().unwrap();
    let types: Vec<_> = parts.iter().map(|part| part[0].as_str().unwrap()).collect();
    assert_eq!(types, ["multipart/alternative", "text/plain", "text/html"]);

    let message = MessageParser::default().parse(bytes).unwrap();
    assert_eq!(message.subject(), Some(&*header("Subject")));
    assert_eq!(message.message_id(), header("Message-ID").strip_prefix('<').unwrap().strip_suffix('>'));
    assert_eq!(message.to().unwrap().first().unwrap().address(), Some(&*address));
    for (part, ours) in [(&parts[1], message.body_text(0)), (&parts[2], message.body_html(0))] {
        let ours = ours.unwrap().replace("\r\n", "\n");
        assert_eq!(part[3].as_str().unwrap().replace("\r\n", "\n").trim_end(), ours.trim_end());
        assert!(ours.contains(&format!("Dear {name},")) && ours.contains("regards — the chair"), "{ours}");
        assert!(ours.contains(header("List-Unsubscribe").trim_matches(['<', '>'])), "{ours}");
    }
    (address, header("Message-ID"))
}
