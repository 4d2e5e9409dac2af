//! Answers to a letter: a GET changes nothing, a POST records, until the deadline.

use circular::database;
use circular::database::issues::NewIssue;
use circular::model::{
    Answer, AnswerChoice, AnswerQuestion, AnswerToken, CalendarEvent, Composition, IssueContent, IssueEvent, IssueId,
    SubscriberId,
};
use jiff::{SignedDuration, Timestamp};

use super::client::send;
use super::site::{NOW, SiteFixture};

/// When people can no longer answer.
const DEADLINE: Timestamp = Timestamp::constant(1_800_000_000 + 3_600, 0);

pub(crate) fn question(places: Option<u32>) -> AnswerQuestion {
    let choice = |word: &str, label: &str| AnswerChoice { word: word.to_owned(), label: label.to_owned() };
    let choices = vec![choice("yes", "I will come"), choice("no", "I cannot come"), choice("Später", "Später")];
    AnswerQuestion { choices, deadline: Some(DEADLINE), places, accepts_guests: true }
}

pub(crate) fn event() -> IssueEvent {
    let (title, place) = ("Tea & <cake>".to_owned(), "Leeds".to_owned());
    let starts = "2027-02-17 18:30".parse().unwrap();
    let event = CalendarEvent { title, starts, ends: None, place, is_cancelled: false };
    IssueEvent { uid: "a".to_owned(), sequence: 0, made_at: NOW, event }
}

impl SiteFixture {
    /// Freezes an issue that asks.
    pub(crate) async fn ask(&self, question: AnswerQuestion, event: Option<IssueEvent>) -> IssueId {
        let composition = Composition {
            subject: "Will you come, {{first_name}}?".to_owned(),
            html: String::new(),
            text: String::new(),
            constants: serde_json::Map::new(),
        };
        let (sender, attachments) = ("chair@example.org".parse().unwrap(), Vec::new());
        let question = Some(question);
        let content = IssueContent {
            sender,
            reply_to: None,
            composition,
            attachments,
            event,
            question,
            question_issue: None,
            call: None,
        };
        let mut work = self.database.begin_write().await.unwrap();
        let frozen = NewIssue {
            slug: "spring",
            list: self.list.id,
            hash: "00",
            content: &content,
            statutory: false,
            relay: None,
            trial: false,
            starts_at: NOW,
        };
        let issue = database::issues::add(&mut work, frozen, NOW).await.unwrap();
        work.commit().await.unwrap();
        issue
    }

    /// Asks with an event and returns the path of Ann's link.
    async fn ask_ann(&self, places: Option<u32>) -> String {
        let issue = self.ask(question(places), Some(event())).await;
        self.answer_path(issue, SubscriberId::new(1))
    }

    /// Returns the path by which somebody answers.
    pub(crate) fn answer_path(&self, issue: IssueId, subscriber: SubscriberId) -> String {
        format!("/a/{}", self.keys.seal_answer(AnswerToken { issue, subscriber, choice: None }).unwrap())
    }

    async fn answers(&self) -> Vec<Answer> {
        let mut work = self.database.begin_read().await.unwrap();
        let mut answers = database::answers::by_subscriber(&mut work, SubscriberId::new(1)).await.unwrap();
        answers.extend(database::answers::by_subscriber(&mut work, SubscriberId::new(2)).await.unwrap());
        answers
    }
}

#[tokio::test]
async fn opening_the_link_shows_the_question_and_records_nothing() {
    let society = SiteFixture::create().await;
    let link = society.ask_ann(None).await;
    let site = society.serve(|| NOW).await;
    for (path, chosen) in [
        (link.clone(), None),
        (format!("{link}?answer=yes"), Some("value=\"yes\" required checked")),
        (format!("{link}?answer=3."), Some("value=\"Später\" required checked")),
        (format!("{link}/?answer=no"), Some("value=\"no\" required checked")),
        (format!("{link}?answer=perhaps&x=%FF"), None),
    ] {
        let page = site.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        for words in [
            "Tea &amp; &lt;cake&gt;",
            "Wednesday 17 February 2027, 18:30",
            "Leeds",
            "<strong>Ann</strong>",
            "I cannot come",
        ] {
            assert!(page.body.contains(words), "{path} lacks {words}: {}", page.body);
        }
        assert_eq!(page.body.matches(" checked").count(), usize::from(chosen.is_some()), "{path}");
        assert!(chosen.is_none_or(|chosen| page.body.contains(chosen)), "{path}: {}", page.body);
        assert!(page.body.contains("Friday 15 January 2027, 09:00"), "{}", page.body);
    }
    let head = site.head(&format!("{link}?answer=yes")).await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    for (name, value) in
        [("referrer-policy", "no-referrer"), ("cache-control", "no-store"), ("x-robots-tag", "noindex")]
    {
        assert_eq!(head.header(name), Some(value));
    }
    assert!(site.get("/robots.txt").await.body.contains("Disallow: /a/\n"));
    assert!(society.answers().await.is_empty());
}

