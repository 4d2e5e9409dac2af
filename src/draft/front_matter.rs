//! The front matter: what stands between the two `---` lines, in YAML.

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::front_matter_keys::DRAFT_KEYS;
use super::front_matter_values;
use super::typed_values::quote_values;
use super::yaml_reader::{diagnostic, read_yaml};
use crate::model::{Diagnostic, Language, ListName, Mailbox, SourceLocation, closest_match};

/// The line above and below the front matter.
const FENCE: &str = "---";

/// What the front matter says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrontMatter {
    pub(super) subject: String,
    #[serde(default)]
    pub(super) preheader: String,
    #[serde(default, deserialize_with = "front_matter_values::date")]
    pub(super) date: Option<Date>,
    pub(super) number: Option<String>,
    #[serde(default = "front_matter_values::yes", deserialize_with = "front_matter_values::contents")]
    pub(super) contents: bool,
    pub(super) language: Option<Language>,
    #[serde(default, deserialize_with = "front_matter_values::list")]
    pub(super) to: Option<ListName>,
    #[serde(default, rename = "where")]
    pub(super) condition: Option<String>,
    #[serde(default, rename = "exclude")]
    pub(super) exclusion: Option<String>,
    #[serde(default, rename = "notice", deserialize_with = "front_matter_values::notice")]
    pub(super) statutory: bool,
    #[serde(default, deserialize_with = "front_matter_values::mailbox")]
    pub(super) from: Option<Mailbox>,
    #[serde(default, deserialize_with = "front_matter_values::mailbox")]
    pub(super) reply_to: Option<Mailbox>,
    pub(super) template: Option<String>,
    pub(super) event: Option<Value>,
    pub(super) views: Option<Value>,
    pub(super) views_until: Option<String>,
    pub(super) answers: Option<Value>,
    pub(super) answers_until: Option<String>,
    pub(super) asks_again: Option<String>,
    pub(super) places: Option<String>,
    #[serde(default)]
    pub(super) attachments: Vec<String>,
    #[serde(default, deserialize_with = "front_matter_values::web")]
    pub(super) web: Option<bool>,
    #[serde(default)]
    pub(super) issue: Map<String, Value>,
}

/// Splits a draft into front matter, body, and the number of lines before the body.
pub(super) fn split_draft<'t>(
    text: &'t str,
    at: &impl Fn(usize, usize) -> SourceLocation,
) -> Result<(&'t str, &'t str, usize), Diagnostic> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != FENCE {
        let hint = if is_dash_line(first) {
            "write three hyphens, `---`: your editor made a dash of them"
        } else if first.trim().is_empty() && text.trim_start().starts_with(FENCE) {
            "delete the empty lines above the first `---`"
        } else {
            "begin it with a line `---`, a line `subject: …` and another line `---`"
        };
        return Err(diagnostic(at(1, 1), "the draft does not begin with its front matter", Some(hint.to_owned())));
    }
    let mut end = first.len();
    for (number, line) in lines.enumerate() {
        if line.trim_end() == FENCE {
            return Ok((&text[first.len()..end], &text[end + line.len()..], number + 2));
        }
        end += line.len();
    }
    let dashes = text.lines().enumerate().skip(1).find(|(_, line)| is_dash_line(line));
    let keys = text.lines().skip(1).take_while(|line| !line.trim().is_empty()).count();
    let (line, hint) = dashes.map_or((keys + 1, "put a line `---` below its last key"), |(number, _)| {
        (number + 1, "write three hyphens, `---`, and nothing else in this line")
    });
    Err(diagnostic(at(line, 1), "the front matter has no end", Some(hint.to_owned())))
}

/// Tells whether a line is made of hyphens and dashes, as a fence that an editor or a person changed.
fn is_dash_line(line: &str) -> bool {
    let line = line.trim();
    let count = line.chars().filter(|c| matches!(c, '-' | '–' | '—')).count();
    (count >= 2 || matches!(line, "–" | "—")) && line.chars().all(|c| matches!(c, '-' | '–' | '—' | ' '))
}

