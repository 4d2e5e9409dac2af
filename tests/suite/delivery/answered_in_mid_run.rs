//! A reminder is on its way, and some of those who were silent answer.

use circular::database;
use circular::database::recipient_conditions::RecipientConditions;
use circular::delivery::RunEnding;
use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};
use circular::model::{AnswerChoice, AnswerOutcome, AnswerQuestion, AnswerSource, DeliveryStatus, NewAnswer};
use circular::replies::record_answer;
use tokio::sync::{mpsc, watch};

use super::{DeliveryScenario, everyone, now};
use crate::engine::{TestDatabase, on_both};

const COPIES: usize = 60;

impl DeliveryScenario {
    /// Sends the issue of the scenario, which asks its readers whether they come.
    async fn ask(&self) {
        let choice = |word: &str| AnswerChoice { word: word.to_owned(), label: word.to_owned() };
        let choices = vec![choice("yes"), choice("no")];
        let question = AnswerQuestion { choices, deadline: None, places: None, accepts_guests: false };
        let mut work = self.database.begin_write().await.unwrap();
        database::answers::add_question(&mut work, self.issue.id, &question).await.unwrap();
        work.commit().await.unwrap();
        assert_eq!(self.send().await.0, RunEnding::Completed);
    }

    async fn answer(&self, asked: &Self, number: usize, choice: &str) {
        let address = format!("s{number}@example.org").parse().unwrap();
        let mut work = self.database.begin_read().await.unwrap();
        let subscriber = database::subscribers::by_address(&mut work, &address).await.unwrap().unwrap().id;
        drop(work);
        let source = AnswerSource::Link;
        let answer = NewAnswer { issue: asked.issue.id, subscriber, choice, guests: 0, note: None, source, at: now() };
        assert_eq!(record_answer(&self.database, answer).await.unwrap(), AnswerOutcome::Recorded);
    }

    /// Freezes an issue for everybody under a condition.
    async fn follow_up(&self, slug: &str, condition: &str) -> Self {
        let reminder = self.another(slug, now()).await;
        let conditions = RecipientConditions { condition: Some(condition.to_owned()), exclusion: None };
        let mut work = self.database.begin_write().await.unwrap();
        database::recipient_conditions::store(&mut work, reminder.issue.id, &conditions).await.unwrap();
        work.commit().await.unwrap();
        reminder
    }

    /// Returns who got a copy after the first `asked` ones.
    fn reached_after(&self, asked: usize) -> Vec<String> {
        let mut reached: Vec<_> = self.catcher.messages().iter().skip(asked).map(|caught| caught.to.clone()).collect();
        reached.sort();
        reached
    }
}

fn everyone_but(count: usize, without: impl Fn(usize) -> bool) -> Vec<String> {
    let left_out: Vec<String> = (0..count).filter(|n| without(*n)).map(|n| format!("s{n}@example.org")).collect();
    let mut others = everyone(count);
    others.retain(|address| !left_out.contains(address));
    others
}

on_both! {
    async fn answered_since_freezing_is_withdrawn(ground) {
        let asked = DeliveryScenario::new(ground, 10, CatcherScript::default(), "").await;
        asked.ask().await;
        let reminder = asked.follow_up("reminder", "silent(\"spring\")").await;
        for number in [2, 3, 9] {
            asked.answer(&asked, number, "no").await;
        }
        let (ending, progress) = reminder.send().await;
        assert_eq!(ending, RunEnding::Completed);
        let counts = progress.counts;
        assert_eq!((counts.count(DeliveryStatus::Sent), counts.count(DeliveryStatus::Withdrawn)), (7, 3));
        assert_eq!(reminder.reached_after(10), everyone_but(10, |number| [2, 3, 9].contains(&number)));
        let withdrawn = reminder.entries(DeliveryStatus::Withdrawn).await;
        assert!(withdrawn.iter().all(|copy| copy.reply.as_deref() == Some("answered before this copy was sent")));
        assert!(withdrawn.iter().all(|copy| copy.attempts == 0));
    }

    async fn everybody_answered_ends_at_once(ground) {
        let asked = DeliveryScenario::new(ground, COPIES, CatcherScript::default(), "").await;
        asked.ask().await;
        let reminder = asked.follow_up("reminder", "silent(\"spring\")").await;
        for number in 0..COPIES {
            asked.answer(&asked, number, "yes").await;
        }
        assert_eq!(reminder.send().await.0, RunEnding::Completed);
        assert_eq!(reminder.count(DeliveryStatus::Withdrawn).await, COPIES as u64);
        assert_eq!(reminder.catcher.message_count(), COPIES);
    }

    async fn change_of_mind_before_thanks_is_withdrawn(ground) {
        let asked = DeliveryScenario::new(ground, 4, CatcherScript::default(), "").await;
        asked.ask().await;
        for number in 0..4 {
            asked.answer(&asked, number, "yes").await;
        }
        let thanks = asked.follow_up("thanks", "answered(\"spring\") == \"yes\"").await;
        asked.answer(&asked, 1, "no").await;
        assert_eq!(thanks.send().await.0, RunEnding::Completed);
        assert_eq!(thanks.reached_after(4), everyone_but(4, |number| number == 1));
    }

    async fn answers_during_run_are_seen_by_next_claim(ground) {
        remind_while_answers_arrive(ground).await;
    }
}

async fn remind_while_answers_arrive(ground: &TestDatabase) {
    let (accepted, mut copies) = mpsc::unbounded_channel();
    let script = CatcherScript::with_responder(move |moment| {
        if moment.step == SmtpStep::FinalDot {
            let _ = accepted.send(());
        }
        CatcherAction::Accept
    });
    // Slow enough that the last ones are not claimed before they answer.
    let asked = DeliveryScenario::new(ground, COPIES, script, "[throttle]\nrate = '50/second'\n").await;
    asked.ask().await;
    for _ in 0..COPIES {
        copies.recv().await.unwrap();
    }
    let reminder = asked.follow_up("reminder", "silent(\"spring\")").await;
    let answers = async {
        for _ in 0..5 {
            copies.recv().await.unwrap();
        }
        for number in 50..COPIES {
            asked.answer(&asked, number, "yes").await;
        }
    };
    let run = Box::pin(reminder.send_until(watch::channel(false).1, now, |_| ()));
    let ending = tokio::join!(run, answers).0.unwrap().0;
    assert_eq!(ending, RunEnding::Completed);
    assert_eq!(reminder.reached_after(COPIES), everyone_but(COPIES, |number| number >= 50));
    assert_eq!(reminder.count(DeliveryStatus::Withdrawn).await, 10);
}
