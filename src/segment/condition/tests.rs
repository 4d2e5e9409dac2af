use jiff::civil::date;

use super::*;
use crate::model::{FieldKind, FieldValue, SubscriberFields, SubscriberId};

pub(super) fn names() -> ConditionNames {
    let kinds = [
        ("category", FieldKind::Text),
        ("town", FieldKind::Text),
        ("dues", FieldKind::Text),
        ("first_name", FieldKind::Text),
        ("gift_aid", FieldKind::Flag),
        ("joined", FieldKind::Date),
        ("born", FieldKind::Date),
        ("tags", FieldKind::Tags),
        ("function", FieldKind::Text),
        ("größe", FieldKind::Text),
        ("beitrag", FieldKind::Text),
    ];
    let meeting = ("spring-meeting", ["yes", "no", "mit Vergnügen"]);
    let walk = ("garden-walk", ["I come", "another time", "never"]);
    ConditionNames {
        fields: kinds.map(|(name, kind)| (name.to_owned(), kind)).into(),
        questions: [meeting, walk].map(|(name, choices)| (name.to_owned(), choices.map(str::to_owned).into())).into(),
    }
}

pub(super) fn person(fields: &[(&str, FieldValue)]) -> Subscriber {
    let fields: SubscriberFields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Subscriber { id: SubscriberId::new(1), address: "ann@example.org".parse().unwrap(), fields }
}

pub(super) fn student() -> Subscriber {
    person(&[
        ("category", "student".into()),
        ("town", "Norwich".into()),
        ("dues", "20".into()),
        ("function", "chair".into()),
        ("größe", "3".into()),
        ("beitrag", "1.020,50".into()),
        ("gift_aid", FieldValue::Flag(true)),
        ("joined", FieldValue::date(date(2018, 11, 30))),
        ("tags", FieldValue::Tags(vec!["student".to_owned(), "helps at fairs".to_owned()])),
    ])
}

pub(super) fn nobody() -> Subscriber {
    person(&[])
}

pub(super) fn parsed(text: &str) -> Condition {
    Condition::parse(text, &names()).unwrap_or_else(|bad| panic!("{text}: {bad}"))
}

#[test]
fn conditions_are_evaluated() {
    // Each condition, and whether it is true for a student with many known fields and for a person without fields.
    for (text, student_fits, nobody_fits) in [
        ("category == 'student'", true, false),
        ("category == \"student\" && town != \"Leeds\"", true, false),
        ("category in ['practitioner', 'educator']", false, false),
        ("category in ['student', town]", true, true),
        ("first_name == ''", true, true),
        ("town < 'O' && town >= 'N'", true, false),
        ("town.startsWith(\"Nor\")", true, false),
        ("town.endsWith('wich') && town.contains('or')", true, false),
        ("lower(town) == 'norwich'", true, false),
        ("email.endsWith(\"@example.org\")", true, true),
        ("email == 'bob@example.org' || email in ['ann@example.org']", true, true),
        ("size(town) == 7", true, false),
        ("gift_aid && town != \"Leeds\"", true, false),
        ("!gift_aid", false, true),
        ("gift_aid == false", false, true),
        ("gift_aid ? town == 'Norwich' : town == ''", true, true),
        ("\"student\" in tags && joined < date(\"2019-06-01\")", true, false),
        ("'fairs' in tags", false, false),
        ("size(tags) == 0", false, true),
        ("tags.size() == 2", true, false),
        ("number(dues) > 10", true, false),
        ("number(dues) <= 10 || number(dues) == -3", false, false),
        ("number(town) != 3", false, false),
        ("number(beitrag) == 1020.5", true, false),
        ("joined.year < 2019 && joined.month == 11 && joined.day == 30", true, false),
        ("joined.year in [2017, 2018]", true, false),
        ("joined in [date('2018-11-30')]", true, false),
        ("true", true, true),
        ("function == 'chair' && function != 'größe' && 'function' != ''", true, false),
        ("number(größe) > 2.5 && größe.startsWith('3') && größe != \"\\\"größe\"", true, false),
    ] {
        let condition = parsed(text);
        assert_eq!(condition.admits(&student(), &AnswerPage::default()), student_fits, "{text}, of a student");
        assert_eq!(condition.admits(&nobody(), &AnswerPage::default()), nobody_fits, "{text}, of nobody");
    }
}

