//! A notice that the society's rules ask for: also to those who want no newsletters, never to those who left.

use std::collections::BTreeMap;

use circular::audience::{Audience, Condition};
use circular::catcher::{Action, Script, Step};
use circular::database;
use circular::delivery::Ending;
use circular::model::{FieldKind, State, Status};

use super::{Story, Times, freeze_for, now, tomorrow};
use crate::engine::on_both;

/// Sets how `s<number>@example.org` stands on the list.
async fn stands(story: &Story, number: usize, state: State) {
    let mut work = story.database.write().await.unwrap();
    let address = format!("s{number}@example.org").parse().unwrap();
    let id = database::subscriber::by_address(&mut work, &address).await.unwrap().unwrap().id;
    database::subscription::set(&mut work, story.list.id, id, state, now()).await.unwrap();
    work.commit().await.unwrap();
}

fn addresses<const N: usize>(numbers: [usize; N]) -> Vec<String> {
    numbers.map(|number| format!("s{number}@example.org")).into()
}

on_both! {
    async fn it_goes_to_those_who_want_only_notices_and_to_nobody_who_left(ground) {
        let story = Story::new(ground, 5, Script::default(), "").await;
        stands(&story, 1, State::Notices).await;
        stands(&story, 2, State::Unsubscribed).await;
        stands(&story, 3, State::Suppressed).await;
        let notice = story.notice("meeting").await;
        let (ending, progress) = notice.send().await;
        assert_eq!((ending, progress.counts.of(Status::Sent), progress.counts.total()), (Ending::Done, 3, 3));
        assert_eq!(notice.reached(), addresses([0, 1, 4]));
        let mut work = story.database.read().await.unwrap();
        let kept = database::issue::by_slug(&mut work, "meeting").await.unwrap().remove(0);
        assert_eq!(kept, circular::model::Issue { state: kept.state, ..notice.issue.clone() });
        assert!(kept.statutory && !story.issue.statutory);
    }

    async fn a_newsletter_passes_over_who_wants_only_notices_since(ground) {
        let story = Story::new(ground, 3, Script::default(), "").await;
        stands(&story, 1, State::Notices).await;
        let (ending, progress) = story.send().await;
        assert_eq!((ending, progress.counts.of(Status::Skipped)), (Ending::Done, 1));
        assert_eq!(story.reached(), addresses([0, 2]));
    }

    async fn who_narrows_in_mid_run_gets_it_and_who_leaves_does_not(ground) {
        let story = Story::new(ground, 5, Script::default(), "").await;
        stands(&story, 4, State::Notices).await;
        let notice = story.notice("meeting").await;
        stands(&story, 0, State::Notices).await;
        stands(&story, 1, State::Unsubscribed).await;
        stands(&story, 2, State::Suppressed).await;
        stands(&story, 4, State::Unsubscribed).await;
        let (ending, progress) = notice.send().await;
        assert_eq!(ending, Ending::Done);
        assert_eq!((progress.counts.of(Status::Sent), progress.counts.of(Status::Skipped)), (2, 3));
        assert_eq!(notice.reached(), addresses([0, 3]));
    }

    async fn a_copy_that_was_put_off_goes_later_at_the_pace_of_its_domain(ground) {
        let greylisted = Times::new(1);
        let script = Script::answering(move |moment| match moment.step {
            Step::Recipient if moment.recipient.starts_with("s1@") && greylisted.left() => {
                Action::say("450 4.2.0 Greylisted")
            }
            _ => Action::Accept,
        });
        let settings = "[throttle]\ndomains.'example.org'.rate = '3600/minute'\n";
        let story = Story::new(ground, 3, script, settings).await;
        stands(&story, 1, State::Notices).await;
        let notice = story.notice("meeting").await;
        let (ending, _) = notice.send().await;
        assert!(matches!(ending, Ending::Waiting(_)), "{ending:?}");
        assert_eq!((notice.count(Status::Deferred).await, notice.reached()), (1, addresses([0, 2])));
        assert_eq!(notice.send_at(tomorrow).await.0, Ending::Done);
        assert_eq!(notice.reached(), addresses([0, 1, 2]));
    }

    async fn conditions_narrow_it_as_any_letter(ground) {
        let story = Story::new(ground, 6, Script::default(), "").await;
        stands(&story, 1, State::Notices).await;
        stands(&story, 2, State::Notices).await;
        let kinds = BTreeMap::from([("first_name".to_owned(), FieldKind::Text)]);
        let condition = |text| Some(Condition::parse(text, &kinds).unwrap());
        let audience = Audience {
            condition: condition("number(first_name) < 4"),
            exclusion: condition("first_name == '2'"),
            statutory: true,
            ..Audience::of(story.list.clone())
        };
        let mut pages = audience.pages();
        while pages.next(&mut story.database.read().await.unwrap()).await.unwrap().is_some() {}
        let reach = pages.reach();
        assert_eq!((reach.recipients, reach.notices, reach.by_where, reach.by_exclude), (3, 1, 2, 1));
        let issue = freeze_for(&story.workspace, &story.database, &audience, "meeting", now()).await;
        let story = Story { issue, ..story };
        assert_eq!(story.send().await.0, Ending::Done);
        assert_eq!(story.reached(), addresses([0, 1, 3]));
    }
}
