//! Letters that ask their readers something: the web copy has no link, no button and no question for one of them.

use circular::database::{archive_letters, issues, lists, subscribers};
use circular::delivery::{MessageRenderer, RendererSettings};
use circular::model::Issue;

use super::{ArchiveScenario, NOW, tomorrow};
use crate::engine::on_both;

const EVENT: &str = "event:\n  title: Spring meeting\n  starts: 2027-05-17 18:30\n  place: Leeds\n";

/// Words that only a copy for one reader may have.
const PERSONAL: [&str; 14] = [
    "Ann",
    "Example,",
    "ann@example",
    "/u/",
    "/a/",
    "/k/",
    "/c/",
    "mailto:leave",
    "answer_url",
    "still_wanted",
    "{{",
    "Press here",
    "Yes, keep me",
    "nsubscribe",
];

impl ArchiveScenario {
    /// Returns what the only reader gets of a frozen letter.
    async fn readers_copy(&self, issue: &Issue) -> String {
        let keys = circular::subscription::signing_keys(&self.database, NOW).await.unwrap();
        let mut work = self.database.begin_read().await.unwrap();
        let content = issues::frozen_content(&mut work, issue.id).await.unwrap();
        let web_address = archive_letters::frozen_address(&mut work, issue.id).await.unwrap();
        let ann = subscribers::by_address(&mut work, &"ann@example.org".parse().unwrap()).await.unwrap().unwrap();
        let list = lists::by_name(&mut work, &"members".parse().unwrap()).await.unwrap().unwrap();
        drop(work);
        let fields = circular::segment::field_names(&self.database).await.unwrap();
        let settings = RendererSettings { web_address, ..RendererSettings::new(&self.workspace.settings, keys) };
        let renderer = MessageRenderer::new(&content, &fields, &list, settings, issue.id, &issue.hash).unwrap();
        let letter = renderer.render(&ann).unwrap();
        format!("{}\n{}", letter.html, letter.text)
    }

    /// Returns the page of a letter, the feed, the list of letters, and all files of the export.
    async fn everything_public(&self, slug: &str) -> String {
        let site = self.serve(tomorrow).await;
        let mut all = String::new();
        for path in [format!("/letters/{slug}"), "/letters/".to_owned(), "/letters/feed.xml".to_owned()] {
            let answer = site.get(&path).await;
            assert_eq!(answer.status, 200, "{path}: {answer:?}");
            all.push_str(&answer.body);
        }
        let folder = tempfile::tempdir().unwrap();
        self.export(folder.path(), None).await;
        for (name, bytes) in super::export::files(folder.path()) {
            all.extend(["\n", &name, "\n", &String::from_utf8_lossy(&bytes)]);
        }
        all
    }
}

on_both! {
    async fn buttons_of_the_answers_are_only_in_the_copies(ground) {
        let society = ArchiveScenario::create(ground).await;
        let head = format!("subject: Spring\nto: members\n{EVENT}answers: [yes, no, Tea & cake?]\nanswers_until: 2027-05-10 18:00\nplaces: 40\n");
        let personal = "[Press here]({{answer_url_1}} \"button\")\n\nOr say it {{#if answer_url_2}}[on this page]({{answer_url_2}}){{/if}}. The door opens at six.\n\n\
            [Yes, keep me]({{still_wanted_url}} \"button\")\n\nTo leave, [use this page]({{unsubscribe_url}}). We are glad to see you.\n\n\
            You can also change [what you get]({{preferences_url}}).\n\nWe are many.";
        for (slug, template, place) in
            [("placed", "letter", "{{answers}}"), ("notice", "notice", ""), ("behind", "letter", "")]
        {
            let text = format!("---\n{head}template: {template}\n---\n\nDear {{{{first_name}}}},\n\nWe meet.\n\n{place}\n\n{personal}\n");
            let issue = society.freeze(slug, &text, NOW).await;
            let copy = society.readers_copy(&issue).await;
            for part in ["Ann", "/a/", "/u/", "I will come", "I cannot come", "Tea &amp; cake?", "Please answer by", "Press here", "Yes, keep me"] {
                assert!(copy.contains(part), "{slug}: {part}: {copy}");
            }
            let public = society.everything_public(slug).await;
            for part in ["Dear members,", "We meet.", "The door opens at six.", "We are glad to see you.", "We are many."] {
                assert!(public.contains(part), "{slug}: {part}: {public}");
            }
            for part in ["I will come", "I cannot come", "cake?", "Please answer", "on this page", "use this page", "To leave"].iter().chain(&PERSONAL) {
                assert!(!public.contains(part), "{slug}: {part}: {public}");
            }
        }
    }

    async fn questions_for_views_are_only_in_the_copies(ground) {
        let society = ArchiveScenario::create(ground).await;
        let text = "---\nsubject: \"{{first_name}}, the new hall\"\nto: members\nviews:\n  - Shall we rent it?\n  - What else?\nviews_until: 2027-05-10\n---\n\n\
            Dear {{first_name}} {{last_name}},\n\nThe hall is for rent.\n\nYou are {{email}}. We have 40 chairs.\n";
        let issue = society.freeze("hall", text, NOW).await;
        let copy = society.readers_copy(&issue).await;
        for part in ["Ann", "Shall we rent it?", "What else?", "Your view", "ann@example.org"] {
            assert!(copy.contains(part), "{part}: {copy}");
        }
        let public = society.everything_public("hall").await;
        for part in ["Dear members,", "The hall is for rent.", "We have 40 chairs."] {
            assert!(public.contains(part), "{part}: {public}");
        }
        for part in ["Shall we rent it?", "What else?", "Your view", "You are"].iter().chain(&PERSONAL) {
            assert!(!public.contains(part), "{part}: {public}");
        }
    }

    async fn a_list_without_letters_on_the_web_stores_an_address_of_none(ground) {
        let society = ArchiveScenario::create(ground).await;
        let plain = society.add_list("plain", "Plain", circular::model::ArchiveAccess::Off).await;
        assert_eq!(plain.archive, circular::model::ArchiveAccess::Off);
        let issue = society.freeze("plain", "---\nsubject: Plain\nto: plain\n---\n\nWords.\n", NOW).await;
        let mut work = society.database.begin_read().await.unwrap();
        assert_eq!(archive_letters::frozen_address(&mut work, issue.id).await.unwrap(), None);
        drop(work);
        let copy = society.readers_copy(&issue).await;
        for part in ["Read in the browser", "/letters/", "/l/"] {
            assert!(!copy.contains(part), "{part}: {copy}");
        }
        assert_eq!(society.serve(tomorrow).await.get("/letters/plain").await.status, 404);
    }
}
