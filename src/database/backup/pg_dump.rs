//! PostgreSQL's own program for backups. It learns the connection from its environment: arguments are seen by everybody.

use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::str::FromStr as _;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use url::Url;

use super::BackupError;
use crate::database::Error;

const PROGRAM: &str = "pg_dump";

/// Dumps the database at `url` into a file that is there, without the rows of some tables.
///
/// # Errors
/// The program is not there, or gave up.
pub(super) async fn run(url: &str, file: &Path, without_rows_of: &[&str]) -> Result<(), BackupError> {
    let mut command = Command::new(PROGRAM);
    command.args(["--format=custom", "--no-owner", "--no-privileges", "--no-password", "--file"]).arg(file);
    command.args(without_rows_of.iter().map(|table| format!("--exclude-table-data={table}")));
    command.envs(environment(url)?).stdin(Stdio::null());
    let ended = tokio::task::spawn_blocking(move || command.output()).await;
    match ended.map_err(io::Error::other).flatten() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(BackupError::PgDumpFailed(stderr_line(&output))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(BackupError::PgDumpNotFound(error)),
        Err(error) => Err(BackupError::PgDumpFailed(error.to_string())),
    }
}

/// Returns the variables that say what the URL says
/// (<https://www.postgresql.org/docs/current/libpq-envars.html>).
fn environment(url: &str) -> Result<Vec<(&'static str, String)>, BackupError> {
    let options = PgConnectOptions::from_str(url).map_err(Error::Open)?;
    let socket = options.get_socket().map(|socket| socket.to_string_lossy().into_owned());
    let mode = match options.get_ssl_mode() {
        PgSslMode::Disable => "disable",
        PgSslMode::Allow => "allow",
        PgSslMode::Prefer => "prefer",
        PgSslMode::Require => "require",
        PgSslMode::VerifyCa => "verify-ca",
        PgSslMode::VerifyFull => "verify-full",
    };
    let mut variables = vec![
        ("PGHOST", socket.unwrap_or_else(|| options.get_host().to_owned())),
        ("PGPORT", options.get_port().to_string()),
        ("PGUSER", options.get_username().to_owned()),
        ("PGDATABASE", options.get_database().unwrap_or_else(|| options.get_username()).to_owned()),
        ("PGSSLMODE", mode.to_owned()),
        ("PGAPPNAME", "circular backup".to_owned()),
    ];
    variables.extend(options.get_options().map(|options| ("PGOPTIONS", options.to_owned())));
    variables.extend(undisclosed_parameters(url));
    Ok(variables)
}

/// Returns what the driver does not tell again of the URL: the password and the certificates.
fn undisclosed_parameters(url: &str) -> Vec<(&'static str, String)> {
    let Ok(url) = Url::parse(url) else { return Vec::new() };
    let password = url.password().and_then(|password| {
        let pair = format!("x={}", password.replace('+', "%2B"));
        url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
    });
    let mut told: Vec<_> = password.map(|password| ("PGPASSWORD", password)).into_iter().collect();
    for (key, value) in url.query_pairs() {
        let name = match &*key {
            "password" => "PGPASSWORD",
            "sslrootcert" | "ssl-root-cert" | "ssl-ca" => "PGSSLROOTCERT",
            "sslcert" | "ssl-cert" => "PGSSLCERT",
            "sslkey" | "ssl-key" => "PGSSLKEY",
            _ => continue,
        };
        told.push((name, value.into_owned()));
    }
    told
}

/// Returns what the program said, on one line.
fn stderr_line(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<_> = said.lines().map(|line| line.trim_start_matches("pg_dump: ")).collect();
    if lines.is_empty() { output.status.to_string() } else { lines.join(" ") }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::environment;

    #[test]
    fn the_environment_says_what_the_url_says() {
        let url = "postgres://ann%40x:p%3Ass+x@db.example.org:5433/news?sslmode=verify-full&sslrootcert=/etc/ca.pem";
        let variables = environment(url).unwrap();
        for (name, value) in [
            ("PGHOST", "db.example.org"),
            ("PGPORT", "5433"),
            ("PGUSER", "ann@x"),
            ("PGPASSWORD", "p:ss+x"),
            ("PGDATABASE", "news"),
            ("PGSSLMODE", "verify-full"),
            ("PGSSLROOTCERT", "/etc/ca.pem"),
        ] {
            assert!(variables.contains(&(name, value.to_owned())), "{name}");
        }
        let variables = environment("postgres:///news?host=/run/postgresql&user=ann").unwrap();
        assert!(variables.contains(&("PGHOST", "/run/postgresql".to_owned())), "the socket");
        assert!(!variables.iter().any(|(name, _)| *name == "PGPASSWORD"));
    }
}
