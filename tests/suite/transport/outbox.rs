//! An outbox files whole copies under numbers.

use circular::config::{RelaySettings, RelayUrl};
use circular::smtp::Transport;

use super::{MESSAGE, send};

fn outbox(root: &std::path::Path) -> Transport {
    let settings = RelaySettings { url: RelayUrl::Directory("out/box".into()), ..RelaySettings::default() };
    Transport::new(&settings, root, "news.example.org").unwrap()
}

#[tokio::test]
async fn file_numbering_continues() {
    let root = tempfile::tempdir().unwrap();
    for expected in ["filed as 000001.eml", "filed as 000002.eml"] {
        let mut session = outbox(root.path()).open().await.unwrap();
        let reply = send(&mut session, "ann@example.org").await.unwrap();
        assert_eq!((reply.code, &*reply.text), (250, expected));
        session.quit().await;
    }
    let mut names: Vec<_> =
        std::fs::read_dir(root.path().join("out/box")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["000001.eml", "000002.eml"]);
    assert_eq!(std::fs::read(root.path().join("out/box/000002.eml")).unwrap(), MESSAGE);
}

#[tokio::test]
async fn concurrent_writers_share_a_folder() {
    let root = tempfile::tempdir().unwrap();
    let (mut one, mut two) = (outbox(root.path()).open().await.unwrap(), outbox(root.path()).open().await.unwrap());
    for _ in 0..5 {
        send(&mut one, "ann@example.org").await.unwrap();
        send(&mut two, "ben@example.org").await.unwrap();
    }
    assert_eq!(std::fs::read_dir(root.path().join("out/box")).unwrap().count(), 10);
}
