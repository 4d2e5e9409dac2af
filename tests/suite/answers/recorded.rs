//! What is recorded of an answer, and which one counts.

use circular::database;
use circular::model::{AnswerOutcome, AnswerSource, AnswerStanding, IssueId, NewAnswer, SubscriberId};

use super::{ask, current, question, record, stored};
use crate::database::at;
use crate::engine::on_both;

on_both! {
    async fn newest_answer_counts_and_the_others_stay(ground) {
        let database = &ground.database;
        let asked = ask(database, question(None)).await;
        let yes = NewAnswer { guests: 2, note: Some(" By bus\r\n"), ..asked.answer(asked.ann, "YES", 10) };
        assert_eq!(record(database, yes).await, AnswerOutcome::Recorded);
        assert_eq!(record(database, NewAnswer { at: at(11), ..yes }).await, AnswerOutcome::Unchanged);
        assert_eq!(record(database, NewAnswer { guests: 2, ..asked.answer(asked.ann, "no", 20) }).await, AnswerOutcome::Recorded);
        let answers = stored(database, asked.issue, asked.ann).await;
        let told: Vec<_> = answers.iter().map(|a| (a.choice.as_str(), a.guests, a.note.as_deref())).collect();
        assert_eq!(told, [("no", 0, None), ("yes", 2, Some("By bus"))]);
        assert_eq!((answers[1].answered_at, answers[1].source), (at(10), AnswerSource::Link));
        assert!(stored(database, asked.issue, asked.ben).await.is_empty());
    }

    async fn older_mail_does_not_replace_a_newer_answer(ground) {
        let database = &ground.database;
        let asked = ask(database, question(None)).await;
        assert_eq!(record(database, asked.answer(asked.ann, "yes", 20)).await, AnswerOutcome::Recorded);
        let mail = NewAnswer { source: AnswerSource::Mail, ..asked.answer(asked.ann, "no", 10) };
        assert_eq!(record(database, mail).await, AnswerOutcome::Outdated);
        assert_eq!(record(database, mail).await, AnswerOutcome::Outdated);
        assert_eq!(current(database, asked.issue, asked.ann).await, Some(("yes".to_owned(), 0)));
    }

    async fn calendar_program_that_repeats_the_choice_keeps_guests_and_note(ground) {
        let database = &ground.database;
        let asked = ask(database, question(None)).await;
        let yes = NewAnswer { guests: 3, note: Some("By bus"), ..asked.answer(asked.ann, "yes", 10) };
        record(database, yes).await;
        let reply = NewAnswer { source: AnswerSource::Calendar, ..asked.answer(asked.ann, "yes", 20) };
        assert_eq!(record(database, reply).await, AnswerOutcome::Unchanged);
        let mail = NewAnswer { source: AnswerSource::Mail, note: Some("By car"), ..reply };
        assert_eq!(record(database, mail).await, AnswerOutcome::Recorded);
        assert_eq!(current(database, asked.issue, asked.ann).await, Some(("yes".to_owned(), 3)));
    }

    async fn late_answer_is_kept_and_does_not_count(ground) {
        let database = &ground.database;
        let asked = ask(database, question(None)).await;
        record(database, asked.answer(asked.ann, "yes", 10)).await;
        let late = asked.answer(asked.ann, "no", 3_600);
        assert_eq!(record(database, late).await, AnswerOutcome::Late);
        assert_eq!(record(database, late).await, AnswerOutcome::Late);
        let answers = stored(database, asked.issue, asked.ann).await;
        let told: Vec<_> = answers.iter().map(|a| (a.choice.as_str(), a.standing)).collect();
        assert_eq!(told, [("no", AnswerStanding::Late), ("yes", AnswerStanding::Counted)]);
        // The society may still write down what somebody said in time.
        let owner = NewAnswer { source: AnswerSource::Owner, ..asked.answer(asked.ann, "apologies", 4_000) };
        assert_eq!(record(database, owner).await, AnswerOutcome::Recorded);
        assert_eq!(current(database, asked.issue, asked.ann).await, Some(("apologies".to_owned(), 0)));
    }

    async fn answer_that_nobody_can_give_is_not_recorded(ground) {
        let database = &ground.database;
        let asked = ask(database, question(None)).await;
        assert_eq!(record(database, asked.answer(asked.ann, "perhaps", 10)).await, AnswerOutcome::UnknownChoice);
        let nobody = asked.answer(SubscriberId::new(99), "yes", 10);
        assert_eq!(record(database, nobody).await, AnswerOutcome::NoSubscriber);
        let elsewhere = NewAnswer { issue: IssueId::new(99), ..asked.answer(asked.ann, "yes", 10) };
        assert_eq!(record(database, elsewhere).await, AnswerOutcome::NoQuestion);
        assert!(stored(database, asked.issue, asked.ann).await.is_empty());
    }

    async fn one_link_cannot_fill_the_database(ground) {
        let database = &ground.database;
        let asked = ask(database, question(None)).await;
        let words = ["yes", "no"];
        for seconds in 0..100 {
            let word = words[usize::try_from(seconds % 2).unwrap()];
            assert_eq!(record(database, asked.answer(asked.ann, word, seconds)).await, AnswerOutcome::Recorded);
        }
        assert_eq!(record(database, asked.answer(asked.ann, "yes", 200)).await, AnswerOutcome::TooMany);
        assert_eq!(stored(database, asked.issue, asked.ann).await.len(), 100);
        let owner = NewAnswer { source: AnswerSource::Owner, ..asked.answer(asked.ann, "yes", 200) };
        assert_eq!(record(database, owner).await, AnswerOutcome::Recorded);
    }

    async fn erased_person_leaves_no_answer(ground) {
        let database = &ground.database;
        let asked = ask(database, question(None)).await;
        record(database, NewAnswer { note: Some("By bus"), ..asked.answer(asked.ann, "yes", 10) }).await;
        record(database, asked.answer(asked.ben, "no", 10)).await;
        let address = "ann@example.org".parse().unwrap();
        circular::subscription::erase_person(database, &address, at(20)).await.unwrap();
        assert!(stored(database, asked.issue, asked.ann).await.is_empty());
        assert_eq!(stored(database, asked.issue, asked.ben).await.len(), 1);
        assert_eq!(record(database, asked.answer(asked.ann, "no", 30)).await, AnswerOutcome::NoSubscriber);
        let mut work = database.begin_read().await.unwrap();
        assert!(database::answers::by_subscriber(&mut work, asked.ann).await.unwrap().is_empty());
    }
}
