//! Damaged mails: none panics or takes long. `CIRCULAR_TEST_MAIL_MUTATIONS=20000` tries more.

use std::time::{Duration, Instant};

use circular::inbound;
use circular::model::{SigningKey, SigningKeys};

use super::observed;
use super::society::report;
use crate::reports::mutations::{Numbers, mutate};

/// The longest time for one mail in a build that is not optimized; pieces of 2 MB are inserted.
const LONGEST: Duration = Duration::from_secs(5);

#[test]
fn damaged_mails_do_no_harm() {
    let count =
        std::env::var_os("CIRCULAR_TEST_MAIL_MUTATIONS").and_then(|text| text.to_str()?.parse().ok()).unwrap_or(300);
    let keys = SigningKeys::new(vec![SigningKey { id: 1, secret: [7; 32] }]);
    let whole =
        "From: a@example.org\nList-Unsubscribe: <https://news.example.org/u/aeaacaaaa4aaaaemqt5civarg4mjqsshn5aa>\n";
    let mut mails = vec![report(whole, "ann@example.org", "failed", "550 5.1.1 User unknown").into_bytes()];
    for name in ["pigeonhole-reject.eml", "geary-answer-de.eml", "sogo-answer.eml", "sylpheed-leave-plus-lost.eml"] {
        mails.push(observed(name, "aeaacaaaa4aaaaemqt5civarg4mjqsshn5aa"));
    }
    for seed in 0..count {
        let mut numbers = Numbers::new(seed + 1);
        let mail = mutate(numbers.pick(&mails).as_slice(), &mut numbers);
        let start = Instant::now();
        let _ = (inbound::classify_message(&keys, &mail), inbound::mail_digest(&mail));
        assert!(start.elapsed() < LONGEST, "the mail of seed {seed} takes {:?}", start.elapsed());
    }
}

#[test]
fn deep_and_wide_mails_do_no_harm() {
    let keys = SigningKeys::new(Vec::new());
    let nested = "Content-Type: message/rfc822\n\n".repeat(30_000);
    let spaced = "Content-Type : message/rfc822\n\n".repeat(30_000);
    let commented = "Content-Type: (x) message/rfc822\n\n".repeat(30_000);
    let digests = (0..20_000)
        .fold(String::new(), |mail, n| mail + &format!("Content-Type: multipart/digest; boundary=b{n}\n\n--b{n}\n"));
    let wide = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(30_000));
    let fields = format!(
        "From: mailer-daemon@x\n\n{}",
        "Final-Recipient: rfc822;a@example.org\nAction: failed\n".repeat(20_000)
    );
    let addresses =
        format!("From: mailer-daemon@x\nSubject: failure notice\n\n{}", "<a@example.org>:\n".repeat(50_000));
    for mail in
        [nested, spaced, commented, digests, wide, fields, addresses, "\n".repeat(1 << 20), "ae".repeat(1 << 19)]
    {
        let start = Instant::now();
        let _ = inbound::classify_message(&keys, mail.as_bytes());
        assert!(start.elapsed() < LONGEST, "{:?} for {}", start.elapsed(), &mail[..40]);
    }
}

#[test]
fn message_within_a_message_may_be_cut_off() {
    let mail = include_bytes!("cut-off-message-in-a-message.eml");
    let found = inbound::classify_message(&SigningKeys::new(Vec::new()), mail);
    assert!(found.token.is_none(), "{found:?}");
}
