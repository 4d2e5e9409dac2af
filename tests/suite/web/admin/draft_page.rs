//! What the chair sees of a draft, a mail, an issue.

use std::sync::Arc;

use circular::clock;
use circular::inbound;
use circular::mail_catcher::{CatcherScript, MailCatcher};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::start_admin;

#[tokio::test]
async fn draft_is_shown_per_reader() {
    let preview = start_admin(None).await;
    let home = preview.get("").await;
    assert!(
        home.body.contains("Spring for Ann") && home.body.contains("<span class=\"state good\">Ready</span>"),
        "{}",
        home.body
    );
    let page = preview.get("draft/spring").await;
    assert!(page.body.contains("<h1>Spring for Ann</h1>") && page.body.contains("1 of 2"), "{}", page.body);
    assert!(page.body.contains("All 2 will receive this</strong> <span class=\"quiet\">“The Members’ Letter”"));
    let second = preview.get("draft/spring?view=text&reader=2").await;
    assert!(second.body.contains("Dear Ben,") && second.body.contains("2 of 2"), "{}", second.body);
    assert!(preview.get("draft/spring?reader=99").await.body.contains("2 of 2"));
    assert!(preview.get("draft/spring?find=BEN").await.body.contains("<h1>Spring for Ben</h1>"));
    for place in ["2", "99"] {
        assert!(preview.get(&format!("draft/spring/letter?reader={place}")).await.body.contains("Dear Ben"), "{place}");
    }
    let headers = preview.get("draft/spring?view=source").await.body;
    assert!(headers.contains("<dt>Subject</dt><dd>Spring for Ann</dd>"), "{headers}");
    assert!(preview.get("draft/spring?view=source").await.body.contains("Content-Type: multipart/alternative"));
    assert!(preview.get("draft/spring?view=phone").await.body.contains("class=\"phone\""));
}

#[tokio::test]
async fn mail_left_for_a_person_is_on_the_first_page() {
    let preview = start_admin(None).await;
    assert!(!preview.get("").await.body.contains("For you to read"));
    let mail = b"From: Bob <bob@example.org>\r\nSubject: <Lunch>?\r\n\r\nSee you.\r\n";
    let society = &preview.society;
    inbound::process_message(&society.database, &society.keys, mail, clock::now()).await.unwrap();
    let home = preview.get("").await.body;
    let line = "“&lt;Lunch&gt;?” from Bob &lt;bob@example.org&gt;";
    assert!(home.contains("For you to read: 1</h2>") && home.contains(line), "{home}");
}

#[tokio::test]
async fn preview_unsubscribe_link_is_inert() {
    let preview = start_admin(None).await;
    preview.write(&super::DRAFT.replace("it is", "{{unsubscribe_url}} it is"));
    let text = preview.get("draft/spring?view=text").await.body;
    let token = text.split("/u/").nth(1).unwrap().split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    assert_eq!(preview.society.keys.open(token.into_iter().next().unwrap()), None);
}

#[tokio::test]
async fn broken_draft_shows_error_and_last_good_letter() {
    let preview = start_admin(None).await;
    assert_eq!(preview.get("draft/spring").await.status, 200);
    preview.write(&super::DRAFT.replace("Dear {{first_name}}", "Dear {{frist_name}}"));
    let page = preview.get("draft/spring").await;
    assert!(page.body.contains("newsletters/spring.md, line 6, column"), "{}", page.body);
    assert!(page.body.contains("value=\"6\"><code>Dear {{frist_name}},</code>"), "{}", page.body);
    assert!(
        page.body.contains("class=\"highlighted\"") && page.body.contains("Did you mean <code>first_name</code>?"),
        "{}",
        page.body
    );
    assert!(page.body.contains("class=\"stage outdated\"") && page.body.contains("<h1>Spring for Ann</h1>"));
    assert!(preview.get("draft/spring/letter").await.body.contains("Dear Ann"));
    assert!(preview.get("").await.body.contains("<span class=\"state bad\">1 to mend</span>"));
    assert!(!page.body.contains("No problems found"), "{}", page.body);
    // Diagnostics that do not block are shown in the sidebar, not above the letter.
    let both =
        super::DRAFT.replace("Dear {{first_name}}", "Dear {{frist_name}}").replace("it is", "see the urls below");
    preview.write(&both.replace(" *spring*.", "."));
    let page = preview.get("draft/spring").await.body;
    assert_eq!(page.matches("role=\"alert\"").count(), 1, "{page}");
    assert!(page.contains("Please also check") && page.contains("<span class=\"warning\">To look at</span>"), "{page}");
    preview.write(super::DRAFT);
    assert!(!preview.get("draft/spring").await.body.contains("outdated"));
}