#[test]
fn unknown_value_matches_neither_condition_nor_negation() {
    for sign in ["<", "<=", ">", ">=", "==", "!="] {
        for other in ["date('2019-06-01')", "joined"] {
            for text in [format!("born {sign} {other}"), format!("{other} {sign} born")] {
                assert!(!parsed(&text).admits(&student(), &AnswerPage::default()), "{text}");
                assert!(!parsed(&format!("!({text})")).admits(&student(), &AnswerPage::default()), "!({text})");
                assert!(
                    !parsed(&format!("({text}) == true")).admits(&student(), &AnswerPage::default()),
                    "({text}) == true"
                );
                // A condition that is true for every possible value is true.
                assert!(
                    parsed(&format!("gift_aid || {text}")).admits(&student(), &AnswerPage::default()),
                    "gift_aid || {text}"
                );
                assert!(
                    parsed(&format!("{text} || gift_aid")).admits(&student(), &AnswerPage::default()),
                    "{text} || gift_aid"
                );
                assert!(
                    parsed(&format!("!(!gift_aid && {text})")).admits(&student(), &AnswerPage::default()),
                    "!(!gift_aid && {text})"
                );
                assert!(
                    !parsed(&format!("gift_aid && {text}")).admits(&student(), &AnswerPage::default()),
                    "gift_aid && {text}"
                );
            }
        }
    }
    for text in ["born in [date('2019-06-01')]", "!(born in [date('2019-06-01')])", "born.year < 2010", "born != born"]
    {
        assert!(!parsed(text).admits(&student(), &AnswerPage::default()), "{text}");
    }
}

#[test]
fn known_function_tests_presence() {
    for (field, known) in
        [("joined", true), ("born", false), ("town", true), ("first_name", false), ("tags", true), ("gift_aid", true)]
    {
        assert_eq!(parsed(&format!("known({field})")).admits(&student(), &AnswerPage::default()), known, "{field}");
        assert_eq!(parsed(&format!("!known({field})")).admits(&student(), &AnswerPage::default()), !known, "{field}");
        assert!(!parsed(&format!("known({field})")).admits(&nobody(), &AnswerPage::default()), "{field}");
    }
    let says_no = person(&[("gift_aid", FieldValue::Flag(false))]);
    assert!(parsed("known(gift_aid) && !gift_aid").admits(&says_no, &AnswerPage::default()));
    assert!(parsed("known(email)").admits(&nobody(), &AnswerPage::default()));
}

#[test]
fn values_of_earlier_type_are_converted() {
    let earlier = person(&[
        ("tags", "student".into()),
        ("joined", "long ago".into()),
        ("gift_aid", "yes".into()),
        ("town", FieldValue::Tags(vec!["Leeds".to_owned(), "York".to_owned()])),
    ]);
    for (text, fits) in [
        ("'student' in tags", true),
        ("known(joined)", false),
        ("joined < date('2019-06-01')", false),
        ("gift_aid", false),
        ("town == 'Leeds, York'", true),
    ] {
        assert_eq!(parsed(text).admits(&earlier, &AnswerPage::default()), fits, "{text}");
    }
}

