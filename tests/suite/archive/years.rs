//! Lists of letters, by year and by list, and feeds.

use circular::model::ArchiveAccess;
use jiff::SignedDuration;

use super::{ArchiveScenario, NOW, draft, tomorrow};
use crate::engine::on_both;

on_both! {
    async fn letters_are_listed_by_year_in_the_time_zone(ground) {
        let society = ArchiveScenario::create(ground).await;
        society.add_list("youth", "The young", ArchiveAccess::Public).await;
        let board = society.add_list("board", "The board", ArchiveAccess::Link).await;
        // In Leeds and in UTC this is the last minute of 2026, in Berlin it is 2027.
        let new_year: jiff::Timestamp = "2026-12-31T23:59:00Z".parse().unwrap();
        society.freeze("old", &draft("Old year", "Words."), new_year).await;
        society.freeze("new", &draft("New year", "Words."), NOW).await;
        society.freeze("young", &draft("Young", "Words.").replace("to: members", "to: youth"), NOW + SignedDuration::from_secs(1)).await;
        society.freeze("minutes", &draft("Minutes", "Words.").replace("to: members", "to: board"), NOW).await;
        let site = society.serve(tomorrow).await;
        let titles = async |path: &str| {
            let page = site.get(path).await;
            assert_eq!(page.status, 200, "{path}");
            let letters = page.body.split("<ol class=\"letters\">").nth(1).unwrap_or_default().to_owned();
            letters.split("<a href=\"").skip(1).filter_map(|rest| Some(rest.split_once('>')?.1.split('<').next()?.to_owned())).take(9).collect::<Vec<_>>()
        };
        for (path, expected) in [
            ("/letters/", vec!["Young", "New year"]),
            ("/letters/2027", vec!["Young", "New year"]),
            ("/letters/2026", vec!["Old year"]),
            ("/letters/list/members", vec!["New year"]),
            ("/letters/list/members/2026", vec!["Old year"]),
            ("/letters/list/youth/2027", vec!["Young"]),
        ] {
            let found = titles(path).await;
            assert_eq!(found[..expected.len()], expected, "{path}");
        }
        for path in ["/letters/2025", "/letters/list/youth/2026", "/letters/list/board", "/letters/list/nobody", "/letters/list/members/x"] {
            assert_eq!(site.get(path).await.status, 404, "{path}");
        }
        let folder = site.get("/letters").await;
        assert_eq!((folder.status, folder.header("location")), (308, Some("letters/")));
        assert!(!site.get("/letters/").await.body.contains(&board.title));
    }

    async fn a_thousand_letters_page_well(ground) {
        let society = ArchiveScenario::create(ground).await;
        let issue = society.freeze("first", &draft("First", "Words."), NOW).await;
        let copy = |number: i64| {
            let at = NOW.as_microsecond() - number * 86_400_000_000;
            format!(
                "INSERT INTO issue (slug, list_id, subject, content_digest, composition, sender, is_trial, state, created_at, starts_at) \
                 SELECT 'l{number}', list_id, subject, content_digest, composition, sender, is_trial, state, {at}, {at} FROM issue WHERE id = {id}; \
                 INSERT INTO archive_letter (issue_id, path, access, title, description, issue_line, language, body, style_digest, changed_at) \
                 SELECT (SELECT max(id) FROM issue), 'l{number}', access, 'Letter {number}', description, issue_line, language, body, style_digest, {at} \
                 FROM archive_letter WHERE issue_id = {id};",
                id = issue.id
            )
        };
        let script: String = (1..1_000).map(copy).collect();
        ground.execute(&script).await;
        let site = society.serve(tomorrow).await;
        let page = site.get("/letters/2026").await;
        assert_eq!(page.body.matches("<li>").count(), 365, "one letter for each day");
        assert!(page.body.len() < 200_000, "{} bytes", page.body.len());
        let index = site.get("/letters/").await;
        for year in [2024, 2025, 2026, 2027] {
            assert!(index.body.contains(&format!("<a href=\"{year}\"")), "{year}");
        }
        let feed = site.get("/letters/feed.xml").await;
        assert_eq!(feed.body.matches("<entry>").count(), 20);
    }
}
