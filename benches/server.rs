//! A database on PostgreSQL for one measurement.

use std::process::Command;

use super::measure::{self, Cost};

/// Names the server: `postgres://user@host/name`, where databases can be made.
pub(crate) const SERVER: &str = "CIRCULAR_TEST_POSTGRES";

/// A database of its own; it is removed when the handle is dropped.
pub(crate) struct Server {
    url: String,
    name: String,
}

impl Server {
    /// Returns the address of the server, if there is one.
    pub(crate) fn named() -> Option<String> {
        std::env::var_os(SERVER).and_then(|url| url.into_string().ok())
    }

    pub(crate) fn create(url: &str) -> Self {
        let server = Self { url: url.to_owned(), name: format!("circular_bench_{}", std::process::id()) };
        psql(url, &["-c", &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", server.name)]);
        psql(url, &["-c", &format!("CREATE DATABASE {}", server.name)]);
        server
    }

    /// Returns the address of the database.
    pub(crate) fn database(&self) -> String {
        let (server, _) = self.url.rsplit_once('/').unwrap();
        format!("{server}/{}", self.name)
    }
}

/// Runs PostgreSQL's own client.
pub(crate) fn psql(url: &str, arguments: &[&str]) -> Cost {
    measure::run(Command::new("psql").arg(url).args(["-q", "-v", "ON_ERROR_STOP=1"]).args(arguments))
}

impl Drop for Server {
    fn drop(&mut self) {
        psql(&self.url, &["-c", &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)]);
    }
}
