//! Finds a file beside a draft by the name that a person typed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::model::{closest_match, normal_form};

/// Returns the path of a file in a folder, whose name may be stored in another Unicode normalization form: macOS writes
/// `ü` as two characters.
pub(super) fn adjacent_path(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    if path.exists() {
        return path;
    }
    let same = names_in(folder).into_iter().find(|stored| normal_form(stored) == normal_form(name));
    same.map_or(path, |stored| folder.join(stored))
}

/// Returns the name of the file in a folder that is closest to a name.
pub(super) fn closest_name(folder: &Path, name: &str) -> Option<String> {
    let names = names_in(folder);
    let typed = normal_form(name).to_lowercase();
    let same = names.iter().find(|stored| normal_form(stored).to_lowercase() == typed);
    let close = same.map(String::as_str).or_else(|| closest_match(name, names.iter().map(String::as_str)));
    close.map(str::to_owned)
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let mut names: Vec<_> = files.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    names
}
