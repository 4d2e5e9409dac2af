//! The images of a workspace's own templates, such as a logo: files in `templates/`, which go with each copy.

use std::path::Path;

use super::inline_images::{InlineImage, read_image};
use crate::config::Workspace;
use crate::model::{Composition, attribute_range, for_each_element, start_tag_length};

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
    let mut images: Vec<InlineImage> = Vec::new();
    let mut out = String::with_capacity(html.len() + 64);
    let mut from = 0;
    for ImageTag { source_start, source, .. } in image_tags(html) {
        let known = images.iter().find(|image| image.target == source).cloned();
        let read = || read_template_image(&workspace.root, source).map(|image| image.with_domain(domain));
        let Some(image) = known.or_else(read) else { continue };
        out.extend([&html[from..source_start], "cid:", &image.content_id]);
        from = source_start + source.len();
        if images.iter().all(|one| one.target != source) {
            images.push(image);
        }
    }
    out.push_str(&html[from..]);
    composition.html = out;
    images
}

/// An `<img>` tag with a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageTag<'h> {
    /// The byte at which the tag begins.
    pub start: usize,
    /// The byte at which the value of `src` begins.
    pub source_start: usize,
    /// The value of `src`.
    pub source: &'h str,
}

/// Lists the images in the HTML of a letter or of a template.
#[must_use]
pub fn image_tags(html: &str) -> Vec<ImageTag<'_>> {
    let mut tags = Vec::new();
    for_each_element(html, |start| {
        let name = html.get(start..start + "<img ".len());
        if name.is_some_and(|name| name.trim_end().eq_ignore_ascii_case("<img")) {
            let source = image_source(&html[start..]);
            tags.extend(source.map(|(at, source)| ImageTag { start, source_start: start + at, source }));
        }
    });
    tags
}

fn read_template_image(root: &Path, source: &str) -> Option<InlineImage> {
    let mut image = IMAGE_FOLDERS.iter().find_map(|folder| read_image(&root.join(folder), source).ok())?;
    source.clone_into(&mut image.target);
    Some(image)
}

/// Returns where the value of `src` begins in an `<img>` tag, and the value.
fn image_source(html: &str) -> Option<(usize, &str)> {
    let tag = html.get(..start_tag_length(html)?)?.trim_end_matches(['>', '/']);
    let range = attribute_range(tag, "src")?;
    Some((range.start, tag.get(range)?))
}

#[cfg(test)]
mod tests {
    use super::image_tags;

    #[test]
    fn images_are_listed_with_their_places() {
        let html = "<p>x</p>\n<IMG alt=\"Logo\" src=\"logo.png\"><img src='https://www.example.org/a b.png'/>\n\
                    <img data-src=\"x.png\" src=\"{{logo}}\"><img alt=\"\"><img alt='a > b' src=c.png>\n\
                    <!-- <img src=\"old.png\"> -->";
        let found: Vec<_> = image_tags(html).into_iter().map(|tag| tag.source).collect();
        assert_eq!(found, ["logo.png", "https://www.example.org/a b.png", "{{logo}}", "c.png"]);
        let first = image_tags(html)[0];
        assert_eq!((first.start, &html[first.source_start..][..8]), (9, "logo.png"));
    }
}
