//! A meeting is called by a letter to 140 members: they answer by link and by mail, the silent are reminded, and the lists
//! for the minutes and for the door are right.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpStream};

use circular::config::Workspace;
use circular::database::Database;
use circular::mail_catcher::CaughtMessage;
use circular::model::{AnswerToken, SigningKeys, answer_mail_link};
use circular::{clock, subscription};
use serde_json::Value;

use super::dovecot::{DovecotServer, MailFormat};
use super::driver::HeadlessBrowser;
use super::mail_servers::{MailServer, postfix};
use crate::cli::TestWorkspace;
use crate::cli::serve::serve;
use crate::web::client::send;

const MEMBERS: usize = 140;
/// Who answers how: 48 and 11 come, 29 send apologies, and the others are silent.
const BY_LINK: usize = 48;
const BY_MAIL: usize = BY_LINK + 11;
const ANSWERED: usize = BY_MAIL + 29;

const FORM: [(&str, &str); 2] = [("Host", "news.example.org"), ("Content-Type", "application/x-www-form-urlencoded")];

const MEETING: &str = "---\nsubject: Annual meeting\nto: members\ntemplate: notice\nanswers: [yes, no, apologies]\n\
    answers_until: 2090-05-10 18:00\nevent:\n  title: Annual meeting\n  starts: 2090-05-17 18:30\n  \
    place: The Hall\n---\n\nDear {{first_name}},\n\nCome to our meeting.\n";

fn address(number: usize) -> String {
    format!("m{number:03}@example.net")
}

/// The last names are in another order than the addresses.
fn name(number: usize) -> String {
    format!("Ann L{:03}", number * 37 % MEMBERS)
}

/// The society with its relay, its mailbox, and that of its members.
struct Society {
    house: TestWorkspace,
    relay: MailServer,
    members: DovecotServer,
    pages: SocketAddr,
}

impl Society {
    /// Returns the letters with a subject that arrived, by recipient.
    fn letters(&self, subject: &str) -> BTreeMap<String, CaughtMessage> {
        let files = fs::read_dir(self.members.path("mail/new")).unwrap();
        let read = |file: std::io::Result<fs::DirEntry>| {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            let letter = CaughtMessage { from: String::new(), to: String::new(), bytes };
            (letter.content().subject == subject).then(|| (letter.recipient().unwrap().address.to_string(), letter))
        };
        files.filter_map(read).collect()
    }

    /// Answers as a browser does that follows the link of a button.
    async fn answer_by_link(&self, letter: &CaughtMessage, button: &str, form: &str) {
        let path = link_path(letter, button);
        let page = send(self.pages, "GET", &path, &FORM[..1], b"").await;
        let action = path.split('?').next().unwrap();
        assert!(page.status == 200 && page.body.contains(&format!("action=\"{action}\"")), "{path}: {}", page.body);
        let done = send(self.pages, "POST", action, &FORM, form.as_bytes()).await;
        assert!(done.status == 200 && done.body.contains("We have noted"), "{}", done.body);
    }

    /// Hands a mail to the relay.
    fn mail(&self, recipient: &str, mail: &str) {
        let mut line = BufReader::new(TcpStream::connect(&self.relay.address).unwrap());
        let mut expect = |words: &str| {
            if !words.is_empty() {
                line.get_mut().write_all(format!("{words}\r\n").as_bytes()).unwrap();
            }
            let mut reply = String::new();
            while reply.as_bytes().get(3) != Some(&b' ') {
                reply.clear();
                assert_ne!(line.read_line(&mut reply).unwrap(), 0, "the relay hung up");
            }
            assert!(reply.starts_with(['2', '3']), "{words}: {reply}");
        };
        expect("");
        for words in ["EHLO host.example.net", "MAIL FROM:<zoe@example.net>", &format!("RCPT TO:<{recipient}>"), "DATA"]
        {
            expect(words);
        }
        expect(&format!("{}\r\n.", mail.replace('\n', "\r\n")));
        expect("QUIT");
    }

