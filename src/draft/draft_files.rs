//! Finds drafts by their names.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::draft_file::draft_slug;
use super::foreign_documents::named_document;
use crate::model::{Diagnostic, Severity, closest_match};

/// Finds a draft by its slug, or by the path of its file.
///
/// # Errors
/// There is none; the hint names the closest, or all.
pub fn find_draft(newsletters: &Path, name: &str) -> Result<PathBuf, Diagnostic> {
    let none = |hint| Diagnostic {
        id: "draft",
        severity: Severity::Block,
        location: None,
        message: format!("there is no draft `{name}`"),
        help: Some(hint),
        suggestion: None,
    };
    let drafts = list_drafts(newsletters)
        .map_err(|error| none(format!("the folder `{}` cannot be read: {error}", newsletters.display())))?;
    if let Some((_, path)) = drafts.iter().find(|(slug, _)| slug == name) {
        return Ok(path.clone());
    }
    let given = Path::new(name);
    let given = if given.is_dir() { given.join("index.md") } else { given.to_owned() };
    if given.extension().is_some_and(|ending| ending == "md") && given.is_file() {
        return Ok(given);
    }
    let slugs: Vec<_> = drafts.iter().map(|(slug, _)| slug.as_str()).collect();
    // A path whose file is missing, or that is told from the workspace, still says the slug.
    let wanted = draft_slug(Path::new(name));
    if let Some((_, path)) = drafts.iter().find(|(slug, path)| *slug == wanted && path.ends_with(name)) {
        return Ok(path.clone());
    }
    if let Some(found) = named_document(name) {
        return Err(found);
    }
    Err(none(match closest_match(&wanted, slugs.iter().copied()) {
        Some(slug) => format!("did you mean `{slug}`?"),
        None if slugs.is_empty() => "there is none yet: begin one with `circular new TITLE`".to_owned(),
        None => format!("there are {}", slugs.iter().map(|slug| format!("`{slug}`")).collect::<Vec<_>>().join(", ")),
    }))
}

/// Lists all drafts, by slug: `slug.md`, or `slug/index.md`.
///
/// # Errors
/// The folder cannot be read; a folder that is not there has no drafts.
pub fn list_drafts(newsletters: &Path) -> Result<Vec<(String, PathBuf)>, io::Error> {
    let entries = match fs::read_dir(newsletters) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut drafts = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        let file = if path.is_dir() { path.join("index.md") } else { path };
        if !hidden && file.is_file() && file.extension().is_some_and(|ending| ending == "md") {
            drafts.push((draft_slug(&file), file));
        }
    }
    drafts.sort();
    Ok(drafts)
}
