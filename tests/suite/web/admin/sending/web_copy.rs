//! What the page of a letter says about the web.

use circular::model::{ArchiveAccess, List};
use circular::subscription;

use super::SendingAdmin;
use crate::engine::on_both;

const ON_THE_WEB: &str = "https://news.example.org/letters/spring";

/// Serves the pages of a society whose letters are on the web.
async fn admin(ground: &crate::engine::TestDatabase, archive: ArchiveAccess) -> SendingAdmin {
    let desk = Box::pin(SendingAdmin::new(ground, 2)).await;
    let changed = List { archive, ..desk.list.clone() };
    subscription::update_list(&desk.database, &desk.list, &changed).await.unwrap();
    desk
}

on_both! {
    async fn scheduled_letter_is_not_said_to_be_on_the_web(ground) {
        let desk = admin(ground, ArchiveAccess::Public).await;
        let shown = desk.shown().await;
        let form = [("shown", shown.as_str()), ("count", "2"), ("when", "later"), ("date", "2038-12-01"), ("time", "09:00")];
        let sent = desk.post("draft/spring/send", &form).await;
        let path = sent.header("location").unwrap();
        let page = desk.get(path).await.body;
        assert!(page.contains("Everybody will be able to read it once it is sent."), "{page}");
        assert!(page.contains("Keep it off the web") && !page.contains(ON_THE_WEB), "{page}");
        assert_eq!(desk.post(&format!("{path}/web"), &[("act", "remove")]).await.status, 303);
        let kept = desk.get(path).await.body;
        assert!(kept.contains("It will not be on the web") && kept.contains("Put it on the web"), "{kept}");
        assert_eq!(desk.post(&format!("{path}/web"), &[("act", "restore")]).await.status, 303);
        assert_eq!(desk.post(&format!("{path}/stop"), &[]).await.status, 303);
        let page = desk.get(path).await.body;
        assert!(page.contains("Taken back: nobody has it") && !page.contains("/web\""), "{page}");
    }

    async fn letter_is_taken_off_and_put_back(ground) {
        let desk = admin(ground, ArchiveAccess::Public).await;
        let path = desk.send_now("2").await;
        let page = desk.wait_for(&path, "Sent to 2 of 2.").await;
        assert!(page.contains("Everybody can read it:") && page.contains(ON_THE_WEB), "{page}");
        assert!(!page.contains("value=\"restore\""), "{page}");
        assert_eq!(desk.post(&format!("{path}/web"), &[("act", "remove")]).await.status, 303);
        let page = desk.get(&path).await.body;
        assert!(page.contains("It was taken off the web") && page.contains("Put it on the web"), "{page}");
        assert_eq!(desk.post(&format!("{path}/web"), &[("act", "restore")]).await.status, 303);
        assert!(desk.get(&path).await.body.contains("Everybody can read it:"));
    }

    async fn letter_for_people_with_its_link_can_be_opened_to_everybody(ground) {
        let desk = admin(ground, ArchiveAccess::Link).await;
        let path = desk.send_now("2").await;
        let page = desk.wait_for(&path, "Sent to 2 of 2.").await;
        assert!(page.contains("People with its link can read it:") && !page.contains("value=\"restore\""), "{page}");
        let (link, public) = (desk.list.clone(), ArchiveAccess::Public);
        let link = List { archive: ArchiveAccess::Link, ..link };
        subscription::update_list(&desk.database, &link, &List { archive: public, ..link.clone() }).await.unwrap();
        let page = desk.get(&path).await.body;
        assert!(page.contains("People with its link can read it:") && page.contains("Let everybody read it"), "{page}");
        assert_eq!(desk.post(&format!("{path}/web"), &[("act", "restore")]).await.status, 303);
        assert!(desk.get(&path).await.body.contains("Everybody can read it:"));
    }
}
