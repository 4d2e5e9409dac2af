//! Two relays: the mail of a list goes through its own, and a relay that is down holds up nobody else's.

use circular::delivery::RelayTransports;
use circular::mail_catcher::{CatcherScript, MailCatcher};
use circular::mailer::{ConfirmationBuilder, ConfirmationMailer};
use circular::model::OptIn;
use circular::smtp::Transport;
use tokio::sync::watch;

use super::{SOON, SignupFixture};
use crate::engine::on_both;
use crate::transport::ANYWHERE;

fn mailer(porch: &SignupFixture<'_>) -> ConfirmationMailer {
    let mut transports = RelayTransports::default();
    for relay in porch.workspace.settings.all_relays() {
        let transport = Transport::new(relay.settings, &porch.workspace.root, "example.org").unwrap();
        transports.insert(relay.name.cloned(), transport);
    }
    let builder = ConfirmationBuilder::new(&porch.workspace, porch.keys.clone()).unwrap();
    let (database, settings) = (porch.ground.database.clone(), porch.workspace.settings.clone());
    ConfirmationMailer::new(database, builder, settings, transports, SOON)
}

on_both! {
    async fn relay_that_is_down_holds_up_no_other(ground) {
        let catcher = MailCatcher::start(ANYWHERE, CatcherScript::default()).await.unwrap();
        let relays = "[relays.friends]\nurl = 'smtp://127.0.0.1:9'\nlists = ['friends']";
        let porch = SignupFixture::with_settings(ground, &format!("smtp://{}", catcher.address()), relays).await;
        porch.list("friends", "News & Views", OptIn::Double, true).await;
        porch.submit_form("/subscribe/friends", "ann@example.org", SOON).await;
        porch.submit_form("/subscribe/members", "bob@example.org", SOON).await;
        porch.submit_form("/subscribe/friends", "cat@example.org", SOON).await;
        porch.submit_form("/subscribe/members", "dan@example.org", SOON).await;
        let mailer = mailer(&porch);
        let (_stop, stopped) = watch::channel(false);
        for _ in 0..2 {
            assert_eq!(mailer.send_due(&stopped).await.unwrap(), None, "the other relay is not left alone");
        }
        let mut reached: Vec<_> = catcher.messages().iter().map(|caught| caught.to.clone()).collect();
        reached.sort();
        assert_eq!(reached, ["bob@example.org", "dan@example.org"]);
        for waiting in ["ann@example.org", "cat@example.org"] {
            let request = porch.request(waiting).await.unwrap();
            assert!(request.mail_due && request.mail_count == 0, "{waiting}");
        }
    }

    async fn form_is_open_for_lists_whose_relay_mails(ground) {
        let catcher = MailCatcher::start(ANYWHERE, CatcherScript::default()).await.unwrap();
        let (mailing, files) = (format!("smtp://{}", catcher.address()), "outbox:files".to_owned());
        for (usual, own, open, closed) in [(&mailing, &files, "members", "friends"), (&files, &mailing, "friends", "members")]
        {
            let relays = format!("[relays.friends]\nurl = '{own}'\nlists = ['friends']");
            let porch = SignupFixture::with_settings(ground, usual, &relays).await;
            porch.list("friends", "News & Views", OptIn::Double, true).await;
            let site = porch.open(SOON).await;
            assert_eq!(site.get(&format!("/subscribe/{open}")).await.status, 200);
            assert_eq!(site.get(&format!("/subscribe/{closed}")).await.status, 503);
            let all = site.get("/subscribe").await;
            let has = |title: &str| all.body.contains(title);
            assert_eq!((all.status, has("The Members’ Letter"), has("News &amp; Views")), (200, open == "members", open == "friends"));
            porch.submit_form("/subscribe", &format!("{open}@example.org"), SOON).await;
            let (_stop, stopped) = watch::channel(false);
            mailer(&porch).send_due(&stopped).await.unwrap();
        }
        let mut reached: Vec<_> = catcher.messages().iter().map(|caught| caught.to.clone()).collect();
        reached.sort();
        assert_eq!(reached, ["friends@example.org", "members@example.org"]);
    }

    async fn mail_goes_through_the_relay_of_its_list(ground) {
        let (usual, own) = (
            MailCatcher::start(ANYWHERE, CatcherScript::default()).await.unwrap(),
            MailCatcher::start(ANYWHERE, CatcherScript::default()).await.unwrap(),
        );
        let relays = format!("[relays.friends]\nurl = 'smtp://{}'\nlists = ['friends']", own.address());
        let porch = SignupFixture::with_settings(ground, &format!("smtp://{}", usual.address()), &relays).await;
        porch.list("friends", "News & Views", OptIn::Double, true).await;
        porch.submit_form("/subscribe/friends", "ann@example.org", SOON).await;
        porch.submit_form("/subscribe/members", "bob@example.org", SOON).await;
        let (_stop, stopped) = watch::channel(false);
        mailer(&porch).send_due(&stopped).await.unwrap();
        let to = |catcher: &MailCatcher| catcher.messages().iter().map(|caught| caught.to.clone()).collect::<Vec<_>>();
        assert_eq!((to(&usual), to(&own)), (vec!["bob@example.org".to_owned()], vec!["ann@example.org".to_owned()]));
    }
}