#[test]
fn type_errors_are_reported_by_parser() {
    for (text, sentence, hint) in [
        ("category ==", "the condition `category ==` cannot be read", "write one such as `category == \"student\"`"),
        ("has(town)", "the condition `has(town)` cannot be read", "write `known(town)`"),
        ("town = 'Leeds'", "the condition `town = 'Leeds'` cannot be read", "two equals signs: `==`"),
        ("gift_aid and town == ''", "the condition `gift_aid and town == ''` cannot be read", "`and` is written `&&`"),
        ("gift_aid or town == ''", "the condition `gift_aid or town == ''` cannot be read", "`or` is written `||`"),
        ("town == Grimsby", "the condition uses `Grimsby`, which is not a field", "write `\"Grimsby\"`"),
        ("categry == 'student'", "the condition uses `categry`, which is not a field", "did you mean `category`?"),
        ("functio == 'chair'", "the condition uses `functio`, which is not a field", "did you mean `function`?"),
        ("straße == ''", "the condition uses `straße`, which is not a field", "write `\"straße\"`"),
        ("issue.place == ''", "the condition uses `issue`, which is not a field", ""),
        ("emial == 'x'", "the condition uses `emial`, which is not a field", "did you mean `email`?"),
        (
            "town.startWith('N')",
            "the condition uses `startWith(…)`, which is nothing that conditions can do",
            "did you mean `startsWith`?",
        ),
        ("town.matches('N.*')", "the condition uses `matches(…)`, which is nothing that conditions can do", ""),
        (
            "[1, 2].all( x, x > 0)",
            "the condition uses `all(…)`, which conditions do not have",
            "write out what is compared",
        ),
        ("dues + dues == '2020'", "the condition uses `+`, which conditions do not have", "write out what is compared"),
        (
            "category",
            "the condition has no answer: `category` is a text, neither true nor false",
            "write `category == \"…\"`",
        ),
        (
            "gift_aid && tags",
            "the condition has no answer: `tags` is a set of texts, neither true nor false",
            "write `\"…\" in tags`, or `size(tags) > 0`",
        ),
        (
            "!joined",
            "the condition has no answer: `joined` is a date, neither true nor false",
            "write `joined < date(\"2019-06-01\")`, or `known(joined)`",
        ),
        (
            "joined < \"2018-01-31\"",
            "the condition has no answer: `joined` is a date, and `\"2018-01-31\"` is a text: they cannot be compared",
            "write `date(\"2018-01-31\")`",
        ),
        (
            "'last May' == joined",
            "the condition has no answer: `\"last May\"` is a text, and `joined` is a date: they cannot be compared",
            "write `date(\"2019-06-01\")`",
        ),
        (
            "joined < 2019",
            "the condition has no answer: `joined` is a date, and `2019` is a number: they cannot be compared",
            "write `joined.year`",
        ),
        (
            "dues >= 20",
            "the condition has no answer: `dues` is a text, and `20` is a number: they cannot be compared",
            "write `number(dues)`",
        ),
        (
            "size(tags) == '2'",
            "the condition has no answer: `size(tags)` is a number, and `\"2\"` is a text: they cannot be compared",
            "leave the quotation marks out",
        ),
        (
            "gift_aid == 'yes'",
            "the condition has no answer: `gift_aid` is true or false, and `\"yes\"` is a text: they cannot be compared",
            "write `gift_aid` alone, or `!gift_aid`",
        ),
        (
            "tags == 'student'",
            "the condition has no answer: `tags` is a set of texts, and `\"student\"` is a text: they cannot be compared",
            "write `\"student\" in tags`",
        ),
        (
            "tags.contains('student')",
            "the condition has no answer: `tags` is a set of texts",
            "write `\"student\" in tags`",
        ),
        (
            "'N' in town",
            "the condition has no answer: `town` is a text, and `in` looks through tags and lists",
            "write `town.contains(\"N\")`",
        ),
        ("joined == date('2019-13-01')", "the condition has no answer: `2019-13-01` is no day", "write one as"),
        ("joined == date(town)", "the condition has no answer: `date(…)` takes a day in quotation marks", "write one"),
        ("joined.yaer == 2019", "the condition has no answer: `joined` is a date, which has no `.yaer`", "joined.year"),
        ("town.year == 2019", "the condition has no answer: `town` is a text, and only a date has a year", ""),
        ("town == null", "the condition has no answer: nothing is `null`", "known(town)"),
        ("size(joined) == 1", "the condition has no answer: `joined` is a date, which has no size", ""),
        ("number(dues) < 9999999999", "the condition has no answer: `9999999999` is too large a number", ""),
        ("known('x')", "the condition has no answer: `known(…)` takes a field", ""),
        ("size() == 1", "the condition has no answer: `size(…)` takes another number of things", ""),
    ] {
        let bad = Condition::parse(text, &names()).map(|_| ()).unwrap_err();
        assert_eq!(bad.to_string(), sentence, "{text}");
        let said = bad.hint().unwrap_or_default();
        assert!(said.contains(hint) && said.is_empty() == hint.is_empty(), "{text}: {said}");
    }
}

