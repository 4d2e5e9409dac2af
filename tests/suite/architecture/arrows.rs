//! Imports: down the floors, or along an arrow that is listed.

use super::source::{ModuleFloors, SourceFile};

/// Returns each import of a file that points up, or sideways without an arrow.
pub(super) fn wrong(floors: &ModuleFloors, sideways: &[(&str, &str)], file: &SourceFile) -> Vec<String> {
    let Some(room) = file.room() else { return Vec::new() };
    let Some(floor) = floors.of(room) else { return vec![format!("{}: `{room}` is not on the map", file.path)] };
    let code = code(file);
    let mut wrong = Vec::new();
    for (line, other) in rooms_named(&code, file.module().len()) {
        let allowed = match floors.of(&other) {
            _ if other == room => true,
            Some(below) if below > floor => true,
            Some(_) => sideways.contains(&(room, other.as_str())),
            // A name at the root of the crate that is no room: a macro, or nothing that compiles.
            None => true,
        };
        if !allowed {
            wrong.push(format!("{}:{line}: `{room}` must not import `{other}`", file.path));
        }
    }
    wrong
}

/// Tells whether following the arrows can lead back to where one began.
pub(super) fn circular(arrows: &[(&str, &str)]) -> bool {
    let mut rest = arrows.to_vec();
    loop {
        let before = rest.len();
        let open = rest.clone();
        rest.retain(|(_, to)| open.iter().any(|(from, _)| from == to));
        if rest.len() == before {
            return !rest.is_empty();
        }
    }
}

/// Returns the words and signs of the code with their lines.
fn code(file: &SourceFile) -> Vec<(usize, String)> {
    let mut tokens = Vec::new();
    for (number, line) in file.code() {
        let mut word = String::new();
        for c in line.chars().chain([' ']) {
            if c.is_alphanumeric() || c == '_' {
                word.push(c);
                continue;
            }
            if !word.is_empty() {
                tokens.push((number, std::mem::take(&mut word)));
            }
            if !c.is_whitespace() {
                tokens.push((number, c.to_string()));
            }
        }
    }
    tokens
}

/// Finds the names that follow the root of the crate: `crate::x`, `crate::{x, y::z}`, `super::super::x` from a file
/// two modules deep, and `circular::x`.
fn rooms_named(tokens: &[(usize, String)], depth: usize) -> Vec<(usize, String)> {
    let is = |at: usize, text: &str| tokens.get(at).is_some_and(|(_, token)| token == text);
    let step = |at: usize| is(at + 1, ":") && is(at + 2, ":");
    let mut named = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let mut end = at;
        let at_root = match tokens[at].1.as_str() {
            "crate" | "circular" => step(at),
            "super" => {
                let mut steps = usize::from(step(at));
                while step(end) && is(end + 3, "super") {
                    end += 3;
                    steps += usize::from(step(end));
                }
                // Blocks inside a file can only make it deeper: more `super` than modules is the root in any case.
                steps >= depth
            }
            _ => false,
        };
        if at_root && step(end) {
            named.extend(heads(tokens, end + 3));
        }
        at = end + 1;
    }
    named
}

/// Returns the name at `at`, or the first names of each branch when a brace stands there.
fn heads(tokens: &[(usize, String)], at: usize) -> Vec<(usize, String)> {
    let Some((line, first)) = tokens.get(at) else { return Vec::new() };
    if first != "{" {
        return vec![(*line, first.clone())];
    }
    let mut heads = Vec::new();
    let mut depth = 0;
    for (place, (line, token)) in tokens.iter().enumerate().skip(at) {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            name if depth == 1 && matches!(tokens[place - 1].1.as_str(), "{" | ",") => {
                heads.push((*line, name.to_owned()));
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads
}

#[test]
fn wrong_import_is_detected() {
    let floors = ModuleFloors::from_map(
        "# Modules and arrows\n```text\ncli > web     f\ndraft  delivery     w\ndatabase  message     t\nmodel  config     g\n```",
    );
    let sideways = &[("cli", "web"), ("delivery", "draft")];
    for (path, text, seen) in [
        ("src/cli/send.rs", "use crate::web::serve;", 0),
        ("src/web.rs", "use crate::cli::Args;", 1),
        ("src/delivery/plan.rs", "use crate::{draft::Draft, model::{Letter, Status}};", 0),
        ("src/draft.rs", "use crate::delivery::plan;", 1),
        ("src/draft.rs", "use crate::{\n    model::Letter,\n    delivery,\n    web::x,\n};", 2),
        ("src/message/body.rs", "use crate::model::Letter;", 0),
        ("src/message/body.rs", "fn f() { crate::database::open() }", 1),
        ("src/message/body.rs", "use super::headers;", 0),
        ("src/message/body.rs", "use super::super::database;", 1),
        ("src/message/body.rs", "use super::super::{model, cli};", 1),
        ("src/message.rs", "use super::database;", 1),
        ("src/message.rs", "let text = model(); // crate::database", 0),
        ("src/message.rs", "#[cfg(test)]\nmod tests {\n    use crate::database;\n}", 0),
        ("src/message.rs", "#[cfg(test)]\nmod fake;\nuse crate::database;", 1),
        ("src/model/list.rs", "pub(crate) use crate :: config :: Rate;", 1),
        ("src/cellar.rs", "", 1),
        ("src/main.rs", "use circular::cli;", 0),
        ("src/message/body.rs", "use circular::cli;", 1),
    ] {
        let file = SourceFile { path: path.to_owned(), text: text.to_owned() };
        assert_eq!(wrong(&floors, sideways, &file).len(), seen, "{path}: {text}");
    }
}
