//! What somebody who watches the program may read: whether it works, and figures without addresses and names.

mod exposition;
mod health;
mod metric_family;
mod metrics;

pub use health::{HealthReport, RelayHealth};
pub use metric_family::{MetricFamily, MetricKind};
pub use metrics::METRIC_FAMILIES;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::database::{self, Database, queue_figures};
use crate::delivery::DeliveryMeter;
use crate::model::{EventKind, StatusCounts};

/// How long figures of the database are given out again.
const MIN_FIGURES_AGE: Duration = Duration::from_secs(10);
/// How many times as long as reading them took: at most a twentieth of the time is spent on it, however large the list is.
const FIGURES_AGE_FACTOR: u32 = 20;

/// Reads health and figures.
#[derive(Debug, Clone)]
pub struct Monitor {
    database: Database,
    meter: DeliveryMeter,
    started_at: Timestamp,
    figures: Arc<Mutex<Option<StoredFigures>>>,
    now: fn() -> Timestamp,
}

/// The figures of the database, and until when they are given out.
#[derive(Debug, Clone)]
struct StoredFigures {
    counts: StatusCounts,
    oldest_due: Option<Timestamp>,
    events: Vec<(EventKind, u64)>,
    webhook_events: u64,
    fresh_until: Instant,
}

impl Monitor {
    /// Creates a monitor that counts events from now on.
    #[must_use]
    pub fn new(database: Database, meter: DeliveryMeter, now: fn() -> Timestamp) -> Self {
        Self { database, meter, started_at: now(), figures: Arc::default(), now }
    }

    /// Returns the figures, read again if they are no longer fresh. One caller reads, and the others wait for it.
    async fn figures(&self) -> Result<StoredFigures, database::Error> {
        let mut stored = self.figures.lock().await;
        if let Some(fresh) = stored.as_ref().filter(|figures| figures.fresh_until > Instant::now()) {
            return Ok(fresh.clone());
        }
        let begun = Instant::now();
        let mut work = self.database.begin_read().await?;
        let counts = queue_figures::open_counts(&mut work).await?;
        let oldest_due = queue_figures::oldest_due(&mut work, (self.now)()).await?;
        let events = queue_figures::event_counts(&mut work, self.started_at).await?;
        let webhook_events = database::webhook_events::count(&mut work).await?;
        let age = (begun.elapsed() * FIGURES_AGE_FACTOR).max(MIN_FIGURES_AGE);
        let fresh_until = Instant::now() + age;
        Ok(stored.insert(StoredFigures { counts, oldest_due, events, webhook_events, fresh_until }).clone())
    }
}
