//! The images in a workspace's own templates for letters.

use std::fs;
use std::path::{Path, PathBuf};

use crate::draft::{ImageTag, image_tags, is_attached_by_template};
use crate::model::line_and_column;

/// The folders of templates that letters are made of.
const TEMPLATE_FOLDERS: [&str; 2] = ["templates/letter", "templates/partials"];

/// An image of a template that does not go with the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateImage {
    /// The template, from the workspace on.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// Where the image is.
    pub source: String,
}

/// Lists the images in the templates of a workspace that are on the web or beside it.
pub(super) fn find_template_images(root: &Path) -> Vec<TemplateImage> {
    let mut images = Vec::new();
    for folder in TEMPLATE_FOLDERS {
        let Ok(entries) = fs::read_dir(root.join(folder)) else { continue };
        let mut names: Vec<_> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        names.sort();
        for name in names.iter().filter(|name| name.ends_with(".html.hbs")) {
            let file = Path::new(folder).join(name);
            let text = fs::read_to_string(root.join(&file)).unwrap_or_default();
            let missing = image_tags(&text).into_iter().filter(|ImageTag { source, .. }| {
                !source.is_empty()
                    && !source.starts_with("cid:")
                    && !source.contains("{{")
                    && !is_attached_by_template(root, source)
            });
            images.extend(missing.map(|ImageTag { start, source, .. }| {
                let (line, column) = line_and_column(&text, start);
                TemplateImage { file: file.clone(), line, column, source: source.to_owned() }
            }));
        }
    }
    images
}
