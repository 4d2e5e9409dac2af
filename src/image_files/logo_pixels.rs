//! Makes a logo out of a PNG or JPEG: no larger than a sharp screen shows it, a PNG on white with a margin.

use super::fitted_image::decode_image;
use super::image_metadata::remove_metadata;
use super::jpeg_pixels::{encode_jpeg, jpeg_profile};
use super::pixels::Pixels;
use super::png_pixels::encode_png;
use crate::model::UnusableImage;

/// The height and the greatest width of the logo with its margin, in CSS pixels, and the margin.
const LOGO_HEIGHT: usize = 48;
const MAX_LOGO_WIDTH: usize = 180;
const MARGIN: usize = 6;

/// The room within the margin.
const INNER_HEIGHT: usize = LOGO_HEIGHT - 2 * MARGIN;
const MAX_INNER_WIDTH: usize = MAX_LOGO_WIDTH - 2 * MARGIN;

/// The dots to a CSS pixel on a sharp screen.
const DENSITY: usize = 2;

/// The most octets of a JPEG that goes with each copy as it is.
const MAX_JPEG_OCTETS: usize = 100_000;

/// A logo as a file, and its size on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoImage {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its type.
    pub media_type: &'static str,
    /// How wide it is shown, in CSS pixels.
    pub width: u32,
    /// How high it is shown.
    pub height: u32,
    /// Whether it has too few dots for its size.
    pub is_coarse: bool,
}

/// Lays a PNG on white and adds a margin; makes a PNG or a large JPEG as small as a sharp screen needs it.
///
/// # Errors
/// It is another kind of file, is damaged, or has too many dots.
pub fn make_logo(bytes: Vec<u8>) -> Result<LogoImage, UnusableImage> {
    let pixels = decode_image(&bytes)?;
    if bytes.starts_with(b"\x89PNG") { Ok(png_logo(&pixels.on_white())) } else { jpeg_logo(bytes, &pixels) }
}

fn png_logo(flat: &Pixels) -> LogoImage {
    let (shown_width, shown_height) = fit(flat, MAX_INNER_WIDTH, INNER_HEIGHT);
    let inner = sharp(flat, MAX_INNER_WIDTH, INNER_HEIGHT);
    let margin = (MARGIN * inner.height).div_ceil(shown_height);
    let whole = inner.with_margin(margin);
    let size = |side: usize| u32::try_from(side + 2 * MARGIN).unwrap_or(u32::MAX);
    LogoImage {
        bytes: encode_png(&whole, &[]),
        media_type: "image/png",
        width: size(shown_width),
        height: size(shown_height),
        is_coarse: flat.height < shown_height,
    }
}

fn jpeg_logo(bytes: Vec<u8>, pixels: &Pixels) -> Result<LogoImage, UnusableImage> {
    let (width, height) = fit(pixels, MAX_LOGO_WIDTH, LOGO_HEIGHT);
    let is_coarse = pixels.height < height;
    let (width, height) = if is_coarse { (pixels.width, pixels.height) } else { (width, height) };
    let clean = remove_metadata(bytes);
    let bytes = if clean.bytes.len() > MAX_JPEG_OCTETS {
        let profile = jpeg_profile(&clean.bytes).filter(|profile| profile.len() <= MAX_JPEG_OCTETS);
        let small = sharp(pixels, MAX_LOGO_WIDTH, LOGO_HEIGHT);
        encode_jpeg(&small, profile.as_deref()).ok_or(UnusableImage::Damaged)?
    } else {
        clean.bytes
    };
    let [width, height] = [width, height].map(|side| u32::try_from(side).unwrap_or(u32::MAX));
    Ok(LogoImage { bytes, media_type: "image/jpeg", width, height, is_coarse })
}

/// Returns a picture with the dots of a sharp screen; one with fewer dots is not blown up.
fn sharp(pixels: &Pixels, most_width: usize, most_height: usize) -> Pixels {
    let (width, height) = fit(pixels, most_width * DENSITY, most_height * DENSITY);
    if width < pixels.width { pixels.scaled_down(width, height) } else { pixels.clone() }
}

/// Returns the size that fills a room.
fn fit(pixels: &Pixels, most_width: usize, most_height: usize) -> (usize, usize) {
    let by_height = (pixels.width * most_height / pixels.height.max(1)).max(1);
    if by_height <= most_width {
        (by_height, most_height)
    } else {
        (most_width, (pixels.height * most_width / pixels.width.max(1)).max(1))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    /// A PNG of a size with one colour, transparent or not.
    fn png(width: usize, height: usize, dot: [u8; 3]) -> Vec<u8> {
        encode_png(&Pixels { width, height, channels: 3, octets: dot.repeat(width * height) }, &[])
    }

    #[test]
    fn logo_fits_and_has_a_margin() {
        for (width, height, shown, dots) in [
            (400, 400, (48, 48), (96, 96)),
            (2_000, 100, (180, 20), (360, 40)),
            (40, 40, (48, 48), (54, 54)),
            (10, 3_000, (13, 48), (25, 96)),
        ] {
            let logo = make_logo(png(width, height, [0, 0, 90])).unwrap();
            assert_eq!((logo.width, logo.height), shown, "{width} by {height}");
            let flat = decode_image(&logo.bytes).unwrap().on_white();
            assert!(flat.width.abs_diff(dots.0) <= 1 && flat.height.abs_diff(dots.1) <= 1, "{width} by {height}");
            assert_eq!(flat.octets.first_chunk(), Some(&[255, 255, 255]));
            let middle = (flat.height / 2 * flat.width + flat.width / 2) * 3;
            assert_eq!(flat.octets.get(middle..middle + 3), Some(&[0, 0, 90][..]));
        }
    }

    #[test]
    fn transparent_dots_become_white() {
        let transparent = include_bytes!("../../tests/suite/looks/transparent.png");
        let logo = make_logo(transparent.to_vec()).unwrap();
        let flat = decode_image(&logo.bytes).unwrap().on_white();
        assert_eq!(flat.octets.iter().min(), Some(&0), "it has a black shape");
        let corner = (flat.height / 5 * flat.width + flat.width / 5) * 3;
        assert_eq!(flat.octets.get(corner..corner + 3), Some(&[255, 255, 255][..]));
        assert!(logo.bytes.len() < 3_000, "{}", logo.bytes.len());
    }
}