#[test]
fn condition_lists_its_fields() {
    let condition =
        parsed("'student' in tags && joined < date('2019-06-01') && (town != '' || 'x' in tags || email != '')");
    let ann = student();
    let expected = ["tags", "joined", "town"].map(|name| (name, ann.fields.get(name)));
    assert_eq!(condition.why(&ann), expected);
    assert_eq!(condition.why(&nobody()), [("tags", None), ("joined", None), ("town", None)]);
    assert!(condition.text().starts_with("'student' in tags && "));
}

#[test]
fn oversized_conditions_are_refused_before_parsing() {
    for (open, close) in [("(", ")"), ("[", "]"), ("{1:", "}"), ("", " || true"), ("!", ""), ("true ? true : ", "")] {
        let text = format!("{}true{}", open.repeat(5_000), close.repeat(5_000));
        assert_eq!(Condition::parse(&text, &names()).map(|_| ()).unwrap_err(), BadCondition::TooLong);
    }
    for (open, close) in [("(", ")"), ("!", ""), ("-", ""), ("true?true:", ""), ("size(", ")")] {
        let count = if close.is_empty() { (LONGEST - 4) / open.len() } else { DEEPEST };
        let text = format!("{}true{}", open.repeat(count), close.repeat(count));
        let _ = Condition::parse(&text, &names()).map(|condition| condition.admits(&student(), &AnswerPage::default()));
    }
    let chain = "true||".repeat((LONGEST - 4) / 6);
    let _ = Condition::parse(&format!("{chain}true"), &names())
        .map(|condition| condition.admits(&student(), &AnswerPage::default()));
}

#[test]
fn brackets_in_text_do_not_count_as_nesting() {
    assert!(!parsed(&format!("town == '{}'", "(".repeat(100))).admits(&student(), &AnswerPage::default()));
    let deep = |count: usize| format!("{}gift_aid{}", "(".repeat(count), ")".repeat(count));
    assert!(parsed(&deep(DEEPEST)).admits(&student(), &AnswerPage::default()));
    assert_eq!(Condition::parse(&deep(DEEPEST + 1), &names()).unwrap_err(), BadCondition::TooLong);
}

#[test]
fn longest_conditions_need_little_stack() {
    let read = || {
        for (start, again) in [
            ("true", "==true"),
            ("true", "&&true"),
            ("true", "?true:true"),
            ("true", "?true==true&&true||true:true"),
            ("email==email", "==(!email.startsWith(lower(email)))"),
        ] {
            let text = start.to_owned() + &again.repeat((LONGEST - start.len()) / again.len());
            let condition = parsed(&text);
            let _ = condition.admits(&student(), &AnswerPage::default());
            assert!(!condition.expr.to_string().is_empty());
        }
    };
    // A quarter of the stack of a worker thread.
    std::thread::Builder::new().stack_size(512 << 10).spawn(read).unwrap().join().unwrap();
}
