//! The whole way without a terminal: from an empty folder to the report on a letter to 140 people.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::{Value, json};

use super::driver::HeadlessBrowser;
use super::smtp_sink::{SINK, SmtpSink};
use crate::cli::TestWorkspace;
use crate::sheets::packed::{row, xlsx};

const MEMBERS: usize = 140;
const WORD: &str = include_str!("editor/word.html");
const TEXT: &str = "document.querySelector('.ProseMirror')";

/// All addresses that a page and its frames asked for.
const REQUESTS: &str = "const pages = [window, ...[...document.querySelectorAll('iframe')].map((frame) => frame.contentWindow)]; \
    return pages.flatMap((page) => { \
        try { return ['navigation', 'resource'].flatMap((kind) => page.performance.getEntriesByType(kind)) } catch { return [] } \
    }).map((entry) => entry.name)";

/// A chair with a browser.
struct Chair {
    browser: HeadlessBrowser,
    home: String,
}

impl Chair {
    /// Types values into the fields with these ids.
    async fn fill(&self, values: &[(&str, &str)]) {
        for (id, value) in values {
            let (id, value) = (json!(id), json!(value));
            let script = format!(
                "const field = document.getElementById({id}); field.value = {value}; \
                 for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, {{ bubbles: true }}))"
            );
            self.browser.run_script(&script).await;
        }
    }

    /// Presses a button or follows a link, and waits for the page that answers.
    async fn press(&self, selector: &str) {
        self.assert_stays_here().await;
        self.browser.run_script(&format!("document.querySelector('{selector}').focus()")).await;
        self.browser.submit().await;
    }

    /// Returns the words that elements show.
    async fn words(&self, selector: &str) -> Vec<Value> {
        let script = format!("return [...document.querySelectorAll('{selector}')].map((each) => each.innerText)");
        self.browser.run_script(&script).await.as_array().unwrap().clone()
    }

    /// Checks that the page asked this program alone.
    async fn assert_stays_here(&self) {
        let requests = self.browser.run_script(REQUESTS).await;
        let requests: Vec<&str> = requests.as_array().unwrap().iter().map(|url| url.as_str().unwrap()).collect();
        assert!(!requests.is_empty());
        for url in requests {
            // A document that has no address yet has asked nobody.
            assert!(url.starts_with(&self.home) || ["", "about:blank"].contains(&url), "{url}");
        }
    }

    async fn make_society(&self) {
        self.browser.open_url(&self.home).await;
        self.fill(&[("society-name", "The Choir"), ("sender-address", "chair@example.org")]).await;
        self.fill(&[("society-postal_address", "1 Example Street, Leeds")]).await;
        self.press("form.panel button.primary").await;
        assert_eq!(self.words("h1").await, ["Your first letter in four steps"]);
    }

    async fn import_members(&self, sheet: &Path) {
        self.press(".steps a[href*=\"/members/import\"]").await;
        // The page looks at a file as soon as it is chosen.
        self.browser.choose_file("#file", sheet).await;
        self.browser.wait_until("document.querySelector('h1').innerText === 'members.xlsx'").await;
        assert_eq!(self.words(".lead strong").await, ["140 people"]);
        assert_eq!(self.words(".mapping tbody th").await, ["E-mail", "First name", "Surname", "Town"]);
        assert_eq!(self.words(".mapping option:checked").await, ["Their address", "First name", "Last name", "Town"]);
        self.press("button[value=import]").await;
        assert_eq!(self.words("h1").await, ["140 joined “Our members”"]);
        self.press("a.button.primary").await;
        assert_eq!(self.words("h1").await, ["Your first letter in four steps"]);
        assert!(self.words(".steps > li.done p").await.contains(&json!("140 members")));
    }

    async fn set_relay(&self, address: &str) {
        let (host, port) = address.split_once(':').unwrap();
        self.browser.run_script("document.getElementById('relay').closest('details').open = true").await;
        self.fill(&[("relay-provider", "other"), ("relay-scheme", "smtp")]).await;
        self.fill(&[("relay-host", host), ("relay-port", port)]).await;
        self.press("#relay button.primary").await;
        assert_eq!(self.words(".error-list").await, [""; 0]);
        assert!(self.words(".steps > li.done p").await.contains(&json!("Letters go through 127.0.0.1.")));
    }

    /// Starts a letter, and pastes what was written in Word in the place of its sample.
    async fn write_letter(&self) {
        self.press(".steps a[href$=\"/new\"]").await;
        self.fill(&[("title", "Our summer")]).await;
        self.press("form.panel button.primary").await;
        self.browser.wait_until("document.getElementById('saved').textContent.startsWith('Saved')").await;
        // It goes to the members that were imported.
        assert_eq!(self.words("[name=to] option:checked").await, ["Our members"]);
        self.browser
            .run_script(
                "const line = document.querySelector('[name=preheader]'); line.value = 'When we meet'; \
                 line.dispatchEvent(new Event('input', { bubbles: true })); \
                 document.getElementById('editor-page').editorPage.editor.view.focus(); document.execCommand('selectAll')",
            )
            .await;
        let word = WORD.replace("We meet on the <b", "We meet on Thursday 17 May 2017, at the the station, on the <b");
        self.browser.paste(&word, "Our summer").await;
        self.browser.wait_until(&format!("{TEXT}.innerText.includes('a hat')")).await;
    }

