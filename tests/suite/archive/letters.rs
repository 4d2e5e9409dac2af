//! What a letter says on the web.

use super::export::files;
use super::{ArchiveScenario, NOW, SPRING, draft, tomorrow};
use crate::engine::on_both;

on_both! {
    async fn neutral_copy_has_nothing_of_a_person(ground) {
        let society = ArchiveScenario::create(ground).await;
        society.freeze("spring", SPRING, NOW).await;
        // The draft changes later: the web copy does not.
        society.write_draft("spring", &draft("Another", "Another letter."));
        let page = society.serve(tomorrow).await.get("/letters/spring").await;
        assert_eq!(page.status, 200, "{page:?}");
        for part in [
            "<title>Friend, come on 17 May · Society of &lt;Friends&gt;</title>",
            "<p>Dear members,</p>",
            "<p>We meet in the hall. </p>",
            "<p>Write to us.</p>",
            "<meta name=\"description\" content=\"The agenda is inside\">",
            "<meta property=\"og:title\" content=\"Friend, come on 17 May\">",
            "<link rel=\"canonical\" href=\"https://news.example.org/letters/spring\">",
            "Sent on 15 January 2027 to the list “Our &lt;members&gt;”",
        ] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
        for part in ["4711", "Leeds", "Ann", "ann@example", "nsubscribe", "anything on", "/u/", "mso", "data-line", " style=", "<script", "Another"] {
            assert!(!page.body.contains(part), "{part}: {}", page.body);
        }
    }

    async fn members_only_paragraphs_are_in_the_copies(ground) {
        let society = ArchiveScenario::create(ground).await;
        society.write_draft("spring", SPRING);
        let prepared = society.prepare("spring", NOW).await;
        let mut work = society.database.begin_read().await.unwrap();
        let ann = circular::database::subscribers::by_address(&mut work, &"ann@example.org".parse().unwrap()).await;
        let letter = prepared.renderer.render(&ann.unwrap().unwrap()).unwrap();
        for text in [&letter.html, &letter.text] {
            assert!(text.contains("The door code is 4711.") && !text.contains("members_only"), "{text}");
        }
    }

    async fn picture_for_members_only_is_in_the_copies_alone(ground) {
        let society = ArchiveScenario::create(ground).await;
        let logo = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/logo.png")).unwrap();
        society.write_file("spring/plan.png", &logo);
        society.write_file(
            "spring/index.md",
            b"---\nsubject: Spring\nto: members\n---\n\nCome.\n\n{{#members_only}}\n![The way in](plan.png)\n{{/members_only}}\n",
        );
        let issue = society.freeze_file("spring", NOW).await;
        let mut work = society.database.begin_read().await.unwrap();
        let attached = circular::database::attachments::all(&mut work, issue.id).await.unwrap();
        drop(work);
        assert_eq!(attached.len(), 1, "the copies show it");
        let site = society.serve(tomorrow).await;
        assert!(!site.get("/letters/spring").await.body.contains("plan.png"));
        for folder in ["/letters/spring", &society.sealed_path(&issue).await] {
            assert_eq!(site.get(&format!("{folder}/{}/plan.png", attached[0].digest())).await.status, 404, "{folder}");
        }
        let folder = tempfile::tempdir().unwrap();
        society.export(folder.path(), None).await;
        assert!(files(folder.path()).keys().all(|name| !name.ends_with("plan.png")));
    }

    async fn pictures_and_files_have_addresses_by_content(ground) {
        let society = ArchiveScenario::create(ground).await;
        let logo = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/logo.png")).unwrap();
        society.write_file("spring/chart one.png", &logo);
        society.write_file("spring/agenda.pdf", b"%PDF-1.4 agenda");
        society.write_file(
            "spring/index.md",
            b"---\nsubject: Spring\nto: members\nattachments:\n  - agenda.pdf\n---\n\nThe agenda is attached.\n\n![120 members](<chart one.png>)\n",
        );
        let issue = society.freeze_file("spring", NOW).await;
        let site = society.serve(tomorrow).await;
        let page = site.get("/letters/spring").await;
        let href = |start: &str| {
            let at = page.body.find(start).unwrap_or_else(|| panic!("{start}: {}", page.body)) + start.len();
            page.body[at..].split('"').next().unwrap().to_owned()
        };
        let (image, file) = (href("<img src=\""), href("<li><a href=\""));
        assert!(image.starts_with("spring/") && image.ends_with("/chart%20one.png"), "{image}");
        assert!(file.ends_with("/agenda.pdf") && page.body.contains("agenda.pdf</a> (1 kB)"), "{file}");
        for (path, media_type) in [(&image, "image/png"), (&file, "application/pdf")] {
            let answer = site.get(&format!("/letters/{path}")).await;
            assert_eq!((answer.status, answer.header("content-type")), (200, Some(media_type)), "{path}");
            assert_eq!(answer.header("cache-control"), Some("public, max-age=60"), "it can be removed");
        }
        let below = file.strip_prefix("spring").unwrap();
        let sealed = site.get(&format!("{}{below}", society.sealed_path(&issue).await)).await;
        assert_eq!((sealed.status, sealed.header("cache-control")), (200, Some("private, max-age=60")));
        let other = file.replace("agenda.pdf", "agenda.txt");
        for path in [other.as_str(), "spring/0123/agenda.pdf", "autumn/0123/agenda.pdf"] {
            assert_eq!(site.get(&format!("/letters/{path}")).await.status, 404, "{path}");
        }
        let style = href("<link rel=\"stylesheet\" href=\"");
        let css = site.get(&format!("/letters/{style}")).await;
        assert!(css.status == 200 && css.body.contains("@media print"), "{style}");
        assert_eq!(css.header("cache-control"), Some("public, max-age=31536000, immutable"));
    }

    async fn copies_name_the_address_of_the_web_copy(ground) {
        let society = ArchiveScenario::create(ground).await;
        let issue = society.freeze("spring", SPRING, NOW).await;
        let mut work = society.database.begin_read().await.unwrap();
        let content = circular::database::issues::frozen_content(&mut work, issue.id).await.unwrap();
        let keys = circular::subscription::signing_keys(&society.database, NOW).await.unwrap();
        let web_address = circular::database::archive_letters::frozen_address(&mut work, issue.id).await.unwrap();
        let settings = circular::delivery::RendererSettings::new(&society.workspace.settings, keys);
        let settings = circular::delivery::RendererSettings { web_address, ..settings };
        let fields = circular::segment::field_names(&society.database).await.unwrap();
        let list = society.list("members").await;
        let renderer = circular::delivery::MessageRenderer::new(&content, &fields, &list, settings, issue.id, &issue.hash);
        let ann = circular::database::subscribers::by_address(&mut work, &"ann@example.org".parse().unwrap()).await;
        let letter = renderer.unwrap().render(&ann.unwrap().unwrap()).unwrap();
        assert!(letter.html.contains("<a href=\"https://news.example.org/letters/spring\""), "{}", letter.html);
        assert!(letter.text.contains("Read in the browser: https://news.example.org/letters/spring\n"), "{}", letter.text);
    }
}

