//! A relay that refuses us answers: it is reachable, for those who watch the program.

use circular::delivery::ReplyClass;
use circular::mail_catcher::CatcherScript;
use tokio::sync::watch;

use super::SendingScenario;
use crate::engine::on_both;

on_both! {
    async fn relay_that_refuses_the_password_is_reachable(ground) {
        let credentials = Some(("chair".to_owned(), "right".to_owned()));
        let script = CatcherScript { credentials, ..CatcherScript::default() };
        let mut story = SendingScenario::with_script(ground, 1, script).await;
        let relay = format!("smtp://chair:wrong@{}", story.catcher.address());
        story.workspace.settings.relay.url = relay.parse().unwrap();
        let issue = story.freeze().await;
        let scheduler = story.scheduler().await;
        scheduler.send_issue(&issue, watch::channel(false).1).await.unwrap();
        let readings = scheduler.meter().readings();
        assert_eq!(readings.replies.into_iter().collect::<Vec<_>>(), [(ReplyClass::Permanent, 1)]);
        assert_eq!(readings.last_attempt.map(|last| last.is_reachable), Some(true));
    }
}
