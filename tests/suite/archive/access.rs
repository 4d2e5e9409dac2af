//! Who may read a letter: everybody, people with its link, or nobody.

use circular::model::ArchiveAccess;

use super::{ArchiveScenario, NOW, SPRING, draft, tomorrow};
use crate::engine::on_both;

on_both! {
    async fn letter_by_link_is_found_by_its_link_alone(ground) {
        let society = ArchiveScenario::create(ground).await;
        let list = society.list("members").await;
        society.set_archive(&list, ArchiveAccess::Link).await;
        let issue = society.freeze("spring", SPRING, NOW).await;
        let site = society.serve(tomorrow).await;
        let sealed = society.sealed_path(&issue).await;
        let page = site.get(&sealed).await;
        assert!(page.status == 200 && page.body.contains("Dear members,"), "{page:?}");
        assert_eq!(page.header("x-robots-tag"), Some("noindex, nofollow"));
        assert_eq!(page.header("cache-control"), Some("private, no-store"));
        assert!(page.body.contains("<meta name=\"robots\" content=\"noindex, nofollow\">"));
        for part in ["canonical", "og:url", "feed.xml", "All letters"] {
            assert!(!page.body.contains(part), "{part}: {}", page.body);
        }
        let missing = site.get("/letters/no-such-letter").await;
        for path in ["/letters/spring", "/letters/", "/letters/feed.xml", "/letters/list/members", "/letters/2027", "/letters/list/members/events.ics"] {
            let page = site.get(path).await;
            assert_eq!((page.status, page.body), (404, missing.body.clone()), "{path}");
        }
        let mut forged = sealed.clone();
        forged.pop();
        forged.push(if sealed.ends_with('a') { 'b' } else { 'a' });
        assert_eq!(site.get(&forged).await.status, 404);
        assert_eq!(site.get(&format!("{sealed}.")).await.status, 200, "a full stop that a mail program took into the link");
    }

    async fn path_with_a_nul_is_not_found(ground) {
        let society = ArchiveScenario::create(ground).await;
        let issue = society.freeze("spring", SPRING, NOW).await;
        let sealed = society.sealed_path(&issue).await;
        let site = society.serve(tomorrow).await;
        let missing = site.get("/letters/no-such-letter").await.body;
        let below_sealed = format!("{sealed}/%00/a.png");
        for path in [
            "/letters/%00", "/letters/spring%00", "/letters/%00/event.ics", "/letters/spring/%00/a.png",
            "/letters/spring/00ff/%00", "/letters/style/%00.css", "/letters/list/%00", "/letters/list/%00/feed.xml",
            "/letters/list/members/%00", "/l/%00", "/events/%00.ics", below_sealed.as_str(),
        ] {
            let page = site.get(path).await;
            assert_eq!((page.status, &page.body), (404, &missing), "{path}");
        }
        assert_eq!(site.get("/letters/%2500").await.status, 404);
        assert_eq!(site.get("/letters/spring").await.status, 200);
    }

    async fn nothing_is_on_the_web_unless_the_list_says_so(ground) {
        let society = ArchiveScenario::create(ground).await;
        let list = society.list("members").await;
        let list = society.set_archive(&list, ArchiveAccess::Off).await;
        let before = society.freeze("spring", SPRING, NOW).await;
        // What was sent while the list was off stays off when it is opened later.
        society.set_archive(&list, ArchiveAccess::Public).await;
        society.freeze("summer", &draft("Summer", "Words."), NOW).await;
        society.freeze("secret", &draft("Secret\nweb: no", "Words."), NOW).await;
        society.freeze("some", &draft("Some\nwhere: town == \"Leeds\"", "Words."), NOW).await;
        society.freeze("open", &draft("Open\nwhere: town == \"Leeds\"\nweb: yes", "Words."), NOW).await;
        society.freeze("later", &draft("Later", "Words."), tomorrow() + jiff::SignedDuration::from_hours(1)).await;
        let site = society.serve(tomorrow).await;
        for (path, status) in
            [("spring", 404), ("summer", 200), ("secret", 404), ("some", 404), ("open", 200), ("later", 404)]
        {
            assert_eq!(site.get(&format!("/letters/{path}")).await.status, status, "{path}");
        }
        assert_eq!(site.get(&society.sealed_path(&before).await).await.status, 404);
        let index = site.get("/letters/").await.body;
        for (word, is_there) in [("Summer", true), ("Open", true), ("Secret", false), ("Some<", false), ("Later", false)] {
            assert_eq!(index.contains(&format!(">{word}")), is_there, "{word}: {index}");
        }
    }

    async fn the_same_draft_to_two_lists_has_two_addresses(ground) {
        let society = ArchiveScenario::create(ground).await;
        society.add_list("youth", "The young", ArchiveAccess::Public).await;
        society.freeze("spring", &draft("Spring", "For members."), NOW).await;
        society.freeze("spring", &draft("Spring", "For the young.").replace("to: members", "to: youth"), NOW).await;
        let site = society.serve(tomorrow).await;
        assert!(site.get("/letters/spring").await.body.contains("For members."));
        assert!(site.get("/letters/spring-2").await.body.contains("For the young."));
    }

    async fn cancelled_before_anybody_had_it_is_not_shown(ground) {
        let society = ArchiveScenario::create(ground).await;
        let issue = society.freeze("spring", SPRING, NOW).await;
        circular::sending::cancel_issue(&society.database, &issue, NOW).await.unwrap();
        let site = society.serve(tomorrow).await;
        assert_eq!(site.get("/letters/spring").await.status, 404);
    }
}
