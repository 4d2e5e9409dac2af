//! A save is told to open pages, and closing ends what they hear.

use std::time::Duration;

use circular::web::desk::{self, Desk};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::{DRAFT, Open, open};

/// More than any save takes to be noticed.
const PATIENCE: Duration = Duration::from_secs(20);

type Heard = (Lines<BufReader<OwnedReadHalf>>, OwnedWriteHalf);

async fn listen(desk: &Open) -> Heard {
    let (from, mut into) = TcpStream::connect(desk.address).await.unwrap().into_split();
    let request = format!("GET {}changes HTTP/1.1\r\nHost: {}\r\n\r\n", desk.home, desk.address);
    into.write_all(request.as_bytes()).await.unwrap();
    let mut heard = (BufReader::new(from).lines(), into);
    await_event(&mut heard, "ready").await;
    heard
}

async fn await_event(heard: &mut Heard, name: &str) {
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
    timeout(PATIENCE, wait).await.unwrap();
}

#[tokio::test]
async fn a_save_renews_open_pages() {
    let desk = open(None).await;
    let mut heard = listen(&desk).await;
    desk.write(&DRAFT.replace("spring", "summer"));
    await_event(&mut heard, "change").await;
    assert!(desk.get("draft/spring?view=text").await.body.contains("summer"));
}

#[tokio::test]
async fn a_save_by_renaming_and_new_settings_renew_open_pages() {
    let desk = open(None).await;
    let mut heard = listen(&desk).await;
    let folder = desk.society.folder.path();
    std::fs::write(folder.join("newsletters/.spring.md.new"), DRAFT).unwrap();
    std::fs::rename(folder.join("newsletters/.spring.md.new"), desk.file()).unwrap();
    await_event(&mut heard, "change").await;
    let settings = desk.society.workspace.settings_file();
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, text + "\n").unwrap();
    await_event(&mut heard, "change").await;
}

#[tokio::test]
async fn a_folder_that_comes_later_is_watched() {
    let desk = open(None).await;
    let mut heard = listen(&desk).await;
    let folder = desk.society.folder.path().join("templates");
    std::fs::create_dir(&folder).unwrap();
    await_event(&mut heard, "change").await;
    std::fs::write(folder.join("letter.css"), "p { color: red }").unwrap();
    await_event(&mut heard, "change").await;
}

#[tokio::test]
async fn closing_ends_what_pages_hear() {
    let first = open(None).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let desk = Desk::new(first.society.workspace.clone(), first.society.database.clone(), address).unwrap();
    let home = desk.url().strip_prefix(&format!("http://{address}")).unwrap().to_owned();
    let (stop, stopped) = oneshot::channel::<()>();
    let served = tokio::spawn(desk::serve(listener, desk, async {
        let _ = stopped.await;
    }));
    let second = Open { society: first.society, address, home };
    let _heard = listen(&second).await;
    drop(stop);
    timeout(PATIENCE, served).await.unwrap().unwrap().unwrap();
}
