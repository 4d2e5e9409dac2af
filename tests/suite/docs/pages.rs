//! The pages of the documentation, and what is written in them as code.

use std::fs;
use std::path::Path;

/// Folders of the repository that pages name paths in.
const FOLDERS: [&str; 5] = ["src/", "tests/", "docs/", "migrations/", "benches/"];
/// Pages for developers: elsewhere `templates/` is a folder of a workspace.
const FOR_DEVELOPERS: [&str; 5] =
    ["CONTRIBUTING.md", "docs/ARCHITECTURE.md", "docs/STYLE.md", "docs/decisions.md", "docs/glossary.md"];

pub(super) struct Page {
    /// The path in the repository.
    pub(super) name: String,
    pub(super) text: String,
    /// Code in running text, without its backticks.
    pub(super) spans: Vec<String>,
    /// Lines of fenced code.
    code: Vec<String>,
}

impl Page {
    /// Returns every page that people read.
    pub(super) fn all(root: &Path) -> Vec<Self> {
        let mut names: Vec<String> =
            ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benches/README.md"].map(str::to_owned).into();
        for entry in fs::read_dir(root.join("docs")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if Path::new(&name).extension().is_some_and(|extension| extension == "md") {
                names.push(format!("docs/{name}"));
            }
        }
        names.sort();
        names.into_iter().map(|name| Self::read(root, name)).collect()
    }

    fn read(root: &Path, name: String) -> Self {
        let text = fs::read_to_string(root.join(&name)).unwrap();
        let (mut spans, mut code, mut fenced) = (Vec::new(), Vec::new(), false);
        for line in text.lines() {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            } else if fenced {
                code.push(line.to_owned());
            } else {
                spans.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
            }
        }
        assert!(!fenced, "{name}: fenced code is not closed");
        Self { name, text, spans, code }
    }

    /// Tells whether code is a path in the repository; one with a placeholder is none.
    pub(super) fn is_path(&self, span: &str) -> bool {
        let own = FOR_DEVELOPERS.contains(&self.name.as_str()) && span.starts_with("templates/");
        (own || FOLDERS.iter().any(|folder| span.starts_with(folder))) && !span.contains(['<', '…', '*', ' ', '{', ':'])
    }

    /// Tells whether options in the page are the program's, and not those of a benchmark.
    pub(super) fn is_about_the_program(&self) -> bool {
        self.name != "benches/README.md"
    }

    /// Returns what is a command of the program, from the program's name on: in fenced code or in running text.
    pub(super) fn commands(&self) -> impl Iterator<Item = &str> {
        (self.code.iter().chain(&self.spans)).filter_map(|line| {
            let start = line.match_indices("circular ").map(|(at, _)| at).find(|at| is_start(&line[..*at]))?;
            Some(&line[start..])
        })
    }
}

/// Tells whether a command can begin after this text: at the start, after a prompt, a variable, a pipe or `&&`.
fn is_start(before: &str) -> bool {
    let before = before.trim_start_matches("$ ");
    let last = before.trim_end().rsplit(' ').next().unwrap_or_default();
    let variable = last.split_once('=').is_some_and(|(name, _)| name.starts_with("CIRCULAR_"));
    before.is_empty() || variable || ["&&", "|", ";", "\"|"].iter().any(|end| last.ends_with(end)) || last.is_empty()
}

/// Returns the text of all files below a folder whose names end so, with strings that go over several lines put together.
pub(super) fn text_of(folder: &Path, ending: &str) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text.push_str(&text_of(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            let lines = fs::read_to_string(&path).unwrap();
            let mut rest = lines.as_str();
            while let Some((before, after)) = rest.split_once("\\\n") {
                text.push_str(before);
                rest = after.trim_start();
            }
            text.push_str(rest);
        }
    }
    text
}
