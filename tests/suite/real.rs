//! Programs that others wrote.

mod access_tokens;
mod answer_pages;
mod archive_pages;
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
mod languages;
mod letters;
mod mail_servers;
mod meeting;
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
mod year;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::missing::left_out;

/// Tells whether a program is there to test against.
fn is_here(program: &str) -> bool {
    let here = Path::new(program).exists();
    if !here {
        left_out(program);
    }
    here
}

/// Returns a free address for a server that cannot choose one: below the ports that the system hands out, so that nobody
/// else is given it while the server starts.
fn server_address() -> SocketAddr {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        // Suites that run side by side begin at different ports.
        let number = std::process::id().wrapping_mul(97).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(20_000 + number % 12_000).unwrap();
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return (Ipv4Addr::LOCALHOST, port).into();
        }
    }
}

/// Tells whether Python is there to read with.
fn has_python() -> bool {
    let here = Command::new("python3").arg("--version").output().is_ok();
    if !here {
        left_out("python3");
    }
    here
}