/// Understands the front matter; places count from the file's first line, the fence.
pub(super) fn parse_front_matter(
    head: &str,
    at: &impl Fn(usize, usize) -> SourceLocation,
) -> Result<FrontMatter, Diagnostic> {
    // An unknown key is looked for first: of several mistakes it is the one with the clearest cure.
    for (number, line) in head.lines().enumerate() {
        let Some((key, _)) = line.split_once(':') else { continue };
        let plain = key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        if plain && !key.is_empty() && !DRAFT_KEYS.contains(&key) {
            let hint = closest_match(key, DRAFT_KEYS.iter().copied()).map_or_else(
                || format!("put a field of your own under `issue:` and write it as `{{{{issue.{key}}}}}`"),
                |name| format!("did you mean `{name}`?"),
            );
            return Err(diagnostic(at(number + 2, 1), format!("`{key}` is no key of a draft"), Some(hint)));
        }
    }
    let quoted = quote_values(head)
        .map_err(|found| diagnostic(at(found.line + 2, found.column), found.message, Some(found.help)))?;
    let front: FrontMatter = read_yaml(head, &quoted, at)?;
    if front.subject.trim().is_empty() {
        let (line, column) = key_position(head, "subject", "subject");
        return Err(diagnostic(at(line, column), "the subject is empty", None));
    }
    for (key, condition) in ["where", "exclude"].into_iter().zip([&front.condition, &front.exclusion]) {
        let (line, column) = key_position(head, key, key);
        // A condition that is lost would mail everybody.
        if column > 0 && condition.as_ref().is_none_or(|text| text.trim().is_empty()) {
            let hint = "leave the line out, or write who it is, such as `known(town)`".to_owned();
            return Err(diagnostic(at(line, column), format!("`{key}` says nothing"), Some(hint)));
        }
    }
    if let Some((key, _)) = front.issue.iter().find(|(_, value)| has_field(value)) {
        let (line, column) = nested_key_position(head, "issue", key, "{{");
        let sentence = format!("`{key}` has a field in it, but what stands under `issue:` is the same for all");
        return Err(diagnostic(at(line, column), sentence, Some("write the field in the letter itself".to_owned())));
    }
    Ok(front)
}

/// Tells whether a text in a value has a tag in it, which would be printed as it stands.
fn has_field(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains("{{"),
        Value::Array(items) => items.iter().any(has_field),
        Value::Object(keys) => keys.values().any(has_field),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Finds a word in the value of a key; returns line and column in the file.
pub(super) fn key_position(head: &str, key: &str, word: &str) -> (usize, usize) {
    let starts = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':'));
    let Some(first) = head.lines().position(starts) else { return (1, 0) };
    for (number, line) in head.lines().enumerate().skip(first) {
        let from = if number == first { line.find(':').filter(|_| word != key).unwrap_or(0) } else { 0 };
        if let Some(column) = line[from..].find(word) {
            return (number + 2, line[..from + column].chars().count() + 1);
        }
    }
    (first + 2, 1)
}

