//! The paths that a file names, resolved to modules: `use` trees, inline paths, and names that a parent re-exports.

use std::collections::{BTreeMap, BTreeSet};

use super::source::SourceFile;

/// A module, as its path from the crate: `["message", "body"]`; the crate itself is empty.
pub(super) type Module = Vec<String>;

/// All modules of the crate, and what each re-exports from its children.
pub(super) struct Modules {
    all: BTreeSet<Module>,
    /// By module and name: the child that the name comes from.
    reexports: BTreeMap<(Module, String), Module>,
}

impl Modules {
    pub(super) fn new(files: &[SourceFile]) -> Self {
        let own = files.iter().map(module_of);
        let all: BTreeSet<Module> =
            own.flat_map(|module| (0..=module.len()).map(move |n| module[..n].to_vec())).collect();
        let mut modules = Self { all, reexports: BTreeMap::new() };
        for file in files {
            let module = module_of(file);
            for path in use_paths(&tokens(file), true) {
                let (Some(name), Some(from)) = (path.last(), modules.absolute(&module, &path)) else { continue };
                let target = modules.walk(&from);
                if target.len() > module.len() && target.starts_with(&module) {
                    modules.reexports.insert((module.clone(), name.clone()), target);
                }
            }
        }
        modules
    }

    /// Returns every module whose items a file names, itself and its ancestors included.
    pub(super) fn named_by(&self, file: &SourceFile) -> BTreeSet<Module> {
        let module = module_of(file);
        let tokens = tokens(file);
        let paths = use_paths(&tokens, false).into_iter().chain(inline_paths(&tokens));
        paths.filter_map(|path| self.absolute(&module, &path)).map(|path| self.walk(&path)).collect()
    }

    /// Resolves `crate::`, `self::`, `super::` and the names of child modules; `None` for other crates.
    fn absolute(&self, module: &Module, path: &[String]) -> Option<Module> {
        let mut base = module.clone();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" | "circular" => {
                base.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|step| step == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            child => {
                let mut below = module.clone();
                below.push(child.to_owned());
                if !self.all.contains(&below) {
                    return None;
                }
            }
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    /// Follows a path from the crate down to the module that has the item.
    fn walk(&self, path: &[String]) -> Module {
        let mut at = Module::new();
        for name in path {
            let mut below = at.clone();
            below.push(name.clone());
            if self.all.contains(&below) {
                at = below;
            } else {
                return self.reexports.get(&(at.clone(), name.clone())).cloned().unwrap_or(at);
            }
        }
        at
    }
}

pub(super) fn module_of(file: &SourceFile) -> Module {
    file.module().into_iter().map(str::to_owned).collect()
}

/// Returns the words and signs of the code; `::` is one sign. Strings are left out.
fn tokens(file: &SourceFile) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for (_, line) in file.code() {
        let mut word = String::new();
        let mut quoted = false;
        let mut last = ' ';
        for c in line.chars().chain([' ']) {
            if c == '"' && last != '\\' && last != '\'' {
                quoted = !quoted;
            }
            last = c;
            if !quoted && (c.is_alphanumeric() || c == '_') {
                word.push(c);
                continue;
            }
            if !word.is_empty() {
                tokens.push(std::mem::take(&mut word));
            }
            if quoted || c.is_whitespace() {
                continue;
            }
            match tokens.last_mut() {
                Some(before) if c == ':' && before == ":" => before.push(':'),
                _ => tokens.push(c.to_string()),
            }
        }
    }
    tokens
}

/// Returns the paths of all `use` items; with `exported`, only of those that are `pub`.
fn use_paths(tokens: &[String], exported: bool) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, _) in tokens.iter().enumerate().filter(|(_, token)| *token == "use") {
        let before = at.checked_sub(1).map_or(";", |at| tokens[at].as_str());
        let is_pub = matches!(before, "pub" | ")");
        if is_pub || !exported && matches!(before, ";" | "{" | "}" | "]") {
            expand(tokens, at + 1, &[], &mut paths);
        }
    }
    paths
}

/// Expands one branch of a `use` tree that begins at `at`; returns where it ends.
fn expand(tokens: &[String], mut at: usize, before: &[String], paths: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "::" => at += 1,
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token != "}" && token != ";") {
                    at = expand(tokens, at, &path, paths);
                    at += usize::from(tokens.get(at).is_some_and(|token| token == ","));
                }
                return at + 1;
            }
            "as" => at += 2,
            "," | "}" | ";" => break,
            name => {
                if name != "self" || path.is_empty() {
                    path.push(name.to_owned());
                }
                at += 1;
            }
        }
    }
    paths.push(path);
    at
}

/// Returns the paths that stand in the code itself: each run of names joined by `::`.
fn inline_paths(tokens: &[String]) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let mut path: Vec<String> = Vec::new();
    let mut joined = false;
    for token in tokens {
        if token == "::" {
            joined = !path.is_empty();
        } else if token.chars().all(|c| c.is_alphanumeric() || c == '_') {
            if !joined && path.len() > 1 {
                paths.push(std::mem::take(&mut path));
            } else if !joined {
                path.clear();
            }
            path.push(token.clone());
            joined = false;
        } else {
            if path.len() > 1 {
                paths.push(std::mem::take(&mut path));
            }
            path.clear();
            joined = false;
        }
    }
    paths
}
