//! Meetings in the figures of a year: what people answered, and who came.

use circular::database::{answers, lists};
use circular::model::{AnswerChoice, AnswerQuestion, AnswerSource, IssueId, NewAnswer};
use circular::replies::record_answer;
use serde_json::{Value, json};

use crate::cli::annals::{HistoryFixture, at, two_years};

impl HistoryFixture {
    async fn ask(&self, issue: IssueId) {
        let choice = |word: &str| AnswerChoice { word: word.to_owned(), label: word.to_owned() };
        let choices = ["yes", "no", "apologies"].map(choice).to_vec();
        let deadline = Some(at("2019-02-01T12:00:00Z"));
        let question = AnswerQuestion { choices, deadline, places: None, accepts_guests: true };
        let mut work = self.database.begin_write().await.unwrap();
        answers::add_question(&mut work, issue, &question).await.unwrap();
        work.commit().await.unwrap();
    }

    async fn answer(&self, issue: IssueId, number: u32, choice: &str, guests: u8, when: &str) {
        let subscriber = self.member(number).await;
        let (source, note) = (AnswerSource::Link, None);
        let given = NewAnswer { issue, subscriber, choice, guests, note, source, at: at(when) };
        record_answer(&self.database, given).await.unwrap();
    }
}

/// A meeting to which 14 people are asked: some change their mind, and one is late.
async fn meeting() -> HistoryFixture {
    let annals = two_years().await;
    let mut work = annals.database.begin_read().await.unwrap();
    let list = lists::by_name(&mut work, &"members".parse().unwrap()).await.unwrap().unwrap();
    drop(work);
    let issue = annals.send("2019-meeting", &list, "2019-01-20T09:00:00Z", &[]).await;
    annals.ask(issue).await;
    for (number, choice, guests, when) in [
        (20, "yes", 2, "2019-01-21T09:00:00Z"),
        (12, "no", 0, "2019-01-21T10:00:00Z"),
        (12, "yes", 0, "2019-01-22T10:00:00Z"),
        (13, "yes", 0, "2019-01-22T10:00:00Z"),
        (13, "apologies", 0, "2019-01-23T10:00:00Z"),
        (14, "yes", 1, "2019-02-02T10:00:00Z"),
    ] {
        annals.answer(issue, number, choice, guests, when).await;
    }
    annals
}

#[tokio::test]
async fn answers_and_the_number_at_the_door_are_in_the_year() {
    let annals = meeting().await;
    let year = |annals: &HistoryFixture| -> Value {
        let said = annals.house.run(["annual-report", "--to", "2019-06-30", "--list", "members", "--json"]);
        said.is_well();
        serde_json::from_str(&said.out).unwrap()
    };
    let before = year(&annals);
    let meeting = &before["current"]["meetings"][0];
    let choices = json!([
        { "answer": "yes", "people": 2, "guests": 2 },
        { "answer": "no", "people": 0, "guests": 0 },
        { "answer": "apologies", "people": 1, "guests": 0 },
    ]);
    assert_eq!((&meeting["issue"], &meeting["answers"]), (&json!("2019-meeting"), &choices));
    assert_eq!(meeting["came"], Value::Null);
    // Everybody else who was sent the letter and was not erased, the one who was late included.
    let sent = before["current"]["letters"].as_array().unwrap().last().unwrap()["sent"].as_u64().unwrap();
    assert_eq!(meeting["silent"].as_u64().unwrap(), sent - 3);
    let counted = annals.house.run(["report", "2019-meeting", "--came", "5"]);
    assert!(counted.err.contains("Written down: 5 people came."), "{counted}");
    assert_eq!(year(&annals)["current"]["meetings"][0]["came"], 5);
    let text = annals.house.run(["annual-report", "--to", "2019-06-30", "--list", "members"]).out;
    for words in [
        "1 meeting was held (1 more than the year before): 4 said that they would come, with guests, and 1 sent apologies. 5 came, as counted.",
        "| Said that they come, with guests ",
        "| Came, as counted at the door ",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    annals
        .house
        .run(["annual-report", "--to", "2019-06-30", "--list", "members", "--html", "year.html", "--draft"])
        .is_well();
    assert!(annals.house.text("year.html").contains("<h2>Each meeting</h2>"));
    annals.house.run(["check", "the-year-jul-2018-jun-2019"]).is_well();
}
