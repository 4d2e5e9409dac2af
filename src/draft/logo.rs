//! The society's logo, which goes with each letter.

use super::attachments::{AttachmentError, is_file_name, read_file};
use super::inline_images::InlineImage;
use super::letter_templates::{BodyPart, WorkspaceTemplates};
use super::logo_pixels::{LOGO_HEIGHT, MAX_LOGO_WIDTH, make_logo};
use crate::config::Workspace;
use crate::model::{Attachment, Diagnostic, SETTINGS_FILE, Severity, SourceLocation};

/// The largest file of a logo, in bytes; a JPEG goes with each copy as it is.
const MAX_FILE_BYTES: u64 = 2_000_000;
const MAX_JPEG_BYTES: usize = 100_000;

/// Reads the logo that the settings name.
///
/// # Errors
/// The file cannot be read, or is no picture for every mail program.
pub fn read_logo(workspace: &Workspace) -> Result<Option<InlineImage>, Diagnostic> {
    let Some(name) = workspace.settings.look.logo.as_deref().map(str::trim).filter(|name| !name.is_empty()) else {
        return Ok(None);
    };
    let name = name.strip_prefix("./").unwrap_or(name);
    let wrong = |sentence: String, hint: &str| logo_diagnostic(workspace, &sentence, hint);
    if !is_file_name(name) {
        let sentence = format!("the logo `{name}` is not the name of a file beside `{SETTINGS_FILE}`");
        return Err(wrong(sentence, "put the file there and write its name alone"));
    }
    let bytes = read_file(&workspace.root, name, MAX_FILE_BYTES).map_err(|error| match error {
        AttachmentError::TooLarge => wrong(
            format!("the logo `{name}` is larger than 2 MB"),
            "save it smaller: 96 pixels in height are enough for every screen",
        ),
        other => wrong(
            format!("the logo `{name}` {}", other.describe()),
            "put the file beside `circular.toml`, or delete the line",
        ),
    })?;
    let image = make_image(name, bytes).map_err(|(sentence, hint)| wrong(sentence, hint))?;
    Ok(Some(image.with_domain(workspace.settings.sender.from.address.domain())))
}

fn make_image(name: &str, bytes: Vec<u8>) -> Result<InlineImage, (String, &'static str)> {
    const FORMAT_HINT: &str = "save it as PNG or JPEG in a picture program";
    if bytes.starts_with(b"\x89PNG") {
        let logo = make_logo(&bytes).ok().flatten().ok_or_else(|| {
            (format!("the logo `{name}` is damaged, or larger than 5,000 pixels on a side"), FORMAT_HINT)
        })?;
        let file = Attachment { name: name.to_owned(), media_type: "image/png".to_owned(), bytes: logo.png, cid: None };
        return Ok(InlineImage::new(file, logo.width, logo.height));
    }
    let not_an_image = || (format!("the logo `{name}` is neither PNG nor JPEG"), FORMAT_HINT);
    let length = bytes.len();
    let image = InlineImage::from_file(name, bytes).filter(InlineImage::is_jpeg).ok_or_else(not_an_image)?;
    if length > MAX_JPEG_BYTES {
        let sentence = format!("the logo `{name}` is larger than 100 kB, and each copy would carry it");
        return Err((sentence, "save it smaller, or as PNG: 96 pixels in height are enough for every screen"));
    }
    Ok(image.fitted(MAX_LOGO_WIDTH, LOGO_HEIGHT))
}

/// Draws the partial of the logo; empty without one.
pub(super) fn draw_logo(
    workspace: &Workspace,
    templates: WorkspaceTemplates<'_>,
    logo: Option<&InlineImage>,
) -> Result<String, Diagnostic> {
    let Some(logo) = logo else { return Ok(String::new()) };
    let name = &workspace.settings.society.name;
    let alt = if workspace.settings.look.logo_has_name { escape(name) } else { String::new() };
    let (width, height) = (logo.width.to_string(), logo.height.to_string());
    let slots = [("cid", logo.content_id.as_str()), ("width", &width), ("height", &height), ("alt", &alt)];
    templates.draw_partial("logo", BodyPart::Html, &slots)
}

/// Escapes a text for an attribute; braces stay text as well.
fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('{', "&#123;")
}

/// Makes a finding at the line of the logo in the settings.
fn logo_diagnostic(workspace: &Workspace, sentence: &str, hint: &str) -> Diagnostic {
    let text = std::fs::read_to_string(workspace.settings_file()).unwrap_or_default();
    let look = text.lines().position(|line| line.trim() == "[look]").unwrap_or(0);
    let is_logo =
        |line: &str| line.trim_start().strip_prefix("logo").is_some_and(|rest| rest.trim_start().starts_with('='));
    let line = text.lines().skip(look).position(is_logo).map_or(0, |at| look + at + 1);
    Diagnostic {
        id: "look",
        severity: Severity::Block,
        location: Some(SourceLocation { file: SETTINGS_FILE.into(), line, column: usize::from(line > 0) }),
        message: sentence.to_owned(),
        help: Some(hint.to_owned()),
    }
}
