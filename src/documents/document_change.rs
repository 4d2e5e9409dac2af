//! What was changed or left out when a document became a letter.

use strum::IntoStaticStr;

/// The most words of a paragraph that show where a change is, in characters.
const MAX_NEAR_CHARS: usize = 40;

/// The kind of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ChangeKind {
    /// Hidden text was left out.
    HiddenText,
    /// A picture, a drawing or an object could not be taken.
    PictureLeftOut,
    /// A link to a file of one computer lost its address.
    LocalLink,
    /// A field other than of a mail merge became its words.
    OtherField,
    /// A field of a mail merge became a field of the letter.
    MergeField,
    /// Tracked changes were taken as accepted.
    TrackedChange,
    /// A comment was left out.
    Comment,
    /// Headers, footers or a table of contents were left out.
    PageContent,
    /// A text box became a quotation.
    TextBox,
    /// A bold line became a heading.
    BoldHeading,
    /// Typed bullets or numbers became a list.
    TypedList,
    /// Letters or Roman numbers became figures.
    ListNumber,
    /// The layout of a table was changed.
    TableLayout,
    /// Characters that nobody sees, or that are of one font only, were removed or replaced.
    Character,
    /// An indented paragraph became an ordinary one.
    IndentedText,
    /// Lines that would run together were kept apart.
    LineBreak,
    /// A picture was made smaller, turned, or freed of its metadata.
    Picture,
    /// A picture has no description.
    AltText,
}

/// Something that was changed or left out, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentChange {
    /// Its kind.
    pub kind: ChangeKind,
    /// What was done, in a sentence without its full stop.
    pub message: String,
    /// The number of the paragraph in the document, from 1; 0 for the document as a whole.
    pub paragraph: usize,
    /// The first words of the paragraph.
    pub near: String,
    /// The line in the Markdown, from 1; `None` if nothing of it is left there.
    pub line: Option<usize>,
    /// What the document had in its place, if that can be put back; else empty.
    pub original: String,
}

impl DocumentChange {
    pub(super) fn new(kind: ChangeKind, paragraph: usize, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), paragraph, near: String::new(), line: None, original: String::new() }
    }
}

/// Returns the first words of a text, short enough for a line.
pub(super) fn first_words(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= MAX_NEAR_CHARS {
        return text;
    }
    let cut: String = text.chars().take(MAX_NEAR_CHARS).collect();
    let end = cut.rfind(' ').filter(|at| *at > MAX_NEAR_CHARS / 2).unwrap_or(cut.len());
    format!("{}…", &cut[..end])
}
