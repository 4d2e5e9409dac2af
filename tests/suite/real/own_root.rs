//! Servers in a root of their own: Debian's mail servers conflict with each other as packages, so they are unpacked into
//! folders, and each runs as if it were installed.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::missing::left_out;

/// Returns the folder of an unpacked server, which a variable names; without it, the server may be installed.
pub(super) fn unpacked_server(variable: &str, binary: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(variable).map_or_else(|| PathBuf::from("/"), PathBuf::from);
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    if !is_root || !folder.join(binary).exists() {
        left_out(&format!("{binary} in the folder that {variable} names, and root to start it"));
        return None;
    }
    Some(folder)
}

/// A process with all its children, for which an unpacked server is installed; it ends with the handle.
pub(super) struct OwnRoot(Child);

impl OwnRoot {
    /// Runs a shell script in a root that has the files of the machine and those of the server over them. Nothing that it
    /// writes stays, except in the `shared` folders; the first of them is for the root itself, and gets the log.
    pub(super) fn start(server: &Path, shared: &[&Path], script: &str) -> Self {
        let own = shared[0].join("own");
        fs::create_dir(&own).unwrap();
        fs::write(shared[0].join("script"), script).unwrap();
        let at = own.display();
        let binds: Vec<_> = shared
            .iter()
            .map(|folder| folder.display())
            .map(|folder| format!("mkdir -p {at}/root{folder}\nmount --bind {folder} {at}/root{folder}\n"))
            .collect();
        // The folders of a machine that its own root has as links stay links.
        let prelude = format!(
            "set -e\nmount -t tmpfs -o mode=755 tmpfs {at}\nmkdir {at}/upper {at}/work {at}/root\n\
             [ {server} = / ] || cp -a {server}/. {at}/upper/\nrm -rf {at}/upper/lib {at}/upper/bin {at}/upper/sbin\n\
             mount -t overlay -o lowerdir=/,upperdir={at}/upper,workdir={at}/work overlay {at}/root\n\
             mount -t proc proc {at}/root/proc\nmount --rbind /dev {at}/root/dev\n\
             mount -t tmpfs -o mode=755 tmpfs {at}/root/run\n{}\
             chroot {at}/root /bin/sh {}/script\nexit $?\n",
            binds.concat(),
            shared[0].display(),
            server = server.display(),
        );
        let log = fs::File::create(shared[0].join("log")).unwrap();
        let mut command = Command::new("unshare");
        command.args([
            "--mount",
            "--uts",
            "--pid",
            "--fork",
            "--kill-child",
            "--propagation",
            "private",
            "sh",
            "-c",
            &prelude,
        ]);
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        Self(command.spawn().unwrap())
    }

    pub(super) fn is_running(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }
}

impl Drop for OwnRoot {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
