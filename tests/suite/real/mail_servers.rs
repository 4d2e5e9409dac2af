//! An issue with unknown recipients goes through real Postfix and Exim, each with its own rules about refusals.

use std::fs;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use circular::delivery::RunEnding;
use circular::mail_catcher::CatcherScript;
use circular::model::DeliveryStatus;

use super::own_root::{OwnRoot, unpacked_server};
use crate::delivery::DeliveryScenario;
use crate::engine::TestDatabase;
use crate::missing::left_out;

const POSTFIX: &str = "/usr/sbin/postfix";
/// Where Debian's package puts Exim; `CIRCULAR_TEST_EXIM` names another place.
const EXIM: &str = "/usr/sbin/exim4";

const MEMBERS: usize = 60;

/// Returns whether a member is unknown: 20 of 60, of whom 12 follow each other.
fn is_unknown(number: usize) -> bool {
    (24..36).contains(&number) || [2, 7, 11, 15, 19, 41, 47, 55].contains(&number)
}

fn reader(number: usize) -> String {
    if is_unknown(number) { format!("nobody{number}@example.org") } else { format!("member{number}@example.org") }
}

/// A running server with its own configuration and spool; it ends with the handle.
pub(super) struct MailServer {
    child: ServerProcess,
    pub(super) address: String,
    log: PathBuf,
    folder: tempfile::TempDir,
}

/// A server that is installed, or one in a root of its own.
enum ServerProcess {
    Installed(Child),
    Unpacked(OwnRoot),
}

impl ServerProcess {
    fn is_running(&mut self) -> bool {
        match self {
            Self::Installed(child) => child.try_wait().unwrap().is_none(),
            Self::Unpacked(root) => root.is_running(),
        }
    }
}

impl MailServer {
    fn start(configure: impl FnOnce(&Path, u16), command: impl FnOnce(&Path, u16) -> Command, log: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let address = super::server_address();
        let port = address.port();
        configure(folder.path(), port);
        let mut command = command(folder.path(), port);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let log = folder.path().join(log);
        let child = ServerProcess::Installed(command.spawn().unwrap());
        Self { child, address: address.to_string(), log, folder }.when_it_listens()
    }

    /// Starts an unpacked server by a script, for whose root other folders are shared.
    fn start_unpacked(server: &Path, shared: &Path, script: impl FnOnce(&Path, u16) -> String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let address = super::server_address();
        let port = address.port();
        let root = OwnRoot::start(server, &[folder.path(), shared], &script(folder.path(), port));
        let (child, log) = (ServerProcess::Unpacked(root), folder.path().join("log"));
        Self { child, address: address.to_string(), log, folder }.when_it_listens()
    }

    fn when_it_listens(mut self) -> Self {
        while !self.answers() {
            assert!(self.child.is_running(), "the server went away: {}", self.log());
            std::thread::yield_now();
        }
        self
    }

    /// Tells whether the server greets, or ends a connection that should begin with TLS: a connection that is accepted while
    /// it starts may stay silent.
    fn answers(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect(&self.address) else { return false };
        stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        // A server that begins with TLS says nothing before the client does, and hangs up on this.
        let is_silent =
            |stream: &mut TcpStream| stream.read(&mut [0; 4]).is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
        !is_silent(&mut stream) || stream.write_all(b"QUIT\r\n\r\n").is_ok() && !is_silent(&mut stream)
    }

    pub(super) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let ServerProcess::Installed(child) = &mut self.child else { return };
        // Postfix leaves its master to itself; SIGTERM, so that the children end with it.
        let master = fs::read_to_string(self.folder.path().join("queue/pid/master.pid"));
        let master = master.map_or_else(|_| child.id().to_string(), |id| id.trim().to_owned());
        let ended = Command::new("kill").arg(master).status();
        if !ended.is_ok_and(|ended| ended.success()) {
            child.kill().unwrap();
        }
        child.wait().unwrap();
    }
}

fn id_of(user: &str) -> Option<u32> {
    let passwd = fs::read_to_string("/etc/passwd").ok()?;
    let line = passwd.lines().find(|line| line.starts_with(&format!("{user}:")))?;
    line.split(':').nth(2)?.parse().ok()
}

pub(super) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// Returns whether Postfix can be started.
pub(super) fn has_postfix() -> bool {
    let is_here = Path::new(POSTFIX).exists() && is_root() && id_of("postfix").is_some();
    if !is_here {
        left_out("Postfix, and root to start it");
    }
    is_here
}

/// Starts Postfix; `settings` come after those that discard what is for members.
pub(super) fn postfix(settings: &str) -> Option<MailServer> {
    postfix_with(settings, "")
}

