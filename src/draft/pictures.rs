//! The images that a letter shows: files beside the draft, which go with each copy.

use std::path::Path;

use super::attachments;
use super::events::{DECORATIVE, Image, images};
use super::size::size;
use crate::model::{Attachment, Finding, Place, Severity, Sha256, hex, single_line};
use crate::render::{Tokens, position};

/// What keeps an image from going with the letter, what it lacks, and what it has too much of.
const CANNOT_GO: &str = "image";
pub(super) const WORDLESS: &str = "img-alt";
const FORMAT: &str = "img-format";
const LARGE: &str = "img-big";

/// The largest image, in bytes.
const LARGEST: usize = 1_000_000;

/// The most that all images of a letter may be, in bytes: each copy carries them.
const MOST: usize = 3_000_000;

/// What an image may be without a word about it, in bytes and in pixels across.
const LIGHT: (usize, u32) = (200_000, 1_200);

/// An image beside the draft.
#[derive(Debug, Clone)]
pub(super) struct Picture {
    /// How the draft names it.
    pub(super) target: String,
    /// How the letter names it.
    pub(super) cid: String,
    /// How wide it is, in pixels.
    pub(super) width: u32,
    /// How high it is.
    pub(super) height: u32,
    /// The file.
    file: Attachment,
}

impl Picture {
    /// Returns the file as a part of each copy.
    pub(super) fn part(&self) -> Attachment {
        Attachment { cid: Some(self.cid.clone()), ..self.file.clone() }
    }

    /// Completes its name by the domain of who sends it (RFC 2045 §7).
    pub(super) fn named(mut self, domain: &str) -> Self {
        self.cid = format!("{}@{domain}", self.cid);
        self
    }
}

/// The check that finds something, what it says, and what to do.
type Fault = (&'static str, String, &'static str);

/// Reads the images that a body shows; `offset` lines stand before it in the file.
pub(super) fn gather(folder: &Path, file: &Path, body: &str, offset: usize) -> (Vec<Picture>, Vec<Finding>) {
    let (mut pictures, mut findings): (Vec<Picture>, Vec<Finding>) = (Vec::new(), Vec::new());
    let Ok((tokens, text)) = Tokens::from_text(body) else { return (pictures, findings) };
    for (line, image) in images(&text, &tokens) {
        let source = body.lines().nth(line).unwrap_or_default();
        let mut say = |severity, word: &str, (id, sentence, hint): Fault| {
            let column =
                source.to_ascii_lowercase().find(&word.to_ascii_lowercase()).map_or(0, |at| position(source, at).1);
            let place = Some(Place { file: file.to_owned(), line: offset + line + 1, column });
            findings.push(Finding { id, severity, place, sentence, hint: Some(hint.to_owned()) });
        };
        let Some(image) = image else {
            let sentence = "an image in HTML stays behind when the letter goes".to_owned();
            say(Severity::Block, "<img", (CANNOT_GO, sentence, "write it as `![what it shows](file.png)`"));
            continue;
        };
        let target = tokens.restore(&image.target, "{{");
        if let Some(fault) = wordless(&image, &target) {
            say(Severity::Block, "![", fault);
        }
        if pictures.iter().any(|picture| picture.target == image.target) {
            continue;
        }
        match read(folder, &target) {
            Ok(picture) => {
                if let Some(fault) = heavy(&picture, &target) {
                    say(Severity::Warning, &target, fault);
                }
                pictures.push(Picture { target: image.target, ..picture });
                let total: usize = pictures.iter().map(|picture| picture.file.bytes.len()).sum();
                if total > MOST {
                    let sentence = format!("with `{target}` the images are larger than 3 MB together");
                    say(
                        Severity::Block,
                        &target,
                        (LARGE, sentence, "make them smaller, or put some on the web and link to them"),
                    );
                }
            }
            Err(fault) => say(Severity::Block, &target, fault),
        }
    }
    (pictures, findings)
}

/// Tells whether an image says nothing to whoever cannot see it.
fn wordless(image: &Image, target: &str) -> Option<Fault> {
    let hint = "say in the square brackets what it shows; if it is only there to please, write \
                `![](file.png \"decorative\")`";
    if image.title == DECORATIVE {
        return None;
    }
    let stem = target.rsplit_once('.').map_or(target, |(stem, _)| stem);
    match image.alt.as_str() {
        "" => Some((WORDLESS, format!("the image `{target}` has no words for those who cannot see it"), hint)),
        alt if alt == target || alt == stem => {
            Some((WORDLESS, format!("the words for the image `{target}` are only its file's name"), hint))
        }
        _ => None,
    }
}

fn heavy(picture: &Picture, target: &str) -> Option<Fault> {
    let kilobytes = picture.file.bytes.len().div_ceil(1_000);
    (picture.file.bytes.len() > LIGHT.0 || picture.width > LIGHT.1).then(|| {
        let sentence = format!("the image `{target}` is {} pixels wide and has {kilobytes} kB", picture.width);
        (LARGE, sentence, "1200 pixels and 200 kB are enough for every screen")
    })
}

fn read(folder: &Path, target: &str) -> Result<Picture, Fault> {
    const BESIDE: &str = "put the file into the draft's own folder and write its name alone, without spaces";
    if target.contains("{{") {
        let sentence = format!("the image `{target}` would be another one for each reader");
        return Err((CANNOT_GO, sentence, "show one image to all, or put each into an `{{#if …}}`"));
    }
    let lower = target.to_ascii_lowercase();
    if lower.starts_with("http:") || lower.starts_with("https:") || lower.starts_with("//") {
        let sentence = format!("the image `{target}` lies on the web, where many mail programs do not fetch it");
        return Err((CANNOT_GO, sentence, "save it beside the draft and write its name alone"));
    }
    if !attachments::is_name(target) {
        return Err((CANNOT_GO, format!("`{target}` is not the name of a file beside the draft"), BESIDE));
    }
    let bytes = attachments::bytes(folder, target, LARGEST as u64).map_err(|fault| match fault {
        attachments::Fault::TooLarge => (
            LARGE,
            format!("the image `{target}` is larger than 1 MB"),
            "make it smaller: 1200 pixels across are enough",
        ),
        other => (CANNOT_GO, format!("the image `{target}` {}", other.words()), BESIDE),
    })?;
    let Some((media_type, width, height)) = size(&bytes) else {
        let sentence = format!("`{target}` is no image that every mail program shows");
        return Err((FORMAT, sentence, "save it as PNG, JPEG or GIF"));
    };
    let cid = hex(&Sha256::digest(&bytes)[..10]);
    let name = single_line(target).into_owned();
    let file = Attachment { name, media_type: media_type.to_owned(), bytes, cid: None };
    Ok(Picture { target: String::new(), cid, width, height, file })
}
