//! The pages of the documentation, and what is written in them as code.

use std::fs;
use std::path::Path;

pub(super) struct Page {
    /// The path in the repository.
    pub(super) name: String,
    pub(super) text: String,
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
        Self { name, text }
    }
}

/// Returns the text of all files below a folder, with strings that go over several lines put together.
pub(super) fn text_of(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text.push_str(&text_of(&path));
        } else {
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
