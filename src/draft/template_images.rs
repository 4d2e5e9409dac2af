//! The images of a workspace's own templates, such as a logo: files in `templates/`, which go with each copy.

use std::path::Path;

use super::inline_images::{InlineImage, read_image};
use crate::config::Workspace;
use crate::model::{Composition, for_each_element, start_tag_length};

/// Where the files are, from the workspace on.
const IMAGE_FOLDERS: [&str; 3] = ["templates/letter", "templates/partials", "templates"];

/// Returns whether an image that a template shows is a file that goes with the letter.
#[must_use]
pub fn is_attached_by_template(root: &Path, source: &str) -> bool {
    read_template_image(root, source).is_some()
}

/// Points the images that the templates show at files of their own, and returns these.
pub(super) fn attach_template_images(workspace: &Workspace, composition: &mut Composition) -> Vec<InlineImage> {
    let domain = workspace.settings.sender.from.address.domain();
    let html = &composition.html;
    let mut starts = Vec::new();
    for_each_element(html, |at| {
        let name = html.get(at..at + "<img ".len());
        if name.is_some_and(|name| name.trim_end().eq_ignore_ascii_case("<img")) {
            starts.push(at);
        }
    });
    let mut images: Vec<InlineImage> = Vec::new();
    let mut out = String::with_capacity(html.len() + 64);
    let mut from = 0;
    for start in starts {
        let Some((offset, source)) = image_source(&html[start..]) else { continue };
        let known = images.iter().find(|image| image.target == source).cloned();
        let read = || read_template_image(&workspace.root, source).map(|image| image.with_domain(domain));
        let Some(image) = known.or_else(read) else { continue };
        let at = start + offset;
        out.extend([&html[from..at], "cid:", &image.content_id]);
        from = at + source.len();
        if images.iter().all(|one| one.target != source) {
            images.push(image);
        }
    }
    out.push_str(&html[from..]);
    composition.html = out;
    images
}

fn read_template_image(root: &Path, source: &str) -> Option<InlineImage> {
    let mut image = IMAGE_FOLDERS.iter().find_map(|folder| read_image(&root.join(folder), source).ok())?;
    source.clone_into(&mut image.target);
    Some(image)
}

/// Returns where the value of `src` begins in an `<img>` tag, and the value.
fn image_source(html: &str) -> Option<(usize, &str)> {
    let tag = html.get(..start_tag_length(html)?)?.trim_end_matches(['>', '/']);
    let lower = tag.to_ascii_lowercase();
    let start =
        lower.match_indices("src=").map(|(at, _)| at).find(|at| lower[..*at].ends_with(char::is_whitespace))? + 4;
    let quote = tag[start..].chars().next().filter(|c| matches!(c, '"' | '\''));
    let start = start + quote.map_or(0, char::len_utf8);
    let value = &tag[start..];
    let is_end = |c: char| quote.map_or(c.is_whitespace(), |quote| c == quote);
    Some((start, value.split(is_end).next().unwrap_or_default()))
}
