//! Copies a draft for the next letter, without what belongs to the one that was sent.

use std::fs;
use std::path::Path;

use super::NewDraftError;
use super::new_draft::new_draft_path;

/// The keys of the front matter that belong to one letter alone.
const OWN_KEYS: [&str; 4] = ["date", "number", "views_until", "answers_until"];

/// The keys under `event:` that name an earlier letter.
const EVENT_KEYS: [&str; 2] = ["replaces", "cancels"];

/// Copies a draft, with the files in its own folder, under the next free name; returns the slug of the copy.
///
/// The copy has no date and no number, and its event neither replaces nor cancels another one.
///
/// # Errors
/// The file cannot be read, or the copy not be written.
pub fn copy_draft(newsletters: &Path, path: &Path, slug: &str) -> Result<String, NewDraftError> {
    let text = without_own_keys(&fs::read_to_string(path)?);
    for number in 2_u32.. {
        let copy = format!("{slug}-{number}");
        let file = match new_draft_path(newsletters, &copy) {
            Err(NewDraftError::Exists(_)) => continue,
            file => file?,
        };
        if path.file_name().is_some_and(|name| name == "index.md") {
            let folder = newsletters.join(&copy);
            fs::create_dir(&folder)?;
            copy_files(path.parent().unwrap_or(newsletters), &folder)?;
            fs::write(folder.join("index.md"), text)?;
        } else {
            fs::write(file, text)?;
        }
        return Ok(copy);
    }
    Err(NewDraftError::Exists(slug.to_owned()))
}

/// Copies the files beside a draft, but for the draft itself and hidden ones.
fn copy_files(from: &Path, to: &Path) -> Result<(), NewDraftError> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_file() && name != "index.md" && !name.to_string_lossy().starts_with('.') {
            fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}

/// Removes the lines of the front matter whose keys belong to one letter alone; all other bytes stay.
fn without_own_keys(text: &str) -> String {
    let (mut fences, mut parent) = (0, String::new());
    let keep = |line: &&str| {
        let words = line.trim_start_matches('\u{feff}').trim_end();
        // Front matter begins in the first line or nowhere.
        fences += match (words, fences) {
            ("---", _) => 1,
            (_, 0) => 2,
            _ => 0,
        };
        let Some((key, _)) = words.split_once(':').filter(|_| fences == 1) else { return true };
        if line.starts_with([' ', '\t']) {
            return parent != "event" || !EVENT_KEYS.contains(&key.trim());
        }
        key.clone_into(&mut parent);
        !OWN_KEYS.contains(&key)
    };
    text.split_inclusive('\n').filter(keep).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn copy_has_neither_date_nor_number_nor_an_earlier_event() {
        let text = "---\r\nsubject: Come: date: 5\r\ndate: 2027-01-02\r\nanswers_until: 2027-05-10\r\nevent:\r\n  starts: 2027-05-17 18:30\r\n  replaces: spring\r\nnumber: 4\r\n---\r\ndate: stays\r\n  replaces: stays\r\n";
        let copy = "---\r\nsubject: Come: date: 5\r\nevent:\r\n  starts: 2027-05-17 18:30\r\n---\r\ndate: stays\r\n  replaces: stays\r\n";
        assert_eq!(without_own_keys(text), copy);
        assert_eq!(without_own_keys("\u{feff}---\ndate: x\n---\ndate: y"), "\u{feff}---\n---\ndate: y");
        assert_eq!(without_own_keys("Hello\n---\ndate: y"), "Hello\n---\ndate: y");
        assert_eq!(without_own_keys("date: no front matter"), "date: no front matter");
    }

    #[test]
    fn copies_get_the_next_free_name_and_the_pictures() {
        let folder = tempfile::tempdir().unwrap();
        let newsletters = folder.path();
        let plain = newsletters.join("spring.md");
        fs::write(&plain, "---\ndate: 2027-01-02\n---\nx").unwrap();
        assert_eq!(copy_draft(newsletters, &plain, "spring").unwrap(), "spring-2");
        assert_eq!(copy_draft(newsletters, &plain, "spring").unwrap(), "spring-3");
        assert_eq!(fs::read_to_string(newsletters.join("spring-3.md")).unwrap(), "---\n---\nx");
        fs::create_dir(newsletters.join("may")).unwrap();
        fs::write(newsletters.join("may/index.md"), "x").unwrap();
        fs::write(newsletters.join("may/hall.png"), "png").unwrap();
        assert_eq!(copy_draft(newsletters, &newsletters.join("may/index.md"), "may").unwrap(), "may-2");
        assert_eq!(fs::read_to_string(newsletters.join("may-2/hall.png")).unwrap(), "png");
        assert_eq!(fs::read_to_string(newsletters.join("may-2/index.md")).unwrap(), "x");
    }
}
