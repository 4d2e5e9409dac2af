//! From the draft to the answer, as a chair and a member do it.

use circular::mail_catcher::{CatcherScript, MailCatcher};
use serde_json::Value;

use crate::cli::TestWorkspace;
use crate::cli::serve::serve;
use crate::web::client::send;

const MEMBERS: &str = "email,first_name\nann@example.org,Ann\nben@example.org,Ben\n";

const DRAFT: &str = "---\nsubject: Will you come to tea?\nto: members\ntemplate: notice\nevent:\n  title: Tea\n  \
    starts: 2037-06-17 18:30\n  ends: 20:00\n  place: Leeds\nanswers: [yes, no, apologies]\n\
    answers_until: 2037-06-10 18:00\n---\n\nDear {{first_name}}, tea is in Leeds.\n";

/// What the check of a draft finds about answers: severity and sentence.
fn found(workspace: &TestWorkspace) -> Vec<String> {
    let json: Value = serde_json::from_str(&workspace.run(["check", "--json"]).out).unwrap();
    let all = json["drafts"][0]["diagnostics"].as_array().unwrap();
    let of_answers = all.iter().filter(|found| found["id"] == "answers");
    of_answers
        .map(|found| format!("{} {}", found["severity"].as_str().unwrap(), found["message"].as_str().unwrap()))
        .collect()
}

#[test]
fn question_that_cannot_be_answered_in_time_is_found() {
    let until = "answers_until: 2037-06-10 18:00\n";
    for (from, to, expected) in [
        ("", "", &[][..]),
        (
            until,
            "answers_until: 2017-06-10\n",
            &["block people could answer until the end of Saturday 10 June 2017, which has passed"],
        ),
        (
            until,
            "answers_until: 2037-06-17 19:00\n",
            &["warning people can answer until Wednesday 17 June 2037, 19:00, after the event has begun"],
        ),
        (
            until,
            "",
            &["note the letter says no day by which to answer: answers count until Wednesday 17 June 2037, 18:30"],
        ),
    ] {
        let draft = DRAFT.replacen(from, to, 1);
        let workspace = TestWorkspace::new().with_list(MEMBERS).with_draft("tea", &draft);
        assert_eq!(found(&workspace), expected, "{to}");
    }
    let settings = "[society]\nname = \"Society\"\n[sender]\nfrom = \"Chair <chair@example.org>\"\nunsubscribe = \"off@example.org\"\n";
    let workspace =
        TestWorkspace::new().with_list(MEMBERS).with_draft("tea", DRAFT).with_file("circular.toml", settings);
    assert_eq!(
        found(&workspace),
        ["block nobody could answer: there are no public pages, and there is no address for answers"]
    );
    let workspace =
        workspace.with_file("circular.toml", &format!("{settings}answers = \"answers+{{token}}@example.org\"\n"));
    assert!(found(&workspace).is_empty());
}

#[test]
fn welcome_letter_cannot_ask() {
    let workspace = TestWorkspace::new().with_list(MEMBERS).with_draft("tea", DRAFT);
    let said = workspace.run(["list", "edit", "members", "--welcome", "tea"]);
    assert!(said.err.contains("a welcome letter cannot ask for answers"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn member_answers_by_the_link_in_their_letter() {
    let catcher = MailCatcher::start(([127, 0, 0, 1], 0).into(), CatcherScript::default()).await.unwrap();
    let workspace = TestWorkspace::new().with_list(MEMBERS).with_draft("tea", DRAFT).with_relay(catcher.address(), 1);
    workspace.run(["send", "tea", "--yes"]).is_well();
    let caught = catcher.messages();
    let letter = caught.iter().find(|copy| copy.to == "ann@example.org").unwrap().content();
    let (_, rest) = letter.text.split_once("I will come:").unwrap();
    let link = rest.split_whitespace().next().unwrap().strip_prefix("https://news.example.org").unwrap();
    assert!(link.ends_with("?answer=yes") && letter.html.contains(link.split('?').next().unwrap()), "{link}");
    let (running, address) = serve(&workspace);
    let form = [("Host", "news.example.org"), ("Content-Type", "application/x-www-form-urlencoded")];
    let page = send(address, "GET", link, &form[..1], b"").await;
    assert!(page.body.contains("value=\"yes\" required checked"), "{}", page.body);
    let page = send(address, "POST", link, &form, b"answer=yes&guests=1&note=By+bus").await;
    assert!(page.body.contains("Thank you"), "{}", page.body);
    running.interrupt();
    running.end();
    let shown = workspace.run(["subscriber", "show", "ann@example.org"]).out;
    assert!(shown.contains("  tea: yes, with 1 guest by link: “By bus”"), "{shown}");
    let json: Value =
        serde_json::from_str(&workspace.run(["subscriber", "show", "ann@example.org", "--json"]).out).unwrap();
    assert_eq!(json["answers"][0]["issue"], "tea");
    for (key, value) in [("answer", "yes"), ("note", "By bus"), ("source", "link"), ("standing", "counted")] {
        assert_eq!(json["answers"][0][key], value);
    }
    workspace.run(["subscriber", "erase", "ann@example.org", "--yes"]).is_well();
    assert!(!workspace.run(["subscriber", "show", "ann@example.org", "--json"]).out.contains("By bus"));
}
