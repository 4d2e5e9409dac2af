//! What browsers, proxies and search engines are told.

use super::{ArchiveScenario, NOW, SPRING, tomorrow};
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
            if let Some(date) = page.header("last-modified") {
                let known = send(site.address, "GET", path, &[("If-Modified-Since", date)], b"").await;
                assert_eq!(known.status, 304, "{path}");
                let old = [("If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT")];
                assert_eq!(send(site.address, "GET", path, &old, b"").await.status, 200, "{path}");
            }
            let head = send(site.address, "HEAD", path, &[], b"").await;
            assert_eq!((head.status, head.body.as_str(), head.header("etag")), (200, "", Some(tag)), "{path}");
            assert_eq!(head.header("content-length"), Some(page.body.len().to_string().as_str()), "{path}");
            assert_eq!(send(site.address, "POST", path, &[], b"").await.status, 405, "{path}");
        }
        let robots = site.get("/robots.txt").await.body;
        assert!(!robots.contains("/letters") && robots.contains("Disallow: /events/"), "{robots}");
    }
}
