//! Roundcube, a webmail program, shows letters from a mailbox in Dovecot: what its cleaner leaves of them, in a browser.

mod answer;
mod view;

use std::fs::{self, File};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::dovecot::{DovecotServer, MailFormat, PASSWORD};
use super::driver::HeadlessBrowser;
use crate::cli::TestWorkspace;
use crate::missing::left_out;

const PHP: &str = "/usr/bin/php";
/// Where Debian's package puts the pages and the defaults of the settings.
const PAGES: &str = "/var/lib/roundcube/public_html";
const DEFAULTS: &str = "/etc/roundcube";

/// The pictures that `view` takes.
pub(super) const PICTURES: [&str; 3] = ["roundcube-light", "roundcube-dark", "roundcube-narrow"];

/// The letters in the mailbox, by their UIDs.
const REPORT: u32 = 1;
const NOTICE: u32 = 2;

/// A running Roundcube with a mailbox of its own; it ends with the handle.
struct RoundcubeServer {
    child: Child,
    folder: TempDir,
    _mailbox: DovecotServer,
    address: String,
}

impl RoundcubeServer {
    /// Starts it on a free port, with the letters in its mailbox; `None` if something that it needs is not installed.
    fn start() -> Option<Self> {
        if !super::is_here(PHP) || !super::is_here(&format!("{PAGES}/index.php")) || !has_sqlite() {
            return None;
        }
        let mut mailbox = DovecotServer::start(MailFormat::Maildir)?;
        mailbox.lay_in(&letters());
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::write(root.join("config.inc.php"), settings(root, &mailbox)).unwrap();
        for name in ["defaults.inc.php", "mimetypes.php"] {
            fs::copy(Path::new(DEFAULTS).join(name), root.join(name)).unwrap();
        }
        let address = super::server_address();
        let mut command = Command::new(PHP);
        command.args(["-S", &address.to_string(), "-t", PAGES]).env("ROUNDCUBE_CONFIG_DIR", root);
        let log = File::create(root.join("log")).unwrap();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap();
        let mut server = Self { child, folder, _mailbox: mailbox, address: address.to_string() };
        while TcpStream::connect(address).is_err() {
            let log = || fs::read_to_string(server.folder.path().join("log")).unwrap_or_default();
            assert_eq!(server.child.try_wait().unwrap(), None, "{}", log());
            std::thread::yield_now();
        }
        Some(server)
    }

    /// Opens a browser and logs in; the server comes with it, so that both end together.
    async fn open() -> Option<(HeadlessBrowser, Self)> {
        let browser = HeadlessBrowser::open().await?;
        let server = Self::start()?;
        browser.set_screen((1280, 900)).await;
        browser.open_url(&server.url("")).await;
        browser
            .run_script(&format!(
                "document.getElementById('rcmloginuser').value = 'ann';
                 const password = document.getElementById('rcmloginpwd');
                 password.value = '{PASSWORD}';
                 password.focus()"
            ))
            .await;
        browser.submit().await;
        browser.wait_until("document.querySelectorAll('#messagelist tbody tr').length === 2").await;
        Some((browser, server))
    }

    fn url(&self, query: &str) -> String {
        format!("http://{}/{query}", self.address)
    }
}

impl Drop for RoundcubeServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn has_sqlite() -> bool {
    let asked = Command::new(PHP).args(["-r", "exit(extension_loaded('pdo_sqlite') ? 0 : 1);"]).status();
    let here = asked.is_ok_and(|asked| asked.success());
    if !here {
        left_out("php-sqlite3");
    }
    here
}

/// Its settings: what Debian's package has, but for files in a folder of its own.
fn settings(root: &Path, mailbox: &DovecotServer) -> String {
    let (root, port, ca) = (root.display(), mailbox.port, mailbox.path("ca.pem"));
    format!(
        "<?php\n$config = [\n'db_dsnw' => 'sqlite:///{root}/roundcube.db?mode=0600',\n\
         'imap_host' => 'ssl://127.0.0.1:{port}',\n\
         'imap_conn_options' => ['ssl' => ['verify_peer' => true, 'cafile' => '{}']],\n\
         'des_key' => 'twenty-four-octets-long!',\n'log_dir' => '{root}/',\n'temp_dir' => '{root}/',\n\
         'language' => 'en_US',\n'timezone' => 'UTC',\n'skin' => 'elastic',\n'plugins' => [],\n];\n",
        ca.display()
    )
}

/// Sends the annual report, with a picture, and the call to a meeting to a member, and returns both mails.
fn letters() -> Vec<String> {
    let report = include_str!("../../../newsletters/2019-annual-report.md");
    let pictured = report.replace("\n## An afternoon", "\n![Members by year](chart.png)\n\n## An afternoon");
    assert_ne!(pictured, report);
    let house = TestWorkspace::empty()
        .with_file("circular.toml", include_str!("../../../circular.toml"))
        .with_list("email,first_name,category,town\nada@example.org,Ada,student,Leeds\n")
        .with_draft("2019-annual-report", &pictured)
        .with_draft("2017-annual-meeting", include_str!("../../../newsletters/2017-annual-meeting.md"));
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/logo.png"), house.path("logo.png")).unwrap();
    let chart = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/looks/chart.png");
    fs::copy(chart, house.path("newsletters/chart.png")).unwrap();
    for draft in ["2019-annual-report", "2017-annual-meeting"] {
        house.run(["send", draft, "--yes"]).is_well();
    }
    let mail = |name: &str, date: &str| {
        let sent = house.text(&format!("outbox/{name}.eml"));
        // The day is that of the letter, so that its picture is always the same.
        let header = sent.lines().find(|line| line.starts_with("Date: ")).unwrap();
        sent.replacen(header, &format!("Date: {date} +0000"), 1)
    };
    vec![mail("000001", "Mon, 08 Jul 2019 18:30:00"), mail("000002", "Mon, 24 Apr 2017 18:30:00")]
}
