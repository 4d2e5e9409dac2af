//! Conditions about what people answered to a letter.

use std::collections::{HashMap, HashSet};

use super::tests::*;
use super::*;
use crate::model::SubscriberId;

/// What the person answered whose number is 1, if they did, and whether they got the letter and did not answer.
fn page(letter: &str, choice: Option<&str>, is_silent: bool) -> AnswerPage {
    let person = SubscriberId::new(1);
    let choices: HashMap<_, _> = choice.map(|choice| (person, choice.to_owned())).into_iter().collect();
    let silent: HashSet<_> = is_silent.then_some(person).into_iter().collect();
    let mut page = AnswerPage::default();
    page.add(letter, choices, silent);
    page
}

#[test]
fn answers_are_compared() {
    // Each condition, and whether it is true for one who said yes, one who said no, one who is silent, and one who was
    // not asked.
    for (text, yes, no, silent, unasked) in [
        ("answered('spring-meeting') == 'yes'", true, false, false, false),
        ("'yes' == answered(\"spring-meeting\")", true, false, false, false),
        ("answered('spring-meeting') != 'yes'", false, true, true, true),
        ("answered('spring-meeting') in ['yes', 'mit Vergnügen']", true, false, false, false),
        ("!(answered('spring-meeting') in ['yes'])", false, true, true, true),
        ("answered('spring-meeting') == ''", false, false, true, true),
        ("known(answered('spring-meeting'))", true, true, false, false),
        ("silent('spring-meeting')", false, false, true, false),
        ("!silent('spring-meeting')", true, true, false, true),
        ("silent('spring-meeting') && town == 'Norwich'", false, false, true, false),
        ("silent('spring-meeting') && town == 'Leeds'", false, false, false, false),
        ("answered('spring-meeting') == 'no' || silent('spring-meeting')", false, true, true, false),
        ("silent('spring-meeting') ? gift_aid : answered('spring-meeting') == 'yes'", true, false, true, false),
        ("lower(answered('spring-meeting')).startsWith('y')", true, false, false, false),
        ("silent('garden-walk') || answered('garden-walk') != ''", false, false, false, false),
    ] {
        let condition = parsed(text);
        for (case, choice, is_silent, fits) in [
            ("yes", Some("yes"), false, yes),
            ("no", Some("no"), false, no),
            ("silent", None, true, silent),
            ("not asked", None, false, unasked),
        ] {
            let answers = page("spring-meeting", choice, is_silent);
            assert_eq!(condition.admits(&student(), &answers), fits, "{text}, {case}");
        }
    }
}

#[test]
fn decomposed_letters_are_the_same_answer() {
    let answers = page("spring-meeting", Some("mit Vergnu\u{308}gen"), false);
    assert!(parsed("answered('spring-meeting') == 'mit Vergnügen'").admits(&student(), &answers));
}

#[test]
fn condition_lists_its_letters() {
    let condition = parsed("silent('spring-meeting') && answered('garden-walk') == '' && silent('spring-meeting')");
    assert_eq!(condition.letters(), ["spring-meeting", "garden-walk"]);
    assert!(parsed("town == 'spring-meeting'").letters().is_empty());
}

/// Conditions, with what is wrong and what to write.
const WRONG: [(&str, &str, &str); 11] = [
    (
        "silent('sprng-meeting')",
        "the condition asks what was answered to `sprng-meeting`, which is not a letter that asked for answers",
        "did you mean `spring-meeting`?",
    ),
    (
        "answered('minutes') == 'yes'",
        "the condition asks what was answered to `minutes`, which is not a letter that asked for answers",
        "name a letter with `answers` in its front matter that was sent",
    ),
    (
        "answered('spring-meeting') == 'yess'",
        "the condition looks for the answer `yess`, which `spring-meeting` did not offer",
        "did you mean `yes`?",
    ),
    (
        "'Yes' != answered('spring-meeting')",
        "the condition looks for the answer `Yes`, which `spring-meeting` did not offer",
        "did you mean `yes`?",
    ),
    (
        "answered('spring-meeting') in ['yes', 'perhaps']",
        "the condition looks for the answer `perhaps`, which `spring-meeting` did not offer",
        "its answers are `yes`, `no`, `mit Vergnügen`",
    ),
    (
        "silent(spring)",
        "the condition uses `spring`, which is not a field",
        "if it is a word and no field, write `\"spring\"`",
    ),
    (
        "silent()",
        "the condition has no answer: `silent(…)` takes the name of a letter in quotation marks",
        "write `silent(\"spring-meeting\")`",
    ),
    (
        "answered(town) == 'yes'",
        "the condition has no answer: `answered(…)` takes the name of a letter in quotation marks",
        "write `answered(\"spring-meeting\")`",
    ),
    (
        "answered('spring-meeting')",
        "the condition has no answer: `answered(\"spring-meeting\")` is a text, neither true nor false",
        "write `answered(\"spring-meeting\") == \"…\"`",
    ),
    (
        "silent('spring-meeting') == 'yes'",
        "the condition has no answer: `silent(\"spring-meeting\")` is true or false, and `\"yes\"` is a text: they \
         cannot be compared",
        "write `silent(\"spring-meeting\")` alone, or `!silent(\"spring-meeting\")`",
    ),
    (
        "answer('spring-meeting') == 'yes'",
        "the condition uses `answer(…)`, which is nothing that conditions can do",
        "did you mean `answered`?",
    ),
];

#[test]
fn unknown_letters_and_answers_are_errors_with_closest_match() {
    for (text, sentence, hint) in WRONG {
        let bad = Condition::parse(text, &names()).unwrap_err();
        assert_eq!((bad.to_string().as_str(), bad.hint().as_deref()), (sentence, Some(hint)), "{text}");
    }
}
