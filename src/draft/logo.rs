//! The society's logo, which goes with each letter.

use super::attachments::{AttachmentError, is_file_name, read_file};
use super::inline_images::InlineImage;
use super::letter_templates::{BodyPart, WorkspaceTemplates};
use crate::config::Workspace;
use crate::image_files::{LogoImage, make_logo};
use crate::model::{Attachment, Diagnostic, SETTINGS_FILE, Severity, SourceLocation, UnusableImage};

/// The largest file of a logo, in bytes.
const MAX_FILE_BYTES: u64 = 20_000_000;

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
            format!("the logo `{name}` is larger than 20 MB"),
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
    let LogoImage { bytes, media_type, width, height, is_coarse } = make_logo(bytes).map_err(|error| {
        let fault = match error {
            UnusableImage::UnknownFormat => "is neither PNG nor JPEG".to_owned(),
            UnusableImage::OtherFormat(kind) => format!("is {kind}, which letters cannot show"),
            UnusableImage::Damaged => "is damaged".to_owned(),
            UnusableImage::TooLarge { width, height } => format!("is too large: {width} by {height} pixels"),
        };
        (format!("the logo `{name}` {fault}"), FORMAT_HINT)
    })?;
    let file = Attachment { name: name.to_owned(), media_type: media_type.to_owned(), bytes, cid: None };
    let mut image = InlineImage::new(file, width, height);
    image.is_coarse = is_coarse;
    Ok(image)
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
        suggestion: None,
    }
}
