//! Makes a logo out of a PNG: on white with a margin, and no larger than a sharp screen shows it.

use miniz_oxide::deflate::compress_to_vec_zlib;
use zune_png::PngDecoder;
use zune_png::error::PngDecodeErrors;
use zune_png::zune_core::bytestream::ZCursor;
use zune_png::zune_core::options::DecoderOptions;

/// The height and the greatest width of the logo with its margin, in CSS pixels, and the margin.
pub(super) const LOGO_HEIGHT: u32 = 48;
pub(super) const MAX_LOGO_WIDTH: u32 = 180;
const MARGIN: usize = 6;

/// The room within the margin.
const INNER_HEIGHT: usize = 36;
const MAX_INNER_WIDTH: usize = 168;

/// The dots to a CSS pixel on a sharp screen.
const DENSITY: usize = 2;

/// The largest logo that is read, in dots on a side.
const MAX_DOTS: usize = 5_000;

/// The level of zlib at which a few kilobytes take no time.
const COMPRESSION_LEVEL: u8 = 9;

/// A logo as a PNG, and its size on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LogoImage {
    pub(super) png: Vec<u8>,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// A picture without transparency: three octets a dot.
struct Pixels {
    width: usize,
    height: usize,
    octets: Vec<u8>,
}

/// Lays a PNG on white, adds a margin and makes it smaller if it is too large; `None` if it has no dots.
///
/// # Errors
/// It cannot be decoded.
pub(super) fn make_logo(png: &[u8]) -> Result<Option<LogoImage>, PngDecodeErrors> {
    let flat = flatten(png)?;
    if flat.width == 0 || flat.height == 0 {
        return Ok(None);
    }
    let fit = |most_width: usize, most_height: usize| {
        let by_height = (flat.width * most_height / flat.height).max(1);
        if by_height <= most_width {
            (by_height, most_height)
        } else {
            (most_width, (flat.height * most_width / flat.width).max(1))
        }
    };
    let (shown_width, shown_height) = fit(MAX_INNER_WIDTH, INNER_HEIGHT);
    let (width, height) = fit(MAX_INNER_WIDTH * DENSITY, INNER_HEIGHT * DENSITY);
    // One with fewer dots is not blown up.
    let inner = if width < flat.width { flat.scaled_down(width, height) } else { flat };
    let margin = (MARGIN * inner.height).div_ceil(shown_height);
    let whole = inner.with_margin(margin);
    let size = |side: usize| u32::try_from(side + 2 * MARGIN).unwrap_or(u32::MAX);
    Ok(Some(LogoImage { png: whole.to_png(), width: size(shown_width), height: size(shown_height) }))
}

fn flatten(png: &[u8]) -> Result<Pixels, PngDecodeErrors> {
    let options = DecoderOptions::new_safe()
        .set_max_width(MAX_DOTS)
        .set_max_height(MAX_DOTS)
        .png_set_add_alpha_channel(true)
        .png_set_strip_to_8bit(true);
    let mut reader = PngDecoder::new_with_options(ZCursor::new(png), options);
    let dots = reader.decode_raw()?;
    let (width, height) = reader.dimensions().unwrap_or_default();
    let channels = dots.len().checked_div(width * height).unwrap_or_default();
    let over_white = |part: u8, alpha: u8| {
        let mixed = (u32::from(part) * u32::from(alpha) + 255 * (255 - u32::from(alpha)) + 127) / 255;
        u8::try_from(mixed).unwrap_or(u8::MAX)
    };
    let mut octets = Vec::with_capacity(width * height * 3);
    for dot in dots.chunks_exact(channels.max(1)) {
        match *dot {
            [grey, alpha] => octets.extend([over_white(grey, alpha); 3]),
            [red, green, blue, alpha] => octets.extend([red, green, blue].map(|part| over_white(part, alpha))),
            _ => return Err(PngDecodeErrors::GenericStatic("its dots have an unknown form")),
        }
    }
    Ok(Pixels { width, height, octets })
}

