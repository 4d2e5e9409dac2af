//! `check` reads dates in the language of the letter; what is wrong in a file of sentences is shown at its line.

use crate::cli::TestWorkspace;

const MEMBERS: &str = "email,first_name,Sprache\nann@example.org,Ann,de\nben@example.org,Ben,Polski\n";

fn draft(language: &str, words: &str) -> String {
    let subject = "---\nsubject: Summer\npreheader: The year\nto: members\n";
    format!("{subject}{language}---\nHello,\n\n{words}\n\nBest wishes,\nthe chair\n")
}

fn house() -> TestWorkspace {
    TestWorkspace::new().with_list(MEMBERS)
}

#[test]
fn weekday_is_compared_with_its_date_in_the_language_of_the_letter() {
    let mut house = house();
    for (language, words, is_wrong) in [
        ("language: de\n", "Wir trafen uns am Donnerstag, 17. Mai 2017.", true),
        ("language: de\n", "Wir trafen uns am Mittwoch, 17. Mai 2017.", false),
        ("language: pl\n", "Spotkanie było w czwartek 17 maja 2017.", true),
        ("language: pl\n", "Spotkanie było w środę 17 maja 2017.", false),
        ("language: ar\n", "التقينا يوم الخميس 17 مايو 2017.", true),
        ("language: ar\n", "التقينا يوم الأربعاء 17 مايو 2017.", false),
        ("language: de\n", "Es war der 31. Juni 2017.", true),
        ("", "Wir trafen uns am Donnerstag, 17. Mai 2017.", false),
    ] {
        house = house.with_draft("spring", &draft(language, words));
        let said = house.run(["check", "spring"]);
        let found = format!("{}{}", said.out, said.err).contains("date-weekday");
        assert_eq!(found, is_wrong, "{words}: {said}");
    }
}

#[test]
fn list_and_member_have_a_language() {
    let house = house();
    house.run(["list", "edit", "members", "--language", "de"]).is_well();
    let shown = house.run(["list", "show", "members"]);
    assert!(shown.out.contains("  language: de\n"), "{shown}");
    let said = house.run(["list", "edit", "members", "--language", "German"]);
    assert!(said.err.contains("`German` is not a language tag"), "{said}");
    let ben = house.run(["subscriber", "show", "ben@example.org"]);
    assert!(ben.out.contains("language") && ben.out.contains("Polski"), "{ben}");
    let house = house.with_draft("spring", &draft("", "Hallo."));
    house.run(["preview", "spring", "--out", "out"]).is_well();
    assert!(house.text("out/spring.txt").contains("Sie erhalten diesen Brief"), "{}", house.text("out/spring.txt"));
    house.run(["list", "edit", "members", "--no-language"]).is_well();
    house.run(["preview", "spring", "--out", "out"]).is_well();
    assert!(house.text("out/spring.txt").contains("You get this letter"), "{}", house.text("out/spring.txt"));
}

#[test]
fn mistake_in_a_file_of_sentences_is_shown_at_its_line() {
    let own = "error-title = Pardon\nfooter-unsubscrib = Tschüss\n";
    let house =
        house().with_file("templates/language/de.ftl", own).with_draft("spring", &draft("language: de\n", "Hallo."));
    let said = house.run(["check", "spring"]);
    assert_eq!(said.code(), 1, "{said}");
    for words in [
        "there is no sentence `footer-unsubscrib`",
        "templates/language/de.ftl, line 2",
        "did you mean `footer-unsubscribe`?",
    ] {
        assert!(format!("{}{}", said.out, said.err).contains(words), "{words}: {said}");
    }
    let served = house.run(["serve"]);
    assert_eq!(served.code(), 1, "{served}");
    assert!(served.err.contains("there is no sentence `footer-unsubscrib`"), "{served}");
    assert!(served.err.contains("templates/language/de.ftl, line 2"), "{served}");
}

#[test]
fn pages_are_not_offered_in_a_language_without_sentences() {
    let house = TestWorkspace::new();
    let settings = house.text("circular.toml").replace("[society]\n", "[society]\nlanguages = [\"de\", \"cy\"]\n");
    let house = house.with_file("circular.toml", &settings);
    let served = house.run(["serve"]);
    assert_eq!(served.code(), 1, "{served}");
    assert!(
        served.err.contains("`languages` in `[society]` names `cy`, which has no file in `templates/language`"),
        "{served}"
    );
    assert!(served.err.contains("hint: write a file for it"), "{served}");
}