#[tokio::test]
async fn an_unclosed_block_for_members_is_an_error_at_its_line() {
    let ground = crate::engine::TestDatabase::sqlite().await;
    let society = ArchiveScenario::create(&ground).await;
    for (body, line, words) in [
        ("{{#members_only}}\nThe code is 4711.", 6, "`{{#members_only}}` is never closed by `{{/members_only}}`"),
        ("a\n\n{{/members_only}}", 8, "`{{/members_only}}` closes a block that is not open"),
        ("{{#members_only town}}a{{/members_only}}", 6, "`members_only` has too many of the values that it works on"),
        ("{{#member_only}}a{{/member_only}}", 6, "`member_only` is nothing that a `{{…}}` can do"),
    ] {
        society.write_draft("spring", &draft("Spring", body));
        let whole = circular::sending::SegmentOverride::default();
        let prepared = circular::sending::PreparedIssue::prepare_named(
            &society.workspace,
            &society.database,
            "spring",
            &whole,
            NOW,
        )
        .await;
        let Err(circular::sending::PrepareError::Diagnostics(found)) = prepared else { panic!("{body}") };
        let block = found.iter().find(|found| found.severity == circular::model::Severity::Block).unwrap();
        assert_eq!((block.location.as_ref().unwrap().line, block.message.as_str()), (line, words));
    }
}
