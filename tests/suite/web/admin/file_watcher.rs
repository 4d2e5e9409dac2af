//! A save is told to open pages, and closing ends what they hear.

use std::time::Duration;

use circular::web::admin::{self, AdminServer};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::{DRAFT, RunningAdmin, start_admin};

/// More than any save takes to be noticed.
const EVENT_TIMEOUT: Duration = Duration::from_secs(20);

type EventStream = (Lines<BufReader<OwnedReadHalf>>, OwnedWriteHalf);

async fn subscribe_to_events(preview: &RunningAdmin) -> EventStream {
    let (from, mut into) = TcpStream::connect(preview.address).await.unwrap().into_split();
    let request = format!("GET {}changes HTTP/1.1\r\nHost: {}\r\n\r\n", preview.home, preview.address);
    into.write_all(request.as_bytes()).await.unwrap();
    let mut heard = (BufReader::new(from).lines(), into);
    await_event(&mut heard, "ready").await;
    heard
}

async fn await_event(heard: &mut EventStream, name: &str) {
    let event = format!("event: {name}");
    let wait = async {
        while let Some(line) = heard.0.next_line().await.unwrap() {
            if line == event {
                // Browsers pass over an event without data.
                assert!(heard.0.next_line().await.unwrap().unwrap().starts_with("data: "));
                return;
            }
        }
        panic!("the stream ended without `{name}`");
    };
    timeout(EVENT_TIMEOUT, wait).await.unwrap();
}

#[tokio::test]
async fn saved_draft_sends_change_event() {
    let preview = start_admin(None).await;
    let mut heard = subscribe_to_events(&preview).await;
    preview.write(&DRAFT.replace("spring", "summer"));
    await_event(&mut heard, "change").await;
    assert!(preview.get("draft/spring?view=text").await.body.contains("summer"));
}

#[tokio::test]
async fn renamed_file_and_settings_send_change_event() {
    let preview = start_admin(None).await;
    let mut heard = subscribe_to_events(&preview).await;
    let folder = preview.society.folder.path();
    std::fs::write(folder.join("newsletters/.spring.md.new"), DRAFT).unwrap();
    std::fs::rename(folder.join("newsletters/.spring.md.new"), preview.draft_path()).unwrap();
    await_event(&mut heard, "change").await;
    let settings = preview.society.workspace.settings_file();
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text + "\n").unwrap();
    await_event(&mut heard, "change").await;
}

#[tokio::test]
async fn new_folder_is_watched() {
    let preview = start_admin(None).await;
    let mut heard = subscribe_to_events(&preview).await;
    let folder = preview.society.folder.path().join("templates");
    std::fs::create_dir(&folder).unwrap();
    await_event(&mut heard, "change").await;
    std::fs::write(folder.join("letter.css"), "p { color: red }").unwrap();
    await_event(&mut heard, "change").await;
}

#[tokio::test]
async fn shutdown_ends_event_stream() {
    let first = start_admin(None).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let preview = AdminServer::new(first.society.workspace.clone(), first.society.database.clone(), address).unwrap();
    let home = preview.url().strip_prefix(&format!("http://{address}")).unwrap().to_owned();
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(admin::serve(listener, preview, async {
        let _ = stopped.await;
    }));
    let second = RunningAdmin { society: first.society, address, home };
    let _heard = subscribe_to_events(&second).await;
    drop(stop);
    timeout(EVENT_TIMEOUT, served).await.unwrap().unwrap().unwrap();
}