#[tokio::test]
async fn answer_is_recorded_and_can_be_changed() {
    let society = SiteFixture::create().await;
    let link = society.ask_ann(None).await;
    let site = society.serve(|| NOW).await;
    let first = site.post(&link, "answer=yes&guests=2&note=By+%3Cbus%3E%0D%0Aor+car").await;
    assert!(
        first.body.contains("Thank you. We have noted: <strong>I will come</strong>, with 2 guests"),
        "{}",
        first.body
    );
    assert!(
        first.body.contains("By &lt;bus&gt;\nor car") && first.body.contains("<option value=\"2\" selected"),
        "{}",
        first.body
    );
    let again = site.post(&link, "answer=yes&guests=2&note=By+%3Cbus%3E%0D%0Aor+car").await;
    assert!(again.body.contains("We had noted this already"), "{}", again.body);
    let later = site.get(&link).await;
    assert!(later.body.contains("So far it is: <strong>I will come</strong>, with 2 guests"), "{}", later.body);
    let changed = site.post(&link, "answer=no&guests=2").await;
    assert!(changed.body.contains("We have noted: <strong>I cannot come</strong></p>"), "{}", changed.body);
    let told: Vec<_> = society.answers().await.into_iter().map(|a| (a.choice, a.guests, a.note)).collect();
    let note = Some("By <bus>\nor car".to_owned());
    assert_eq!(told, [("yes".to_owned(), 2, note), ("no".to_owned(), 0, None)]);
}

#[tokio::test]
async fn form_that_cannot_be_recorded_is_shown_again_as_it_was_filled_in() {
    let society = SiteFixture::create().await;
    let link = society.ask_ann(None).await;
    let site = society.serve(|| NOW).await;
    let long = format!("answer=no&note={}", "%C3%BC".repeat(501));
    for (body, words) in [
        ("note=By+bus", "choose <a href=\"#answer-1\">one of the answers</a>"),
        ("answer=perhaps&note=By+bus", "one of the answers"),
        ("answer=yes&guests=12&note=By+bus", "how many guests"),
        (long.as_str(), "make <a href=\"#note\">your note</a> shorter"),
        ("List-Unsubscribe=One-Click", "one of the answers"),
    ] {
        let page = site.post(&link, body).await;
        assert!(
            page.status == 200 && page.body.contains("role=\"alert\"") && page.body.contains(words),
            "{body}: {}",
            page.body
        );
        assert_eq!(page.body.contains("By bus"), body.contains("By+bus"), "{body}");
    }
    let longest = format!("answer=no&note={}", "%F0%9F%9A%8C".repeat(500));
    assert!(site.post(&link, &longest).await.body.contains("Thank you"));
    let large = send(site.address, "POST", &link, &[], &vec![b'x'; 20_000]).await;
    assert_eq!(large.status, 413);
    assert_eq!(society.answers().await.len(), 1);
}

#[tokio::test]
async fn late_answer_is_noted_and_does_not_count() {
    let society = SiteFixture::create().await;
    let link = society.ask_ann(None).await;
    let site = society.serve(|| NOW).await;
    site.post(&link, "answer=yes").await;
    let late = society.serve(|| DEADLINE).await;
    let opened = late.get(&format!("{link}?answer=no")).await;
    assert!(opened.body.contains("Answers were possible until Friday 15 January 2027, 09:00"), "{}", opened.body);
    assert!(opened.body.contains("So far it is: <strong>I will come</strong>"), "{}", opened.body);
    assert!(!opened.body.contains("<form") && opened.body.contains("mailto:chair@example.org"), "{}", opened.body);
    let page = late.post(&link, "answer=no").await;
    assert!(
        page.body.contains("This answer came too late to count, but we have noted it: <strong>I cannot come</strong>"),
        "{}",
        page.body
    );
    assert!(page.body.contains("Your earlier answer still counts: <strong>I will come</strong>"), "{}", page.body);
    assert_eq!(society.answers().await.len(), 2);
    let just = society.serve(|| DEADLINE - SignedDuration::from_secs(1)).await;
    assert!(just.post(&link, "answer=no").await.body.contains("Thank you"));
}

#[tokio::test]
async fn full_event_says_so() {
    let society = SiteFixture::create().await;
    let issue = society.ask(question(Some(3)), Some(event())).await;
    let (ann, ben) = (SubscriberId::new(1), SubscriberId::new(2));
    let site = society.serve(|| NOW).await;
    assert!(site.get(&society.answer_path(issue, ann)).await.body.contains("Free places: 3 of 3."));
    site.post(&society.answer_path(issue, ann), "answer=yes&guests=1").await;
    let link = society.answer_path(issue, ben);
    assert!(site.get(&link).await.body.contains("Free places: 1 of 3."));
    let page = site.post(&link, "answer=yes&guests=1").await;
    assert!(page.body.contains("There are not enough places for that."), "{}", page.body);
    assert!(page.body.contains("<strong>I will come</strong>, with one guest"), "{}", page.body);
    assert!(site.get(&link).await.body.contains("You asked for a place when there were not enough of them."));
    assert!(site.post(&link, "answer=yes&guests=0").await.body.contains("Thank you"));
    let taken = site.get(&society.answer_path(issue, ann)).await;
    assert!(taken.body.contains("Free places: 0 of 3."), "{}", taken.body);
    assert!(site.post(&link, "answer=no").await.body.contains("Free places: 1 of 3."));
    assert!(
        site.post(&society.answer_path(issue, ann), "answer=yes&guests=2").await.body.contains("Free places: 0 of 3.")
    );
    assert!(site.get(&link).await.body.contains("All places are taken."));
}

