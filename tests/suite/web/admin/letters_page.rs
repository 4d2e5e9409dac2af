//! The list of letters, letters as they were sent, and new ones.

use std::fs;

use circular::config::Workspace;
use circular::sending::{self, AllowedRules, FreezeOptions, PreparedIssue, SegmentOverride};
use circular::{clock, inbound};

use super::{DRAFT, RunningAdmin, start_admin};

impl RunningAdmin {
    /// Freezes the draft, and counts each copy as sent.
    async fn send_draft(&self) {
        let society = &self.society;
        let (now, everyone) = (clock::now(), SegmentOverride::default());
        let workspace = Workspace::open(Some(society.folder.path()), society.folder.path()).unwrap();
        let prepared = PreparedIssue::prepare_named(&workspace, &society.database, "spring", &everyone, now);
        let prepared = Box::pin(prepared).await.unwrap();
        let (settings, root) = (&workspace.settings, &workspace.root);
        let checked = Box::pin(prepared.check(&society.database, settings, root, now)).await.unwrap();
        let released = checked.release(&AllowedRules::default()).unwrap();
        let options = FreezeOptions { starts_at: now, is_count_confirmed: true };
        sending::freeze_issue(&society.database, &released, options, now).await.unwrap();
        society.execute("UPDATE delivery SET status = 'sent'; UPDATE issue SET state = 'finished', is_trial = 0").await;
    }
}

