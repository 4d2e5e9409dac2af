//! Reads and writes JPEG (ITU-T T.81).

use jpeg_encoder::{ColorType, Encoder};
use zune_jpeg::JpegDecoder;
use zune_png::zune_core::bytestream::ZCursor;
use zune_png::zune_core::colorspace::ColorSpace;
use zune_png::zune_core::options::DecoderOptions;

use super::MAX_DECODED_OCTETS;
use super::pixels::Pixels;
use crate::model::UnusableImage;

/// The quality at which nobody sees a difference on a screen.
const QUALITY: u8 = 85;

/// The most scans of a progressive file: cameras and programs write about ten.
const MAX_SCANS: usize = 40;

const MAX_SIDE: usize = 30_000;

/// What the header of a frame says (§B.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct JpegFrame {
    pub(super) width: u32,
    pub(super) height: u32,
    /// How many colours a dot is made of: 1 grey, 3 colours, 4 those of a printing press.
    pub(super) components: u8,
    /// Whether it is one of the two kinds that programs write: baseline or progressive, with eight bits.
    pub(super) is_common: bool,
    is_progressive: bool,
}

impl JpegFrame {
    /// Reads the segment of a marker.
    pub(super) fn parse(marker: u8, content: &[u8]) -> Option<Self> {
        if !matches!(marker, 0xc0..=0xcf) || matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            return None;
        }
        let [depth, h1, h0, w1, w0, components] = *content.first_chunk::<6>()?;
        Some(Self {
            width: u32::from(u16::from_be_bytes([w1, w0])),
            height: u32::from(u16::from_be_bytes([h1, h0])),
            components,
            is_common: depth == 8 && marker <= 0xc2,
            is_progressive: marker == 0xc2,
        })
    }

    /// Returns whether a screen shows its colours as they are: grey, or red, green and blue.
    pub(super) fn has_screen_colours(self) -> bool {
        self.is_common && matches!(self.components, 1 | 3)
    }

    /// Returns whether its dots can be decoded within the limit of memory; a progressive file needs its coefficients.
    pub(super) fn fits_memory(self) -> bool {
        let octets = u64::from(self.components) * if self.is_progressive { 3 } else { 1 };
        u64::from(self.width) * u64::from(self.height) * octets <= MAX_DECODED_OCTETS
    }
}

/// The dots of a JPEG, and what their colours mean.
#[derive(Debug)]
pub(super) struct JpegPicture {
    pub(super) pixels: Pixels,
    /// The colour profile (ICC.1).
    pub(super) profile: Option<Vec<u8>>,
}

/// Decodes the dots of a grey or coloured file.
///
/// # Errors
/// It is damaged, or is no JPEG with one or three colours.
pub(super) fn decode_jpeg(bytes: &[u8], frame: JpegFrame) -> Result<JpegPicture, UnusableImage> {
    let (space, channels) = if frame.components == 1 { (ColorSpace::Luma, 1) } else { (ColorSpace::RGB, 3) };
    let options = DecoderOptions::new_safe()
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE)
        .jpeg_set_max_scans(MAX_SCANS)
        .jpeg_set_out_colorspace(space);
    let mut reader = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let octets = reader.decode().map_err(|_| UnusableImage::Damaged)?;
    let (width, height) = reader.dimensions().unwrap_or_default();
    if width * height == 0 || octets.len() != width * height * channels {
        return Err(UnusableImage::Damaged);
    }
    Ok(JpegPicture { pixels: Pixels { width, height, channels, octets }, profile: reader.icc_profile() })
}

/// Returns the colour profile of a file (ICC.1).
pub(super) fn jpeg_profile(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = JpegDecoder::new(ZCursor::new(bytes));
    reader.decode_headers().ok()?;
    reader.icc_profile()
}

/// Writes a picture without alpha; `None` if it is too large.
pub(super) fn encode_jpeg(pixels: &Pixels, profile: Option<&[u8]>) -> Option<Vec<u8>> {
    let (width, height) = (u16::try_from(pixels.width).ok()?, u16::try_from(pixels.height).ok()?);
    let colours = if pixels.channels == 1 { ColorType::Luma } else { ColorType::Rgb };
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, QUALITY);
    encoder.set_optimized_huffman_tables(true);
    if let Some(profile) = profile {
        encoder.add_icc_profile(profile).ok()?;
    }
    encoder.encode(&pixels.octets, width, height, colours).ok()?;
    Some(file)
}
