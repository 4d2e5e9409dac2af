//! An answer quotes the letter from its first line, and not what is hidden behind it.

use super::{NOTICE, REPORT, RoundcubeServer};

/// What follows a preheader in the letter, so that the list of mails shows nothing behind it.
const FILLER: [char; 3] = ['\u{2007}', '\u{feff}', '\u{34f}'];

#[tokio::test(flavor = "multi_thread")]
async fn answers_quote_no_lines_of_filler() {
    let Some((browser, server)) = RoundcubeServer::open().await else { return };
    for (uid, begins) in [
        (REPORT, "On 2019-07-08 18:30, Labour Social Work Group wrote:\n> Twenty-nine MPs, six Lords,"),
        (NOTICE, "On 2017-04-24 18:30, Labour Social Work Group wrote:\n> Our annual meeting with MPs,"),
    ] {
        browser.open_url(&server.url(&format!("?_task=mail&_mbox=INBOX&_reply_uid={uid}&_action=compose"))).await;
        browser.wait_until("document.getElementById('composebody')?.value.includes('Dear Ada')").await;
        let answer = browser.run_script("return document.getElementById('composebody').value").await;
        let answer = answer.as_str().unwrap();
        assert!(answer.starts_with(begins), "{answer}");
        let empty = |line: &&str| line.contains(FILLER) && !line.contains(char::is_alphanumeric);
        assert_eq!(answer.lines().filter(empty).count(), 0, "{answer}");
        assert!(answer.contains("https://news.example.org/u/"), "{answer}");
    }
}