    fn counts(&self) -> Value {
        let listed = self.house.run(["replies", "meeting", "--json"]);
        serde_json::from_str(&listed.out).unwrap()
    }
}

/// Returns the path of the link behind an answer in the text part.
fn link_path(letter: &CaughtMessage, button: &str) -> String {
    let text = letter.content().text;
    let line = text.lines().find(|line| line.starts_with(button)).unwrap_or_else(|| panic!("{button}: {text}"));
    let rest = line.split_once("https://news.example.org").map(|(_, path)| path.to_owned());
    rest.unwrap_or_else(|| {
        let after = text.split_once(line).unwrap().1.trim_start();
        after.split_whitespace().next().unwrap().strip_prefix("https://news.example.org").unwrap().to_owned()
    })
}

/// A mail as `KMail` writes it after a press on a `mailto:` link, with a body that lost its line breaks.
fn kmail(from: &str, to: &str) -> String {
    format!(
        "From: Ann <{from}>\nTo: {to}\nSubject: \nDate: Sun, 29 Nov 2026 07:47:00 +0100\n\
         Message-ID: <6062655.{from}>\nMIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\n\
         Content-Type: text/plain; charset=\"iso-8859-1\"\n\nGru=DF\n"
    )
}

/// A mail as Sylpheed writes it, with words of a person.
fn sylpheed(from: &str, to: &str) -> String {
    format!(
        "Date: Sun, 29 Nov 2026 07:58:03 +0100\nFrom: Ann <{from}>\nTo: {to}\nSubject: Annual meeting\n\
         Message-Id: <20261129.{from}>\nX-Mailer: Sylpheed 3.8.0beta1 (GTK+ 2.24.33; x86_64-pc-linux-gnu)\n\
         Mime-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\nSee you there.\n"
    )
}

/// An acceptance as `KMail`'s calendar sends it: only the UID and the attendee tell what it belongs to.
fn calendar_reply(from: &str, uid: &str) -> String {
    format!(
        "Subject: Antwort: Annual meeting\nTo: Chair <chair@example.org>\nFrom: Ann <{from}>\n\
         Date: Sun, 29 Nov 2026 07:48:45 +0100\nContent-Type: multipart/mixed; boundary=\"nextPart5164656\"\n\
         MIME-Version: 1.0\n\n--nextPart5164656\nContent-Type: text/plain; charset=\"utf-8\"\n\
         Content-Transfer-Encoding: quoted-printable\nContent-Disposition: inline\n\nAntwort auf Einladung gespeichert.\n\
         --nextPart5164656\nContent-Type: text/calendar; charset=\"utf-8\"; method=\"reply\"; name=\"cal.ics\"\n\
         Content-Disposition: attachment\nContent-Transfer-Encoding: quoted-printable\n\nBEGIN:VCALENDAR\n\
         PRODID:-//K Desktop Environment//NONSGML libkcal 4.3//EN\nVERSION:2.0\nMETHOD:REPLY\nBEGIN:VEVENT\n\
         ORGANIZER;CN=3DChair:MAILTO:chair@example.org\nDTSTAMP:20261129T064845Z\n\
         ATTENDEE;CN=3DAnn;RSVP=3DTRUE;PARTSTAT=3DACCEPTED;ROLE=3DREQ-PARTICIPANT;\n CUTYPE=3DINDIVIDUAL:mailto:{from}\n\
         UID:{uid}\nSUMMARY:Annual meeting\nDTSTART:20900517T183000Z\nREQUEST-STATUS:2.0;Success.\nEND:VEVENT\n\
         END:VCALENDAR\n\n--nextPart5164656--\n"
    )
}

/// Returns the UID of the event in the calendar file of a letter.
fn event_uid(letter: &CaughtMessage) -> String {
    let whole = String::from_utf8_lossy(&letter.bytes).replace("=\r\n", "").replace("\r\n ", "");
    let line = whole.lines().find_map(|line| line.strip_prefix("UID:")).unwrap_or_else(|| panic!("{whole}"));
    line.trim().to_owned()
}

