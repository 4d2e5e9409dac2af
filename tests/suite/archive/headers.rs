//! What browsers, proxies and search engines are told.

use circular::archive::remove_letter;
use circular::model::List;
use circular::subscription;

use super::{ArchiveScenario, NOW, SPRING, draft, tomorrow};
use crate::engine::on_both;
use crate::web::client::send;

on_both! {
    async fn pages_can_be_kept_and_asked_about(ground) {
        let society = ArchiveScenario::create(ground).await;
        society.freeze("spring", SPRING, NOW).await;
        let site = society.serve(tomorrow).await;
        for path in ["/letters/spring", "/letters/", "/letters/2027", "/letters/list/members", "/letters/feed.xml", "/letters/archive.css", "/letters/list/members/events.ics"] {
            let page = site.get(path).await;
            assert_eq!((page.status, page.header("cache-control")), (200, Some("public, max-age=60")), "{path}");
            assert_eq!(page.header("x-robots-tag"), None, "{path}");
            assert_eq!(page.header("x-content-type-options"), Some("nosniff"), "{path}");
            assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'none'"), "{path}");
            let tag = page.header("etag").unwrap();
            let known = send(site.address, "GET", path, &[("If-None-Match", tag)], b"").await;
            assert_eq!((known.status, known.body.as_str(), known.header("etag")), (304, "", Some(tag)), "{path}");
            let other = send(site.address, "GET", path, &[("If-None-Match", "\"x\", W/\"y\"")], b"").await;
            assert_eq!(other.status, 200, "{path}");
            assert_eq!(page.header("last-modified"), None, "{path}");
            let head = send(site.address, "HEAD", path, &[], b"").await;
            assert_eq!((head.status, head.body.as_str(), head.header("etag")), (200, "", Some(tag)), "{path}");
            assert_eq!(head.header("content-length"), Some(page.body.len().to_string().as_str()), "{path}");
            assert_eq!(send(site.address, "POST", path, &[], b"").await.status, 405, "{path}");
        }
        let robots = site.get("/robots.txt").await.body;
        assert!(!robots.contains("/letters") && robots.contains("Disallow: /events/"), "{robots}");
    }

    async fn page_that_changed_is_shown_whatever_date_its_reader_names(ground) {
        let society = ArchiveScenario::create(ground).await;
        let issue = society.freeze("spring", SPRING, NOW).await;
        society.freeze("summer", &draft("Summer", "Words."), NOW).await;
        let site = society.serve(tomorrow).await;
        let pages = ["/letters/", "/letters/2027", "/letters/list/members", "/letters/list/members/2027",
            "/letters/feed.xml", "/letters/list/members/feed.xml", "/letters/list/members/events.ics", "/letters/summer"];
        let since = [("If-Modified-Since", "Sat, 01 Jan 2028 00:00:00 GMT")];
        let mut before = Vec::new();
        for path in pages {
            let page = site.get(path).await;
            assert_eq!((page.status, page.header("last-modified")), (200, None), "{path}");
            before.push(page);
        }
        remove_letter(&society.database, issue.id, tomorrow()).await.unwrap();
        let list = society.list("members").await;
        let renamed = List { title: "The friends".to_owned(), ..list.clone() };
        subscription::update_list(&society.database, &list, &renamed).await.unwrap();
        for (path, before) in pages.into_iter().zip(before) {
            let page = send(site.address, "GET", path, &since, b"").await;
            assert_eq!(page.status, 200, "{path}");
            assert_ne!(page.header("etag"), before.header("etag"), "{path}");
        }
    }

    async fn stored_page_follows_its_list(ground) {
        let society = ArchiveScenario::create(ground).await;
        society.freeze("spring", SPRING, NOW).await;
        let site = society.serve(tomorrow).await;
        let list = society.list("members").await;
        for is_public in [true, false, true] {
            let changed = List { public: is_public, ..list.clone() };
            subscription::update_list(&society.database, &society.list("members").await, &changed).await.unwrap();
            for path in ["/letters/spring", "/letters/"] {
                let page = site.get(path).await;
                assert_eq!((page.status, page.body.contains("/subscribe")), (200, is_public), "{path}");
            }
        }
    }
}
