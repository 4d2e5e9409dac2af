//! The files under `src/`, and the floors that its map names.

use std::path::Path;
use std::{fs, io};

/// A file under `src/`.
pub(super) struct SourceFile {
    /// From the root of the crate, with `/`.
    pub(super) path: String,
    pub(super) text: String,
}

impl SourceFile {
    /// Returns the room that the file belongs to; none for `lib.rs` and `main.rs`.
    pub(super) fn room(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        let room = inside.split('/').next()?.trim_end_matches(".rs");
        (room != "lib" && room != "main").then_some(room)
    }

    /// Returns the module that the file is, as a path from the crate: `["message", "body"]`.
    pub(super) fn module(&self) -> Vec<&str> {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path).trim_end_matches(".rs");
        inside.split('/').filter(|name| !matches!(*name, "lib" | "main" | "mod")).collect()
    }

    /// Returns the code, numbered from 1: comments are left out, and so are the unit tests at the end.
    pub(super) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().take_while(|(_, line)| *line != "mod tests {");
        lines.map(|(number, line)| (number + 1, without_comment(line))).filter(|(_, line)| !line.trim().is_empty())
    }
}

/// Cuts a line at `//`, unless it stands in a string or in a URL.
fn without_comment(line: &str) -> &str {
    let comment = line.match_indices("//").find(|(at, _)| {
        let before = &line[..*at];
        before.matches('"').count().is_multiple_of(2) && !before.ends_with(':')
    });
    comment.map_or(line, |(at, _)| &line[..at])
}

/// Reads every `.rs` file under `src/`.
pub(super) fn read(root: &Path) -> io::Result<Vec<SourceFile>> {
    let mut files = Vec::new();
    let mut folders = vec![root.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let inside = path.strip_prefix(root).map_err(io::Error::other)?;
                let name = inside.to_string_lossy().replace('\\', "/");
                files.push(SourceFile { path: name, text: fs::read_to_string(&path)? });
            }
        }
    }
    files.sort_by(|one, two| one.path.cmp(&two.path));
    Ok(files)
}

/// The floors of the house, the highest first.
pub(super) struct ModuleFloors(Vec<Vec<String>>);

impl ModuleFloors {
    /// Reads the floors from the picture under `# Modules and arrows`: names, a wide gap, what the floor is for.
    pub(super) fn from_map(map: &str) -> Self {
        let lines = map.lines().map(|line| line.trim_start_matches("//!").trim());
        let picture =
            lines.skip_while(|line| *line != "# Modules and arrows").skip_while(|line| *line != "```text").skip(1);
        let floors = picture.take_while(|line| *line != "```").map(|line| {
            let names = line.split("    ").next().unwrap_or_default();
            names.split([' ', '>']).filter(|name| !name.is_empty()).map(str::to_owned).collect()
        });
        Self(floors.collect())
    }

    /// Returns the floor that a room is on, 0 for the highest.
    pub(super) fn of(&self, room: &str) -> Option<usize> {
        self.0.iter().position(|floor| floor.iter().any(|name| name == room))
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }
}

#[test]
fn module_map_is_parsed() {
    let floors = ModuleFloors::from_map(
        "//! # Modules and arrows\n//!\n//! ```text\n//! cli > web      faces: words\n//! a  b      tools\n//! ```\n//! c\n",
    );
    assert_eq!(
        ["cli", "web", "a", "b", "c", "faces:"].map(|room| floors.of(room)),
        [Some(0), Some(0), Some(1), Some(1), None, None]
    );
}

#[test]
fn comments_and_unit_tests_are_ignored() {
    let text =
        "//! sqlx::\nlet url = \"https://x\"; // sqlx::\n    /// sqlx::\n\n#[cfg(test)]\nmod tests {\n    sqlx::\n}\n";
    let file = SourceFile { path: "src/draft/checks.rs".to_owned(), text: text.to_owned() };
    assert_eq!(file.code().collect::<Vec<_>>(), [(2, "let url = \"https://x\"; "), (5, "#[cfg(test)]")]);
    assert_eq!(file.room(), Some("draft"));
    assert_eq!(file.module(), ["draft", "checks"]);
}
