//! Dovecot keeps the mails, as Maildir and as mbox, and shows them by IMAP over TLS.

mod killed;
mod read;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, fcntl_lock};
use tempfile::TempDir;

use crate::cli::TestWorkspace;
use crate::missing::left_out;

const DOVECOT: &str = "/usr/sbin/dovecot";
/// Debian's `nobody`, who owns the mails.
const OWNER: u32 = 65_534;
pub(super) const PASSWORD: &str = "correct-horse";

/// How the mails lie on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MailFormat {
    Maildir,
    Mbox,
}

/// A running Dovecot with one mailbox; it ends with the handle.
pub(super) struct DovecotServer {
    child: Child,
    folder: TempDir,
    format: MailFormat,
    pub(super) port: u16,
    delivered: usize,
}

impl DovecotServer {
    /// Starts it on a free port; `None` if it is not installed, or this is not root, as which it must start.
    pub(super) fn start(format: MailFormat) -> Option<Self> {
        Self::start_with(format, |_| format!("passdb {{\n  driver = static\n  args = password={PASSWORD}\n}}\n"))
    }

    /// Starts it with settings that say who may log in; their files may be in the folder.
    pub(super) fn start_with(format: MailFormat, logins: impl Fn(&Path) -> String) -> Option<Self> {
        if !super::is_here(DOVECOT) {
            return None;
        }
        if fs::metadata("/proc/self").is_ok_and(|own| own.uid() != 0) {
            left_out("root, as which Dovecot must start");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::set_permissions(root, fs::Permissions::from_mode(0o711)).unwrap();
        for name in ["mail", "mail/new", "mail/cur", "mail/tmp", "home"] {
            fs::create_dir(root.join(name)).unwrap();
            chown(root.join(name), Some(OWNER), Some(OWNER)).unwrap();
        }
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        fs::write(root.join("ca.pem"), made.cert.pem()).unwrap();
        fs::write(root.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        let port = super::server_address().port();
        fs::write(root.join("dovecot.conf"), configuration(root, format, port, &logins(root))).unwrap();
        let mut command = Command::new(DOVECOT);
        command.arg("-F").arg("-c").arg(root.join("dovecot.conf")).stdin(Stdio::null());
        let mut child = command.spawn().unwrap();
        // It does not say when it listens.
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let log = || fs::read_to_string(root.join("log")).unwrap_or_default();
            assert_eq!(child.try_wait().unwrap(), None, "{}", log());
            thread::yield_now();
        }
        Some(Self { child, folder, format, port, delivered: 0 })
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where a program on this machine would read the mails.
    fn local_url(&self) -> String {
        match self.format {
            MailFormat::Maildir => format!("maildir:{}", self.path("mail").display()),
            MailFormat::Mbox => format!("mbox:{}", self.path("mail/inbox").display()),
        }
    }

    /// A workspace whose mailbox this is.
    pub(super) fn mailbox_of(&self, house: TestWorkspace) -> TestWorkspace {
        house
            .with_settings(&format!(
                "[mailbox]\nurl = \"imaps://ann@127.0.0.1:{}\"\nca_file = \"{}\"\n",
                self.port,
                self.path("ca.pem").display()
            ))
            .with_variable("CIRCULAR_MAILBOX_PASSWORD", PASSWORD)
    }

    /// Lays mails in, as a delivery program does.
    pub(super) fn lay_in(&mut self, mails: &[String]) {
        for mail in mails {
            self.delivered += 1;
            match self.format {
                MailFormat::Maildir => {
                    let name = format!("{}.host", self.delivered);
                    let written = self.path("mail/tmp").join(&name);
                    fs::write(&written, mail).unwrap();
                    chown(&written, Some(OWNER), Some(OWNER)).unwrap();
                    fs::rename(written, self.path("mail/new").join(name)).unwrap();
                }
                MailFormat::Mbox => {
                    let path = self.path("mail/inbox");
                    let mut file = fs::OpenOptions::new().create(true).append(true).open(&path).unwrap();
                    fcntl_lock(&file, FlockOperation::LockExclusive).unwrap();
                    let text = mail.replace("\r\n", "\n").replace("\nFrom ", "\n>From ");
                    write!(file, "From MAILER-DAEMON Sun Nov 29 04:00:00 2026\n{text}\n\n").unwrap();
                    chown(&path, Some(OWNER), Some(OWNER)).unwrap();
                }
            }
        }
    }

    /// Delivers a mail by LMTP, as a relay on the same machine does.
    pub(super) fn deliver(&self, recipient: &str, mail: &str) {
        let mut socket = BufReader::new(UnixStream::connect(self.path("run/lmtp")).unwrap());
        let hear = |socket: &mut BufReader<UnixStream>| {
            let mut line = String::new();
            while line.as_bytes().get(3) != Some(&b' ') {
                line.clear();
                assert_ne!(socket.read_line(&mut line).unwrap(), 0, "LMTP ended");
            }
            assert!(line.starts_with(['2', '3']), "{line}");
        };
        hear(&mut socket);
        let envelope =
            ["LHLO host", "MAIL FROM:<>", &format!("RCPT TO:<{recipient}>"), "DATA", &format!("{mail}\r\n.")];
        for line in envelope {
            socket.get_mut().write_all(format!("{line}\r\n").as_bytes()).unwrap();
            hear(&mut socket);
        }
    }
}

/// How long mails may be on their way.
const LONGEST_DELIVERY: Duration = Duration::from_mins(1);

impl DovecotServer {
    /// Waits until so many new mails are in the Maildir.
    pub(super) fn wait_for_mails(&self, count: usize, log: impl Fn() -> String) {
        let begun = Instant::now();
        while fs::read_dir(self.path("mail/new")).unwrap().count() < count {
            assert!(begun.elapsed() < LONGEST_DELIVERY, "{}", log());
            thread::yield_now();
        }
    }
}

impl Drop for DovecotServer {
    fn drop(&mut self) {
        // Its other processes end only with a signal to the first.
        let _ = Command::new("sh").args(["-c", &format!("kill -TERM {}", self.child.id())]).status();
        let _ = self.child.wait();
    }
}

fn configuration(root: &Path, format: MailFormat, port: u16, logins: &str) -> String {
    let root = root.display();
    let location = match format {
        MailFormat::Maildir => format!("maildir:{root}/mail"),
        MailFormat::Mbox => format!("mbox:{root}/home/mail:INBOX={root}/mail/inbox"),
    };
    format!(
        "protocols = imap lmtp\nbase_dir = {root}/run\nlog_path = {root}/log\nlisten = 127.0.0.1\n\
         ssl = required\nssl_cert = <{root}/ca.pem\nssl_key = <{root}/key.pem\nmail_location = {location}\n\
         recipient_delimiter = +\nmail_fsync = never\nmail_max_userip_connections = 100\n\
         {logins}\
         userdb {{\n  driver = static\n  args = uid={OWNER} gid={OWNER} home={root}/home\n}}\n\
         service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = 0\n  }}\n\
         inet_listener imaps {{\n    port = {port}\n    ssl = yes\n  }}\n}}\n\
         service anvil {{\n  chroot =\n}}\n"
    )
}

/// A society with so many members whose letters were sent to files.
pub(super) fn society(members: usize) -> TestWorkspace {
    let rows: Vec<_> = (0..members).map(|number| format!("reader{number}@example.org,R{number}")).collect();
    let draft = "---\nsubject: Spring\nto: members\n---\n\nDear {{first_name}},\n\nSpring is here.\n";
    let house = TestWorkspace::empty()
        .with_file("circular.toml", "[society]\nname = \"Society\"\n[sender]\nfrom = \"Chair <chair@example.org>\"\n")
        .with_variable("CIRCULAR_SENDER_UNSUBSCRIBE", "leave+{token}@example.org")
        .with_list(&format!("email,first_name\n{}\n", rows.join("\n")))
        .with_draft("spring", draft);
    house.run(["send", "spring", "--yes"]).is_well();
    house
}

/// Returns the address by which the recipient of a copy leaves; copies count from 1.
pub(super) fn leave_address(house: &TestWorkspace, copy: usize) -> String {
    let mail = house.text(&format!("outbox/{copy:06}.eml")).replace("\r\n ", " ");
    let header = mail.lines().find(|line| line.starts_with("List-Unsubscribe:")).unwrap();
    header.split_once("<mailto:").unwrap().1.split(['>', '?']).next().unwrap().to_owned()
}
