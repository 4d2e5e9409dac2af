//! Reads and writes PNG (ISO/IEC 15948).

use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use zune_png::PngDecoder;
use zune_png::zune_core::bytestream::ZCursor;
use zune_png::zune_core::options::DecoderOptions;

use super::MAX_DECODED_OCTETS;
use super::pixels::Pixels;
use crate::model::UnusableImage;

/// The largest side, in dots.
const MAX_SIDE: usize = 30_000;

/// The level of zlib: beyond it, files hardly become smaller.
const COMPRESSION_LEVEL: u8 = 8;

/// The largest colour profile: those of screens have a few kilobytes.
const MAX_PROFILE_OCTETS: usize = 1_000_000;

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The chunks that say what the colours mean.
const COLOUR_CHUNKS: [&[u8]; 5] = [b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"cICP"];

/// A chunk with its name, data and whole octets.
#[derive(Debug, Clone, Copy)]
pub(super) struct PngChunk<'b> {
    pub(super) name: &'b [u8],
    pub(super) data: &'b [u8],
    pub(super) whole: &'b [u8],
}

/// Returns the chunks of a file up to its end, or up to where it is damaged.
pub(super) fn png_chunks(bytes: &[u8]) -> impl Iterator<Item = PngChunk<'_>> {
    let mut rest = bytes.strip_prefix(SIGNATURE).unwrap_or_default();
    std::iter::from_fn(move || {
        let length = rest.get(..4)?.iter().fold(0_usize, |number, octet| number << 8 | usize::from(*octet));
        let (whole, after) = rest.split_at_checked(length.checked_add(12)?)?;
        let (name, data) = (whole.get(4..8)?, whole.get(8..8 + length)?);
        rest = if name == b"IEND" { &[] } else { after };
        Some(PngChunk { name, data, whole })
    })
}

/// Returns whether its dots can be decoded within the limit of memory.
pub(super) fn fits_memory(bytes: &[u8]) -> bool {
    let Some(header) = png_chunks(bytes).next().and_then(|chunk| chunk.data.first_chunk::<13>()) else { return true };
    let [w0, w1, w2, w3, h0, h1, h2, h3, depth, ..] = *header;
    let (width, height) = (u32::from_be_bytes([w0, w1, w2, w3]), u32::from_be_bytes([h0, h1, h2, h3]));
    // Decoded to at most four channels, and unpacked at its own depth.
    let octets = 4 + if depth == 16 { 8 } else { 0 };
    u64::from(width).saturating_mul(u64::from(height)).saturating_mul(octets) <= MAX_DECODED_OCTETS
}

/// Decodes the dots of a file, with eight bits a channel and with alpha.
///
/// # Errors
/// It is damaged, or has too many dots on a side.
pub(super) fn decode_png(bytes: &[u8]) -> Result<Pixels, UnusableImage> {
    let options = DecoderOptions::new_safe()
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE)
        .inflate_set_confirm_adler(true)
        .png_set_add_alpha_channel(true)
        .png_set_strip_to_8bit(true);
    let mut reader = PngDecoder::new_with_options(ZCursor::new(bytes), options);
    let octets = reader.decode_raw().map_err(|_| UnusableImage::Damaged)?;
    let (width, height) = reader.dimensions().unwrap_or_default();
    let channels = octets.len().checked_div(width * height).unwrap_or_default();
    if !matches!(channels, 2 | 4) || octets.len() != width * height * channels {
        return Err(UnusableImage::Damaged);
    }
    Ok(Pixels { width, height, channels, octets })
}

/// Returns the chunks about colours, which a picture with other dots keeps.
pub(super) fn colour_chunks(bytes: &[u8]) -> Vec<u8> {
    let chunks = png_chunks(bytes).take_while(|chunk| chunk.name != b"IDAT");
    chunks.filter(|chunk| COLOUR_CHUNKS.contains(&chunk.name)).flat_map(|chunk| chunk.whole).copied().collect()
}

/// Returns the colour profile of a file (ICC.1), unpacked.
pub(super) fn colour_profile(bytes: &[u8]) -> Option<Vec<u8>> {
    let chunk = png_chunks(bytes).take_while(|chunk| chunk.name != b"IDAT").find(|chunk| chunk.name == b"iCCP")?;
    // Its name, a zero, and a zero for the method.
    let name = chunk.data.iter().position(|octet| *octet == 0)?;
    decompress_to_vec_zlib_with_limit(chunk.data.get(name + 2..)?, MAX_PROFILE_OCTETS).ok()
}

