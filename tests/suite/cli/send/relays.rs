//! Several relays: which one a letter goes through, what is said of it, and what is refused.

use circular::mail_catcher::{CatcherScript, MailCatcher};

use crate::cli::{MEMBERS, SPRING, TestWorkspace, catcher, reached};

/// A society with two relays, and a youth section with a list of its own.
async fn house() -> (TestWorkspace, MailCatcher, MailCatcher) {
    let (usual, youth) = (catcher(CatcherScript::default()).await, catcher(CatcherScript::default()).await);
    let house = TestWorkspace::new().with_list(MEMBERS).with_draft("spring", SPRING);
    let house = house.with_draft("camp", &SPRING.replace("Spring", "Camp").replace("to: members", "to: youth"));
    house.run(["list", "create", "youth", "--title", "The youth section"]).is_well();
    house.run(["subscriber", "import", "members.csv", "--list", "youth"]).is_well();
    let house = house.with_settings(&format!(
        "[relay]\nurl = \"smtp://{}\"\n[relays.youth]\nurl = \"smtp://{}\"\nconnections = 1\nlists = [\"youth\"]\n",
        usual.address(),
        youth.address()
    ));
    (house, usual, youth)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_list_goes_through_its_relay() {
    let (house, usual, youth) = house().await;
    insta::assert_snapshot!(house.run(["send", "camp", "--dry-run"]), @"
    Subject       Camp for Ann
    From          Chair <chair@example.org>
    List          youth (The youth section)
    Recipients    3: Ann <ann@example.org>, Bob <bob@example.org>, Cat <cat@example.org>
    Relay         `youth` for the list `youth`, smtp://127.0.0.1:[port]
    Rate          as fast as the relay takes them, up to 1 connection
    Last review   never: `circular preview camp` shows it
    Largest copy  7 kB
    Rendered 3 copies, sent none.
    --- exit code 0
    ");
    let spring = house.run(["send", "spring", "--yes"]);
    assert!(
        spring.out.contains("Relay         the one in `[relay]`, as no other is for this list, smtp://"),
        "{spring}"
    );
    let test = house.run(["test", "camp", "--to", "chair@example.org"]);
    assert!(test.out.contains("gets it, through `youth` for the list `youth`, smtp://"), "{test}");
    assert_eq!((reached(&usual).len(), reached(&youth).len()), (3, 1));
    house.run(["send", "camp", "--yes"]).is_well();
    assert_eq!((reached(&usual).len(), reached(&youth).len()), (3, 4));
    let status = house.run(["status"]);
    assert!(status.out.contains("camp to youth (finished, through the relay `youth`): "), "{status}");
    assert!(status.out.contains("spring to members (finished): "), "{status}");
    let json = house.run(["status", "camp", "--json"]);
    assert!(json.out.contains("\"relay\": \"youth\""), "{json}");
}

#[tokio::test(flavor = "multi_thread")]
async fn issue_whose_relay_is_gone_is_refused_with_words() {
    let (house, usual, youth) = house().await;
    house.run(["send", "camp", "--at", "2030-05-02 09:00", "--yes"]).is_well();
    let settings = house.text("circular.toml");
    let (rest, _) = settings.split_once("[relays.youth]").unwrap();
    let house = house.with_file("circular.toml", rest);
    insta::assert_snapshot!(house.run(["send", "camp", "--yes"]), @"
    --- standard error
    error: `camp` was frozen for the relay `youth`, which is no longer in the settings
    hint: add `[relays.youth]` to `circular.toml` again; or run `circular cancel camp`, and nothing more is sent
    --- exit code 1
    ");
    assert_eq!((usual.message_count(), youth.message_count()), (0, 0));
    let house = house.with_file("circular.toml", &settings);
    let again = house.run(["send", "camp", "--yes"]);
    assert!(!again.err.contains("relay"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn unclear_relays_are_refused() {
    let (house, usual, _) = house().await;
    let house = house.with_settings("[relays.camp]\nurl = \"smtp://127.0.0.1:9\"\nlists = [\"youth\"]\n");
    insta::assert_snapshot!(house.run(["send", "camp", "--dry-run"]), @"
    --- standard error
    error: the list `youth` is in `[relays.camp]` and in `[relays.youth]`
      circular.toml, line 14, column 1
    hint: leave it in one of them: a list has one relay
    --- exit code 1
    ");
    let settings = house.text("circular.toml").replace("lists = [\"youth\"]\n[relays.camp]", "[relays.camp]");
    let settings = settings.replace("[\"youth\"]", "[\"yuoth\"]").replace("connections = 1\n", "from = [\"x.org\"]\n");
    let house = house.with_file("circular.toml", &settings);
    let unknown = house.run(["send", "spring", "--yes"]);
    assert!(unknown.err.contains("`[relays.camp]` names the list `yuoth`, which does not exist"), "{unknown}");
    assert!(unknown.err.contains("hint: did you mean `youth`?"), "{unknown}");
    assert_eq!(usual.message_count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn name_sent_with_ehlo_is_set_for_each_relay() {
    let (house, _, youth) = house().await;
    let settings = house.text("circular.toml").replace("connections = 1\n", "ehlo_name = \"camp.example.org\"\n");
    let house = house.with_file("circular.toml", &settings);
    house.run(["send", "camp", "--yes"]).is_well();
    assert_eq!(youth.message_count(), 3);
    let house = house.with_file("circular.toml", &settings.replace("camp.example.org", "a b\\r\\nMAIL"));
    let refused = house.run(["send", "camp", "--yes"]);
    assert!(refused.err.contains("`ehlo_name` is the full name of a host, such as `news.example.org`"), "{refused}");
}
