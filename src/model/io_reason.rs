//! Describes why a file or an address of this machine cannot be used.

use std::io::{self, ErrorKind};

/// Describes an I/O error as the end of a sentence, without the numbers of the operating system.
#[must_use]
pub fn io_reason(error: &io::Error) -> String {
    let reason = match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder",
        ErrorKind::PermissionDenied => "you are not permitted to",
        ErrorKind::AlreadyExists => "a file of this name is in the way",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::NotADirectory => "a part of the path is a file, not a folder",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full",
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        ErrorKind::InvalidFilename => "the name is too long, or has characters that a file name cannot have",
        ErrorKind::AddrInUse => "another program uses this port",
        ErrorKind::AddrNotAvailable => "this machine does not have this address",
        _ => {
            let text = error.to_string();
            return text.split(" (os error").next().unwrap_or(&text).to_owned();
        }
    };
    reason.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_plain() {
        for (error, reason) in [
            (io::Error::from_raw_os_error(2), "there is no such file or folder"),
            (io::Error::from_raw_os_error(17), "a file of this name is in the way"),
            (io::Error::from_raw_os_error(21), "it is a folder"),
            (io::Error::from_raw_os_error(28), "the disk is full"),
            (io::Error::from_raw_os_error(98), "another program uses this port"),
            (io::Error::from_raw_os_error(5), "Input/output error"),
            (io::Error::other("the watcher stopped"), "the watcher stopped"),
        ] {
            assert_eq!(io_reason(&error), reason);
        }
    }
}
