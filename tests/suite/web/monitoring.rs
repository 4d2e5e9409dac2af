//! Health and metrics: who sees them, what they say, and that they name nobody.

use std::collections::{BTreeMap, BTreeSet};

use circular::account;
use circular::delivery::DeliveryMeter;
use circular::model::ApiPermission;
use circular::monitoring::{METRIC_FAMILIES, MetricKind, Monitor};
use circular::web::public;
use serde_json::Value;
use tokio::net::TcpListener;

use super::client::send;
use super::site::{NOW, RunningSite, SiteFixture};

const DASHBOARD: &str = include_str!("../../../docs/grafana.json");

/// The metrics that each sender reads from the database that they share.
const SHARED: [&str; 5] = [
    "circular_deliveries",
    "circular_queue_age_seconds",
    "circular_unsubscribes_total",
    "circular_joins_total",
    "circular_webhook_events_waiting",
];

/// Serves health and metrics as on the listener of this machine.
async fn serve_monitor(society: &SiteFixture) -> RunningSite {
    let monitor = Monitor::new(society.database.clone(), DeliveryMeter::default(), || NOW);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    // The test's runtime ends it.
    tokio::spawn(public::serve_monitoring(listener, monitor, std::future::pending()));
    RunningSite { address }
}

/// A metric as a strict reader of the text format sees it.
#[derive(Debug, Default)]
struct ReadFamily {
    kind: String,
    help: String,
    samples: BTreeMap<String, f64>,
}

/// Reads the text format, version 0.0.4, and refuses what it does not allow.
fn read_exposition(text: &str) -> BTreeMap<String, ReadFamily> {
    let is_name = |name: &str| {
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b':')
    };
    assert!(text.ends_with('\n'), "the last line has no end");
    let mut families: BTreeMap<String, ReadFamily> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, help) = help.split_once(' ').unwrap();
            assert!(is_name(name) && !help.is_empty(), "{line}");
            assert!(!families.contains_key(name), "{name} begins twice");
            name.clone_into(&mut current);
            families.insert(current.clone(), ReadFamily { help: help.to_owned(), ..ReadFamily::default() });
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            let (name, kind) = kind.split_once(' ').unwrap();
            let family = families.get_mut(name).unwrap();
            assert!(name == current && family.kind.is_empty() && family.samples.is_empty(), "{line}");
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            kind.clone_into(&mut family.kind);
        } else {
            let (series, value) = line.rsplit_once(' ').unwrap();
            let name = series.split('{').next().unwrap();
            let family = families.get_mut(&current).unwrap();
            let base = match family.kind.as_str() {
                "histogram" => ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).unwrap(),
                _ => name,
            };
            assert!(is_name(name) && base == current, "{line} is in the family {current}");
            if let Some(labels) = series.strip_prefix(name).filter(|labels| !labels.is_empty()) {
                let (label, quoted) =
                    labels.strip_prefix('{').unwrap().strip_suffix('}').unwrap().split_once('=').unwrap();
                assert!(
                    is_name(label) && quoted.len() > 2 && quoted.starts_with('"') && quoted.ends_with('"'),
                    "{line}"
                );
            }
            let before = family.samples.insert(series.to_owned(), value.parse().unwrap());
            assert!(before.is_none(), "{series} is there twice");
        }
    }
    families
}