/// Returns the sealed address by which a member answers with a choice, counted from 1.
fn answer_address(keys: &SigningKeys, house: &TestWorkspace, issue: i64, subscriber: i64, choice: u8) -> String {
    use circular::model::{IssueId, SubscriberId};
    let workspace = Workspace::open(Some(&house.path("")), &house.path("")).unwrap();
    let (issue, subscriber) = (IssueId::new(issue), SubscriberId::new(subscriber));
    let token = keys.seal_answer(AnswerToken { issue, subscriber, choice: Some(choice) }).unwrap();
    let link = answer_mail_link(workspace.settings.sender.answers.as_ref().unwrap(), &token).unwrap();
    link.strip_prefix("mailto:").unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn meeting_of_140_is_answered_reminded_and_minuted() {
    let Some(members) = DovecotServer::start(MailFormat::Maildir) else { return };
    let Some(office) = DovecotServer::start(MailFormat::Maildir) else { return };
    let routes = format!(
        "mydestination =\nmynetworks = 127.0.0.0/8\ntransport_maps = inline:{{ {{ example.net = lmtp:unix:{} }}, \
         {{ example.org = lmtp:unix:{} }} }}\n",
        members.path("run/lmtp").display(),
        office.path("run/lmtp").display()
    );
    let Some(relay) = postfix(&routes) else { return };
    let Some(browser) = HeadlessBrowser::open().await else { return };
    let rows: Vec<String> =
        (0..MEMBERS).map(|number| format!("{},{}", address(number), name(number).replace(' ', ","))).collect();
    let house = TestWorkspace::new()
        .with_variable("CIRCULAR_DNS_RESOLVER", "off")
        .with_variable("CIRCULAR_THROTTLE_RATE", "100/second")
        .with_variable("CIRCULAR_THROTTLE_PAUSE", "0s")
        .with_list(&format!("email,first_name,last_name\n{}\n", rows.join("\n")))
        .with_draft("meeting", MEETING);
    let settings =
        house.text("circular.toml").replace("[sender]\n", "[sender]\nanswers = \"answers+{token}@example.org\"\n");
    let house = house.with_file("circular.toml", &settings).with_relay(&relay.address, 4);
    house.run(["send", "meeting", "--yes"]).is_well();
    members.wait_for_mails(MEMBERS, || relay.log());
    let (running, pages) = serve(&house);
    // Not for the pages: they would read the mailbox, too.
    let house = house
        .with_variable("CIRCULAR_MAILBOX_URL", format!("imaps://ann@127.0.0.1:{}", office.port))
        .with_variable("CIRCULAR_MAILBOX_CA_FILE", office.path("ca.pem").display())
        .with_variable("CIRCULAR_MAILBOX_PASSWORD", super::dovecot::PASSWORD);
    let society = Society { house, relay, members, pages };
    let letters = society.letters("Annual meeting");
    let letter = |number: usize| &letters[&address(number)];
    assert_eq!(letters.len(), MEMBERS);

    // One in a browser, the others as browsers send it; every fourth brings a guest.
    let path = link_path(letter(0), "I will come");
    browser.open_url(&format!("http://{pages}{path}")).await;
    assert_eq!(browser.run_script("return document.querySelector('[name=answer]:checked').value").await, "yes");
    browser.run_script("document.querySelector('form button').focus()").await;
    browser.submit().await;
    browser.wait_until("document.body.innerText.includes('Thank you. We have noted')").await;
    for number in 1..BY_LINK {
        let guests = usize::from(number % 4 == 0);
        society.answer_by_link(letter(number), "I will come", &format!("answer=yes&guests={guests}")).await;
    }
    for number in BY_MAIL..ANSWERED {
        society.answer_by_link(letter(number), "I send my apologies", "answer=apologies").await;
    }
    let database = Database::open(
        &Workspace::open(Some(&society.house.path("")), &society.house.path("")).unwrap().settings.database.url,
        &society.house.path(""),
    )
    .await
    .unwrap();
    let keys = subscription::signing_keys(&database, clock::now()).await.unwrap();
    let uid = event_uid(letter(0));
    for number in BY_LINK..BY_MAIL {
        let subscriber = i64::try_from(number).unwrap() + 1;
        let to = answer_address(&keys, &society.house, 1, subscriber, 1);
        match number % 3 {
            0 => society.mail(&to, &kmail(&address(number), &to)),
            1 => society.mail(&to, &sylpheed(&address(number), &to)),
            _ => society.mail("chair@example.org", &calendar_reply(&address(number), &uid)),
        }
    }
    office.wait_for_mails(BY_MAIL - BY_LINK, || society.relay.log());
    let read = society.house.run(["inbound", "process"]);
    let counts = society.counts();
    assert_eq!(counts["counts"][0]["people"], BY_MAIL, "{read}");
    assert_eq!(counts["counts"][0]["guests"], 11);

    // Three change their mind.
    society.answer_by_link(letter(1), "I cannot come", "answer=no").await;
    society.answer_by_link(letter(2), "I send my apologies", "answer=apologies").await;
    society.answer_by_link(letter(BY_MAIL), "I will come", "answer=yes&guests=0").await;
    let counts = society.counts();
    let people = |choice: usize| counts["counts"][choice]["people"].as_u64().unwrap();
    assert_eq!((people(0), people(1), people(2)), (58, 1, 29));
    assert_eq!(counts["silent_count"], MEMBERS - ANSWERED);
    let contradictory =
        counts["answered"].as_array().unwrap().iter().filter(|person| person["is_contradictory"] == true);
    assert_eq!(contradictory.count(), 3);

    remind(&society).await;
    assert_lists(&society);
    running.interrupt();
}

/// The reminder goes to exactly the silent ones, and its answers are on the list of the letter.
async fn remind(society: &Society) {
    society.house.run(["new", "--remind", "meeting"]).is_well();
    society.house.run(["send", "reminder-meeting", "--yes"]).is_well();
    let silent = MEMBERS - ANSWERED;
    society.members.wait_for_mails(MEMBERS + silent, || society.relay.log());
    let reminders = society.letters("Reminder: Annual meeting");
    let expected: BTreeSet<String> = (ANSWERED..MEMBERS).map(address).collect();
    assert_eq!(reminders.keys().cloned().collect::<BTreeSet<_>>(), expected);
    let last = &reminders[&address(MEMBERS - 1)];
    let words = last.content().text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Wednesday 17 May 2090, 18:30"), "{words}");
    society.answer_by_link(last, "I will come", "answer=yes&guests=2").await;
    let counts = society.counts();
    assert_eq!((&counts["counts"][0]["people"], &counts["silent_count"]), (&59.into(), &(silent - 1).into()));
}

/// The lists for the minutes and for the door have exactly those who belong there, by last name.
fn assert_lists(society: &Society) {
    let sorted = |numbers: &mut dyn Iterator<Item = usize>| {
        let mut names: Vec<String> = numbers.map(name).collect();
        names.sort();
        names
    };
    let come =
        |number: &usize| (*number < BY_MAIL && ![1, 2].contains(number)) || [BY_MAIL, MEMBERS - 1].contains(number);
    let apologise = |number: &usize| (BY_MAIL + 1..ANSWERED).contains(number) || *number == 2;
    let minutes = society.house.run(["replies", "meeting", "--minutes"]).out;
    let names = |heading: &str| {
        let line = minutes.lines().find(|line| line.starts_with(heading)).unwrap();
        let names = line.split_once("): ").unwrap().1.trim_end_matches('.').split(", ");
        names.map(|name| name.split(" (").next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(minutes.contains("**Present** (59 members, 13 guests): "), "{minutes}");
    assert!(minutes.contains("**Apologies for absence** (29 members): "), "{minutes}");
    assert_eq!(names("**Present**"), sorted(&mut (0..MEMBERS).filter(come)));
    assert_eq!(names("**Apologies for absence**"), sorted(&mut (0..MEMBERS).filter(apologise)));
    let door = society.house.run(["replies", "meeting", "--door"]).out;
    assert_eq!((door.lines().count(), door.matches('☐').count()), (59, 72));
}
