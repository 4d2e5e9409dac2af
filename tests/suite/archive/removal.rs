//! Taking a letter off the web, and putting it back.

use circular::archive::{ArchiveChange, remove_letter, restore_letter};
use circular::model::ArchiveAccess;

use super::{ArchiveScenario, NOW, SPRING, draft, tomorrow};
use crate::engine::on_both;

on_both! {
    async fn removed_letter_is_gone_at_once_and_comes_back(ground) {
        let society = ArchiveScenario::create(ground).await;
        let issue = society.freeze("spring", SPRING, NOW).await;
        let site = society.serve(tomorrow).await;
        let sealed = society.sealed_path(&issue).await;
        assert_eq!(site.get("/letters/spring").await.status, 200);
        let removed = remove_letter(&society.database, issue.id, tomorrow()).await.unwrap();
        assert_eq!(removed, ArchiveChange::Done(ArchiveAccess::Off));
        for path in ["/letters/spring", &sealed] {
            let page = site.get(path).await;
            assert!(page.status == 410 && page.body.contains("This letter is no longer on the web."), "{page:?}");
        }
        for path in ["/letters/", "/letters/feed.xml", "/letters/list/members"] {
            let page = site.get(path).await;
            assert!(page.status == 200 && !page.body.contains("17 May"), "{page:?}");
        }
        let again = remove_letter(&society.database, issue.id, tomorrow()).await.unwrap();
        assert_eq!(again, ArchiveChange::Unchanged(ArchiveAccess::Off));
        let back = restore_letter(&society.database, issue.id, tomorrow()).await.unwrap();
        assert_eq!(back, ArchiveChange::Done(ArchiveAccess::Public));
        assert_eq!(site.get("/letters/spring").await.status, 200);
        assert!(site.get("/letters/feed.xml").await.body.contains("17 May"));
    }

    async fn what_cannot_be_shown_is_said(ground) {
        let society = ArchiveScenario::create(ground).await;
        let secret = society.freeze("secret", &draft("Secret\nweb: no", "Words."), NOW).await;
        assert_eq!(restore_letter(&society.database, secret.id, NOW).await.unwrap(), ArchiveChange::NoWebCopy);
        let list = society.list("members").await;
        let list = society.set_archive(&list, ArchiveAccess::Off).await;
        let issue = society.freeze("spring", SPRING, NOW).await;
        assert_eq!(restore_letter(&society.database, issue.id, NOW).await.unwrap(), ArchiveChange::ListIsOff);
        society.set_archive(&list, ArchiveAccess::Link).await;
        let shown = restore_letter(&society.database, issue.id, NOW).await.unwrap();
        assert_eq!(shown, ArchiveChange::Done(ArchiveAccess::Link));
    }
}
