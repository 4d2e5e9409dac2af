//! Runs lettre's own pooled transport as a small program, built separately so that its features do not affect ours.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The built program.
pub(crate) struct Peer(PathBuf);

impl Peer {
    /// Builds the program with cargo, below `target/`.
    pub(crate) fn build() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let target = root.join("target/peer");
        let manifest = root.join("benches/peer/Cargo.toml");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--release", "--locked", "--manifest-path"]).arg(manifest);
        assert!(cargo.arg("--target-dir").arg(&target).status().unwrap().success());
        Self(target.join("release/peer"))
    }

    /// Sends `count` messages with these bytes over `connections`; returns the messages per second.
    pub(crate) fn send(&self, relay: SocketAddr, letter: &[u8], count: usize, connections: usize) -> f64 {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), letter).unwrap();
        let mut command = Command::new(&self.0);
        command.arg(relay.to_string()).arg(file.path()).arg(count.to_string()).arg(connections.to_string());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
    }
}