/// Finds a word in the value of a key within another key's block; without a word the key, without that the block.
pub(super) fn nested_key_position(head: &str, key: &str, inner: &str, word: &str) -> (usize, usize) {
    let (first, column) = key_position(head, key, key);
    if inner.is_empty() {
        return (first, column);
    }
    let block = head.lines().enumerate().skip(first.saturating_sub(1));
    for (number, line) in block.take_while(|(_, line)| line.starts_with(' ') || line.trim().is_empty()) {
        let bare = line.trim_start();
        if bare.strip_prefix(inner).is_some_and(|rest| rest.trim_start().starts_with(':')) {
            let at = line.len() - bare.len();
            let colon = line.find(':').unwrap_or(at);
            let found =
                Some(word).filter(|word| !word.is_empty() && *word != inner).and_then(|word| line[colon..].find(word));
            return (number + 2, line[..found.map_or(at, |found| colon + found)].chars().count() + 1);
        }
    }
    (first, column)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn at(line: usize, column: usize) -> SourceLocation {
        SourceLocation { file: "newsletters/x.md".into(), line, column }
    }

    #[test]
    fn a_draft_is_split() {
        let (head, body, offset) = split_draft("---\nsubject: A\n---\nDear\n", &at).unwrap();
        assert_eq!((head, body, offset), ("subject: A\n", "Dear\n", 3));
        for text in ["", "Dear", "---\nsubject: A\n"] {
            assert_eq!(split_draft(text, &at).unwrap_err().id, "front-matter", "{text:?}");
        }
    }

    #[test]
    fn keys_are_read() {
        let head = "subject: 'A: {{b}}'\ndate: 2017-05-17\nto: members\nwhere: category == \"student\"\n\
            exclude: !known(town)\n  || \"board\" in tags\nnotice: statutory\nissue:\n  place: Room 9\n  n: 3\n";
        let front = parse_front_matter(head, &at).unwrap();
        assert_eq!(front.subject, "A: {{b}}");
        assert_eq!(front.date, Some(jiff::civil::date(2017, 5, 17)));
        assert_eq!(front.condition.as_deref(), Some("category == \"student\""));
        assert_eq!(front.exclusion.as_deref(), Some("!known(town) || \"board\" in tags"));
        assert!(front.statutory && front.issue["n"] == 3);
        assert_eq!(key_position(head, "subject", "b"), (2, 16));
    }

    #[test]
    fn values_are_taken_as_they_were_typed() {
        for value in [
            "Spring meeting: the agenda",
            "[Our Society] Spring meeting",
            "@all: come on 17 June",
            "Meeting #2 of the year",
            "#2 of the year",
            "!important news",
            "`code` and *stars*",
            "* a star",
            "& more",
            "%d people",
            "'Tis the season",
            "\"Spring\" has come",
            "“Spring”: has come",
            "{{first_name}}, will you come?",
            "- a dash",
            "? a question",
            "> 50 people came",
            "| a line",
            "no",
            "~",
            "null",
            "1e3",
            "0x1F",
            "007",
            "12.50",
            "2027-05-17",
            "yes: no: maybe",
        ] {
            let head = format!("preheader: {value}\nsubject: {value}  \nissue:\n  own: {value}\n  last: x\n");
            let head = if value.contains("{{") { head.replace("  own: {{first_name}}", "  own: x") } else { head };
            let front = parse_front_matter(&head, &at).unwrap();
            assert_eq!((front.subject.as_str(), front.preheader.as_str()), (value, value));
            if !value.contains("{{") {
                assert_eq!(front.issue["own"], value);
            }
            assert_eq!(front.issue["last"], "x");
        }
        for (written, value) in [
            ("'Spring: it''s here'", "Spring: it's here"),
            ("\"Spring \\\"one\\\"\"  # a comment", "Spring \"one\""),
            (">-\n  Spring: the\n  # agenda", "Spring: the # agenda"),
            ("Spring: the\n  # a comment\n  agenda", "Spring: the agenda"),
            ("\n  Spring: the agenda", "Spring: the agenda"),
            ("\"Spring:\n  the agenda\"", "Spring: the agenda"),
            ("\u{a0}Spring", "Spring"),
            ("\tSpring\t", "Spring"),
        ] {
            let head = format!("# a comment\nsubject: {written}\nto: members # everybody\n\n  # another\ndate:\n");
            let front = parse_front_matter(&head, &at).unwrap();
            assert_eq!(front.subject, value, "{head}");
            assert_eq!((front.to.unwrap().as_str(), front.date), ("members", None));
        }
    }

    #[test]
    fn values_within_lists_and_tables_are_taken_as_they_were_typed() {
        let head = "subject:A\nattachments:\n- plan: b.pdf\n- c #2.pdf\nissue:\n  list: [12.50, a, 3]\n  people:\n    - name: Ann\n      \
            fee: 007\n    - name: Ben: B\n  open: true\n  words:\n    a long\n    text\n  none:\nevent:\n  starts: 2017-05-17 18:30\n";
        let front = parse_front_matter(head, &at).unwrap();
        assert_eq!(front.subject, "A");
        assert_eq!(front.attachments, ["plan: b.pdf", "c #2.pdf"]);
        let own = serde_json::json!({ "list": ["12.50", "a", 3], "open": true, "words": "a long text", "none": "",
            "people": [{ "name": "Ann", "fee": "007" }, { "name": "Ben: B" }] });
        assert_eq!(Value::Object(front.issue), own);
        assert_eq!(front.event.unwrap()["starts"], "2017-05-17 18:30");
    }

    #[test]
    fn bare_conditions_are_taken_as_they_are() {
        for (lines, condition) in [
            (r#"where: "student" in tags"#, r#""student" in tags"#),
            ("where: 'it''s' == town", "'it''s' == town"),
            ("where: !gift_aid", "!gift_aid"),
            (r#"where: town == "a: b" # and # so on"#, r#"town == "a: b""#),
            (r#"where: town == " # " || a ? b : c"#, r#"town == " # " || a ? b : c"#),
            (r#"where: town == "\" # " # x"#, r#"town == "\" # ""#),
            ("where: [1] == [1]", "[1] == [1]"),
            ("where: !gift_aid # no\n\t&& 'a' in tags\n    # yes", "!gift_aid && 'a' in tags"),
            ("where: '\"student\" in tags' # x", r#""student" in tags"#),
            (r#"where: "town == \"x\"""#, r#"town == "x""#),
            ("where: |-\n  gift_aid\n  && known(town)", "gift_aid\n&& known(town)"),
        ] {
            let front = parse_front_matter(&format!("subject: A\n{lines}\nissue:\n  a: b\n"), &at).unwrap();
            assert_eq!(front.condition.as_deref(), Some(condition));
            assert_eq!(front.issue["a"], "b");
        }
    }

    #[test]
    fn fence_that_is_none_is_explained() {
        for (text, line, hint) in [
            ("---\nsubject: A\n\nDear all\n", 2, "below its last key"),
            ("---\nsubject: A\n----\nDear all\n", 3, "three hyphens"),
            ("---\nsubject: A\n—\nDear all\n", 3, "three hyphens"),
            ("—-\nsubject: A\n---\n", 1, "made a dash of them"),
            ("\n---\nsubject: A\n---\n", 1, "delete the empty lines"),
        ] {
            let finding = split_draft(text, &at).unwrap_err();
            assert_eq!(finding.location.unwrap().line, line, "{text}");
            assert!(finding.help.unwrap().contains(hint), "{text}");
        }
    }

    #[test]
    fn mistakes_are_found_at_their_line() {
        for (head, place, sentence, hint) in [
            ("subject: A\nsubjet: B\n", (3, 1), "`subjet` is no key", "did you mean `subject`?"),
            ("subject: A\nvenue: B\n", (3, 1), "`venue` is no key", "under `issue:`"),
            ("subject: A\ndate: May\n", (3, 7), "`May` is no date: write it as `2017-05-17`", ""),
            (
                "subject: A\nto: All Members\n",
                (3, 5),
                "`All Members` cannot name a list",
                "did you mean `all-members`?",
            ),
            ("subject: A\nnotice: legal\n", (3, 9), "`legal` is no kind of notice: write `statutory`", ""),
            ("subject: A\nnotice: true\n", (3, 9), "`true` is no kind of notice: write `statutory`", ""),
            ("subject: A\nexclud: x\n", (3, 1), "`exclud` is no key", "did you mean `exclude`?"),
            ("subject: A\nwhere:\n", (3, 1), "`where` says nothing", "leave the line out"),
            ("subject: A\nexclude: ''\n", (3, 1), "`exclude` says nothing", "leave the line out"),
            ("to: members\n", (1, 0), "the draft has no `subject`", "add a line"),
            ("", (1, 0), "the draft has no `subject`", "add a line"),
            ("subject: ''\n", (2, 1), "the subject is empty", ""),
            ("subject: A\nattachments: x.pdf\n", (3, 1), "is a list", "below it a line `  - x.pdf`"),
            ("subject: A\nsubject: B\n", (3, 1), "`subject` stands twice: here and in line 2", "delete one"),
            ("subject: A\nissue:\n  a: 1\n  a: 2\n", (5, 3), "`a` stands twice: here and in line 4", ""),
            ("subject: A # ask Ann\n", (2, 10), "does `# ask Ann` belong to the text", "`subject: \"A # ask Ann\"`"),
            ("subject: A\nevent:\n\tstarts: 2017-05-17\n", (4, 1), "begins with a tab", "`  starts: 2017-05-17`"),
            ("subject: A\nevent:\n  starts: x\n place: y\n", (5, 1), "begins with 1 space", "`  place: y`"),
            ("subject: A\nevent:\n  starts: x\n    place: y\n", (5, 5), "further to the right", "same column"),
            ("subject: A\n  to: members\n", (3, 3), "`to` begins further to the right", ""),
            ("subject: \"A\nto: members\n", (2, 1), "is opened and never closed", "`\"A\"`"),
            ("subject: A\nSee you there\n", (3, 1), "is no key", "`key: value`"),
            ("subject: A\nissue:\n  room:9\n", (4, 3), "is no key", "write `room: 9`"),
            ("subject: A\nissue: 9\n", (3, 1), "nothing behind its colon", ""),
            ("subject: A\nissue:\n  room: In {{town}}\n", (4, 12), "the same for all", ""),
            ("subject: A\nreply_to: \"{{a}} <a@example.org>\"\n", (3, 11), "a field cannot stand here", ""),
            ("subject: A\nfrom: \"{{a}} <a@example.org>\"\n", (3, 7), "a field cannot stand here", ""),
            ("subject: A\nfrom: The camp\n", (3, 7), "`The camp` has no @", ""),
            ("subject: A\ndate: “2017-05-17”\n", (3, 7), "is no date", "straight quotation marks"),
        ] {
            let finding = parse_front_matter(head, &at).unwrap_err();
            let found = finding.location.clone().unwrap();
            assert_eq!(found.line, place.0, "{head:?}: {finding:?}");
            assert!(place.1 == 0 || found.column == place.1, "{head:?}: {finding:?}");
            assert!(finding.message.contains(sentence), "{head:?}: {finding:?}");
            assert!(finding.help.unwrap_or_default().contains(hint), "{head:?}");
        }
    }
}
