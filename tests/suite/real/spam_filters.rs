//! `SpamAssassin` and rspamd, offline, find nothing to complain about in the sample letters; nor does Python's strict parser.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;

use super::{has_python, is_here};
use crate::cli::TestWorkspace;
use crate::missing::left_out;
use crate::transport::ANYWHERE;

const SPAMASSASSIN: &str = "/usr/bin/spamassassin";
const RSPAMD: &str = "/usr/bin/rspamd";
const RSPAMC: &str = "/usr/bin/rspamc";
/// The user that Debian's package makes.
const RSPAMD_USER: &str = "_rspamd";

/// The drafts of the repository, and those that `new` and `init` write.
const DRAFTS: [(&str, &str); 8] = [
    ("annual-report", include_str!("../../../newsletters/2019-annual-report.md")),
    ("annual-meeting", include_str!("../../../newsletters/2017-annual-meeting.md")),
    ("call-for-views", include_str!("../../../newsletters/2016-call-for-views.md")),
    ("welcome", include_str!("../../../templates/archetypes/welcome.md")),
    ("everything", include_str!("../looks/everything.md")),
    ("letter", include_str!("../../../templates/archetypes/letter.md")),
    ("notice", include_str!("../../../templates/archetypes/notice.md")),
    ("report", include_str!("../../../templates/archetypes/report.md")),
];

/// What `SpamAssassin` may say: that the mail has not come over the internet, that HTML is in it, and that it is a list's.
const HARMLESS_RULES: [&str; 4] = ["NO_RECEIVED", "NO_RELAYS", "HTML_MESSAGE", "MAILING_LIST_MULTI"];
/// What rspamd may count against a letter: the preheader is one hidden part.
const HARMLESS_SYMBOLS: [(&str, f64); 1] = [("MANY_INVISIBLE_PARTS", 0.05)];

/// Sends every sample, signed, to files.
fn sample_letters() -> (TestWorkspace, Vec<PathBuf>) {
    let mut house = TestWorkspace::new()
        .with_file("keys/rsa.key", include_str!("../message/keys/rsa.pem"))
        .with_file("keys/ed25519.key", include_str!("../message/keys/ed25519.pem"))
        .with_settings(
            "[dkim]\nrsa_selector = \"rsa1\"\nrsa_key_file = \"keys/rsa.key\"\ned25519_selector = \"ed1\"\n\
             ed25519_key_file = \"keys/ed25519.key\"\n",
        )
        .with_variable("CIRCULAR_SENDER_UNSUBSCRIBE", "leave@example.org")
        .with_variable("CIRCULAR_SENDER_REPLY_TO", "The Secretary <secretary@example.org>")
        .with_list(
            "email,first_name,last_name,category,joined,since,town\n\
             ann@example.net,Ann,Dvořáková,student,2019-01-02,2015,Exampleton\n",
        );
    for (slug, text) in DRAFTS {
        house = house.with_draft(slug, &text.replace("{{title}}", "Spring"));
    }
    fs::write(house.path("newsletters/chart.png"), include_bytes!("../looks/chart.png")).unwrap();
    for (slug, _) in DRAFTS {
        let sent = house.run(["send", slug, "--list", "members", "--yes"]);
        if sent.code() != 0 {
            house.run(["send", slug, "--list", "members", "--yes", "--allow", "placeholder"]).is_well();
        }
    }
    let files = (1..=DRAFTS.len()).map(|number| house.path(&format!("outbox/{number:06}.eml"))).collect();
    (house, files)
}

#[test]
fn spamassassin_scores_every_sample_below_zero() {
    if !is_here(SPAMASSASSIN) {
        return;
    }
    let (house, files) = sample_letters();
    for file in files {
        let mut command = Command::new(SPAMASSASSIN);
        // -L: without the network.
        command.args(["-L", "-t", "--siteconfigpath", "/etc/spamassassin"]).env("HOME", house.path(""));
        let output = command.stdin(fs::File::open(&file).unwrap()).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let (_, analysis) = text.rsplit_once("Content analysis details:").unwrap_or_else(|| panic!("{text}"));
        let score = analysis.trim_start().strip_prefix('(').and_then(|rest| rest.split_whitespace().next());
        assert!(score.unwrap().parse::<f64>().unwrap() < 0.0, "{}: {analysis}", file.display());
        let hits = analysis.lines().filter_map(|line| {
            let mut words = line.split_whitespace();
            words.next()?.parse::<f64>().ok()?;
            words.next()
        });
        let hits: Vec<_> = hits.filter(|name| !HARMLESS_RULES.contains(name)).collect();
        assert!(hits.is_empty(), "{}: {hits:?}", file.display());
    }
}

/// A running rspamd without the network; it ends with the handle.
struct RspamdServer {
    child: Child,
    address: String,
    _folder: TempDir,
}