impl Pixels {
    /// Returns the mean of a part of the dots in an area.
    fn mean(&self, columns: std::ops::Range<usize>, rows: std::ops::Range<usize>, part: usize) -> u8 {
        let count = columns.len() * rows.len();
        let dots = rows.flat_map(|row| columns.clone().map(move |column| (row * self.width + column) * 3 + part));
        let sum: usize = dots.map(|at| usize::from(self.octets.get(at).copied().unwrap_or(u8::MAX))).sum();
        u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX)
    }

    fn scaled_down(&self, width: usize, height: usize) -> Self {
        let span = |at: usize, to: usize, from: usize| {
            let start = at * from / to;
            start..((at + 1) * from).div_ceil(to).max(start + 1).min(from)
        };
        let mut octets = Vec::with_capacity(width * height * 3);
        for row in 0..height {
            for column in 0..width {
                let (columns, rows) = (span(column, width, self.width), span(row, height, self.height));
                octets.extend([0, 1, 2].map(|part| self.mean(columns.clone(), rows.clone(), part)));
            }
        }
        Self { width, height, octets }
    }

    fn with_margin(&self, margin: usize) -> Self {
        let (width, height) = (self.width + 2 * margin, self.height + 2 * margin);
        let mut octets = vec![u8::MAX; width * height * 3];
        for (row, line) in self.octets.chunks_exact(self.width * 3).enumerate() {
            let start = ((row + margin) * width + margin) * 3;
            if let Some(place) = octets.get_mut(start..start + line.len()) {
                place.copy_from_slice(line);
            }
        }
        Self { width, height, octets }
    }

    /// Writes it as PNG (ISO/IEC 15948): each line as its difference to the one above.
    fn to_png(&self) -> Vec<u8> {
        let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX).to_be_bytes();
        let mut lines = Vec::with_capacity(self.octets.len() + self.height);
        let mut above = vec![0; self.width * 3];
        for line in self.octets.chunks_exact(self.width * 3) {
            lines.push(2);
            lines.extend(line.iter().zip(&above).map(|(octet, above)| octet.wrapping_sub(*above)));
            above.copy_from_slice(line);
        }
        let header = [&side(self.width)[..], &side(self.height), &[8, 2, 0, 0, 0]].concat();
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        for (name, data) in
            [(b"IHDR", header), (b"IDAT", compress_to_vec_zlib(&lines, COMPRESSION_LEVEL)), (b"IEND", Vec::new())]
        {
            png.extend(side(data.len()));
            let chunk = [&name[..], &data].concat();
            png.extend_from_slice(&chunk);
            png.extend(crc32(&chunk).to_be_bytes());
        }
        png
    }
}

/// Returns the checksum of a chunk (ISO/IEC 15948, annex D).
fn crc32(octets: &[u8]) -> u32 {
    let step = |sum: u32, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
    !octets.iter().fold(u32::MAX, |sum, octet| (0..8).fold(sum ^ u32::from(*octet), step))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A PNG of a size with one colour, transparent or not.
    fn png(width: usize, height: usize, dot: [u8; 3]) -> Vec<u8> {
        Pixels { width, height, octets: dot.repeat(width * height) }.to_png()
    }

    #[test]
    fn logo_fits_and_has_a_margin() {
        for (width, height, shown, dots) in [
            (400, 400, (48, 48), (96, 96)),
            (2_000, 100, (180, 20), (360, 40)),
            (40, 40, (48, 48), (54, 54)),
            (10, 3_000, (13, 48), (25, 96)),
        ] {
            let logo = make_logo(&png(width, height, [0, 0, 90])).unwrap().unwrap();
            assert_eq!((logo.width, logo.height), shown, "{width} by {height}");
            let flat = flatten(&logo.png).unwrap();
            assert!(flat.width.abs_diff(dots.0) <= 1 && flat.height.abs_diff(dots.1) <= 1, "{width} by {height}");
            assert_eq!(flat.octets.first_chunk(), Some(&[255, 255, 255]));
            let middle = (flat.height / 2 * flat.width + flat.width / 2) * 3;
            assert_eq!(flat.octets.get(middle..middle + 3), Some(&[0, 0, 90][..]));
        }
    }

    #[test]
    fn transparent_dots_become_white() {
        let transparent = include_bytes!("../../tests/suite/looks/transparent.png");
        let logo = make_logo(transparent).unwrap().unwrap();
        let flat = flatten(&logo.png).unwrap();
        assert_eq!(flat.octets.iter().min(), Some(&0), "it has a black shape");
        let corner = (flat.height / 5 * flat.width + flat.width / 5) * 3;
        assert_eq!(flat.octets.get(corner..corner + 3), Some(&[255, 255, 255][..]));
        assert!(logo.png.len() < 3_000, "{}", logo.png.len());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn damaged_files_are_refused(at in 8..900_usize, octet in any::<u8>(), cut in 0..1_000_usize) {
            let mut file = include_bytes!("../../tests/suite/looks/transparent.png").to_vec();
            if let Some(place) = file.get_mut(at) {
                *place = octet;
            }
            file.truncate(cut.max(8));
            let _ = make_logo(&file);
        }
    }
}
