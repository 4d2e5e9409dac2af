//! The images in a workspace's own templates for letters.

use std::fs;
use std::path::{Path, PathBuf};

use crate::draft::is_attached_by_template;
use crate::model::{line_and_column, start_tag_length};

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
            let missing = image_sources(&text).into_iter().filter(|(_, source)| !is_attached_by_template(root, source));
            images.extend(missing.map(|(at, source)| {
                let (line, column) = line_and_column(&text, at);
                TemplateImage { file: file.clone(), line, column, source }
            }));
        }
    }
    images
}

/// Lists where the images of a template are, with the bytes at which they begin.
fn image_sources(text: &str) -> Vec<(usize, String)> {
    let lower = text.to_ascii_lowercase();
    let mut sources = Vec::new();
    for (at, _) in lower.match_indices("<img") {
        let length = start_tag_length(&text[at..]).unwrap_or(lower.len() - at);
        let tag = text[at..at + length].trim_end_matches(['>', '/']);
        let Some(value) = tag.to_ascii_lowercase().find("src=").map(|from| &tag[from + 4..]) else { continue };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let end = |c: char| quote.map_or(c.is_whitespace(), |quote| c == quote);
        let source = value.strip_prefix(['"', '\'']).unwrap_or(value).split(end).next().unwrap_or_default();
        if !source.is_empty() && !source.starts_with("cid:") && !source.contains("{{") {
            sources.push((at, source.to_owned()));
        }
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::image_sources;

    #[test]
    fn images_of_templates_are_listed() {
        let text = "<p>x</p>\n<IMG alt=\"Logo\" src=\"logo.png\"><img src='https://www.example.org/a b.png'/>\n\
                    <img src=\"cid:x\"><img src=\"{{logo}}\"><img alt=\"\"><img alt='a > b' src=\"c.png\">";
        let found: Vec<_> = image_sources(text).into_iter().map(|(_, source)| source).collect();
        assert_eq!(found, ["logo.png", "https://www.example.org/a b.png", "c.png"]);
    }
}
