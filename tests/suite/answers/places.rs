//! A limited number of places: those who come and their guests.

use circular::model::{AnswerOutcome, AnswerSource, AnswerStanding, NewAnswer};

use super::{ask, current, question, record, stored};
use crate::engine::on_both;

on_both! {
    async fn guests_take_places_and_a_change_frees_them(ground) {
        let database = &ground.database;
        let asked = ask(database, question(Some(3))).await;
        let ann = |guests, seconds| NewAnswer { guests, ..asked.answer(asked.ann, "yes", seconds) };
        let ben = |guests, seconds| NewAnswer { guests, ..asked.answer(asked.ben, "yes", seconds) };
        assert_eq!(record(database, ann(1, 10)).await, AnswerOutcome::Recorded);
        assert_eq!(record(database, ben(1, 11)).await, AnswerOutcome::Full);
        assert_eq!(record(database, ben(1, 12)).await, AnswerOutcome::Full);
        let waiting = stored(database, asked.issue, asked.ben).await;
        assert_eq!(waiting.iter().map(|answer| answer.standing).collect::<Vec<_>>(), [AnswerStanding::Full]);
        assert_eq!(record(database, ben(0, 13)).await, AnswerOutcome::Recorded);
        assert_eq!(record(database, ann(2, 14)).await, AnswerOutcome::Full);
        assert_eq!(current(database, asked.issue, asked.ann).await, Some(("yes".to_owned(), 1)));
        assert_eq!(record(database, asked.answer(asked.ben, "apologies", 15)).await, AnswerOutcome::Recorded);
        assert_eq!(record(database, ann(2, 16)).await, AnswerOutcome::Recorded);
    }

    async fn society_may_give_away_more_places_than_there_are(ground) {
        let database = &ground.database;
        let asked = ask(database, question(Some(1))).await;
        assert_eq!(record(database, asked.answer(asked.ann, "yes", 10)).await, AnswerOutcome::Recorded);
        let owner = NewAnswer { source: AnswerSource::Owner, guests: 3, ..asked.answer(asked.ben, "yes", 11) };
        assert_eq!(record(database, owner).await, AnswerOutcome::Recorded);
        let fewer = NewAnswer { guests: 2, ..asked.answer(asked.ben, "yes", 12) };
        assert_eq!(record(database, fewer).await, AnswerOutcome::Recorded);
        assert_eq!(record(database, NewAnswer { note: Some("By bus"), ..asked.answer(asked.ann, "yes", 13) }).await, AnswerOutcome::Recorded);
    }

    async fn last_place_is_given_once(ground) {
        let asked = ask(&ground.database, question(Some(1))).await;
        let other = ground.again().await;
        for round in 0..10 {
            let seconds = round * 10;
            let ann = asked.answer(asked.ann, "yes", seconds);
            let ben = asked.answer(asked.ben, "yes", seconds);
            let (first, second) = tokio::join!(record(&ground.database, ann), record(&other, ben));
            let mut outcomes = [format!("{first:?}"), format!("{second:?}")];
            outcomes.sort();
            assert_eq!(outcomes, ["Full", "Recorded"], "round {round}");
            for person in [asked.ann, asked.ben] {
                record(&ground.database, asked.answer(person, "no", seconds + 1)).await;
            }
        }
        other.close().await;
    }
}
