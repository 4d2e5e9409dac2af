//! The page of the answers to a letter: counts, names, lists on paper, and letters that follow.

use super::{NOW, RunningAdmin, start_admin};

/// A time after the letter, in microseconds.
const LATER: i64 = 1_700_000_000_000_000;

impl RunningAdmin {
    /// Writes a letter into the ledger that asked Ann, Ben and Cat; Ann and two guests come.
    pub(crate) async fn asked_letter(&self) {
        self.import_members("email,first_name,last_name\ncat@example.org,Cat,Cole <b>\n").await;
        self.society.set_delivery("sent", NOW).await;
        self.society
            .execute(
                "UPDATE issue SET subject = 'Spring meeting', state = 'finished', composition = \
                 '{\"subject\":\"Spring meeting\",\"html\":\"<p>Come</p>\",\"text\":\"Come\",\"constants\":{}}' WHERE id = 7; \
                 INSERT INTO delivery (issue_id, subscriber_id, status, attempts, due_at, changed_at) \
                 VALUES (7, 2, 'sent', 1, 0, 0), (7, 3, 'sent', 1, 0, 0); \
                 INSERT INTO answer_question (issue_id, choices, deadline, places, accepts_guests) \
                 VALUES (7, '[{\"word\":\"yes\",\"label\":\"I will come\"},{\"word\":\"apologies\",\"label\":\"No\"}]', \
                 4102444800000000, 60, 1)",
            )
            .await;
        self.answer(1, "yes", 2, "counted", LATER).await;
    }

    /// Adds somebody who is late, and many who come.
    pub(crate) async fn more_answers(&self) {
        let rows: Vec<_> = (0..30).map(|number| format!("s{number}@example.org,Sam,Sample{number}")).collect();
        self.import_members(&format!("email,first_name,last_name\n{}\n", rows.join("\n"))).await;
        for subscriber in 10..30 {
            self.answer(subscriber, "yes", u8::try_from(subscriber % 3).unwrap(), "counted", LATER).await;
        }
        self.answer(2, "yes", 0, "late", LATER + 1).await;
        self.answer(1, "apologies", 0, "counted", LATER + 2).await;
    }

    /// Gives the society, the notes and the days a look that suits a picture.
    pub(crate) async fn name_plainly(&self) {
        let settings = self.society.folder.path().join("circular.toml");
        let text = std::fs::read_to_string(&settings).unwrap();
        std::fs::write(&settings, text.replace("Society of <Friends>", "Example Society")).unwrap();
        self.society
            .execute(
                "UPDATE answer SET note = CASE WHEN subscriber_id % 3 = 1 THEN 'We come by train' END; \
                 UPDATE issue SET starts_at = 1699000000000000, created_at = 1699000000000000 WHERE id = 7; \
                 UPDATE answer_question SET deadline = 1704070800000000",
            )
            .await;
    }

    async fn answer(&self, subscriber: i64, choice: &str, guests: u8, standing: &str, at: i64) {
        let statement = format!(
            "INSERT INTO answer (issue_id, subscriber_id, choice, guests, note, source, answered_at, standing) \
             VALUES (7, {subscriber}, '{choice}', {guests}, 'by <train>', 'link', {at}, '{standing}')"
        );
        self.society.execute(&statement).await;
    }
}

