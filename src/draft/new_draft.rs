//! Starts a new draft.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::typed_scalar::front_matter_value;
use crate::model::single_line;

/// Why a draft was not started.
#[derive(Debug, thiserror::Error)]
pub enum NewDraftError {
    /// No file can be named after the title.
    #[error("the title needs a letter or a digit")]
    NoName,
    /// There is a draft of this name.
    #[error("a draft `{0}` already exists")]
    Exists(String),
    /// The file cannot be written.
    #[error("the draft cannot be written")]
    Unwritable(#[from] io::Error),
}

/// Writes a draft that is named after its title, from the text of an archetype; returns its slug.
///
/// # Errors
/// There is such a draft, or its file cannot be written.
pub fn create_draft(newsletters: &Path, title: &str, archetype: &str) -> Result<String, NewDraftError> {
    let slug = slug_from_title(title);
    let path = new_draft_path(newsletters, &slug)?;
    fs::create_dir_all(newsletters)?;
    fs::write(path, archetype.replace("{{title}}", &front_matter_value(&single_line(title))))?;
    Ok(slug)
}

/// Writes a draft under a name, or under the next one that is free; returns its slug.
///
/// # Errors
/// Its file cannot be written.
pub fn create_named_draft(newsletters: &Path, name: &str, text: &str) -> Result<String, NewDraftError> {
    fs::create_dir_all(newsletters)?;
    for number in 1_u32.. {
        let slug = if number == 1 { name.to_owned() } else { format!("{name}-{number}") };
        match new_draft_path(newsletters, &slug) {
            Err(NewDraftError::Exists(_)) => {}
            Err(error) => return Err(error),
            Ok(path) => {
                fs::write(path, text)?;
                return Ok(slug);
            }
        }
    }
    Err(NewDraftError::Exists(name.to_owned()))
}

/// Returns the file of a new draft.
///
/// # Errors
/// The name is empty or taken.
pub fn new_draft_path(newsletters: &Path, slug: &str) -> Result<PathBuf, NewDraftError> {
    if slug.is_empty() {
        return Err(NewDraftError::NoName);
    }
    let path = newsletters.join(format!("{slug}.md"));
    if path.exists() || newsletters.join(slug).exists() {
        return Err(NewDraftError::Exists(slug.to_owned()));
    }
    Ok(path)
}

/// Turns a title into a file name: lower-case letters and digits, joined by hyphens.
#[must_use]
pub fn slug_from_title(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-").chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::slug_from_title;

    #[test]
    fn titles_become_names() {
        assert_eq!(slug_from_title("Spring meeting"), "spring-meeting");
        assert_eq!(slug_from_title("  What's new? (May 2026) "), "what-s-new-may-2026");
        assert_eq!(slug_from_title("../../etc/passwd"), "etc-passwd");
        assert_eq!(slug_from_title("!?"), "");
    }
}