/// Starts Postfix as [`postfix`] does, with options of its `smtpd`.
pub(super) fn postfix_with(settings: &str, options: &str) -> Option<MailServer> {
    let owner = id_of("postfix").filter(|_| has_postfix())?;
    let configure = |folder: &Path, port: u16| {
        for (name, user) in [("etc", 0), ("queue", 0), ("data", owner)] {
            fs::create_dir(folder.join(name)).unwrap();
            chown(folder.join(name), Some(user), Some(0)).unwrap();
        }
        let known: Vec<_> =
            (0..MEMBERS).filter(|number| !is_unknown(*number)).map(|number| format!("member{number} x\n")).collect();
        fs::write(folder.join("etc/known"), known.concat()).unwrap();
        let at = folder.display();
        let usual = format!(
            "compatibility_level = 3.6\nqueue_directory = {at}/queue\ndata_directory = {at}/data\n\
             maillog_file = {at}/log\nmaillog_file_prefixes = {at}\nmyhostname = mail.example.org\n\
             mydestination = example.org\nmynetworks = 192.0.2.1\nalias_maps =\nlocal_transport = discard\n\
             local_recipient_maps = texthash:{at}/etc/known\ninet_protocols = ipv4\n"
        );
        // Each key once: of a second one every process warns, also the one that writes the log, which then waits for itself.
        let key = |line: &str| line.split('=').next().map(|key| key.trim().to_owned());
        let is_replaced = |line: &&str| settings.lines().any(|set| key(set) == key(line));
        let kept: Vec<_> = usual.lines().filter(|line| !is_replaced(line)).map(|line| format!("{line}\n")).collect();
        let main = kept.concat() + settings;
        fs::write(folder.join("etc/main.cf"), main).unwrap();
        let master = format!(
            "127.0.0.1:{port} inet n - n - - smtpd{options}\npostlog unix-dgram n - n - 1 postlogd\n\
             pickup unix n - n 60 1 pickup\ncleanup unix n - n - 0 cleanup\nqmgr unix n - n 300 1 qmgr\n\
             rewrite unix - - n - - trivial-rewrite\nbounce unix - - n - 0 bounce\ndefer unix - - n - 0 bounce\n\
             trace unix - - n - 0 bounce\nverify unix - - n - 1 verify\nproxymap unix - - n - - proxymap\n\
             showq unix n - n - - showq\nerror unix - - n - - error\nretry unix - - n - - error\n\
             discard unix - - n - - discard\nlocal unix - n n - - local\nanvil unix - - n - 1 anvil\n\
             scache unix - - n - 1 scache\ntlsmgr unix - - n - 1 tlsmgr\n\
             smtp unix - - n - - smtp\nlmtp unix - - n - - lmtp\n"
        );
        fs::write(folder.join("etc/master.cf"), master).unwrap();
    };
    let command = |folder: &Path, _| {
        let mut command = Command::new(POSTFIX);
        command.arg("-c").arg(folder.join("etc")).arg("start-fg");
        command
    };
    Some(MailServer::start(configure, command, "log"))
}

/// Accepts members, and discards what is for them.
const MEMBERS_ONLY: &str = "queue_only
begin routers
members:
  driver = accept
  domains = +local_domains
  local_parts = ^member.*
  transport = nowhere
begin transports
nowhere:
  driver = appendfile
  file = /dev/null
  user = mail
";

/// Starts Exim; `relay_clients` are the hosts for which it accepts every recipient.
pub(super) fn exim(relay_clients: &str, routing: &str) -> Option<MailServer> {
    let binary = std::env::var_os("CIRCULAR_TEST_EXIM").map_or_else(|| PathBuf::from(EXIM), PathBuf::from);
    let owner = id_of("Debian-exim").filter(|_| binary.exists() && is_root());
    if owner.is_none() {
        left_out("Exim with its user, and root to start it");
    }
    let owner = owner?;
    let configure = |folder: &Path, _| {
        for name in ["spool", "log"] {
            fs::create_dir(folder.join(name)).unwrap();
            chown(folder.join(name), Some(owner), Some(0)).unwrap();
        }
        let at = folder.display();
        let conf = format!(
            "exim_user = Debian-exim\nexim_group = Debian-exim\nspool_directory = {at}/spool\n\
             log_file_path = {at}/log/%slog\npid_file_path = {at}/spool/pid\nprimary_hostname = mail.example.org\n\
             domainlist local_domains = example.org\nhostlist relay_clients = {relay_clients}\n\
             acl_smtp_rcpt = check_rcpt\nacl_smtp_data = check_data\ntls_advertise_hosts =\nhost_lookup =\n\
             rfc1413_query_timeout = 0s\nsmtp_accept_max = 20\nexim_path = {}\n{routing}\
             begin acl\ncheck_rcpt:\n  accept hosts = +relay_clients\n  require verify = recipient\n  accept\n\
             check_data:\n  accept\n\
             begin retry\n* * F,2h,15m\n",
            binary.display()
        );
        fs::write(folder.join("conf"), conf).unwrap();
    };
    let command = |folder: &Path, port: u16| {
        let mut command = Command::new(&binary);
        command.arg("-C").arg(folder.join("conf")).args(["-bdf", "-oX", &format!("127.0.0.1.{port}")]);
        command
    };
    Some(MailServer::start(configure, command, "log/mainlog"))
}