#[tokio::test]
async fn answers_are_counted_and_named() {
    let desk = start_admin(None).await;
    desk.asked_letter().await;
    let page = desk.page("answers/7").await;
    for words in [
        "Answers to “Spring meeting”",
        "1 member comes with 2 guests, 3 people in all; 0 answered “apologies”; 2 have not answered.",
        "<dt>yes</dt><dd>1</dd><dd>with 2 guests: 3 in all, 57 places left</dd>",
        "Remind the 2 who have not answered",
        "Thank the one who answered “yes”",
        "by &lt;train&gt;",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let silent = desk.page("answers/7?show=silent").await;
    assert!(silent.contains("Cat Cole &lt;b&gt;") && !silent.contains("by &lt;train&gt;"), "{silent}");
    assert!(!page.contains("Do not count") && !page.contains("Changed their mind"), "{page}");
    desk.answer(2, "yes", 0, "late", LATER + 1).await;
    desk.answer(1, "apologies", 0, "counted", LATER + 2).await;
    let page = desk.page("answers/7?show=uncounted").await;
    assert!(page.contains("“yes” came too late") && page.contains("2 have not answered"), "{page}");
    let page = desk.page("answers/7?show=changed").await;
    assert!(page.contains("“yes” ") && page.contains(", then “apologies” "), "{page}");
    assert_eq!(desk.get("answers/8").await.status, 404);
    assert!(desk.page("report/spring?list=members").await.contains("/answers/7\">Answers</a>"));
    assert!(desk.page("sent/7").await.contains("/answers/7/remind"));
    assert!(desk.page("").await.contains("/answers/7\">Answers"));
}

#[tokio::test]
async fn mails_that_a_person_must_read_are_named() {
    let desk = start_admin(None).await;
    desk.asked_letter().await;
    assert!(!desk.page("answers/7").await.contains("for you to read"));
    desk.society
        .execute(
            "INSERT INTO inbound_message (message_digest, processed_at, kind, issue_id, note, is_unread) VALUES \
             (x'01', 1, 'reply', 7, '“Re: Spring meeting” from Cat <cat@example.org>', 1), \
             (x'02', 2, 'reply', 7, 'read before', 0), (x'03', 3, 'bounce', 7, 'refused', 1); \
             INSERT INTO received_view (issue_id, subscriber_id, sender, proof, words, attachment_count, doubts, is_late, \
                 received_at) VALUES (7, NULL, 'zoe@example.net', 'message_id', 'May I come?', 0, 'other_sender', 0, 1)",
        )
        .await;
    let page = desk.page("answers/7").await;
    for words in [
        "Mails about this letter for you to read",
        "<li>“Re: Spring meeting” from Cat &lt;cat@example.org&gt;</li>",
        "/#unread\">All that nobody has read</a>",
        "1 mail is stored with words that are not clear. <a href=",
        "/report/spring/views?list&#x3D;members\">Read what they say</a>",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("read before") && !page.contains("refused"), "{page}");
    assert!(desk.page("report/spring/views?list=members").await.contains("May I come?"));
}

#[tokio::test]
async fn lists_go_on_paper() {
    let desk = start_admin(None).await;
    desk.asked_letter().await;
    desk.answer(3, "yes", 0, "counted", LATER).await;
    let door = desk.page("answers/7/door").await;
    assert!(door.contains("4 people said that they come"), "{door}");
    assert!(door.find("Cole &lt;b&gt;, Cat").is_some(), "{door}");
    assert_eq!(door.matches("<span></span>").count(), 4, "{door}");
    let page = desk.page("answers/7").await;
    let minutes = "**Present** (2 members, 2 guests): ";
    assert!(page.contains(minutes) && page.contains("Cat Cole \\&lt;b&gt;"), "{page}");
    let csv = desk.get("answers/7/export").await;
    assert_eq!(csv.status, 200);
    assert!(csv.body.starts_with("name,address,answer,guests,note,answered_at,by,remark\r\n"), "{}", csv.body);
    assert!(csv.body.contains("ben@example.org,,,,,,has not answered\r\n"), "{}", csv.body);
}

#[tokio::test]
async fn answer_of_somebody_who_rang_up_is_written_down() {
    let desk = start_admin(None).await;
    desk.asked_letter().await;
    let answer = desk.post("answers/7", b"who=ben%40example.org&answer=yes&guests=1&note=%3Drang+up").await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = desk.page("answers/7").await;
    assert!(
        page.contains("2 members come with 3 guests, 5 people in all") && page.contains("written down by you"),
        "{page}"
    );
    assert!(desk.get("answers/7/export").await.body.contains("yes,1,'=rang up,"));
    let named = desk.post("answers/7", b"who=cat+cole+%3Cb%3E&answer=apologies&guests=0&note=").await;
    assert_eq!(named.status, 303, "{}", named.body);
    for (body, words) in [
        ("who=&answer=yes", "Write a name or an address."),
        ("who=Cole&answer=yes", "Nobody is called “Cole”. Do you mean cat@example.org?"),
        ("who=zoe%40example.org&answer=yes", "Nobody is called “zoe@example.org”."),
        ("who=example.org&answer=yes", "Several people fit."),
        ("who=ann%40example.org&answer=perhaps", "Choose one of the answers."),
        ("who=ann%40example.org&answer=apologies&guests=1", "brings no guests"),
        ("who=ann%40example.org&answer=apologies&as_of=1", "has answered “yes”"),
    ] {
        let refused = desk.post("answers/7", body.as_bytes()).await;
        assert!(refused.status == 409 && refused.body.contains(words), "{body}: {}", refused.body);
    }
    let again = desk.page("answers/7?who=ben%40example.org").await;
    assert!(again.contains("value=\"ben@example.org\"") && again.contains("value=\"&#x3D;rang up\""), "{again}");
}

#[tokio::test]
async fn reminder_and_thanks_are_drafts() {
    let desk = start_admin(None).await;
    desk.asked_letter().await;
    assert_eq!(desk.get("answers/7/remind").await.status, 405);
    for (act, slug, line) in [
        ("remind", "reminder-spring", "where: silent(\"spring\")\nasks_again: spring\n"),
        ("remind", "reminder-spring-2", "where: silent(\"spring\")\n"),
        ("thank", "thanks-spring", "where: answered(\"spring\") == \"yes\"\n"),
    ] {
        let made = desk.post(&format!("answers/7/{act}"), b"").await;
        assert_eq!(made.status, 303, "{}", made.body);
        assert!(made.header("location").unwrap().ends_with(&format!("/draft/{slug}/edit")));
        let text = std::fs::read_to_string(desk.newsletters().join(format!("{slug}.md"))).unwrap();
        assert!(text.contains(line) && text.contains("Spring meeting"), "{text}");
    }
}
