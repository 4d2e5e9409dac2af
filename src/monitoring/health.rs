//! Whether the program works: the database, the relay as it was last seen, and how long copies have waited.

use jiff::Timestamp;
use serde::Serialize;

use super::Monitor;
use crate::database::{self, queue_figures};

/// What `GET /health` says to those who may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HealthReport {
    /// `ok` or `failing`.
    pub status: &'static str,
    /// Whether the database answers.
    pub is_database_reachable: bool,
    /// The relay as it was last seen by this process.
    pub relay: RelayHealth,
    /// When the relay was last tried.
    pub relay_seen_at: Option<Timestamp>,
    /// Since when the oldest copy waits that could be sent now.
    pub oldest_due_at: Option<Timestamp>,
    /// How long that is, in seconds.
    pub oldest_due_seconds: Option<i64>,
}

/// What is known of the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RelayHealth {
    /// It answered the last time.
    Reachable,
    /// It did not answer the last time.
    Unreachable,
    /// This process has sent nothing yet.
    NotTried,
}

impl HealthReport {
    /// Returns whether everything works.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        self.is_database_reachable && self.relay != RelayHealth::Unreachable
    }
}

impl Monitor {
    /// Returns whether the database answers.
    ///
    /// # Errors
    /// The database failed.
    pub async fn check_database(&self) -> Result<(), database::Error> {
        self.database.check_file()?;
        database::lists::all(&mut self.database.begin_read().await?).await.map(drop)
    }

    /// Returns what is known now. A database that fails is part of the report, and logged.
    pub async fn health(&self) -> HealthReport {
        let now = (self.now)();
        let oldest = async {
            self.check_database().await?;
            queue_figures::oldest_due(&mut self.database.begin_read().await?, now).await
        };
        let oldest = oldest.await;
        if let Err(error) = &oldest {
            tracing::error!(error = error as &dyn std::error::Error, "the database does not answer");
        }
        let is_database_reachable = oldest.is_ok();
        let oldest_due_at = oldest.ok().flatten();
        let seen = self.meter.readings().last_attempt;
        let relay = match seen {
            Some(seen) if seen.is_reachable => RelayHealth::Reachable,
            Some(_) => RelayHealth::Unreachable,
            None => RelayHealth::NotTried,
        };
        let mut report = HealthReport {
            status: "ok",
            is_database_reachable,
            relay,
            relay_seen_at: seen.map(|seen| seen.at),
            oldest_due_at,
            oldest_due_seconds: oldest_due_at.map(|at| now.duration_since(at).as_secs()),
        };
        if !report.is_healthy() {
            report.status = "failing";
        }
        report
    }
}
