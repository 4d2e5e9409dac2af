//! dkimpy, `Mail::DKIM` and `OpenDKIM` verify what we sign, also after a trip through Postfix, Exim or `OpenSMTPD` to Dovecot.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use circular::mail_catcher::{CatcherScript, MailCatcher};
use circular::message::dkim::DkimIdentity;
use circular::model::MessageSigner as _;

use super::dovecot::{DovecotServer, MailFormat, PASSWORD};
use super::is_here;
use super::mail_servers::{MailServer, exim, opensmtpd, postfix};
use crate::cli::TestWorkspace;
use crate::message::foreign::python;
use crate::message::shapes;
use crate::message::signed::{identities, signer};
use crate::missing::left_out;
use crate::transport::ANYWHERE;

const DOMAIN: &str = "harbour.example";
/// Debian's own Python, for which its package `python3-dkim` is.
const PYTHON: &str = "/usr/bin/python3";
const OPENDKIM: &str = "/usr/sbin/opendkim";
const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/real/dkim");

/// Messages in a folder, with the records of the keys.
struct SignedMessages {
    folder: tempfile::TempDir,
    files: Vec<PathBuf>,
}

impl SignedMessages {
    fn new(identities: &[DkimIdentity], messages: &[Vec<u8>]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut written = Self { folder, files: Vec::new() };
        written.write_records(identities);
        for (number, message) in messages.iter().enumerate() {
            written.files.push(written.path(&format!("{number:06}.eml")));
            fs::write(&written.files[number], message).unwrap();
        }
        written
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write_records(&self, identities: &[DkimIdentity]) {
        let records = identities.iter().map(DkimIdentity::record);
        let lines: Vec<_> = records.map(|record| format!("{} {}\n", record.name, record.text)).collect();
        fs::write(self.path("records"), lines.concat()).unwrap();
    }

    /// Returns what a script says of each message.
    fn verify(&self, program: &str, script: &str) -> Vec<String> {
        let mut command = Command::new(program);
        command.arg(Path::new(SCRIPTS).join(script)).arg(self.path("records")).args(&self.files);
        said(&mut command).lines().map(str::to_owned).collect()
    }

    /// Returns whether `OpenDKIM` verifies each message; it takes them one by one.
    fn opendkim(&self) -> Vec<bool> {
        let settings = format!("Mode v\nTestPublicKeys {}\nSyslog no\n", self.path("records").display());
        fs::write(self.path("opendkim.conf"), settings).unwrap();
        let verify = |file: &PathBuf| {
            let mut command = Command::new(OPENDKIM);
            let output = command.arg("-x").arg(self.path("opendkim.conf")).arg("-t").arg(file).output().unwrap();
            let heard = [output.stdout, output.stderr].concat();
            let heard = String::from_utf8_lossy(&heard).into_owned();
            assert!(heard.contains("verification"), "{heard}");
            heard.contains("succeeded")
        };
        self.files.iter().map(verify).collect()
    }
}

fn said(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Tells whether all verifiers are installed.
fn has_verifiers() -> bool {
    let works = |program: &str, arguments: [&str; 2], package: &str| {
        let works = Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success());
        if !works {
            left_out(package);
        }
        works
    };
    works(PYTHON, ["-c", "import dkim, nacl"], "python3-dkim and python3-nacl")
        && works("perl", ["-MMail::DKIM::Verifier", "-e1"], "libmail-dkim-perl")
        && is_here(OPENDKIM)
}

/// Bodies that end in blanks or are open, and one that is all dots.
fn bodies() -> Vec<Vec<u8>> {
    let head = "From: Harbour <news@harbour.example>\r\nTo: ann@reader.example\r\nSubject: \tSpring \t here \r\n \
                and  now\r\nDate: Fri, 15 Jan 2027 08:00:00 +0000\r\nMessage-ID: <1@harbour.example>\r\n\r\n";
    let bodies = ["text", "text \r\n \t\r\n\r\n", "text\t\r\n  more  words\r\n\r\n\r\n", "\r\n \r\n.\r\n..\r\n"];
    bodies.map(|body| format!("{head}{body}").into_bytes()).into()
}

#[test]
fn every_shape_is_verified_by_others() {
    if !has_verifiers() {
        return;
    }
    let mut empty = shapes::images();
    (empty.letter.text, empty.letter.html) = (String::new(), String::new());
    empty.attachments.iter_mut().for_each(|file| file.bytes.clear());
    let shapes = shapes::all().into_iter().chain([empty]);
    let mut messages: Vec<_> = shapes.map(|shape| shape.write().unwrap()).collect();
    messages.extend(bodies());
    let messages: Vec<_> = messages.iter().map(|message| signer(DOMAIN).sign(message).unwrap()).collect();
    let written = SignedMessages::new(&identities(DOMAIN), &messages);
    assert_eq!(written.verify(PYTHON, "verify.py"), vec!["pass pass"; messages.len()]);
    // Mail::DKIM does not know ed25519 (RFC 8463).
    assert_eq!(written.verify("perl", "verify.pl"), vec!["pass invalid"; messages.len()]);
    assert_eq!(written.opendkim(), vec![true; messages.len()]);
}

#[test]
fn changed_or_added_headers_are_noticed() {
    if !has_verifiers() {
        return;
    }
    let copy = signer(DOMAIN).sign(&shapes::plain().write().unwrap()).unwrap();
    let text = String::from_utf8(copy).unwrap();
    let added =
        ["From: eve@evil.example", "Subject: x", "Cc: x@evil.example", "List-Unsubscribe: <https://evil.example>"];
    let mut changed: Vec<String> = added.iter().map(|header| format!("{header}\r\n{text}")).collect();
    for (from, to) in [
        ("<https://news.harbour.example/u/", "<https://evil.example/u/"),
        ("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", ""),
        ("the wall stands", "the wall fell"),
    ] {
        let (signatures, message) = text.split_once("\r\nFrom:").unwrap();
        assert!(message.contains(from), "{from}");
        changed.push(format!("{signatures}\r\nFrom:{}", message.replace(from, to)));
    }
    let changed: Vec<_> = changed.into_iter().map(String::into_bytes).collect();
    let written = SignedMessages::new(&identities(DOMAIN), &changed);
    assert_eq!(written.verify(PYTHON, "verify.py"), vec!["fail fail"; changed.len()]);
    let perl = written.verify("perl", "verify.pl");
    assert!(perl.len() == changed.len() && perl.iter().all(|result| result.starts_with("fail ")), "{perl:?}");
}

/// A letter with umlauts, a table, a link, a picture and a file, which ends in lines of blanks.
const LETTER: &str = "---\nsubject: \"Grüße an {{first_name}}\"\nto: members\nattachments: [notes.txt]\n---\n\n\
    Dear {{first_name}},\n\nthe **café** is open — from tomorrow.\n\n| Day | Hours |\n| --- | --- |\n| Monday | 9–12 |\n\n\
    See [our page](https://www.example.org/a-page).\n\n- one\n- two\n\n&nbsp;\n\n   \n \n";

/// Sends an issue with both signatures through a relay to Dovecot, reads it by IMAP, and has it verified.
fn trip_keeps_signatures(start: impl FnOnce(&Path) -> Option<MailServer>) {
    let Some(dovecot) = DovecotServer::start(MailFormat::Maildir).filter(|_| has_verifiers()) else { return };
    let Some(relay) = start(&dovecot.path("run/lmtp")) else { return };
    let house = TestWorkspace::new()
        .with_file("dkim/rsa.key", include_str!("../message/keys/rsa.pem"))
        .with_file("dkim/ed25519.key", include_str!("../message/keys/ed25519.pem"))
        .with_settings(
            "[dkim]\nrsa_selector = \"rsa1\"\nrsa_key_file = \"dkim/rsa.key\"\ned25519_selector = \"ed1\"\n\
             ed25519_key_file = \"dkim/ed25519.key\"\n",
        )
        .with_variable("CIRCULAR_SENDER_UNSUBSCRIBE", "leave+{token}@example.org")
        .with_list("email,first_name\nann@example.org,Ann\nbob@example.org,Bob\ncat@example.org,Žofie\n")
        .with_file("newsletters/notes.txt", "Notes — with  blanks \n\n \n")
        .with_draft("spring", LETTER)
        .with_relay(&relay.address, 2);
    house.run(["send", "spring", "--yes"]).is_well();
    dovecot.wait_for_mails(3, || relay.log());
    let mut read = SignedMessages::new(&identities("example.org"), &[]);
    let mut fetch = Command::new(PYTHON);
    fetch.arg(Path::new(SCRIPTS).join("fetch.py")).args([&dovecot.port.to_string(), PASSWORD]);
    said(fetch.arg(read.folder.path()));
    read.files = (1..=3).map(|number| read.path(&format!("{number:06}.eml"))).collect();
    assert_eq!(read.verify(PYTHON, "verify.py"), ["pass pass"; 3]);
    assert_eq!(read.verify("perl", "verify.pl"), ["pass invalid"; 3]);
    assert_eq!(read.opendkim(), [true; 3]);
    for file in &read.files {
        let mail = fs::read(file).unwrap();
        assert!(mail.is_ascii() && mail.split(|byte| *byte == b'\n').all(|line| line.len() <= 999));
        let seen = python(&mail);
        assert_eq!(seen["defects"], serde_json::json!([]));
        let headers = seen["headers"].as_array().unwrap();
        let signatures: Vec<_> = headers.iter().filter(|pair| pair[0] == "DKIM-Signature").collect();
        assert_eq!(signatures.len(), 2);
        for signature in signatures {
            let tags = signature[1].as_str().unwrap().replace(' ', "");
            assert!(tags.contains(":list-unsubscribe:list-unsubscribe:list-unsubscribe-post:list-unsubscribe-post;"));
        }
    }
}

#[test]
fn signatures_survive_postfix() {
    trip_keeps_signatures(|mailbox| {
        postfix(&format!(
            "mydestination =\nmynetworks = 127.0.0.0/8\ntransport_maps = inline:{{ {{ example.org = lmtp:unix:{} }} }}\n",
            mailbox.display()
        ))
    });
}

#[test]
fn signatures_survive_exim() {
    trip_keeps_signatures(|mailbox| {
        let routing = format!(
            "deliver_drop_privilege\nsmtp_accept_queue_per_connection = 0\nbegin routers\nours:\n  driver = accept\n\
             \x20 transport = mailbox\nbegin transports\nmailbox:\n  driver = lmtp\n  socket = {}\n  return_path_add\n",
            mailbox.display()
        );
        exim("127.0.0.1", &routing)
    });
}

#[test]
fn signatures_survive_opensmtpd() {
    // Nothing goes to the port: all members are in our mailbox.
    trip_keeps_signatures(|mailbox| opensmtpd(9, mailbox));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_relay_signs_with_its_own_keys() {
    if !has_verifiers() {
        return;
    }
    let catch = async || MailCatcher::start(ANYWHERE, CatcherScript::default()).await.unwrap();
    let (usual, youth) = (catch().await, catch().await);
    let house = TestWorkspace::new().with_file("members.csv", "email\nann@reader.example\n");
    for list in ["members", "youth"] {
        house.run(["list", "create", list, "--title", list]).is_well();
        house.run(["subscriber", "import", "members.csv", "--list", list]).is_well();
    }
    let mut records = String::new();
    for domain in ["example.org", "youth.example.org"] {
        let made = house.run(["dkim", "new", domain, "--selector", "news"]);
        made.is_well();
        let lines: Vec<&str> = made.out.lines().map(str::trim).collect();
        let names = lines.iter().filter_map(|line| line.split_once("all of it: ")?.1.strip_suffix(')'));
        let values = lines.iter().filter_map(|line| line.strip_prefix("Value  "));
        records.extend(names.zip(values).map(|(name, value)| format!("{name} {value}\n")));
    }
    assert_eq!(records.lines().count(), 4, "{records}");
    let keys = |table: &str, domain: &str| {
        format!(
            "[{table}]\nrsa_selector = \"news\"\nrsa_key_file = \"dkim/news.rsa.{domain}.key\"\n\
             ed25519_selector = \"news-ed\"\ned25519_key_file = \"dkim/news.ed25519.{domain}.key\"\n"
        )
    };
    let house = house.with_settings(&format!(
        "[relay]\nurl = \"smtp://{}\"\n{}[relays.youth]\nurl = \"smtp://{}\"\nfrom = [\"youth.example.org\"]\n{}",
        usual.address(),
        keys("dkim", "example.org"),
        youth.address(),
        keys("relays.youth.dkim", "youth.example.org")
    ));
    let draft =
        |from: &str, to: &str| format!("---\nsubject: Spring\n{from}to: {to}\n---\n\nDear all,\n\nSpring is here.\n");
    let house = house
        .with_draft("spring", &draft("", "members"))
        .with_draft("camp", &draft("from: Camp <camp@youth.example.org>\n", "youth"));
    for slug in ["spring", "camp"] {
        house.run(["send", slug, "--yes"]).is_well();
    }
    let messages: Vec<_> = [&usual, &youth].map(MailCatcher::messages).concat();
    let bytes: Vec<Vec<u8>> = messages.iter().map(|caught| caught.bytes.clone()).collect();
    let texts: Vec<_> = bytes.iter().map(|mail| String::from_utf8_lossy(mail).into_owned()).collect();
    for (text, domain) in texts.iter().zip(["example.org", "youth.example.org"]) {
        assert_eq!(text.matches(&format!(" d={domain};")).count(), 2, "{text}");
    }
    let written = SignedMessages::new(&[], &bytes);
    fs::write(written.path("records"), records).unwrap();
    assert_eq!(written.verify(PYTHON, "verify.py"), ["pass pass"; 2]);
    assert_eq!(written.verify("perl", "verify.pl"), ["pass invalid"; 2]);
    assert_eq!(written.opendkim(), [true; 2]);
}
