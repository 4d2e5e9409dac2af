//! Runs Postfix's `smtp-sink`, which discards messages, and `smtp-source`, which repeats one message.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt as _;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::measure::{self, Cost};

/// A running `smtp-sink`; it stops when the handle is dropped.
pub(crate) struct Sink {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Sink {
    /// Starts `smtp-sink` on a free port and waits until it listens.
    pub(crate) fn start() -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = sbin("smtp-sink");
        // As root it must be told to switch to another user.
        if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
            command.args(["-u", "nobody"]);
        }
        command.args(["-c", &address.to_string(), "1000"]).stdin(Stdio::null()).stdout(Stdio::null());
        let mut sink = Self { child: command.spawn().expect("Postfix is installed"), address };
        while TcpStream::connect(address).is_err() {
            assert!(sink.child.try_wait().unwrap().is_none(), "smtp-sink went away");
            sleep(Duration::from_millis(5));
        }
        sink
    }

    /// Runs `smtp-source` to send `count` messages of `octets` over `connections`, each of which is reused.
    pub(crate) fn source(&self, count: usize, octets: usize, connections: usize) -> Cost {
        let numbers = [octets, count, connections].map(|number| number.to_string());
        let [octets, count, connections] = numbers.each_ref().map(String::as_str);
        let arguments = ["-d", "-l", octets, "-m", count, "-s", connections, &self.address.to_string()];
        measure::run(sbin("smtp-source").args(arguments))
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Finds a program that is not in every `PATH`.
fn sbin(name: &str) -> Command {
    let there = std::path::Path::new("/usr/sbin").join(name);
    Command::new(if there.exists() { there } else { name.into() })
}