/// Starts `OpenSMTPD`, which relays to members on a port, and delivers our mails to a socket by LMTP.
pub(super) fn opensmtpd(remote_port: u16, mailbox: &Path) -> Option<MailServer> {
    let server = unpacked_server("CIRCULAR_TEST_OPENSMTPD", "usr/libexec/opensmtpd/mail.lmtp")?;
    let script = |folder: &Path, port: u16| {
        let users = ["opensmtpd", "opensmtpq"].map(|user| {
            format!("grep -q '^{user}:' /etc/passwd || useradd --system --no-create-home --user-group {user}\n")
        });
        let at = folder.display();
        format!(
            "set -e\n{}mkdir -p /var/lib/opensmtpd/empty /var/spool/smtpd\nchmod 711 /var/spool/smtpd\n\
             cat > {at}/smtpd.conf <<END\nlisten on 127.0.0.1 port {port} hostname mail.example.org\n\
             action \"remote\" relay host smtp://127.0.0.1:{remote_port}\n\
             action \"ours\" lmtp \"{}\" rcpt-to virtual {{ \"@\" = \"nobody\" }}\n\
             match from any for domain \"example.net\" action \"remote\"\n\
             match from any for domain \"example.org\" action \"ours\"\nEND\n\
             exec /usr/sbin/smtpd -d -f {at}/smtpd.conf\n",
            users.concat(),
            mailbox.display()
        )
    };
    Some(MailServer::start_unpacked(&server, mailbox.parent()?, script))
}

/// Sends the issue through a server, and returns the number of copies that were sent and bounced.
async fn send_through(server: &MailServer, settings: &str) -> (u64, u64) {
    let ground = TestDatabase::sqlite().await;
    let readers: Vec<_> = (0..MEMBERS).map(reader).collect();
    let mut story = DeliveryScenario::for_readers(&ground, &readers, CatcherScript::default(), settings).await;
    story.workspace.settings.relay.url = format!("smtp://{}", server.address).parse().unwrap();
    let (ending, progress) = story.send().await;
    assert_eq!(ending, RunEnding::Completed, "{progress:?}\n{}", server.log());
    assert_eq!(progress.relay_problem, None);
    for copy in story.entries(DeliveryStatus::Bounced).await {
        let (address, reply) = (copy.address.unwrap().to_string(), copy.reply.unwrap_or_default());
        assert!(address.starts_with("nobody"), "{address}: {reply}");
    }
    (progress.counts.count(DeliveryStatus::Sent), progress.counts.count(DeliveryStatus::Bounced))
}

#[tokio::test]
async fn postfix_refuses_unknown_recipients_only() {
    for connections in [1, 4] {
        let Some(server) = postfix("") else { return };
        assert_eq!(send_through(&server, &format!("connections = {connections}")).await, (40, 20));
        assert!(!server.log().contains("too many errors"), "{}", server.log());
    }
}

#[tokio::test]
async fn exim_refuses_unknown_recipients_of_a_stranger() {
    for connections in [1, 4] {
        let Some(server) = exim("192.0.2.1", MEMBERS_ONLY) else { return };
        assert_eq!(send_through(&server, &format!("connections = {connections}")).await, (40, 20));
        assert_eq!(server.log().matches(" <= ").count(), 40, "{}", server.log());
        assert!(!server.log().contains("too many nonmail commands"), "{}", server.log());
    }
}

#[tokio::test]
async fn exim_accepts_everybody_from_a_relay_client() {
    let Some(server) = exim("127.0.0.1", MEMBERS_ONLY) else { return };
    assert_eq!(send_through(&server, "connections = 2\nmessages_per_connection = 10").await, (60, 0));
    assert_eq!(server.log().matches(" <= ").count(), 60, "{}", server.log());
}
