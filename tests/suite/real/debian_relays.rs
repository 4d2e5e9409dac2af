//! Real mail servers with Debian's own settings, each in a root of its own: the ledger says what became of each copy.

use std::fmt::Write as _;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use circular::delivery::RunEnding;
use circular::mail_catcher::CatcherScript;
use circular::model::DeliveryStatus;

use super::mail_servers::is_root;
use super::own_root::OwnRoot;
use crate::delivery::DeliveryScenario;
use crate::engine::TestDatabase;
use crate::missing::left_out;
use crate::transport::ANYWHERE;

const MEMBERS: usize = 40;
/// The first of the members' user ids, which no package uses.
const FIRST_USER: u32 = 61_000;

/// A package that is installed with Debian's settings, and runs; it ends with the handle.
struct InstalledRelay {
    _server: OwnRoot,
    address: String,
    folder: tempfile::TempDir,
}

impl InstalledRelay {
    /// Installs and starts a package from the folder in `CIRCULAR_TEST_MAIL_SERVERS`.
    fn start(package: &str) -> Option<Self> {
        let packages = std::env::var_os("CIRCULAR_TEST_MAIL_SERVERS").map(|folder| PathBuf::from(folder).join(package));
        let packages = packages.filter(|packages| packages.is_dir() && is_root());
        if packages.is_none() {
            left_out(&format!("{package} in the folder that CIRCULAR_TEST_MAIL_SERVERS names, and root to start it"));
        }
        let packages = packages?;
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        fs::set_permissions(at, fs::Permissions::from_mode(0o755)).unwrap();
        let mut users = String::new();
        for (number, id) in (0..MEMBERS).filter(|number| !is_unknown(*number)).zip(FIRST_USER..) {
            let home = at.join(format!("home{number}"));
            writeln!(users, "member{number}:x:{id}:{id}::{}:/bin/sh", home.display()).unwrap();
            for name in ["", "Maildir", "Maildir/new", "Maildir/cur", "Maildir/tmp"] {
                fs::create_dir_all(home.join(name)).unwrap();
                chown(home.join(name), Some(id), Some(id)).unwrap();
            }
        }
        fs::write(at.join("passwd"), users).unwrap();
        let free = TcpListener::bind(ANYWHERE).unwrap().local_addr().unwrap();
        let script = installation(package, &packages, at) + &start_command(package, free.port());
        let mut server = OwnRoot::start(Path::new("/"), &[at], &script);
        while TcpStream::connect(free).is_err() {
            let log = ["install", "log"].map(|name| fs::read_to_string(at.join(name)).unwrap_or_default()).concat();
            assert!(server.is_running(), "the server went away: {log}");
            std::thread::yield_now();
        }
        Some(Self { _server: server, address: free.to_string(), folder })
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

/// Installs a package for the domain `example.org` and its members, and starts nothing.
fn installation(package: &str, packages: &Path, folder: &Path) -> String {
    format!(
        "set -e\nexport DEBIAN_FRONTEND=noninteractive PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n\
         hostname example.org\necho example.org > /etc/mailname\necho '127.0.0.1 example.org localhost' > /etc/hosts\n\
         cat {0}/passwd >> /etc/passwd\n\
         printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d\nchmod 755 /usr/sbin/policy-rc.d\n\
         rm -f /var/lib/man-db/auto-update\necho force-unsafe-io > /etc/dpkg/dpkg.cfg.d/unsafe-io\n\
         apt-get install --quiet=2 --yes --no-install-recommends --no-download \
         -o Dir::Cache::archives={1} {package} < /dev/null > {0}/install 2>&1\n",
        folder.display(),
        packages.display()
    )
}

/// Returns what starts a server on a port of its own.
fn start_command(package: &str, port: u16) -> String {
    match package {
        "exim4-daemon-light" => format!("exec exim4 -bdf -oX 127.0.0.1.{port} -oP /run/exim.pid\n"),
        "opensmtpd" => {
            format!("sed -i 's/^listen on localhost/listen on 127.0.0.1 port {port}/' /etc/smtpd.conf\nexec smtpd -d\n")
        }
        "sendmail-bin" => {
            format!("exec sendmail -bD -O DaemonPortOptions=Port={port},Addr=127.0.0.1,Name=MTA\n")
        }
        // Its unit makes the folder, and no DNS here knows the sender's domain.
        _ => format!(
            "sed -i 's/^PORT=.*/PORT={port}/; s/^BOFHCHECKDNS=.*/BOFHCHECKDNS=0/; \
             s/^TCPDOPTS=\"/&-address=127.0.0.1 /' /etc/courier/esmtpd\n\
             mkdir -p /run/courier/authdaemon\nchown -R courier:courier /run/courier\n\
             authdaemond start\ncourierfilter start\ncourier start\nesmtpd start\nexec sleep infinity\n"
        ),
    }
}

/// Returns whether a member is unknown: 10 of 40, of whom 6 follow each other.
fn is_unknown(number: usize) -> bool {
    (20..26).contains(&number) || [3, 9, 14, 33].contains(&number)
}

/// Sends an issue with unknown members through a server; `refuses` is whether it refuses them at once.
async fn tells_the_truth(package: &str, settings: &str, refuses: bool) {
    let Some(server) = InstalledRelay::start(package) else { return };
    let ground = TestDatabase::sqlite().await;
    let readers: Vec<_> = (0..MEMBERS).map(|number| format!("member{number}@example.org")).collect();
    let mut story = DeliveryScenario::for_readers(&ground, &readers, CatcherScript::default(), settings).await;
    story.workspace.settings.relay.url = format!("smtp://{}", server.address).parse().unwrap();
    let (ending, progress) = story.send().await;
    assert_eq!(ending, RunEnding::Completed, "{progress:?}\n{}", server.log());
    assert_eq!(progress.relay_problem, None, "{package}");
    let counts = [DeliveryStatus::Sent, DeliveryStatus::Bounced].map(|status| progress.counts.count(status));
    assert_eq!(counts, if refuses { [30, 10] } else { [40, 0] }, "{package}");
    for copy in story.entries(DeliveryStatus::Bounced).await {
        let (address, reply) = (copy.address.unwrap(), copy.reply.unwrap_or_default());
        let number = address.as_str().trim_start_matches("member").split('@').next().unwrap().parse().unwrap();
        assert!(is_unknown(number), "{package}: {address}: {reply}");
    }
}

#[tokio::test]
async fn exim_with_the_settings_of_debian() {
    tells_the_truth("exim4-daemon-light", "connections = 4\nmessages_per_connection = 10", false).await;
}

#[tokio::test]
async fn opensmtpd_with_the_settings_of_debian() {
    tells_the_truth("opensmtpd", "connections = 4", true).await;
}

#[tokio::test]
async fn sendmail_with_the_settings_of_debian() {
    tells_the_truth("sendmail-bin", "connections = 4", true).await;
}

#[tokio::test]
async fn courier_with_the_settings_of_debian() {
    tells_the_truth("courier-mta", "connections = 2", true).await;
}