#[tokio::test]
async fn sent_letter_opens_as_it_was_sent() {
    let desk = start_admin(None).await;
    desk.send_draft().await;
    desk.write(&DRAFT.replace("spring", "summer"));
    let home = desk.get("").await.body;
    assert!(home.contains("<h2>Sent</h2>") && !home.contains("<h2>To do</h2>"), "{home}");
    assert!(home.contains("<span class=\"state good\">Sent to 2</span>"), "{home}");
    let moved = desk.get("draft/spring").await;
    assert_eq!((moved.status, moved.header("location")), (303, Some(format!("{}sent/1", desk.home).as_str())));
    let page = desk.get("sent/1").await.body;
    assert!(page.contains("<strong>Sent to 2, on ") && page.contains("New letter from it"), "{page}");
    assert!(page.contains("<h1>Spring for Ann</h1>") && page.contains("1 of 2"), "{page}");
    let letter = desk.get("sent/1/letter?reader=2").await.body;
    assert!(letter.contains("Dear Ben") && letter.contains("<em>spring</em>"), "{letter}");
    for path in ["sent/2", "sent/0", "sent/x", "sent/1/copy"] {
        assert_ne!(desk.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn letter_whose_file_is_gone_is_still_listed_and_shown() {
    let desk = start_admin(None).await;
    desk.send_draft().await;
    fs::remove_file(desk.newsletters().join("spring.md")).unwrap();
    assert!(desk.get("").await.body.contains("Sent to 2"));
    let page = desk.get("sent/1").await.body;
    assert!(page.contains("Spring for Ann") && !page.contains("New letter from it"), "{page}");
    assert_eq!(desk.post("sent/1/copy", b"").await.status, 404);
}

#[tokio::test]
async fn new_letter_is_started_from_a_sent_one() {
    let desk = start_admin(None).await;
    let dated = DRAFT.replace("to: members", "to: members\ndate: 2027-01-02");
    desk.write(&dated);
    desk.send_draft().await;
    assert_eq!(desk.get("sent/1/copy").await.status, 405, "a GET changes nothing");
    let made = desk.post("sent/1/copy", b"").await;
    assert_eq!(made.header("location"), Some(format!("{}draft/spring-2/edit", desk.home).as_str()));
    assert_eq!(fs::read_to_string(desk.newsletters().join("spring-2.md")).unwrap(), DRAFT);
    assert_eq!(fs::read_to_string(desk.newsletters().join("spring.md")).unwrap(), dated);
    let home = desk.get("").await.body;
    assert!(home.contains("<h2>To do</h2>") && home.contains("2 members"), "{home}");
}

#[tokio::test]
async fn letters_are_found_by_their_words() {
    let desk = start_admin(None).await;
    fs::write(desk.newsletters().join("autumn.md"), DRAFT.replace("Spring", "Autumn")).unwrap();
    let found = desk.get("?find=AUTUMN").await.body;
    assert!(found.contains("Autumn for Ann") && !found.contains("Spring for Ann"), "{found}");
    let none = desk.get("?find=%3Cb%3E").await.body;
    assert!(none.contains("No letter has “&lt;b&gt;” in its title."), "{none}");
    fs::remove_dir_all(desk.newsletters()).unwrap();
    let empty = desk.get("").await.body;
    assert!(empty.contains("No letters yet.") && empty.contains("Write the first"), "{empty}");
}

#[tokio::test]
async fn notes_that_were_read_leave_the_page_and_later_ones_stay() {
    let desk = start_admin(None).await;
    let society = &desk.society;
    let mail = |name: &str| format!("From: {name} <x@example.org>\r\nSubject: Lunch\r\n\r\nSee you.\r\n");
    inbound::process_message(&society.database, &society.keys, mail("Bob").as_bytes(), clock::now()).await.unwrap();
    let home = desk.get("").await.body;
    let value = |name: &str| {
        let field = format!("name=\"{name}\" value=\"");
        home.split(&field).nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let shown = format!("from={}&until={}", value("from"), value("until"));
    inbound::process_message(&society.database, &society.keys, mail("Eve").as_bytes(), clock::now()).await.unwrap();
    assert_eq!(desk.post("notes/read", b"from=yesterday&until=today").await.status, 400);
    let read = desk.post("notes/read", shown.as_bytes()).await;
    assert_eq!((read.status, read.header("location")), (303, Some(format!("{}?done=read", desk.home).as_str())));
    let home = desk.get("").await.body;
    assert!(home.contains("from Eve") && !home.contains("from Bob"), "{home}");
}

#[tokio::test]
async fn note_that_was_not_shown_stays_unread() {
    let desk = start_admin(None).await;
    let society = &desk.society;
    for number in 0..21 {
        let mail = format!("From: Writer{number}. <x@example.org>\r\nSubject: Lunch\r\n\r\nSee you.\r\n");
        let at = clock::now() + jiff::SignedDuration::from_secs(number);
        inbound::process_message(&society.database, &society.keys, mail.as_bytes(), at).await.unwrap();
    }
    let home = desk.get("").await.body;
    assert!(home.contains("Writer20.") && !home.contains("Writer0."), "{home}");
    let fields = home.split("/notes/read\">").nth(1).unwrap().split("<button>").next().unwrap();
    let values: Vec<&str> = fields.split('"').filter(|part| part.ends_with('Z')).collect();
    desk.post("notes/read", format!("from={}&until={}", values[0], values[1]).as_bytes()).await;
    let home = desk.get("").await.body;
    assert!(home.contains("Writer0.") && !home.contains("Writer1."), "{home}");
}

#[tokio::test]
async fn new_letter_goes_to_the_only_list() {
    let desk = start_admin(None).await;
    desk.done("lists/new", "title=Choir+%26+Friends").await;
    let to_of = async |title: &str| {
        desk.post_form("new", &format!("title={title}&kind=notice")).await;
        let text = fs::read_to_string(desk.newsletters().join(format!("{title}.md"))).unwrap();
        text.lines().find(|line| line.starts_with("to: ")).unwrap().to_owned()
    };
    assert_eq!(to_of("one").await, "to: members", "of several lists none is chosen");
    desk.done("lists/members/delete", "typed=The+Members%E2%80%99+Letter").await;
    assert_eq!(to_of("two").await, "to: choir-friends");
}

#[tokio::test]
async fn document_becomes_a_letter_with_what_was_changed() {
    let desk = start_admin(None).await;
    let form = |name: &str, title: &str, text: &str| {
        format!(
            "--x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n{text}\r\n\
             --x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n{title}\r\n--x--\r\n"
        )
    };
    let post =
        async |body: String| desk.post_as("new/document", "multipart/form-data; boundary=x", body.as_bytes()).await;
    let html = "<html><body><h1>Come</h1><p>On <b>Monday</b>.</p><script>x</script></body></html>";
    let made = post(form("../our_party.html", "", html)).await;
    assert_eq!(made.header("location"), Some(format!("{}draft/our-party/changes", desk.home).as_str()));
    let text = fs::read_to_string(desk.newsletters().join("our-party.md")).unwrap();
    assert!(text.starts_with("---\nsubject: our party\n") && text.contains("On **Monday**."), "{text}");
    let page = desk.get("draft/our-party/changes").await.body;
    assert!(page.contains("Your letter is made") && page.contains("/draft/our-party/edit\">Write</a>"), "{page}");
    for (name, title, text, status, words) in [
        ("our party.html", "", html, 422, "There is a letter of this name."),
        ("a.docx", "Word", "PK\u{3}\u{4}broken", 422, "The file cannot be read: "),
        ("a.txt", "Empty", "", 422, "Choose a file that has words in it."),
    ] {
        let refused = post(form(name, title, text)).await;
        assert!(refused.status == status && refused.body.contains(words), "{name}: {}", refused.body);
        let kept = if title.is_empty() { "our party" } else { title };
        assert!(refused.body.contains(&format!("value=\"{kept}\"")), "{}", refused.body);
    }
    assert_eq!(fs::read_dir(desk.newsletters()).unwrap().count(), 2);
}
