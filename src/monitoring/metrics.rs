//! The figures for Prometheus. No label has an address, a name or a list.

use std::time::Duration;

use strum::IntoEnumIterator as _;

use super::exposition::{ExpositionWriter, MetricLabel};
use super::metric_family::{MetricFamily, MetricKind};
use super::{Monitor, StoredFigures};
use crate::database;
use crate::delivery::{LATENCY_BUCKETS, MeterReadings, ReplyClass};
use crate::model::{DeliveryStatus, EventKind};

const BUILD: MetricFamily =
    MetricFamily { name: "circular_build_info", kind: MetricKind::Gauge, help: "The version of circular; always 1." };
const DELIVERIES: MetricFamily = MetricFamily {
    name: "circular_deliveries",
    kind: MetricKind::Gauge,
    help: "Copies of all issues that have not ended, by state.",
};
const QUEUE_AGE: MetricFamily = MetricFamily {
    name: "circular_queue_age_seconds",
    kind: MetricKind::Gauge,
    help: "How long the oldest copy has waited that could be sent now; 0 if none waits.",
};
const REPLIES: MetricFamily = MetricFamily {
    name: "circular_relay_replies_total",
    kind: MetricKind::Counter,
    help: "Attempts to send a letter or another mail, by the class of the relay's reply.",
};
const LATENCY: MetricFamily = MetricFamily {
    name: "circular_relay_latency_seconds",
    kind: MetricKind::Histogram,
    help: "How long the relay took for a mail, from MAIL to the last reply.",
};
const RELAY: MetricFamily = MetricFamily {
    name: "circular_relay_reachable",
    kind: MetricKind::Gauge,
    help: "Whether the relay answered when this process last tried it; absent before that.",
};
const UNSUBSCRIBES: MetricFamily =
    MetricFamily { name: "circular_unsubscribes_total", kind: MetricKind::Counter, help: "People who left a list." };
const JOINS: MetricFamily = MetricFamily {
    name: "circular_joins_total",
    kind: MetricKind::Counter,
    help: "People who joined a list, imports aside.",
};

const WEBHOOK: MetricFamily = MetricFamily {
    name: "circular_webhook_events_waiting",
    kind: MetricKind::Gauge,
    help: "Events that the webhook has not taken yet.",
};

/// Every metric that [`Monitor::metrics`] writes.
pub const METRIC_FAMILIES: [MetricFamily; 9] =
    [BUILD, DELIVERIES, QUEUE_AGE, REPLIES, LATENCY, RELAY, UNSUBSCRIBES, JOINS, WEBHOOK];

impl Monitor {
    /// Returns all metrics in the text format of Prometheus.
    ///
    /// # Errors
    /// The database failed.
    pub async fn metrics(&self) -> Result<String, database::Error> {
        let figures = self.figures().await?;
        let mut writer = ExpositionWriter::default();
        writer.begin(&BUILD);
        writer.sample(BUILD.name, Some(MetricLabel { name: "version", value: env!("CARGO_PKG_VERSION") }), 1.0);
        writer.begin(&DELIVERIES);
        for status in DeliveryStatus::iter() {
            let label = MetricLabel { name: "state", value: status.into() };
            writer.sample(DELIVERIES.name, Some(label), number(figures.counts.count(status)));
        }
        writer.begin(&QUEUE_AGE);
        let age = figures.oldest_due.map(|at| (self.now)().duration_since(at));
        let age = age.and_then(|age| Duration::try_from(age).ok()).unwrap_or_default();
        writer.sample(QUEUE_AGE.name, None, age.as_secs_f64());
        write_relay(&mut writer, &self.meter.readings());
        for (family, kinds) in [
            (UNSUBSCRIBES, [EventKind::Unsubscribed].as_slice()),
            (JOINS, &[EventKind::Subscribed, EventKind::Resubscribed]),
        ] {
            writer.begin(&family);
            writer.sample(family.name, None, number(figures.count_events(kinds)));
        }
        writer.begin(&WEBHOOK);
        writer.sample(WEBHOOK.name, None, number(figures.webhook_events));
        Ok(writer.finish())
    }
}

impl StoredFigures {
    fn count_events(&self, kinds: &[EventKind]) -> u64 {
        self.events.iter().filter(|(kind, _)| kinds.contains(kind)).map(|(_, count)| count).sum()
    }
}

fn write_relay(writer: &mut ExpositionWriter, readings: &MeterReadings) {
    writer.begin(&REPLIES);
    for class in ReplyClass::iter() {
        let label = MetricLabel { name: "class", value: class.into() };
        writer.sample(REPLIES.name, Some(label), number(readings.replies.get(&class).copied().unwrap_or(0)));
    }
    writer.begin(&LATENCY);
    let (bucket, mut so_far) = (format!("{}_bucket", LATENCY.name), 0);
    for (end, count) in LATENCY_BUCKETS.iter().zip(readings.latency_counts) {
        so_far += count;
        writer.sample(&bucket, Some(MetricLabel { name: "le", value: &end.to_string() }), number(so_far));
    }
    writer.sample(&bucket, Some(MetricLabel { name: "le", value: "+Inf" }), number(readings.latency_count));
    writer.sample(&format!("{}_sum", LATENCY.name), None, readings.latency_sum.as_secs_f64());
    writer.sample(&format!("{}_count", LATENCY.name), None, number(readings.latency_count));
    writer.begin(&RELAY);
    if let Some(seen) = readings.last_attempt {
        writer.sample(RELAY.name, None, f64::from(u8::from(seen.is_reachable)));
    }
}

/// Numbers of the format are of this type; no count comes near its 53 bits.
#[expect(clippy::cast_precision_loss, reason = "a count stays below 2^53")]
fn number(count: u64) -> f64 {
    count as f64
}