/// Returns whether the colours of a file have a meaning that only PNG can say.
pub(super) fn has_other_colours(bytes: &[u8]) -> bool {
    let has = |names: &[&[u8]]| png_chunks(bytes).any(|chunk| names.contains(&chunk.name));
    !has(&[b"sRGB", b"iCCP"]) && has(&[b"gAMA", b"cHRM", b"cICP"])
}

/// Returns whether a file has several pictures that follow each other (APNG).
pub(super) fn is_animated(bytes: &[u8]) -> bool {
    png_chunks(bytes).take_while(|chunk| chunk.name != b"IDAT").any(|chunk| chunk.name == b"acTL")
}

/// Writes a file; `colours` are chunks about its colours.
pub(super) fn encode_png(pixels: &Pixels, colours: &[u8]) -> Vec<u8> {
    let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX).to_be_bytes();
    let row = (pixels.width * pixels.channels).max(1);
    let mut lines = Vec::with_capacity(pixels.octets.len() + pixels.height);
    let mut above = vec![0; row];
    for line in pixels.octets.chunks_exact(row) {
        push_filtered(line, &above, pixels.channels, &mut lines);
        above.copy_from_slice(line);
    }
    let colour_type = match pixels.channels {
        1 => 0,
        2 => 4,
        3 => 2,
        _ => 6,
    };
    let header = [&side(pixels.width)[..], &side(pixels.height), &[8, colour_type, 0, 0, 0]].concat();
    let mut png = [SIGNATURE, &png_chunk(*b"IHDR", &header), colours].concat();
    png.extend(png_chunk(*b"IDAT", &compress_to_vec_zlib(&lines, COMPRESSION_LEVEL)));
    png.extend(png_chunk(*b"IEND", &[]));
    png
}

/// Writes a line by the filter whose differences are the smallest (§12.7): none, to the left, above, or Paeth.
fn push_filtered(line: &[u8], above: &[u8], channels: usize, lines: &mut Vec<u8>) {
    let zeros = vec![0; channels];
    let left = || zeros.iter().chain(line).copied();
    let upper_left = || zeros.iter().chain(above).copied();
    let filtered: [(u8, Vec<u8>); 4] = [
        (0, line.to_vec()),
        (1, line.iter().zip(left()).map(|(octet, left)| octet.wrapping_sub(left)).collect()),
        (2, line.iter().zip(above).map(|(octet, above)| octet.wrapping_sub(*above)).collect()),
        (4, {
            let guesses =
                left().zip(above).zip(upper_left()).map(|((left, above), corner)| paeth(left, *above, corner));
            line.iter().zip(guesses).map(|(octet, guess)| octet.wrapping_sub(guess)).collect()
        }),
    ];
    let cost = |octets: &[u8]| octets.iter().map(|octet| u64::from(octet.min(&octet.wrapping_neg()).to_owned())).sum();
    if let Some((filter, octets)) = filtered.iter().min_by_key(|(_, octets)| -> u64 { cost(octets) }) {
        lines.push(*filter);
        lines.extend_from_slice(octets);
    }
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(above) - i16::from(corner);
    let distance = |octet: u8| (guess - i16::from(octet)).abs();
    let (to_left, to_above, to_corner) = (distance(left), distance(above), distance(corner));
    match () {
        () if to_left <= to_above && to_left <= to_corner => left,
        () if to_above <= to_corner => above,
        () => corner,
    }
}

/// Returns a chunk with its length and checksum.
pub(super) fn png_chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes();
    let checked = [&name[..], data].concat();
    let sum = crc32(&checked).to_be_bytes();
    [&length[..], &checked, &sum].concat()
}

/// Returns the checksum of a chunk (annex D).
fn crc32(octets: &[u8]) -> u32 {
    let step = |sum: u32, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
    !octets.iter().fold(u32::MAX, |sum, octet| (0..8).fold(sum ^ u32::from(*octet), step))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn written_files_are_read_again(width in 1..20_usize, height in 1..9_usize, seed in any::<u64>()) {
            let octet = |at: u64| u8::try_from((seed.rotate_left(7) ^ at.wrapping_mul(at + 5)) % 256).unwrap_or(0);
            for channels in [2, 4] {
                let octets = (0..).take(width * height * channels).map(octet).collect();
                let pixels = Pixels { width, height, channels, octets };
                prop_assert_eq!(decode_png(&encode_png(&pixels, &[])), Ok(pixels));
            }
        }

        #[test]
        fn damaged_files_end_without_a_panic(at in 8..900_usize, octet in any::<u8>(), cut in 0..1_000_usize) {
            let mut file = include_bytes!("../../tests/suite/looks/transparent.png").to_vec();
            if let Some(place) = file.get_mut(at) {
                *place = octet;
            }
            file.truncate(cut.max(8));
            let _ = decode_png(&file);
        }
    }
}
