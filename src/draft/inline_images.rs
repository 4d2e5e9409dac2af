//! The images that a letter shows: files beside the draft, which go with each copy.

use std::path::Path;

use percent_encoding::percent_decode_str;

use super::attachments;
use super::document::DocumentBody;
use super::markdown::{DECORATIVE_TITLE, MarkdownImage};
use crate::image_files::{CleanImage, image_size, remove_metadata};
use crate::model::{Attachment, Diagnostic, Severity, Sha256, SourceLocation, hex, line_and_column, single_line};

/// What keeps an image from going with the letter, what it lacks, and what it has too much of.
const UNUSABLE_IMAGE: &str = "image";
pub(super) const MISSING_ALT: &str = "img-alt";
const UNSUPPORTED_FORMAT: &str = "img-format";
const LARGE_IMAGE: &str = "img-big";

/// The largest image, in bytes.
const MAX_IMAGE_BYTES: usize = 1_000_000;

/// The most that all images of a letter may be, in bytes: each copy carries them.
const MAX_TOTAL_BYTES: usize = 3_000_000;

/// What an image may be without a word about it, in bytes and in pixels across.
const SMALL_IMAGE_LIMITS: (usize, u32) = (200_000, 1_200);

/// An image that goes with each copy of a letter.
#[derive(Debug, Clone)]
pub struct InlineImage {
    /// How the draft names it.
    pub(super) target: String,
    /// How the letter names it.
    pub(super) content_id: String,
    /// How wide it is, in pixels.
    pub width: u32,
    /// How high it is.
    pub height: u32,
    /// Whether its file has fewer pixels than it is shown with.
    pub is_coarse: bool,
    /// The file.
    attachment: Attachment,
}

impl InlineImage {
    /// Creates an image of a size from its file.
    pub(super) fn new(attachment: Attachment, width: u32, height: u32) -> Self {
        let content_id = hex(&Sha256::digest(&attachment.bytes)[..10]);
        Self { target: String::new(), content_id, width, height, is_coarse: false, attachment }
    }

    /// Creates an image from the bytes of a file, without its metadata; `None` if not every mail program shows it.
    pub(super) fn from_file(name: &str, bytes: Vec<u8>) -> Option<Self> {
        let CleanImage { bytes, orientation, .. } = remove_metadata(bytes);
        let (media_type, width, height) = image_size(&bytes)?;
        // From 5 on, it is turned by a quarter.
        let (width, height) = if orientation >= 5 { (height, width) } else { (width, height) };
        let name = single_line(name).into_owned();
        Some(Self::new(Attachment { name, media_type: media_type.to_owned(), bytes, cid: None }, width, height))
    }

    /// Returns its media type and the bytes of its file.
    #[must_use]
    pub fn content(&self) -> (&str, &[u8]) {
        (&self.attachment.media_type, &self.attachment.bytes)
    }

    /// Returns the file as a part of each copy.
    pub(super) fn to_attachment(&self) -> Attachment {
        Attachment { cid: Some(self.content_id.clone()), ..self.attachment.clone() }
    }

    /// Completes its name by the domain of who sends it (RFC 2045 §7).
    pub(super) fn with_domain(mut self, domain: &str) -> Self {
        // With a dot, Geary takes its end for that of a file name.
        self.content_id = format!("{}@{}", self.content_id, domain.replace('.', "-"));
        self
    }
}

/// The check that finds something, what it says, and what to do.
type ImageFault = (&'static str, String, &'static str);

