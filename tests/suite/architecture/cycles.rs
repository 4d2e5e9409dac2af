//! Circles between neighbours inside a module: two files of a folder, or their folders, that need each other.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{Module, Modules, module_of};
use super::source::SourceFile;

/// Returns each circle among the children of one module, as the paths that lead round.
///
/// A child may use the items of its parent and the parent those of its children: only neighbours are compared. A name
/// that the parent re-exports belongs to the child that defines it.
pub(super) fn circles(files: &[SourceFile]) -> Vec<String> {
    let modules = Modules::new(files);
    let mut arrows: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for file in files {
        let from = module_of(file);
        for to in modules.named_by(file) {
            let shared = from.iter().zip(&to).take_while(|(one, two)| one == two).count();
            if shared < from.len() && shared < to.len() {
                arrows.entry(from[..=shared].to_vec()).or_default().insert(to[..=shared].to_vec());
            }
        }
    }
    let mut found = BTreeSet::new();
    for start in arrows.keys() {
        let mut path = vec![start.clone()];
        if let Some(round) = search(&arrows, start, &mut path, &mut BTreeSet::new()) {
            found.insert(round);
        }
    }
    found.into_iter().map(|round| round.join(" > ")).collect()
}

/// Looks for a way back to `start`; returns the circle, beginning with its first name in order.
fn search(
    arrows: &BTreeMap<Module, BTreeSet<Module>>,
    start: &Module,
    path: &mut Vec<Module>,
    seen: &mut BTreeSet<Module>,
) -> Option<Vec<String>> {
    let here = path.last()?.clone();
    for next in arrows.get(&here).into_iter().flatten() {
        if next == start {
            let mut names: Vec<String> = path.iter().map(|module| module.join("::")).collect();
            let first = names.iter().enumerate().min_by_key(|(_, name)| (*name).clone()).map_or(0, |(at, _)| at);
            names.rotate_left(first);
            return Some(names);
        }
        if seen.insert(next.clone()) {
            path.push(next.clone());
            if let Some(round) = search(arrows, start, path, seen) {
                return Some(round);
            }
            path.pop();
        }
    }
    None
}

#[cfg(test)]
fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.to_owned(), text: text.to_owned() }
}

#[test]
fn circle_between_neighbours_is_found() {
    for (texts, count) in [
        ([("src/a.rs", "mod b;\nmod c;"), ("src/a/b.rs", "use super::c::X;"), ("src/a/c.rs", "")], 0),
        ([("src/a.rs", "mod b;\nmod c;"), ("src/a/b.rs", "use super::c::X;"), ("src/a/c.rs", "use super::b;")], 1),
        ([("src/a.rs", ""), ("src/a/b.rs", "use super::c::X;"), ("src/a/c.rs", "fn f() { super::b::g() }")], 1),
        ([("src/a.rs", ""), ("src/a/b.rs", "use crate::a::{c::X, Y};"), ("src/a/c.rs", "// super::b::g()")], 0),
        ([("src/a.rs", "pub use b::B;"), ("src/a/b.rs", "use super::c::X;"), ("src/a/c.rs", "use super::B;")], 1),
        ([("src/a.rs", "pub struct B;"), ("src/a/b.rs", "use super::c::X;"), ("src/a/c.rs", "use super::B;")], 0),
        ([("src/a.rs", "use b::B;"), ("src/a/b.rs", "use super::c;"), ("src/a/c.rs", "mod d;")], 0),
        ([("src/a.rs", ""), ("src/a/b.rs", "use super::c::d::X;"), ("src/a/c/d.rs", "use super::super::b::Y;")], 1),
        ([("src/a.rs", ""), ("src/a/b.rs", "use std::c;"), ("src/a/c.rs", "let x = \"super::b::g\";")], 0),
    ] {
        let files: Vec<SourceFile> = texts.iter().map(|(path, text)| file(path, text)).collect();
        assert_eq!(circles(&files).len(), count, "{texts:?}: {:?}", circles(&files));
    }
}

#[test]
fn circle_of_three_is_told_once() {
    let files =
        [file("src/a/b.rs", "use super::c;"), file("src/a/c.rs", "use super::d;"), file("src/a/d.rs", "use super::b;")];
    assert_eq!(circles(&files), ["a::b > a::c > a::d"]);
}