#[tokio::test]
async fn frame_matches_its_page() {
    let preview = start_admin(None).await;
    let page = preview.get("draft/spring").await.body;
    let frame = page.split_once("/draft/spring/letter").unwrap().1.split_once('"').unwrap().0;
    let frame = format!("draft/spring/letter{}", frame.replace("&#x3D;", "=").replace("&amp;", "&"));
    preview.write(&super::DRAFT.replace("spring*", "summer*"));
    assert!(preview.get(&frame).await.body.contains("spring</em>"), "{frame}");
    assert!(preview.get("draft/spring/letter").await.body.contains("summer</em>"));
    // Its page is renewed at once; until then it shows what there is.
    assert!(preview.get(&frame).await.body.contains("summer</em>"));
}

#[tokio::test]
async fn settings_error_is_shown_at_its_line() {
    let preview = start_admin(None).await;
    let file = preview.society.workspace.settings_file();
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{good}reply_two = 'x'\n")).unwrap();
    let page = preview.get("draft/spring").await;
    assert!(page.body.contains("circular.toml, line 7, column 1"), "{}", page.body);
    assert!(page.body.contains("will appear here when this is fixed"));
}

#[tokio::test]
async fn caught_mail_is_shown_with_working_links() {
    let catcher = Arc::new(MailCatcher::start(([127, 0, 0, 1], 0).into(), CatcherScript::default()).await.unwrap());
    let mut line = TcpStream::connect(catcher.address()).await.unwrap();
    let talk = "EHLO x\r\nMAIL FROM:<chair@example.org>\r\nRCPT TO:<ann@example.org>\r\nDATA\r\n";
    let mail = "From: The Chair <chair@example.org>\r\nTo: =?utf-8?Q?Se=C3=A1n?= <ann@example.org>\r\nSubject: Spring\r\n\
                Content-Type: text/html\r\n\r\n<html><head></head><a href=\"http://127.0.0.1/u/x\">out</a>\r\n.\r\n";
    for part in [talk, mail, "QUIT\r\n"] {
        line.write_all(part.as_bytes()).await.unwrap();
    }
    line.read_to_end(&mut Vec::new()).await.unwrap();
    assert_eq!(catcher.message_count(), 1);

    let preview = start_admin(Some(catcher)).await;
    assert!(preview.get("inbox").await.body.contains("<strong>Seán</strong> <span>Spring</span>"));
    let page = preview.get("inbox/1").await;
    assert!(page.body.contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\""), "{}", page.body);
    assert!(preview.get("inbox/1/letter").await.body.contains("<head><base target=\"_blank\">"));
    for path in ["inbox/0", "inbox/2", "inbox/x", "inbox/-1"] {
        assert!([400, 404].contains(&preview.get(path).await.status), "{path}");
    }
    assert!(preview.get("report").await.body.contains("Nothing has been sent yet"));
}

#[tokio::test]
async fn diagnostics_are_shown_in_sidebar() {
    let preview = start_admin(None).await;
    assert!(!preview.get("draft/spring").await.body.contains("class=\"card diagnostics\""));
    preview.write(&super::DRAFT.replace("it is *spring*", "we meet on Thursday 17 May 2017"));
    let page = preview.get("draft/spring").await.body;
    assert!(
        page.contains("<span class=\"block\">To mend</span> 17 May 2017 is a Wednesday, not a Thursday."),
        "{page}"
    );
    assert!(page.contains("newsletters/spring.md, line 8, column 12") && page.contains("date-weekday"), "{page}");
    assert!(page.contains("<h1>Spring for Ann</h1>") && !page.contains("outdated"), "{page}");
    let home = preview.get("").await.body;
    assert!(home.contains("<span class=\"state bad\">1 to mend</span>"), "{home}");
    let list = circular::database::lists::all(&mut preview.society.database.begin_read().await.unwrap())
        .await
        .unwrap()
        .remove(0)
        .id;
    let mut work = preview.society.database.begin_read().await.unwrap();
    let look = circular::database::review_snapshots::get(&mut work, "spring", list).await.unwrap().unwrap();
    assert_eq!(look.recipient_count, 2);
}