impl RspamdServer {
    fn start() -> Option<Self> {
        if !is_here(RSPAMD) || !is_here(RSPAMC) {
            return None;
        }
        if fs::metadata("/proc/self").is_ok_and(|own| own.uid() != 0) {
            left_out("root, as which rspamd must start");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::set_permissions(root, fs::Permissions::from_mode(0o755)).unwrap();
        for name in ["db", "run", "log", "local.d"] {
            fs::create_dir(root.join(name)).unwrap();
            fs::set_permissions(root.join(name), fs::Permissions::from_mode(0o777)).unwrap();
        }
        let address = TcpListener::bind(ANYWHERE).unwrap().local_addr().unwrap().to_string();
        write_settings(root, &address);
        let variable = |name: &str, folder: &Path| format!("--var={name}={}", folder.display());
        let mut command = Command::new(RSPAMD);
        command.args(["-f", "-u", RSPAMD_USER, "-g", RSPAMD_USER, "-c", "/etc/rspamd/rspamd.conf"]);
        command.arg(variable("LOCAL_CONFDIR", root)).arg(variable("DBDIR", &root.join("db")));
        command.arg(variable("RUNDIR", &root.join("run"))).arg(variable("LOGDIR", &root.join("log")));
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut server = Self { child, address, _folder: folder };
        while TcpStream::connect(&server.address).is_err() {
            assert_eq!(server.child.try_wait().unwrap(), None, "rspamd went away");
            thread::yield_now();
        }
        Some(server)
    }
}

/// Lets one scanner listen, and sends what it asks the network to a port where nobody answers.
fn write_settings(root: &Path, address: &str) {
    let write = |name: &str, text: &str| fs::write(root.join("local.d").join(name), text).unwrap();
    write("worker-normal.inc", &format!("bind_socket = \"{address}\";\ncount = 1;\n"));
    for name in ["worker-controller.inc", "worker-proxy.inc", "worker-fuzzy.inc"] {
        write(name, "enabled = false;\n");
    }
    let run = root.join("run");
    let run = run.display();
    write(
        "options.inc",
        &format!(
            "dns {{ nameserver = [\"127.0.0.1:9\"]; timeout = 0.1s; retransmits = 1; }}\n\
             control_socket = \"{run}/rspamd.sock mode=0600\";\npidfile = \"{run}/rspamd.pid\";\n"
        ),
    );
    write("logging.inc", "type = \"console\"; level = \"error\";\n");
}

impl Drop for RspamdServer {
    fn drop(&mut self) {
        // Its scanner ends only with a signal to the first process.
        let _ = Command::new("sh").args(["-c", &format!("kill -TERM {}", self.child.id())]).status();
        let _ = self.child.wait();
    }
}

/// Returns what rspamd says of a file.
fn symbols(server: &RspamdServer, file: &Path) -> serde_json::Value {
    let mut command = Command::new(RSPAMC);
    command.args(["-h", &server.address, "--hostname", "mail.example.org", "--ip", "127.0.0.1", "-j", "symbols"]);
    let output = command.arg(file).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let json = text.find('{').map_or("", |start| &text[start..]);
    serde_json::from_str(json).unwrap_or_else(|_| panic!("{text}"))
}

#[test]
fn rspamd_scores_every_sample_below_zero() {
    let Some(server) = RspamdServer::start() else { return };
    let (_house, files) = sample_letters();
    for file in files {
        let result = symbols(&server, &file);
        assert!(result["score"].as_f64().unwrap() < 0.0, "{}: {result:#}", file.display());
        for (name, symbol) in result["symbols"].as_object().unwrap() {
            let score = symbol["score"].as_f64().unwrap();
            let most = HARMLESS_SYMBOLS.iter().find(|(known, _)| known == name).map_or(0.0, |(_, score)| *score);
            assert!(score <= most, "{}: {name} {score}", file.display());
        }
    }
}

/// rspamd counts the accents in a subject when it takes the letter for English, however they are encoded; so nothing of it is
/// ours to mend.
#[test]
fn rspamd_counts_accents_of_a_subject_in_any_encoding() {
    let Some(server) = RspamdServer::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let english = "Dear all,\r\n\r\nthe committee invites you to the annual meeting in the village hall. Please bring your \
                   friends and something to eat, and tell us whether you will come.\r\n";
    let score = |number: usize, subject: &str| {
        let path = folder.path().join(format!("{number}.eml"));
        let text = format!(
            "From: Chair <chair@example.org>\r\nTo: zoe@example.net\r\nSubject: {subject}\r\nDate: Sun, 29 Nov 2026 \
             08:00:00 +0000\r\nMessage-ID: <{number}@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; \
             charset=utf-8\r\n\r\n{english}"
        );
        fs::write(&path, text).unwrap();
        symbols(&server, &path)["symbols"]["R_MIXED_CHARSET"]["score"].as_f64()
    };
    let encodings = [
        "=?utf-8?Q?Zo=C3=AB?=, please come to us",
        "=?utf-8?B?Wm/Dqw==?=, please come to us",
        "=?iso-8859-1?Q?Zo=EB?=, please come to us",
    ];
    let scores: Vec<_> = encodings.iter().enumerate().map(|(number, subject)| score(number, subject)).collect();
    assert!(scores[0].is_some_and(|score| score > 0.0), "{scores:?}");
    assert_eq!(scores, [scores[0]; 3]);
    assert_eq!(score(3, "Zoe, please come to us"), None);
}

#[test]
fn python_strict_parses_every_sample() {
    if !has_python() {
        return;
    }
    let (_house, files) = sample_letters();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/real/strict.py");
    let output = Command::new("python3").arg(script).args(&files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = String::from_utf8(output.stdout).unwrap();
    assert_eq!(read.lines().collect::<Vec<_>>(), vec!["DKIM-Signature 2, parts read, written again"; files.len()]);
}
