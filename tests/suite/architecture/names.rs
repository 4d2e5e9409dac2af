//! Names: no type stands for two things, and no file name is used more than twice.

use std::collections::BTreeMap;

use super::source::SourceFile;

/// Names that say the same of whatever module they stand in.
const CUSTOMARY: [&str; 3] = ["Args", "Error", "Row"];
/// How many files may have the same name.
const SAME_FILE_NAME: usize = 2;

/// Returns the types that a file defines outside its unit tests: structs, enums, traits and aliases at its top level.
pub(super) fn types(file: &SourceFile) -> impl Iterator<Item = &str> {
    file.code().filter_map(|(_, line)| defined(line))
}

fn defined(line: &str) -> Option<&str> {
    let mut rest = line;
    if let Some(after) = rest.strip_prefix("pub") {
        rest = after.trim_start();
        if let Some(scope) = rest.strip_prefix('(') {
            rest = scope.split_once(')')?.1.trim_start();
        }
    }
    let (kind, rest) = rest.split_once(' ')?;
    if !matches!(kind, "struct" | "enum" | "trait" | "type" | "union") {
        return None;
    }
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    Some(&rest[..end])
}

/// Returns each type name that is defined more than once.
pub(super) fn shared_types(files: &[SourceFile]) -> Vec<String> {
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in files {
        for name in types(file).filter(|name| !CUSTOMARY.contains(name)) {
            places.entry(name).or_default().push(&file.path);
        }
    }
    let shared = places.into_iter().filter(|(_, places)| places.len() > 1);
    shared.map(|(name, places)| format!("`{name}` is defined in {}", places.join(" and "))).collect()
}

/// Returns each file name that is used too often.
pub(super) fn worn_file_names(files: &[SourceFile]) -> Vec<String> {
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in files {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        places.entry(name).or_default().push(&file.path);
    }
    let worn = places.into_iter().filter(|(_, places)| places.len() > SAME_FILE_NAME);
    worn.map(|(name, places)| format!("`{name}` is {}", places.join(", "))).collect()
}

#[cfg(test)]
fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.to_owned() }
}

#[test]
fn type_defined_twice_is_found() {
    let files = [
        file("src/a.rs", "pub struct Plan {}\npub(super) enum Way<'a> {}\nstruct Args;\n// struct Note;"),
        file("src/b.rs", "type Plan = u8;\npub struct Args;\nimpl Way {}\n#[cfg(test)]\nmod tests {\nstruct Way;\n}"),
        file("src/c.rs", "pub struct Note;\n    type Item = Note;\n    type Item = Note;"),
    ];
    assert_eq!(shared_types(&files), ["`Plan` is defined in src/a.rs and src/b.rs"]);
}

#[test]
fn third_file_of_a_name_is_found() {
    let two = || vec![file("src/a/form.rs", ""), file("src/b/form.rs", "")];
    assert!(worn_file_names(&two()).is_empty());
    let mut three = two();
    three.push(file("src/form.rs", ""));
    assert_eq!(worn_file_names(&three), ["`form.rs` is src/a/form.rs, src/b/form.rs, src/form.rs"]);
}
