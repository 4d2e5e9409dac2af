//! Dots in a message arrive as they were.

use circular::mail_catcher::CatcherScript;
use circular::smtp::Envelope;

use super::{address, catcher, plain};

#[tokio::test]
async fn dot_stuffed_message_is_unchanged() {
    let catcher = catcher(CatcherScript::default()).await;
    let mut session = plain(&catcher).open().await.unwrap();
    let messages = [
        "Subject: x\r\n\r\n.\r\n..\r\n...\r\n.a\r\na.\r\n",
        "Subject: x\r\n\r\nbefore\r\n.\r\nMAIL FROM:<eve@example.org>\r\n.\r\n",
        ".\r\n",
        "Subject: no empty line is added\r\n\r\nend\r\n",
        "Subject: empty lines stay\r\n\r\nend\r\n\r\n\r\n",
    ];
    for message in messages {
        session
            .send(Envelope::new(&address("news@example.org"), &address("ann@example.org")), message.as_bytes())
            .await
            .unwrap();
    }
    let caught = catcher.messages();
    assert_eq!(caught.len(), messages.len());
    for (caught, message) in caught.iter().zip(messages) {
        assert_eq!(String::from_utf8_lossy(&caught.bytes), message);
    }
}
