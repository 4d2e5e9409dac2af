//! On what basis a list is written to: what an import needs, what is recorded, and what letters say.

use crate::cli::{SPRING, TestWorkspace};

fn house(basis: &str) -> TestWorkspace {
    let house = TestWorkspace::new()
        .with_settings("[relay]\nurl = \"smtp://127.0.0.1:9\"\n")
        .with_file("members.csv", "email,first_name\nann@example.org,Ann\n")
        .with_draft("spring", SPRING);
    house.run(["list", "create", "members", "--title", "Our friends", "--basis", basis]).is_well();
    house
}

fn with_privacy_contact(house: TestWorkspace) -> TestWorkspace {
    let settings = house.text("circular.toml");
    let settings = settings.replacen(
        "[society]\n",
        "[society]\ncharity_number = \"SC012345\"\nprivacy_contact = \"privacy@example.org\"\n",
        1,
    );
    house.with_file("circular.toml", &settings)
}

#[test]
fn charity_list_needs_what_people_did_and_how_they_could_refuse() {
    let house = house("charity-soft-opt-in");
    let import = ["subscriber", "import", "members.csv", "--list", "members"];
    let with = |more: &[&str]| house.run_all(&[&import[..], more].concat());
    insta::assert_snapshot!(with(&[]), @r#"
    --- standard error
    error: the basis of the list `members` is charity soft opt-in, and it is not said what these people did when they gave their address
    hint: pass `--basis`, such as `--basis "gave at the summer fair"`
    --- exit code 1
    "#);
    let words = ["--basis", "gave to the roof appeal"];
    insta::assert_snapshot!(with(&words), @r#"
    --- standard error
    error: the basis of the list `members` is charity soft opt-in, and it is not said how these people could refuse when they gave their address
    hint: pass `--refusal`, such as `--refusal "a box on the donation form"`. If they could not refuse, they must be asked first: put them on a list with the basis `consent` once they have agreed
    --- exit code 1
    "#);
    let words = [&words[..], &["--refusal", "a box on the form"]].concat();
    assert!(with(&words).err.contains("hint: pass `--collected` with the earliest day"));
    let early = with(&[&words[..], &["--collected", "2026-02-04"]].concat());
    assert!(early.err.contains("only for addresses that it was given since 5 February 2026"), "{early}");
    let odd = with(&[&words[..], &["--collected", "spring"]].concat());
    assert!(odd.err.contains("`spring` is not a day: write one such as `2026-05-02`"), "{odd}");
    with(&[&words[..], &["--collected", "2026-02-05"]].concat()).is_well();
    let shown = house.run(["subscriber", "show", "ann@example.org"]);
    let text = "charity soft opt-in: gave to the roof appeal; address given on or after 2026-02-05; could refuse: a box \
                on the form";
    assert!(shown.out.contains(text), "{shown}");
    let added = house.run(["subscriber", "add", "bob@example.org", "--list", "members"]);
    assert!(added.code() == 1 && added.err.contains("it is not said what these people did"), "{added}");
}

#[test]
fn members_are_recorded_as_members() {
    let house = house("membership-notice");
    let said = house.run(["subscriber", "import", "members.csv", "--list", "members"]);
    assert!(said.out.contains("Since when they are members is not recorded"), "{said}");
    let shown = house.run(["subscriber", "show", "ann@example.org"]);
    assert!(shown.out.contains("“membership notice”") || shown.out.contains("membership notice"), "{shown}");
}

#[test]
fn letter_says_why_it_comes_and_where_to_complain() {
    for (basis, html, text) in [
        (
            "charity-soft-opt-in",
            "when you supported us or showed interest in our work: ann@example.org is on the list “Our friends”. You can \
             refuse such letters at any time, and it costs nothing.",
            "You can refuse such letters at any time, and it costs nothing. Unsubscribe: ",
        ),
        (
            "customer-soft-opt-in",
            "when you bought something from us or asked about it: ann@example.org is on the list",
            "You can refuse such letters at any time, and it costs nothing. Unsubscribe: ",
        ),
        (
            "membership-notice",
            "because you are a member of",
            "You can refuse such letters at any time, and stay a member. Unsubscribe: ",
        ),
        (
            "consent",
            "You get this letter because ann@example.org is on the list “Our friends”.",
            "is on the list “Our friends”. Unsubscribe: ",
        ),
    ] {
        let house = house(basis);
        let basis_words = ["--basis", "at the fair", "--refusal", "a box", "--collected", "2026-05-02"];
        house
            .run_all(&[&["subscriber", "import", "members.csv", "--list", "members"], &basis_words[..]].concat())
            .is_well();
        let house = with_privacy_contact(house);
        let shown = house.run(["subscriber", "show", "ann@example.org"]);
        assert!(shown.out.ends_with("Questions and complaints about these data: privacy@example.org\n"), "{shown}");
        house.run(["preview", "spring", "--out", "out"]).is_well();
        let (page, plain) = (house.text("out/spring.html"), house.text("out/spring.txt"));
        let page = page.replace('\n', " ");
        let plain = plain.replace('\n', " ");
        assert!(page.contains(html), "{basis}: {page}");
        assert!(plain.contains(text), "{basis}: {plain}");
        assert_eq!(plain.matches("Our friends").count(), 1, "{plain}");
        let charity = "Registered charity number SC012345";
        assert!(page.contains(charity) && plain.contains(charity), "{page} {plain}");
        let complaint = "Questions or complaints about how we use your personal data:";
        assert!(page.contains(&format!("{complaint} <a href=\"mailto:privacy@example.org\"")), "{page}");
        assert!(plain.contains(complaint) && plain.contains("privacy@example.org"), "{plain}");
    }
}

#[test]
fn refusal_alone_is_not_enough() {
    for basis in ["consent", "membership-notice", "charity-soft-opt-in"] {
        let house = house(basis);
        let import = ["subscriber", "import", "members.csv", "--list", "members", "--refusal", "a box on the form"];
        let said = house.run(import);
        insta::allow_duplicates! {
            insta::assert_snapshot!(said, @r#"
            --- standard error
            error: `--refusal` says how these people could refuse, but not what they agreed to or did
            hint: pass `--basis` as well, such as `--basis "gave at the summer fair"`
            --- exit code 1
            "#);
        }
    }
}

#[test]
fn words_are_not_recorded_for_people_on_the_list() {
    let house = house("consent");
    let import = ["subscriber", "import", "members.csv", "--list", "members", "--basis", "asked at the summer fair"];
    let said = house.run(import);
    assert!(!said.out.contains("already"), "{said}");
    let again = house.with_file("members.csv", "email,first_name\nann@example.org,Ann\nbob@example.org,Bob\n");
    let import = ["subscriber", "import", "members.csv", "--list", "members", "--basis", "asked at the winter fair"];
    insta::assert_snapshot!(again.run(import), @"
    Imported `members.csv` into `members`: 1 joined, 1 unchanged.
    Letters can use {{first_name}}.
    1 person was on the list already: what `--basis` says was not recorded for them; what was recorded when they joined stays.
    --- standard error
    members.csv: UTF-8, commas between the cells
      email      → address           such as `ann@example.org`
      first_name → first_name  text  such as `Ann`
    --- exit code 0
    ");
    let shown = again.run(["subscriber", "show", "ann@example.org"]);
    assert!(shown.out.contains("summer fair") && !shown.out.contains("winter fair"), "{shown}");
}

#[test]
fn soft_opt_in_is_not_claimed_afterwards() {
    for basis in ["charity-soft-opt-in", "customer-soft-opt-in"] {
        let house = house("consent");
        house.run(["list", "create", "empty", "--title", "Nobody yet"]).is_well();
        house.run(["list", "edit", "empty", "--basis", basis]).is_well();
        house.run(["subscriber", "import", "members.csv", "--list", "members"]).is_well();
        let said = house.run(["list", "edit", "members", "--basis", basis]);
        assert_eq!(said.code(), 1);
        assert!(said.err.starts_with("error: 1 person is on the list `members`, and a "), "{said}");
        assert!(
            said.err.contains("cannot be claimed afterwards") && said.err.contains("`--all-could-refuse`"),
            "{said}"
        );
        assert_eq!(said.err.contains("since 5 February 2026"), basis.starts_with("charity"), "{said}");
        assert!(!house.run(["list", "show", "members"]).out.contains("basis:"), "nothing was changed");
        // Another title alone is no new basis.
        house.run(["list", "edit", "members", "--title", "Friends", "--basis", "consent"]).is_well();
        let said = house.run(["list", "edit", "members", "--basis", basis, "--all-could-refuse"]);
        said.is_well();
        assert!(said.err.contains("1 person is on the list `members`, up to now by consent."), "{said}");
        assert!(house.run(["list", "show", "members"]).out.contains("soft opt-in;"), "{said}");
    }
}

#[test]
fn basis_is_shown_where_the_list_is() {
    let house = house("charity-soft-opt-in");
    insta::assert_snapshot!(house.run(["list", "show", "members"]), @"
    members  Our friends — 0 subscribers, 0 unsubscribed
      basis: charity soft opt-in; a letter may only further the charity's purposes, and people could refuse it from the start
      private: nobody can ask to join it
    --- exit code 0
    ");
    house
        .run([
            "subscriber",
            "add",
            "ann@example.org",
            "--list",
            "members",
            "--field",
            "first_name=Ann",
            "--basis",
            "gave",
            "--refusal",
            "a box",
            "--collected",
            "2026-05-02",
        ])
        .is_well();
    let said = house.run(["send", "spring", "--dry-run"]);
    assert!(said.out.contains("Basis         charity soft opt-in; a letter may only"), "{said}");
    let said = house.run(["list", "edit", "members", "--basis", "consent"]);
    assert!(!said.out.contains("basis:"), "{said}");
}
