//! Signatures: an id has a type of its own, and each parameter has a name.

use super::source::SourceFile;

/// What an id is called, alone or with an `s`; so is every name that ends in `_id`.
const IDS: [&str; 12] = [
    "id",
    "list",
    "subscriber",
    "issue",
    "lane",
    "queue",
    "domain_queue",
    "request",
    "wording",
    "consent_text",
    "event",
    "person",
];

/// What can stand before one value's type.
const ONE: &[&str] = &["&", "mut ", "Option<"];
/// What can stand before the type of one value or of several.
const SOME: &[&str] = &["&", "mut ", "Option<", "[", "Vec<"];

/// Returns each id of a file that is a bare number, and each parameter that is a tuple.
pub(super) fn wrong(file: &SourceFile) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut text = String::new();
    for (number, line) in file.code() {
        for name in bare_ids(line) {
            wrong.push(format!("{}:{number}: `{name}` is a bare number", file.path));
        }
        text.push_str(line);
        text.push('\n');
    }
    for (at, _) in text.match_indices("fn ").filter(|(at, _)| !text[..*at].ends_with(is_of_a_word)) {
        let signature = &text[at + "fn ".len()..];
        let name = signature.split(|c| !is_of_a_word(c)).next().unwrap_or_default();
        for parameter in parameters(signature).into_iter().filter(|parameter| is_tuple(parameter)) {
            wrong.push(format!("{}: `{name}` takes the tuple `{parameter}`", file.path));
        }
    }
    wrong
}

/// Returns the names of ids that a line declares as `i64`, or as some of them.
fn bare_ids(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices(": ").filter_map(|(at, colon)| {
        let name = line[..at].rsplit(|c| !is_of_a_word(c)).next()?;
        let one = name.strip_suffix('s').unwrap_or(name);
        let after = bare(&line[at + colon.len()..], SOME).strip_prefix("i64")?;
        let is_number = !after.starts_with(|c| is_of_a_word(c) || c == ':');
        (is_number && (IDS.contains(&one) || one.ends_with("_id"))).then_some(name)
    })
}

/// Returns the parameters of a signature that begins with the function's name.
fn parameters(signature: &str) -> Vec<&str> {
    let (mut depth, mut start, mut before) = (0, None, ' ');
    let mut parameters = Vec::new();
    for (at, c) in signature.char_indices() {
        match c {
            '(' if depth == 0 => start = Some(at + 1),
            ',' | ')' if depth == 1 => {
                parameters.extend(start.map(|start| signature[start..at].trim()));
                start = start.map(|_| at + 1);
            }
            _ => {}
        }
        match c {
            '(' | '[' | '<' => depth += 1,
            ')' | ']' => depth -= 1,
            '>' if before != '-' => depth -= 1,
            _ => {}
        }
        if depth == 0 && matches!(c, ')' | ';' | '{') {
            break;
        }
        before = c;
    }
    parameters
}

/// Returns whether a parameter is taken apart as a tuple, or is one. Several pairs in a row have no better form.
fn is_tuple(parameter: &str) -> bool {
    let kind = parameter.split_once(": ").map_or("", |(_, kind)| bare(kind, ONE));
    let is_group = ["()", "(dyn ", "(impl "].iter().any(|group| kind.starts_with(group));
    parameter.starts_with('(') || kind.starts_with('(') && !is_group
}

/// Returns a type without what can stand before it.
fn bare<'a>(kind: &'a str, around: &[&str]) -> &'a str {
    let lifetime = kind.strip_prefix('\'').map(|rest| rest.trim_start_matches(is_of_a_word).trim_start());
    let inner = lifetime.or_else(|| around.iter().find_map(|around| kind.strip_prefix(around)));
    inner.map_or(kind, |inner| bare(inner, around))
}

fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[test]
fn a_bare_id_and_a_tuple_are_seen() {
    for (text, seen) in [
        ("pub async fn set(work: &mut Work, list: ListId, subscriber: SubscriberId) {", 0),
        ("pub async fn set(work: &mut Work, list: i64, subscriber: i64) {", 2),
        ("fn add(\n    issue: Option<i64>,\n    subscribers: &[i64],\n    at: i64,\n) {", 2),
        ("struct Claim { lane: i64, limit: i64 }", 1),
        ("pub lists: Vec<i64>,\nlist_id: i64,\nmicros: i64,", 2),
        ("let token = Token { list: i64::from(number) };", 0),
        ("let rows: Vec<(i64,)> = rows;", 0),
        ("// list: i64", 0),
        ("#[cfg(test)]\nmod tests {\n    fn f(list: i64, (a, b): (u8, u8)) {}\n}", 0),
        ("fn share((issue, subscriber): (IssueId, SubscriberId), attempts: i64) -> i32 {", 1),
        ("fn letter(\n    &self,\n    (token, link): (&str, &str),\n) -> (Letter, String) {", 1),
        ("fn files(filed: &(String, String), last: Option<&'a (u8, u8)>) {", 2),
        ("fn open<T: Fn(u8, (u8, u8)) -> u8>(text: &str, open: impl Fn(&SigningKeys, &str) -> Option<T>) {", 0),
        ("fn each(pairs: &[(String, String)], rows: Vec<(u8, u8)>, map: BTreeMap<u8, (u8, u8)>) {", 0),
        ("fn page(State(preview): State<Arc<AdminServer>>, Path((_, slug)): Path<(String, String)>) {", 0),
        ("fn trouble(error: &(dyn Error + 'static), done: ()) -> (u8, u8) {", 0),
        ("type PhaseMatcher = fn(&(u8, u8));", 0),
        ("fn one(self);\nfn two(both: (u8, u8));", 1),
    ] {
        let file = SourceFile { path: "src/model.rs".to_owned(), text: text.to_owned() };
        assert_eq!(wrong(&file).len(), seen, "{text}: {:?}", wrong(&file));
    }
}
