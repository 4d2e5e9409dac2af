//! The log names routes, never tokens or addresses.

use std::io;
use std::sync::{Arc, Mutex};

use circular::model::{SigningKey, SigningKeys};
use tracing::Dispatch;
use tracing::subscriber::NoSubscriber;

use super::site::{NOW, SiteFixture};

#[derive(Clone, Default)]
struct LogBuffer(Arc<Mutex<Vec<u8>>>);

impl io::Write for LogBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_token_is_logged() {
    let log = LogBuffer::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // While it knows of one subscriber only, tracing settles what is logged on whatever thread comes first.
    let _second = Dispatch::new(NoSubscriber::default());
    // The server of this test runs on this thread.
    let _guard = tracing::subscriber::set_default(subscriber);
    let society = SiteFixture::create().await;
    let site = society.serve(|| NOW).await;
    let link = society.link();
    site.get(&link).await;
    site.post(&link, "by=page").await;
    site.post(&format!("{link}/reason"), "words=ann@example.org").await;
    site.get(&format!("{link}/lists")).await;
    site.post(&format!("{link}/lists"), "list=1&to=all").await;
    site.post(&format!("{link}/lists"), "list=all&to=nothing").await;
    site.post(&format!("{link}/undo"), "").await;
    let newer = SigningKeys::new(vec![SigningKey { id: 9, secret: [1; 32] }]).seal(society.ann_token()).unwrap();
    site.post(&format!("/u/{newer}/lists"), "").await;
    site.get(&format!("{link}/nowhere")).await;
    site.get("/u/guessed-token").await;
    society.database.close().await;
    site.post(&link, "").await;
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("route=\"/u/{token}\"") && log.contains("status=200") && log.contains("status=404"), "{log}");
    assert!(log.contains("status=503") && log.contains("ERROR"), "{log}");
    assert!(log.contains("route=\"/u/{token}/lists\""), "{log}");
    for secret in [&newer, link.trim_start_matches("/u/"), "guessed-token", "ann@example.org"] {
        assert!(!log.contains(secret), "{secret} is in {log}");
    }
}