#[tokio::test]
async fn metrics_are_what_the_list_of_metrics_says() {
    let society = SiteFixture::create().await;
    society.set_delivery("queued", NOW).await;
    let answer = serve_monitor(&society).await.get("/metrics").await;
    assert_eq!(answer.header("Content-Type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let read = read_exposition(&answer.body);
    assert_eq!(read.len(), METRIC_FAMILIES.len());
    for family in METRIC_FAMILIES {
        let found = &read[family.name];
        assert_eq!((found.kind.as_str(), found.help.as_str()), (<&str>::from(family.kind), family.help));
        assert_eq!(family.name.ends_with("_total"), family.kind == MetricKind::Counter, "{}", family.name);
    }
    let queued = read["circular_deliveries"].samples[r#"circular_deliveries{state="queued"}"#];
    assert!((queued - 1.0).abs() < f64::EPSILON, "{queued}");
    assert_eq!(read["circular_deliveries"].samples.len(), 10);
    assert!(read["circular_queue_age_seconds"].samples["circular_queue_age_seconds"] > 1e9, "due since 1970");
    assert_eq!(read["circular_relay_replies_total"].samples.len(), 4);
    let latency = &read["circular_relay_latency_seconds"].samples;
    assert_eq!(latency.len(), 13);
    assert!(latency.contains_key(r#"circular_relay_latency_seconds_bucket{le="+Inf"}"#));
    assert!(read["circular_relay_reachable"].samples.is_empty(), "nothing was sent yet");
    for name in ["@", "members", "ann", "Ann", "spring", "Society"] {
        assert!(!answer.body.contains(name), "{name} in {}", answer.body);
    }
}

#[tokio::test]
async fn unsubscribes_are_counted() {
    let society = SiteFixture::create().await;
    let watched = serve_monitor(&society).await;
    let site = society.serve(|| NOW).await;
    assert_eq!(site.post(&society.link(), "List-Unsubscribe=One-Click").await.status, 200);
    let text = watched.get("/metrics").await.body;
    assert!(text.contains("\ncircular_unsubscribes_total 1\n"), "{text}");
}

#[tokio::test]
async fn dashboard_asks_for_metrics_that_exist() {
    let dashboard: Value = serde_json::from_str(DASHBOARD).unwrap();
    let mut asked = BTreeSet::new();
    let mut known = BTreeSet::new();
    for family in METRIC_FAMILIES {
        match family.kind {
            MetricKind::Histogram => {
                known.extend(["bucket", "sum", "count"].map(|end| format!("{}_{end}", family.name)));
            }
            MetricKind::Counter | MetricKind::Gauge => drop(known.insert(family.name.to_owned())),
        }
    }
    for panel in dashboard["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().unwrap() {
            let query = target["expr"].as_str().unwrap();
            let words = query.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let names: BTreeSet<_> = words.filter(|word| word.starts_with("circular_")).map(str::to_owned).collect();
            assert!(!names.is_empty() && names.is_subset(&known), "{query}");
            let is_shared = names.iter().any(|name| SHARED.contains(&name.as_str()));
            let begin = if query.contains("sum") { "sum" } else { query.split(['(', ' ']).next().unwrap() };
            assert_eq!(begin == "max", is_shared, "all senders show the same count, each its own replies: {query}");
            asked.extend(names);
        }
    }
    for family in METRIC_FAMILIES {
        assert!(asked.iter().any(|name| name.starts_with(family.name)), "no panel shows {}", family.name);
    }
}

#[tokio::test]
async fn health_names_the_oldest_copy_and_nobody() {
    let society = SiteFixture::create().await;
    let watched = serve_monitor(&society).await;
    let quiet = watched.get("/health").await;
    assert_eq!(quiet.status, 200);
    assert_eq!(
        quiet.body,
        r#"{"status":"ok","is_database_reachable":true,"relay":"not_tried","relay_seen_at":null,"oldest_due_at":null,"oldest_due_seconds":null}"#
    );
    society.set_delivery("deferred", NOW).await;
    let waiting: Value = serde_json::from_str(&watched.get("/health").await.body).unwrap();
    assert_eq!(
        (&waiting["oldest_due_at"], &waiting["oldest_due_seconds"]),
        (&"1970-01-01T00:00:00Z".into(), &1_800_000_000.into())
    );
    society.execute("UPDATE issue SET state = 'paused'").await;
    let paused: Value = serde_json::from_str(&watched.get("/health").await.body).unwrap();
    assert_eq!(paused["oldest_due_at"], Value::Null, "what is paused is not late");
    society.execute("DROP TABLE delivery").await;
    let broken = watched.get("/health").await;
    assert_eq!(broken.status, 503);
    assert!(broken.body.starts_with(r#"{"status":"failing","is_database_reachable":false"#), "{}", broken.body);
}

#[tokio::test]
async fn public_pages_say_only_whether_they_work_without_a_token() {
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let health = site.get("/health").await;
    assert_eq!((health.status, health.body.as_str()), (200, r#"{"status":"ok"}"#));
    assert_eq!(site.get("/metrics").await.status, 401);
    let may = |permission| [permission].into_iter().collect();
    let name = |name: &str| name.parse().unwrap();
    let made = account::new_api_token(&society.database, name("prometheus"), may(ApiPermission::Monitor), NOW).await;
    let other = account::new_api_token(&society.database, name("website"), may(ApiPermission::Read), NOW).await;
    let (made, other) = (format!("Bearer {}", made.unwrap().unwrap()), format!("Bearer {}", other.unwrap().unwrap()));
    for (path, word) in [("/health", "oldest_due_at"), ("/metrics", "circular_deliveries")] {
        let shown = send(site.address, "GET", path, &[("Authorization", &made)], b"").await;
        assert!(shown.status == 200 && shown.body.contains(word), "{shown:?}");
        for wrong in [other.as_str(), "Bearer circular_0", "Basic YTpi"] {
            let refused = send(site.address, "GET", path, &[("Authorization", wrong)], b"").await;
            assert!([401, 403].contains(&refused.status) && !refused.body.contains(word), "{refused:?}");
        }
    }
    society.execute("PRAGMA foreign_keys = OFF; DROP TABLE list").await;
    let broken = site.get("/health").await;
    assert_eq!((broken.status, broken.body.as_str()), (503, r#"{"status":"failing"}"#));
}