    async fn mend_letter(&self) {
        for (words, after) in
            [("not a Thursday", "Wednesday 17 May 2017, at the the"), ("is there twice", "2017, at the station")]
        {
            let find = format!(
                "[...{TEXT}.querySelectorAll('.notes p')].find((note) => note.textContent.includes('{words}'))?.querySelector('button')"
            );
            self.browser.wait_until(&find).await;
            self.browser.run_script(&format!("{find}.click()")).await;
            self.browser.wait_until(&format!("{TEXT}.innerText.includes('{after}') && !({find})")).await;
        }
        self.browser
            .wait_until("document.getElementById('letter').contentDocument?.body?.innerText.includes('Wednesday')")
            .await;
    }

    async fn send_letter(&self) {
        self.press("a.action[href$=\"/test\"]").await;
        self.press("form.panel button.primary").await;
        let outcome = self.words(".notice.good").await;
        assert!(outcome[0].as_str().unwrap().contains("The mail server took it for chair@example.org"), "{outcome:?}");
        self.press("a.button.primary").await;
        assert_eq!(self.words("#checks > .state").await, ["Nothing to mend"]);
        self.browser.run_script("document.getElementById('count').focus()").await;
        self.browser.press(&["1", "4", "0"]).await;
        self.press("#send").await;
        self.browser.wait_until("document.querySelector('.result')?.innerText === 'Sent to 140 of 140.'").await;
    }

    async fn open_report(&self) {
        self.press("#part-actions a.button.primary").await;
        assert_eq!(self.words("h1").await, ["Our summer"]);
        assert_eq!(self.words(".numbers > div:first-child").await, ["Taken by the mail server\n140\nof 140"]);
        self.assert_stays_here().await;
    }
}

/// Writes a workbook with people as a society has it.
fn write_sheet(file: &Path) {
    let people =
        (0..MEMBERS).map(|number| row(&[&format!("s{number}@example.org"), &format!("Anna{number}"), "Ash", "Leeds"]));
    let rows = row(&["E-mail", "First name", "Surname", "Town"]) + &people.collect::<String>();
    fs::write(file, xlsx(&rows, "")).unwrap();
}

/// Returns the recipients of the mails in a folder of the sink, in order.
fn recipients(folder: &Path) -> Vec<String> {
    let mails = fs::read_dir(folder).unwrap().map(|mail| fs::read_to_string(mail.unwrap().path()).unwrap());
    let recipient = |mail: String| {
        let line = mail.lines().find_map(|line| line.strip_prefix("X-Rcpt-Args: <")).unwrap();
        assert!(mail.contains("on Wednesday 17 May 2017, at the station"), "{mail}");
        line.split_once('>').unwrap().0.to_owned()
    };
    let mut recipients: Vec<String> = mails.map(recipient).collect();
    recipients.sort();
    recipients
}

#[tokio::test(flavor = "multi_thread")]
async fn chair_goes_from_an_empty_folder_to_the_report() {
    if !super::is_here(SINK) {
        return;
    }
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let (mails, sheets) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    // The sink writes as another user.
    fs::set_permissions(mails.path(), Permissions::from_mode(0o777)).unwrap();
    let mut sink = SmtpSink::start(&["-d", mails.path().join("mail.").to_str().unwrap()]);
    sink.session().await.quit().await;
    let sheet = sheets.path().join("members.xlsx");
    write_sheet(&sheet);
    let house = TestWorkspace::empty()
        .with_variable("CIRCULAR_THROTTLE_RATE", "100/second")
        .with_variable("CIRCULAR_THROTTLE_PAUSE", "0s")
        .with_variable("CIRCULAR_DNS_RESOLVER", "off");
    let mut program = house.begin(["--no-open"]);
    let home = program.line().strip_prefix("Make your first letter at ").unwrap().to_owned();
    browser.set_width(1280).await;

    let chair = Chair { browser, home };
    chair.make_society().await;
    chair.import_members(&sheet).await;
    chair.set_relay(&sink.address).await;
    chair.write_letter().await;
    chair.mend_letter().await;
    chair.send_letter().await;
    chair.open_report().await;

    let letter = house.text("newsletters/our-summer.md");
    assert!(letter.contains("\nto: members\n"), "a letter begun before the import would go there too: {letter}");
    let mut expected: Vec<String> = (0..MEMBERS).map(|number| format!("s{number}@example.org")).collect();
    expected.push("chair@example.org".to_owned());
    expected.sort();
    assert_eq!(recipients(mails.path()), expected, "each of them, and the test, once");
}
