//! Programs that others wrote.

mod access_tokens;
mod backup;
mod bounces;
mod chair_pages;
mod chromium;
mod debian_relays;
mod dkim;
mod dovecot;
mod driver;
mod editor;
mod issue;
mod letters;
mod mail_servers;
mod members;
mod other_mailboxes;
mod own_root;
mod pages;
mod pictures;
mod postgres;
mod preview;
mod relay_login;
mod roundcube;
mod sending;
mod smtp_sink;
mod spam_filters;
mod whole_way;

use std::path::Path;
use std::process::Command;

use crate::missing::left_out;

/// Tells whether a program is there to test against.
fn is_here(program: &str) -> bool {
    let here = Path::new(program).exists();
    if !here {
        left_out(program);
    }
    here
}

/// Tells whether Python is there to read with.
fn has_python() -> bool {
    let here = Command::new("python3").arg("--version").output().is_ok();
    if !here {
        left_out("python3");
    }
    here
}
