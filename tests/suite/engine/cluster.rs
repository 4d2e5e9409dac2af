//! A PostgreSQL server of one test's own, which it can kill, start again, and cut off from its clients.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::missing::{left_out, not_allowed};

/// How the server is started.
const START: [&str; 3] = ["--wait", "--silent", "start"];

/// A server in a temporary folder; it ends with its handle.
pub(crate) struct PostgresCluster {
    folder: TempDir,
    programs: PathBuf,
    network: Option<CutNetwork>,
    port: u16,
}

impl PostgresCluster {
    /// Starts one on this machine; without PostgreSQL, or without the right to become its user, it says so.
    pub(crate) fn start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self::begin(None, port)
    }

    /// Starts one in a network namespace of its own, so that the network to it can be cut.
    pub(crate) fn start_behind_network() -> Option<Self> {
        let Some(network) = CutNetwork::make() else {
            not_allowed("network namespaces");
            return None;
        };
        Self::begin(Some(network), 5432)
    }

    fn begin(network: Option<CutNetwork>, port: u16) -> Option<Self> {
        let (Some(programs), Some(user)) = (programs(), user_id("postgres")) else {
            left_out("PostgreSQL with its user `postgres`");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let home = folder.path().join("home");
        fs::create_dir(&home).unwrap();
        if chown(&home, Some(user), None).is_err() {
            left_out("the right to start PostgreSQL as its own user");
            return None;
        }
        let cluster = Self { folder, programs, network, port };
        cluster.run("initdb", &["--username=circular", "--auth=trust", "--encoding=UTF8", "--no-sync"]);
        fs::write(cluster.data().join("pg_hba.conf"), "host all all 0.0.0.0/0 trust\n").unwrap();
        cluster.run("pg_ctl", &START);
        cluster.run_plain(
            "createdb",
            &["--host", cluster.host(), "--port", &port.to_string(), "--username=circular", "circular"],
        );
        Some(cluster)
    }

    /// Returns the URL of its database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://circular@{}:{}/circular", self.host(), self.port)
    }

    /// Ends all of its processes at once, as a crash does.
    pub(crate) fn kill(&self) {
        self.run("pg_ctl", &["--mode=immediate", "--wait", "stop"]);
    }

    /// Stops it: transactions in progress are broken off.
    pub(crate) fn stop(&self) {
        self.run("pg_ctl", &["--mode=fast", "--wait", "stop"]);
    }

    /// Starts it again.
    pub(crate) fn start_again(&self) {
        self.run("pg_ctl", &START);
    }

    /// Cuts the network between the server and its clients, or mends it: what is sent meanwhile is lost without a word.
    pub(crate) fn set_cut(&self, is_cut: bool) {
        self.network.as_ref().unwrap().set_cut(is_cut);
    }

    /// Stops all of its processes where they are, or lets them go on, as a disk does that does not answer for a while: what
    /// was asked of them is done later, and nobody is told that it takes longer.
    pub(crate) fn set_frozen(&self, is_frozen: bool) {
        let Ok(file) = fs::read_to_string(self.data().join("postmaster.pid")) else { return };
        let first = file.lines().next().unwrap();
        let mut processes = children_of(first);
        processes.push(first.to_owned());
        let signal = if is_frozen { "-STOP" } else { "-CONT" };
        // One that has ended meanwhile is no fault.
        Command::new("kill").arg(signal).args(processes).stderr(Stdio::null()).status().unwrap();
    }

    fn host(&self) -> &str {
        self.network.as_ref().map_or("127.0.0.1", |network| &network.server)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("home/data")
    }

    /// Runs a program of the server as its user.
    fn run(&self, program: &str, arguments: &[&str]) {
        let log = self.data().with_file_name("log");
        let mut options = Vec::new();
        if program == "pg_ctl" {
            let settings = format!(
                "-c listen_addresses={} -c port={} -c unix_socket_directories='' -c fsync=off -c max_connections=100",
                self.host(),
                self.port
            );
            options = vec![format!("--log={}", log.display()), format!("--options={settings}")];
        }
        let data = format!("--pgdata={}", self.data().display());
        let mut command = self.network.as_ref().map_or_else(
            || Command::new("setpriv"),
            |network| {
                let mut command = Command::new("ip");
                command.args(["netns", "exec", &network.name, "setpriv"]);
                command
            },
        );
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "env", "LC_ALL=C.UTF-8"]);
        command.arg(self.programs.join(program)).arg(data).args(options).args(arguments);
        finish(command.current_dir("/"));
    }

    fn run_plain(&self, program: &str, arguments: &[&str]) {
        finish(Command::new(self.programs.join(program)).args(arguments));
    }
}

impl Drop for PostgresCluster {
    fn drop(&mut self) {
        if let Some(network) = &self.network {
            network.set_cut(false);
        }
        self.set_frozen(false);
        if self.data().join("postmaster.pid").exists() {
            self.kill();
        }
    }
}

/// A network namespace, and a pair of interfaces that leads into it.
struct CutNetwork {
    name: String,
    server: String,
}

impl CutNetwork {
    fn make() -> Option<Self> {
        let number = std::process::id() % 4096;
        let (name, net) = (format!("circular{number}"), format!("10.{}.{}", 200 + number / 256, number % 256));
        let network = Self { name: name.clone(), server: format!("{net}.2") };
        let (ours, theirs) = (network.interface("a"), network.interface("b"));
        let inside = |arguments: &[&str]| ip(&[&["-n", &name], arguments].concat());
        let is_made = ip(&["netns", "add", &name])
            && ip(&["link", "add", &ours, "type", "veth", "peer", "name", &theirs])
            && ip(&["link", "set", &theirs, "netns", &name])
            && ip(&["addr", "add", &format!("{net}.1/30"), "dev", &ours])
            && ip(&["link", "set", &ours, "up"])
            && inside(&["addr", "add", &format!("{net}.2/30"), "dev", &theirs])
            && inside(&["link", "set", &theirs, "up"])
            && ip(&["netns", "exec", &name, "true"]);
        is_made.then_some(network)
    }

    fn interface(&self, end: &str) -> String {
        format!("{}{end}", self.name)
    }

    fn set_cut(&self, is_cut: bool) {
        // Without its inner end, the outer one has no carrier, and swallows what is sent over it.
        ip(&["-n", &self.name, "link", "set", &self.interface("b"), if is_cut { "down" } else { "up" }]);
    }
}

impl Drop for CutNetwork {
    fn drop(&mut self) {
        ip(&["netns", "del", &self.name]);
    }
}

fn ip(arguments: &[&str]) -> bool {
    let status = Command::new("ip").args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Returns the folder of the newest server's programs, as Debian has it.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    folders.filter(|folder| Path::new(&folder.join("initdb")).exists()).max()
}

/// Returns the processes that a process has started.
fn children_of(parent: &str) -> Vec<String> {
    let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.unwrap().file_name().into_string().ok());
    let is_child = |process: &String| {
        // The fields behind the name, which may have blanks: state, parent.
        let status = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        status.rsplit(") ").next().and_then(|fields| fields.split(' ').nth(1)) == Some(parent)
    };
    processes.filter(is_child).collect()
}

fn user_id(name: &str) -> Option<u32> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    users.lines().find_map(|user| user.strip_prefix(&format!("{name}:"))?.split(':').nth(1)?.parse().ok())
}

/// Runs a command to its end. A server that it starts keeps no pipe of it open.
fn finish(command: &mut Command) {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}
