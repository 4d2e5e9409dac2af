//! Any octets as a mail that came back: reading them ends, and nothing is known that no token of ours says.
#![no_main]

use circular::inbound::{classify_message, mail_digest, message_label};
use circular::model::{SigningKey, SigningKeys};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|mail: &[u8]| {
    let keys = SigningKeys::new(vec![SigningKey { id: 1, secret: [7; 32] }]);
    let found = classify_message(&keys, mail);
    // No input makes a seal: without a key nothing is believed, and all else is read in the same way.
    let strangers = classify_message(&SigningKeys::new(Vec::new()), mail);
    assert!(strangers.token.is_none());
    if found.token.is_none() {
        assert_eq!((found.kind, found.recipients), (strangers.kind, strangers.recipients));
    }
    // Mail servers change the line ends.
    let lines: Vec<&[u8]> = mail.split(|byte| *byte == b'\n').collect();
    assert_eq!(mail_digest(mail), mail_digest(&lines.join(&b"\r\n"[..])));
    assert!(!message_label(mail).contains(['\n', '\r']));
});
