//! Pictures as they are stored beside a draft.

/// A picture that fits into a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FittedImage {
    /// The file.
    pub bytes: Vec<u8>,
    /// What was done to it, in words that follow "a picture was"; empty if its file is as it was.
    pub changes: Vec<String>,
}

/// Why a picture cannot be in a letter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnusableImage {
    /// It has a format that mail programs do not show.
    #[error("it is {0}, which many mail programs cannot show: save it as PNG or JPEG")]
    OtherFormat(&'static str),
    /// It is no picture.
    #[error("it is not a PNG, JPEG or GIF picture")]
    UnknownFormat,
    /// It cannot be decoded, or its end is missing.
    #[error("its file is damaged or incomplete")]
    Damaged,
    /// Decoding it would take too much memory.
    #[error("it has {width} by {height} pixels, which is too large: save it smaller, 1,040 pixels across are enough")]
    TooLarge {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
    },
}

/// Makes a picture fit into a letter.
pub type ImageFitter = fn(Vec<u8>) -> Result<FittedImage, UnusableImage>;
