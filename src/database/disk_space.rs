//! How much room is left on the disk.

use std::io;
use std::path::Path;

/// Returns how many octets are free for us on the disk with this folder.
///
/// # Errors
/// The system cannot say it.
pub fn free_disk_space(folder: &Path) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}
