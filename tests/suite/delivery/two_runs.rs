//! Two processes want to send the same issue: one does, the other says why it does not.

use circular::catcher::Script;
use circular::delivery::{Ending, Error};
use tokio::sync::watch;

use super::{Story, everyone, now};
use crate::engine::on_both;

on_both! {
    async fn the_second_refuses(ground) {
        let story = Story::new(ground, 200, Script::default(), "").await;
        let run = |holder| story.send_until(watch::channel(false).1, now, holder, |_| ());
        let (one, two) = tokio::join!(run("one"), run("two"));
        let (refused, ended) = if one.is_err() { (one, two) } else { (two, one) };
        assert!(matches!(refused, Err(Error::Leased)), "both ran");
        assert_eq!(ended.unwrap().0, Ending::Done);
        assert_eq!(story.reached(), everyone(200));
    }
}