#[tokio::test]
async fn member_who_unsubscribed_may_still_answer() {
    let society = SiteFixture::create().await;
    let link = society.ask_ann(None).await;
    let site = society.serve(|| NOW).await;
    site.post(&society.link(), "by=page").await;
    assert!(site.post(&link, "answer=yes").await.body.contains("Thank you"));
    assert!(society.state().await == Some(circular::model::SubscriptionState::Unsubscribed));
}

#[tokio::test]
async fn link_that_asks_nothing_has_a_page_of_its_own() {
    let society = SiteFixture::create().await;
    let issue = society.ask(question(None), None).await;
    let (ann, nobody) = (SubscriberId::new(1), SubscriberId::NONE);
    let site = society.serve(|| NOW).await;
    // Without an event, and with another subject for each reader, the page has no topic.
    assert!(site.get(&society.answer_path(issue, ann)).await.body.contains("<h1>Your answer</h1>"));
    for (issue, subscriber, words) in [
        (issue, nobody, "This is a test letter"),
        (IssueId::NONE, ann, "This is a test letter"),
        (IssueId::NONE, nobody, "This is a test letter"),
        (IssueId::new(99), ann, "There is nothing to answer here"),
        (issue, SubscriberId::new(99), "There is nothing to answer here"),
    ] {
        let link = society.answer_path(issue, subscriber);
        for page in [site.get(&link).await, site.post(&link, "answer=yes").await] {
            assert!(page.status == 200 && page.body.contains(words), "{issue} {subscriber}: {}", page.body);
        }
    }
    circular::subscription::erase_person(&society.database, &"ann@example.org".parse().unwrap(), NOW).await.unwrap();
    let page = site.get(&society.answer_path(issue, ann)).await;
    assert!(page.body.contains("There is nothing to answer here") && !page.body.contains("Ann"), "{}", page.body);
    assert!(society.answers().await.is_empty());
}

#[tokio::test]
async fn forged_link_is_not_found_and_limited() {
    let society = SiteFixture::create().await;
    let issue = society.ask(question(None), None).await;
    let site = society.serve(|| NOW).await;
    let unsubscribe = society.link().replace("/u/", "/a/");
    let answer = society.answer_path(issue, SubscriberId::new(1)).replace("/a/", "/u/");
    for path in ["/a/x", unsubscribe.as_str(), answer.as_str()] {
        assert_eq!(site.get(path).await.status, 404, "{path}");
        assert_eq!(site.post(path, "answer=yes").await.status, 404, "{path}");
    }
    let mut statuses = Vec::new();
    for _ in 0..100 {
        statuses.push(site.get("/a/x").await.status);
    }
    assert_eq!(statuses.last(), Some(&429));
    assert_eq!(site.get(&society.answer_path(issue, SubscriberId::new(1))).await.status, 200);
}

#[tokio::test]
async fn cancelled_event_takes_no_answers() {
    let society = SiteFixture::create().await;
    let link = society.ask_ann(None).await;
    society
        .execute(
            "INSERT INTO issue (id, slug, list_id, subject, content_digest, composition, sender, is_trial, state, created_at, starts_at) \
                 VALUES (70, 'off', 1, 's', 'h', '{}', 'a@example.org', 0, 'sending', 0, 0); \
             INSERT INTO issue_event (issue_id, uid, sequence, made_at, title, place, starts, is_cancelled) \
                 VALUES (70, 'a', 1, 0, 'Tea', '', '2027-02-17', 1)",
        )
        .await;
    let site = society.serve(|| NOW).await;
    let page = site.get(&link).await;
    assert!(page.body.contains("This event is cancelled") && !page.body.contains("<form"), "{}", page.body);
}

#[tokio::test]
async fn page_is_in_the_language_of_its_reader() {
    let society = SiteFixture::create().await;
    let link = society.ask_ann(Some(1)).await;
    let site = society.serve(|| NOW).await;
    let german = format!("{link}?answer=yes&lang=de");
    let page = site.get(&german).await.body;
    for words in
        ["Ihre Antwort", "Antwort senden", "Freie Plätze: 1 von 1.", "Mittwoch, 17. Februar 2027", "?lang&#x3D;de"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let done = site.post(&format!("{link}?lang=de"), "answer=yes&guests=0").await.body;
    assert!(done.contains("Vielen Dank. Wir haben notiert: <strong>I will come</strong>"), "{done}");
    let arabic = site.get(&format!("{link}?lang=ar")).await.body;
    assert!(arabic.contains("dir=\"rtl\"") && arabic.contains("تغيير الرد"), "{arabic}");
}