/// Reads the images that a body shows; `offset` lines stand before it in the file.
pub(super) fn collect_images(
    folder: &Path,
    file: &Path,
    body: &DocumentBody,
    offset: usize,
) -> (Vec<InlineImage>, Vec<Diagnostic>) {
    let (mut pictures, mut findings): (Vec<InlineImage>, Vec<Diagnostic>) = (Vec::new(), Vec::new());
    for (line, image) in body.images() {
        let source = body.source.text().lines().nth(line).unwrap_or_default();
        let mut say = |severity, word: &str, (id, sentence, hint): ImageFault| {
            let column = source
                .to_ascii_lowercase()
                .find(&word.to_ascii_lowercase())
                .map_or(0, |at| line_and_column(source, at).1);
            let place = Some(SourceLocation { file: file.to_owned(), line: offset + line + 1, column });
            findings.push(Diagnostic {
                id,
                severity,
                location: place,
                message: sentence,
                help: Some(hint.to_owned()),
                suggestion: None,
            });
        };
        let Some(image) = image else {
            let sentence = "an image in HTML stays behind when the letter goes".to_owned();
            say(Severity::Block, "<img", (UNUSABLE_IMAGE, sentence, "write it as `![what it shows](file.png)`"));
            continue;
        };
        let target = body.placeholders.restore(&image.target, "{{");
        if let Some(fault) = missing_alt(&image, &target) {
            say(Severity::Block, "![", fault);
        }
        if pictures.iter().any(|picture| picture.target == image.target) {
            continue;
        }
        match read_image(folder, &target) {
            Ok(picture) => {
                if let Some(fault) = oversized_image(&picture, &target) {
                    say(Severity::Warning, &target, fault);
                }
                pictures.push(InlineImage { target: image.target, ..picture });
                let total: usize = pictures.iter().map(|picture| picture.attachment.bytes.len()).sum();
                if total > MAX_TOTAL_BYTES {
                    let sentence = format!("with `{target}` the images are larger than 3 MB together");
                    say(
                        Severity::Block,
                        &target,
                        (LARGE_IMAGE, sentence, "make them smaller, or put some on the web and link to them"),
                    );
                }
            }
            Err(fault) => say(Severity::Block, &target, fault),
        }
    }
    (pictures, findings)
}

/// Tells whether an image says nothing to whoever cannot see it.
fn missing_alt(image: &MarkdownImage, target: &str) -> Option<ImageFault> {
    let hint = "say in the square brackets what it shows; if it is only there to please, write \
                `![](file.png \"decorative\")`";
    if image.title == DECORATIVE_TITLE {
        return None;
    }
    let stem = target.rsplit_once('.').map_or(target, |(stem, _)| stem);
    match image.alt.as_str() {
        "" => Some((MISSING_ALT, format!("the image `{target}` has no description (alt text)"), hint)),
        alt if alt == target || alt == stem => Some((
            MISSING_ALT,
            format!("the description (alt text) of the image `{target}` is only its file's name"),
            hint,
        )),
        _ => None,
    }
}

fn oversized_image(picture: &InlineImage, target: &str) -> Option<ImageFault> {
    let kilobytes = picture.attachment.bytes.len().div_ceil(1_000);
    (picture.attachment.bytes.len() > SMALL_IMAGE_LIMITS.0 || picture.width > SMALL_IMAGE_LIMITS.1).then(|| {
        let sentence = format!("the image `{target}` is {} pixels wide and has {kilobytes} kB", picture.width);
        (LARGE_IMAGE, sentence, "1200 pixels and 200 kB are enough for every screen")
    })
}

/// Reads an image in a folder.
pub(super) fn read_image(folder: &Path, target: &str) -> Result<InlineImage, ImageFault> {
    const OUTSIDE_FOLDER_HINT: &str = "put the file into the draft's own folder and write its name alone";
    if target.contains("{{") {
        let sentence = format!("the image `{target}` would be another one for each reader");
        return Err((UNUSABLE_IMAGE, sentence, "show one image to all, or put each into an `{{#if …}}`"));
    }
    let lower = target.to_ascii_lowercase();
    if lower.starts_with("http:") || lower.starts_with("https:") || lower.starts_with("//") {
        let sentence = format!("the image `{target}` lies on the web, where many mail programs do not fetch it");
        return Err((UNUSABLE_IMAGE, sentence, "save it beside the draft and write its name alone"));
    }
    // Editors write `group photo.png` as `group%20photo.png`.
    let decoded = percent_decode_str(target).decode_utf8_lossy();
    let target = if folder.join(target).exists() { target } else { &*decoded };
    let target = target.strip_prefix("./").unwrap_or(target);
    if !attachments::is_file_name(target) {
        return Err((
            UNUSABLE_IMAGE,
            format!("`{target}` is not the name of a file beside the draft"),
            OUTSIDE_FOLDER_HINT,
        ));
    }
    let bytes = attachments::read_file(folder, target, MAX_IMAGE_BYTES as u64).map_err(|fault| match fault {
        attachments::AttachmentError::TooLarge => (
            LARGE_IMAGE,
            format!("the image `{target}` is larger than 1 MB"),
            "make it smaller: 1200 pixels across are enough",
        ),
        other => (UNUSABLE_IMAGE, format!("the image `{target}` {}", other.describe()), OUTSIDE_FOLDER_HINT),
    })?;
    InlineImage::from_file(target, bytes).ok_or_else(|| {
        let sentence = format!("`{target}` is no image that every mail program shows");
        (UNSUPPORTED_FORMAT, sentence, "save it as PNG, JPEG or GIF")
    })
}