#[tokio::test]
async fn exceptions_come_first_with_reader_links() {
    let preview = start_admin(None).await;
    preview
        .import_members(
            "email,first_name,town\ncat@example.org,CAT,\ndan@example.org,,Leeds\neve@example.org,Eve,Leeds\n",
        )
        .await;
    preview.write(&super::DRAFT.replace("it is", "greetings to {{default town \"you\"}}: it is"));
    let page = preview.get("draft/spring").await.body;
    assert!(page.contains("<strong>All 5 will receive this</strong>"), "{page}");
    let looks: Vec<_> = page.match_indices(" open>\n<summary>").map(|(at, _)| &page[at..]).collect();
    let [empty, odd] = looks.as_slice() else { panic!("{page}") };
    assert!(empty.contains("</span> No <code>first_name</code> is known for 1 of 5 recipients."), "{page}");
    assert!(empty.contains("<a data-swap href=\"?view&#x3D;letter&amp;reader&#x3D;4\">dan@example.org</a>"), "{page}");
    assert!(odd.contains("The <code>first_name</code> of 1 recipient is not written as a name."), "{page}");
    assert!(page.contains("3 readers have no <code>town</code>, so the draft uses other words."), "{page}");
    assert!(page.contains(">Ann</a>, <a") && page.contains("No two copies are the same."), "{page}");

    // From the first reader to Cat, from her to Dan, and round again.
    for (at, next) in [(1, 3), (3, 4), (4, 3), (5, 3)] {
        let page = preview.get(&format!("draft/spring?view=text&reader={at}")).await.body;
        let link = format!("id=\"next-problem\" class=\"problem\" href=\"?view&#x3D;text&amp;reader&#x3D;{next}\"");
        assert!(page.contains(&link), "{at}: {page}");
    }
    preview.write("---\nsubject: Spring\nto: members\n---\n\nDear all.\n");
    let page = preview.get("draft/spring").await.body;
    assert!(!page.contains("id=\"next-problem\"") && page.contains("All copies are the same."), "{page}");
}

#[tokio::test]
async fn excluded_members_are_named_with_reason() {
    let preview = start_admin(None).await;
    preview.import_members("email,first_name\ncat@example.org,Cat\ndan@example.org,Dan\n").await;
    preview.write(&super::DRAFT.replace("to: members", "to: members\nwhere: first_name != \"Cat\""));
    preview.leave("ben@example.org").await;
    let page = preview.get("draft/spring?reader=2").await.body;
    assert!(page.contains("<strong>2 of 3 will receive this</strong>"), "{page}");
    assert!(page.contains("where first_name !&#x3D; &quot;Cat&quot;</span>"), "{page}");
    let (_, rest) = page.split_once("Who does not get it").unwrap();
    assert!(rest.contains("1 person: the condition <code>where</code> does not match them."), "{rest}");
    assert!(rest.contains("<li>Cat &lt;cat@example.org&gt;</li>"), "{rest}");
    assert!(
        rest.contains("1 person: they unsubscribed.") && rest.contains("<li>Ben &lt;ben@example.org&gt;</li>"),
        "{rest}"
    );
    let (_, why) = page.split_once("Why Dan gets it").unwrap();
    assert!(
        why.contains("On “The Members’ Letter” since 15 January 2027, from the file <code>more.csv</code>."),
        "{why}"
    );
    assert!(why.contains("<li><code>first_name</code>: Dan.</li>"), "{why}");
}

#[tokio::test]
async fn dry_run_is_repeated_only_after_change() {
    let preview = start_admin(None).await;
    assert!(preview.get("draft/spring").await.body.contains("All 2 will receive this"));
    preview.import_members("email,first_name\ncat@example.org,\n").await;
    let page = preview.get("draft/spring").await.body;
    assert!(page.contains("All 3 will receive this") && page.contains("known for 1 of 3 recipients"), "{page}");
    preview.write(&super::DRAFT.replace("{{first_name}}", "{{default first_name \"friend\"}}"));
    assert!(!preview.get("draft/spring").await.body.contains("known for 1 of 3"));
}

#[tokio::test]
async fn failing_copy_is_shown_with_next_problem() {
    let preview = start_admin(None).await;
    preview.import_members(&format!("email,note\ncat@example.org,{}\n", "x".repeat(1_000))).await;
    preview.write(&super::DRAFT.replace("it is", &"{{default note \"-\"}} ".repeat(1_010)));
    let page = preview.get("draft/spring?reader=3").await.body;
    assert!(page.contains("The copy for cat@example.org cannot be made: "), "{page}");
    assert!(page.contains("<strong>All 3 will receive this</strong>") && page.contains("id=\"previous\""), "{page}");
    assert!(!page.contains("<iframe"), "{page}");
    let page = preview.get("draft/spring").await.body;
    assert!(page.contains("<iframe") && page.contains("id=\"next-problem\"") && page.contains("unprintable"), "{page}");
}

