//! Property tests: printing and parsing are inverse, and no input makes the parser panic.

use proptest::prelude::*;

use super::tests::*;
use super::*;

#[test]
fn operator_precedence_follows_language_definition() {
    for (text, meant) in [
        ("gift_aid || town == '' && !gift_aid", "gift_aid || ((town == '') && (!gift_aid))"),
        ("gift_aid == true == false", "(gift_aid == true) == false"),
        ("!gift_aid == false", "(!gift_aid) == false"),
        ("gift_aid ? true : gift_aid ? false : true", "gift_aid ? true : (gift_aid ? false : true)"),
        ("!!!gift_aid", "!gift_aid"),
        ("number(dues) > - -20 && number(dues) == 0x14", "number(dues) > 20 && number(dues) == 20"),
        ("joined.`year` in [2018,] // this year", "joined.year in [2018]"),
        ("startsWith(town, r'Nor') && !(town in [,])", "town.startsWith('Nor') && !(town in [])"),
    ] {
        assert_eq!(parsed(text).expr, parsed(meant).expr, "{text}");
    }
    for (text, sentence) in [
        ("town == 'a' + 'b'", "the condition uses `+`, which conditions do not have"),
        ("tags[0] == 'a'", "the condition uses `[]`, which conditions do not have"),
        ("town == {}", "the condition uses `{…}`, which conditions do not have"),
        ("town == b'a'", "the condition uses `b\"…\"`, which conditions do not have"),
        ("number(dues) == -number(dues)", "the condition uses `-`, which conditions do not have"),
        ("tags.exists(t, t == 'a')", "the condition uses `exists(…)`, which conditions do not have"),
        ("number(dues) == -9999999999", "the condition has no answer: `-9999999999` is too large a number"),
        ("size(town, ) == 1", "the condition `size(town, ) == 1` cannot be read"),
        ("(gift_aid", "the condition `(gift_aid` cannot be read"),
        ("gift_aid)", "the condition `gift_aid)` cannot be read"),
        ("", "the condition `` cannot be read"),
    ] {
        assert_eq!(Condition::parse(text, &names()).unwrap_err().to_string(), sentence, "{text}");
    }
}

#[test]
fn syntax_of_other_languages_is_refused_with_hint() {
    for (text, sentence, hint) in [
        ("not gift_aid", "the condition uses `not`, which is not a field", "`not` is written `!`"),
        (
            "town.date('2019-06-01') == joined",
            "the condition has no answer: `date(…)` takes a day in quotation marks",
            "write one as `date(\"2019-06-01\")`",
        ),
    ] {
        let bad = Condition::parse(text, &names()).unwrap_err();
        assert_eq!((bad.to_string().as_str(), bad.hint().as_deref()), (sentence, Some(hint)), "{text}");
    }
}

fn text_expr() -> impl Strategy<Value = String> {
    let texts = vec![
        "town",
        "email",
        "answered('spring-meeting')",
        "größe",
        "function",
        "'it\\'s'",
        "\"a \\\\ \\n (b)\"",
        "''",
    ];
    let text = prop::sample::select(texts).prop_map(str::to_owned);
    text.prop_recursive(2, 4, 1, |inner| inner.prop_map(|text| format!("lower({text})")))
}

fn flag_expr() -> impl Strategy<Value = String> {
    let sign = || prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let number = prop::sample::select(vec!["joined.year", "born.day", "number(dues)", "size(tags)", "-3", "2.5", "20"]);
    let date = prop::sample::select(vec!["joined", "born", "date('2019-06-01')"]);
    let function = prop::sample::select(vec!["startsWith", "endsWith", "contains"]);
    let leaf = prop_oneof![
        prop::sample::select(vec!["gift_aid", "true", "known(town)", "email in ['a', town]", "silent('garden-walk')"])
            .prop_map(str::to_owned),
        (text_expr(), sign(), text_expr()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        (number.clone(), sign(), number).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        (date.clone(), sign(), date).prop_map(|(a, sign, b)| format!("{a}{sign}{b}")),
        (text_expr(), function, text_expr()).prop_map(|(a, function, b)| format!("{a}.{function}({b})")),
        text_expr().prop_map(|text| format!("{text} in tags")),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone(), prop::sample::select(vec!["&&", "||", "==", "!="]))
                .prop_map(|(a, b, sign)| format!("({a}) {sign} ({b})")),
            (inner.clone(), inner.clone(), prop::sample::select(vec!["&&", "||"]))
                .prop_map(|(a, b, sign)| format!("{a} {sign} {b}")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("({a}) ? ({b}) : {c}")),
        ]
    })
}

/// Fragments of conditions, complete and broken.
const SOUP: [&str; 56] = [
    "town",
    "tags",
    "joined",
    "gift_aid",
    "größe",
    "'a'",
    "r'",
    "\"",
    "'''",
    "`",
    "20",
    "0x",
    "2.",
    "1e",
    "-",
    "!",
    "&&",
    "||",
    "==",
    "=",
    "<",
    "in",
    "?",
    ":",
    ".",
    ",",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "+",
    "true",
    "null",
    "known(",
    "size(",
    ".size()",
    ".year",
    "date('2019-06-01')",
    "\\",
    "//",
    "\n",
    " ",
    "has(",
    ".all(",
    "é",
    "😀",
    "b",
    "u",
    "lower(",
    "number(",
    "answered(",
    "silent(",
    "'spring-meeting'",
    "1",
];

proptest! {
    #[test]
    fn printed_condition_parses_to_same_expression(text in flag_expr()) {
        let Ok(condition) = Condition::parse(&text, &names()) else {
            prop_assert!(text.len() > LONGEST, "{}", text);
            return Ok(());
        };
        let printed = condition.expr.to_string();
        let again = parser::parse(&printed, &names());
        prop_assert_eq!(again.map(|again| again.expr), Ok(condition.expr), "{}", printed);
    }

    #[test]
    fn arbitrary_tokens_do_not_panic(tokens in prop::collection::vec(prop::sample::select(SOUP.to_vec()), 0..40)) {
        for text in [tokens.concat(), tokens.join(" ")] {
            if let Ok(condition) = Condition::parse(&text, &names()) {
                let _ = (condition.admits(&student(), &AnswerPage::default()), condition.admits(&nobody(), &AnswerPage::default()));
                prop_assert!(parser::parse(&condition.expr.to_string(), &names()).is_ok(), "{}", text);
            }
        }
    }

    #[test]
    fn arbitrary_text_does_not_panic(text in ".*") {
        let _ = Condition::parse(&text, &names()).map(|condition| condition.admits(&student(), &AnswerPage::default()));
    }
}
