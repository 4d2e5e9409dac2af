//! What those who run a server need: logs for programs, the listener for metrics, and a stop within seconds.

use std::time::{Duration, Instant};

use circular::clock;
use circular::mail_catcher::CatcherScript;
use serde_json::Value;

use super::super::gate::gate_at;
use super::super::{MEMBERS, SPRING, TestWorkspace, catcher, two_dozen};
use super::serve;
use crate::web::client::send;

/// Lets the server send the letter in some seconds.
fn schedule(house: &TestWorkspace) {
    let soon = (clock::now() + Duration::from_secs(5)).strftime("%Y-%m-%d %H:%M:%S").to_string();
    house.run(["send", "spring", "--at", &soon, "--yes"]).is_well();
}

#[tokio::test(flavor = "multi_thread")]
async fn log_in_json_has_one_object_on_each_line() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let mut running = house.begin(["serve", "--log-format", "json"]);
    let address = running.line().strip_prefix("The public pages are at http://").unwrap().parse().unwrap();
    schedule(&house);
    assert_eq!(send(address, "GET", "/health", &[], b"").await.status, 200);
    let mut log = running.wait_for("spring: done; 3 sent");
    running.interrupt();
    log += &running.end().err;
    let records: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(records.len() > 4, "{log}");
    for record in &records {
        let at = record["timestamp"].as_str().unwrap();
        assert!(at.parse::<jiff::Timestamp>().is_ok() && record["level"] == "INFO", "{record}");
        assert!(record["message"].as_str().is_some_and(|words| !words.is_empty()), "{record}");
    }
    let answered = records.iter().find(|record| record["message"] == "answered").unwrap();
    assert_eq!(
        (&answered["route"], &answered["status"], &answered["method"]),
        (&"/health".into(), &200.into(), &"GET".into())
    );
    assert!(!log.contains('@'), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_have_a_listener_of_their_own() {
    let catcher = catcher(CatcherScript::default()).await;
    let house = TestWorkspace::new().with_settings("[monitoring]\nlisten = \"127.0.0.1:0\"\n\n").with_list(MEMBERS);
    let house = house.with_draft("spring", SPRING).with_relay(catcher.address(), 1);
    let (mut running, _) = serve(&house);
    schedule(&house);
    let line = running.line();
    let address = line.strip_prefix("Health and metrics are at http://").unwrap().parse().unwrap();
    running.wait_for("spring: done; 3 sent");
    let metrics = send(address, "GET", "/metrics", &[], b"").await.body;
    for sample in [
        "circular_relay_replies_total{class=\"2yz\"} 3\n",
        "circular_relay_latency_seconds_count 3\n",
        "circular_relay_reachable 1\n",
    ] {
        assert!(metrics.contains(sample), "{sample} is not in {metrics}");
    }
    let health = send(address, "GET", "/health", &[], b"").await;
    assert!(health.status == 200 && health.body.contains("\"relay\":\"reachable\""), "{health:?}");
    assert_eq!(send(address, "GET", "/subscribe", &[], b"").await.status, 404);
    running.interrupt();
    assert_eq!(running.end().code(), 0);
}

#[test]
fn metrics_are_for_this_machine_alone() {
    let house = TestWorkspace::new().with_list(MEMBERS).with_settings("[monitoring]\nlisten = \"0.0.0.0:9464\"\n\n");
    let said = house.run(["serve"]);
    assert!(said.code() == 1 && said.err.contains("metrics are shown to this machine alone"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sigterm_finishes_what_was_claimed_and_stops_within_seconds() {
    let (script, gate) = gate_at(4);
    let catcher = catcher(script).await;
    let house = TestWorkspace::new().with_list(&two_dozen()).with_draft("spring", SPRING);
    let house = house.with_relay(catcher.address(), 1);
    let (running, _) = serve(&house);
    schedule(&house);
    gate.wait();
    let asked = Instant::now();
    running.terminate();
    gate.open();
    let said = running.end();
    assert!(said.code() == 0 && asked.elapsed() < Duration::from_secs(10), "{said}");
    let status: Value = serde_json::from_str(&house.run(["status", "spring", "--json"]).out).unwrap();
    let text = status.to_string();
    assert!(!text.contains("\"in_doubt\":1") && !text.contains("\"sending\":1"), "{text}");
    let sent = catcher.message_count();
    assert!((1..24).contains(&sent), "{sent} were sent");
    assert_eq!(status["issues"][0]["counts"]["sent"], sent, "{text}");
}

#[test]
fn webhook_needs_a_secret_and_a_safe_address() {
    let with = |lines: &str| TestWorkspace::new().with_list(MEMBERS).with_settings(&format!("[webhooks]\n{lines}\n\n"));
    let said = with("url = \"http://hooks.example.org/\"").run(["status"]);
    assert!(said.code() == 1 && said.err.contains("events name people: write `https://…`"), "{said}");
    let said = with("url = \"https://hooks.example.org/\"").run(["serve"]);
    assert!(said.code() == 1 && said.err.contains("error: `[webhooks]` has a `url` and no secret"), "{said}");
    let said = with("url = \"https://hooks.example.org/\"\nsecret = \"too short\"").run(["serve"]);
    assert!(said.code() == 1 && said.err.contains("must be `whsec_`") && !said.err.contains("too short"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn failure_of_the_webhook_is_logged_with_its_cause() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let hook = format!("https://{}/hook", listener.local_addr().unwrap());
    let settings = format!("[webhooks]\nurl = \"{hook}\"\nsecret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n\n");
    let house = TestWorkspace::new().with_settings(&settings).with_list(MEMBERS);
    let mut running = house.begin(["serve", "--log-format", "json"]);
    while running.line() != "Events are told to 127.0.0.1." {}
    house.run(["subscriber", "unsubscribe", "ann@example.org", "--list", "members"]).is_well();
    let (mut stream, _) = listener.accept().await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stream, b"no TLS here").await.unwrap();
    let log = running.wait_for("the webhook did not take");
    let record: Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    let cause = record["error"].as_str().unwrap().strip_prefix("no secure connection to `127.0.0.1` is possible: ");
    assert!(cause.is_some_and(|cause| cause.contains("message")), "{record}");
    assert_eq!(record["message"], "the webhook did not take evt_1: it is told again later");
    running.interrupt();
    assert_eq!(running.end().code(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_of_every_command_are_told_while_serve_runs() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let hook = format!("http://{}/hook", listener.local_addr().unwrap());
    let settings = format!("[webhooks]\nurl = \"{hook}\"\nsecret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n\n");
    let house = TestWorkspace::new().with_settings(&settings).with_list(MEMBERS);
    let (mut running, _) = serve(&house);
    while running.line() != "Events are told to 127.0.0.1." {}
    house.run(["subscriber", "unsubscribe", "ann@example.org", "--list", "members"]).is_well();
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut request = Vec::new();
    while !request.ends_with(b"}") {
        let read = tokio::io::AsyncReadExt::read_buf(&mut stream, &mut request).await.unwrap();
        assert_ne!(read, 0, "{}", String::from_utf8_lossy(&request));
    }
    let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut stream, answer).await.unwrap();
    let request = String::from_utf8(request).unwrap();
    assert!(request.starts_with("POST /hook HTTP/1.1\r\n") && request.contains("webhook-signature: v1,"), "{request}");
    assert!(request.contains(r#""type":"subscription.left""#) && request.contains("ann@example.org"), "{request}");
    running.interrupt();
    let said = running.end();
    assert!(said.code() == 0 && !said.err.contains('@'), "{said}");
}