#[tokio::test]
async fn draft_without_recipients_is_not_ready() {
    let preview = start_admin(None).await;
    preview.write(&super::DRAFT.replace("to: members", "to: members\nwhere: first_name == \"Zoe\""));
    let home = preview.get("").await.body;
    assert!(home.contains("<span class=\"state bad\">Nobody would get it</span>"), "{home}");
    let page = preview.get("draft/spring").await.body;
    assert!(page.contains("None of 2 will receive this: the reader below is made up"), "{page}");
    assert!(page.contains("Somebody made up"), "{page}");
}

#[tokio::test]
async fn each_exclusion_reason_names_its_members() {
    let preview = start_admin(None).await;
    let more: Vec<_> = (0..25).map(|number| format!("x{number}@example.org,X{number}")).collect();
    preview.import_members(&format!("email,first_name\n{}\n", more.join("\n"))).await;
    let head = "to: members\nwhere: first_name == \"Ann\" || first_name == \"Ben\"\nexclude: first_name == \"Ben\"";
    preview.write(&super::DRAFT.replace("to: members", head));
    let page = preview.get("draft/spring").await.body;
    assert!(page.contains("<li>X19 &lt;x19@example.org&gt;</li><li class=\"quiet\">and 5 more</li>"), "{page}");
    assert!(
        page.contains("1 person: the condition <code>exclude</code> matches them.") && page.contains("<li>Ben &lt;"),
        "{page}"
    );
    preview.leave("ben@example.org").await;
    let page = preview.get("draft/spring").await.body;
    assert!(
        page.contains("<strong>1 of 26 will receive this</strong>") && !page.contains("<code>exclude</code>"),
        "{page}"
    );
}

#[tokio::test]
async fn unknown_reader_search_is_reported() {
    let preview = start_admin(None).await;
    let page = preview.get("draft/spring?view=text&find=zoe").await.body;
    assert!(page.contains("No reader has “zoe” in their name or address."), "{page}");
    assert!(!preview.get("draft/spring?find=ben").await.body.contains("No reader has"));
}

#[tokio::test]
async fn clicked_block_shows_its_source_line() {
    let preview = start_admin(None).await;
    let letter = preview.get("draft/spring/letter").await.body;
    assert!(letter.contains("data-line=\"2\"") && letter.contains("<p data-line=\"8\""), "{letter}");
    let source = preview.get("draft/spring?view=source").await.body;
    assert!(!source.contains("data-line"), "{source}");
    let piece = preview.get("draft/spring/line/8").await.body;
    assert!(piece.contains("newsletters/spring.md, line 8") && !piece.contains("<html"), "{piece}");
    assert!(piece.contains("aria-current=\"true\" value=\"8\"><code>it is *spring*.</code>"), "{piece}");
    for (path, status) in
        [("line/0", 404), ("line/99", 404), ("line/18446744073709551615", 404), ("line/x", 400), ("line/-1", 400)]
    {
        assert_eq!(preview.get(&format!("draft/spring/{path}")).await.status, status, "{path}");
    }
    assert_eq!(preview.get("draft/secret/line/1").await.status, 404);
}

#[tokio::test]
async fn front_matter_and_template_errors_are_shown_at_their_lines() {
    let preview = start_admin(None).await;
    preview.write(&super::DRAFT.replace("subject:", "subjet:"));
    let page = preview.get("draft/spring").await.body;
    assert!(page.contains("newsletters/spring.md, line 2, column 1"), "{page}");
    assert!(page.contains("Did you mean <code>subject</code>?"), "{page}");
    preview.write(super::DRAFT);
    let templates = preview.society.folder.path().join("templates");
    for (file, text, said, place) in [
        (
            "letter/letter.html.hbs",
            "{{{heading}}}\n{{{bodi}}}\n",
            "<code>{{{bodi}}}</code>",
            "letter.html.hbs, line 2, column 1",
        ),
        ("partials/masthead.html.hbs", "{{> footer}}", "draws itself in", "templates/partials/"),
    ] {
        std::fs::create_dir_all(templates.join(file).parent().unwrap()).unwrap();
        std::fs::write(templates.join(file), text).unwrap();
        if file.contains("masthead") {
            std::fs::write(templates.join("partials/footer.html.hbs"), "{{> masthead}}").unwrap();
        }
        let page = preview.get("draft/spring").await.body;
        assert!(page.contains(said) && page.contains(place), "{file}: {page}");
        std::fs::remove_file(templates.join(file)).unwrap();
    }
}
