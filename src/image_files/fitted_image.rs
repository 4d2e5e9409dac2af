//! Makes a picture fit into a letter: small enough, upright, without metadata.

use super::exif_data::has_position;
use super::image_metadata::{CleanImage, remove_metadata};
use super::image_size::image_size;
use super::jpeg_pixels::{JpegPicture, decode_jpeg, encode_jpeg};
use super::other_formats::format_name;
use super::pixels::Pixels;
use super::png_pixels::{
    colour_chunks, colour_profile, decode_png, encode_png, fits_memory, has_other_colours, is_animated,
};
use crate::model::{FittedImage, UnusableImage};

/// The greatest width of a picture, in dots: twice that of the letter's column.
const MAX_IMAGE_WIDTH: usize = 1_040;

/// The size of a file above which a smaller form is looked for, in octets.
const LARGE_FILE: usize = 200_000;

/// Makes a picture at most 1,040 dots wide and upright, and removes its metadata; colour profiles stay.
///
/// A moving picture, and one in the colours of a printing press, keeps its dots.
///
/// # Errors
/// It is no PNG, JPEG or GIF, is damaged, or has too many dots.
pub fn fit_image(bytes: Vec<u8>) -> Result<FittedImage, UnusableImage> {
    let Some((media_type, width, height)) = image_size(&bytes) else {
        return Err(unreadable(&bytes));
    };
    let (length, had_position) = (bytes.len(), has_position(&bytes));
    let clean = remove_metadata(bytes);
    if !clean.is_complete {
        return Err(UnusableImage::Damaged);
    }
    let mut changes = Vec::new();
    let had_metadata = clean.bytes.len() < length;
    let bytes = match media_type {
        "image/jpeg" => fit_jpeg(clean, &mut changes)?,
        "image/png" if !is_animated(&clean.bytes) => {
            if !fits_memory(&clean.bytes) {
                return Err(UnusableImage::TooLarge { width, height });
            }
            fit_png(clean, &mut changes)?
        }
        _ => clean.bytes,
    };
    if had_position {
        changes.push("freed of the place where it was taken".to_owned());
    } else if had_metadata {
        changes.push("freed of its metadata".to_owned());
    }
    Ok(FittedImage { bytes, changes })
}

/// Says why a file has no size.
fn unreadable(bytes: &[u8]) -> UnusableImage {
    let starts: [&[u8]; 3] = [b"\x89PNG", b"\xff\xd8\xff", b"GIF8"];
    if starts.iter().any(|start| bytes.starts_with(start)) {
        return UnusableImage::Damaged;
    }
    format_name(bytes).map_or(UnusableImage::UnknownFormat, UnusableImage::OtherFormat)
}

/// Decodes a PNG or JPEG as it is meant to be seen.
///
/// # Errors
/// It is another kind of file, is damaged, or has too many dots.
pub(super) fn decode_image(bytes: &[u8]) -> Result<Pixels, UnusableImage> {
    let Some((media_type, width, height)) = image_size(bytes) else { return Err(unreadable(bytes)) };
    let too_large = UnusableImage::TooLarge { width, height };
    let clean = remove_metadata(bytes.to_vec());
    let pixels = match media_type {
        "image/png" if fits_memory(&clean.bytes) => decode_png(&clean.bytes)?,
        "image/jpeg" => {
            let frame = clean.frame.ok_or(UnusableImage::Damaged)?;
            if !frame.has_screen_colours() {
                return Err(UnusableImage::OtherFormat("a JPEG for print (CMYK), or of a rare kind"));
            }
            if !frame.fits_memory() {
                return Err(too_large);
            }
            decode_jpeg(&clean.bytes, frame)?.pixels
        }
        "image/png" => return Err(too_large),
        _ => return Err(UnusableImage::UnknownFormat),
    };
    Ok(pixels.upright(clean.orientation))
}

fn fit_jpeg(clean: CleanImage, changes: &mut Vec<String>) -> Result<Vec<u8>, UnusableImage> {
    let frame = clean.frame.ok_or(UnusableImage::Damaged)?;
    if !frame.is_common {
        return Err(UnusableImage::OtherFormat("a JPEG of a rare kind"));
    }
    if !frame.has_screen_colours() {
        changes.push(
            "kept in the colours of a printing press (CMYK), which some mail programs show wrong: save it as RGB"
                .to_owned(),
        );
        return Ok(clean.bytes);
    }
    if !frame.fits_memory() {
        return Err(UnusableImage::TooLarge { width: frame.width, height: frame.height });
    }
    let JpegPicture { pixels, profile } = decode_jpeg(&clean.bytes, frame)?;
    let (pixels, is_changed) = fit_pixels(pixels, clean.orientation, changes);
    if !is_changed && clean.bytes.len() <= LARGE_FILE {
        return Ok(clean.bytes);
    }
    let written = encode_jpeg(&pixels, profile.as_deref()).ok_or(UnusableImage::Damaged)?;
    if is_changed {
        return Ok(written);
    }
    // Another compression costs a little quality: it must be worth it.
    if written.len() > clean.bytes.len() / 5 * 3 {
        return Ok(clean.bytes);
    }
    changes.push("compressed".to_owned());
    Ok(written)
}

fn fit_png(clean: CleanImage, changes: &mut Vec<String>) -> Result<Vec<u8>, UnusableImage> {
    let pixels = decode_png(&clean.bytes)?.without_idle_alpha();
    let (pixels, is_changed) = fit_pixels(pixels, clean.orientation, changes);
    let png = if is_changed { encode_png(&pixels, &colour_chunks(&clean.bytes)) } else { clean.bytes };
    if png.len() <= LARGE_FILE || !pixels.is_opaque() || has_other_colours(&png) {
        return Ok(png);
    }
    let jpeg = encode_jpeg(&pixels, colour_profile(&png).as_deref());
    // A drawing becomes hardly smaller, and would get a noise around its lines.
    let Some(jpeg) = jpeg.filter(|jpeg| jpeg.len() < png.len() / 2) else { return Ok(png) };
    changes.push("saved as JPEG".to_owned());
    Ok(jpeg)
}

/// Turns a picture upright and makes it smaller; returns whether its dots are others.
fn fit_pixels(pixels: Pixels, orientation: u16, changes: &mut Vec<String>) -> (Pixels, bool) {
    let is_quarter = orientation >= 5;
    let (across, down) = if is_quarter { (pixels.height, pixels.width) } else { (pixels.width, pixels.height) };
    let (width, height) = Pixels::size_within(across, down, MAX_IMAGE_WIDTH);
    let is_smaller = width < across;
    // Smaller first: it is less to turn.
    let pixels = match (is_smaller, is_quarter) {
        (false, _) => pixels,
        (true, false) => pixels.scaled_down(width, height),
        (true, true) => pixels.scaled_down(height, width),
    };
    if is_smaller {
        changes.push(format!("made smaller ({across} by {down} pixels to {width} by {height})"));
    }
    if orientation > 1 {
        changes.push("turned upright".to_owned());
    }
    (pixels.upright(orientation), is_smaller || orientation > 1)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use proptest::prelude::*;

    use super::super::jpeg_pixels::JpegFrame;
    use super::super::png_pixels::png_chunk;
    use super::*;

    /// A picture whose left half is red and whose right half is blue, dark at the bottom.
    fn picture(width: usize, height: usize, channels: usize) -> Pixels {
        let dot = |x: usize, y: usize| {
            let light = if y * 2 < height { 200 } else { 60 };
            let colours = if x * 2 < width { [light, 0, 0, 255] } else { [0, 0, light, 255] };
            colours.into_iter().take(channels)
        };
        let octets = (0..height).flat_map(|y| (0..width).flat_map(move |x| dot(x, y))).collect();
        Pixels { width, height, channels, octets }
    }

    /// A picture of noise, which no file makes small.
    fn noise(width: usize, height: usize) -> Pixels {
        let mut seed = 1_u32;
        let mut octet = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u8::try_from(seed >> 24).unwrap_or(0)
        };
        Pixels { width, height, channels: 3, octets: (0..width * height * 3).map(|_| octet()).collect() }
    }

    fn jpeg(pixels: &Pixels, profile: Option<&[u8]>, segments: &[&[u8]]) -> Vec<u8> {
        let file = encode_jpeg(pixels, profile).unwrap();
        [&file[..2], &segments.concat(), &file[2..]].concat()
    }

    /// An APP1 segment with a position and a note how the picture is turned.
    fn exif(orientation: u8) -> Vec<u8> {
        let tiff = [
            &b"MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0"[..],
            &[orientation],
            b"\0\0\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0\0\x01\0\x02\0\x05\0\0\0\x03\0\0\0\0\0\0\0\0",
        ];
        let content = [&b"Exif\0\0"[..], &tiff.concat()].concat();
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&b"\xff\xe1"[..], &length, &content].concat()
    }

    fn decoded(bytes: &[u8]) -> Pixels {
        decode_image(bytes).unwrap().without_idle_alpha()
    }

    #[track_caller]
    fn is_near(pixels: &Pixels, (x, y): (usize, usize), expected: [u8; 3]) {
        let at = (y * pixels.width + x) * pixels.channels;
        let dot = &pixels.octets[at..at + 3];
        assert!(dot.iter().zip(expected).all(|(part, wanted)| part.abs_diff(wanted) < 12), "{dot:?}, not {expected:?}");
    }

    #[test]
    fn photographs_become_smaller_and_upright_and_say_nothing_of_their_place() {
        let corners = [[200, 0, 0], [0, 0, 200], [60, 0, 0], [0, 0, 60]];
        // Which corner of the stored picture is seen at the upper left, upper right, lower left, lower right.
        for (orientation, seen) in [
            (1, [0, 1, 2, 3]),
            (2, [1, 0, 3, 2]),
            (3, [3, 2, 1, 0]),
            (4, [2, 3, 0, 1]),
            (5, [0, 2, 1, 3]),
            (6, [2, 0, 3, 1]),
            (7, [3, 1, 2, 0]),
            (8, [1, 3, 0, 2]),
        ] {
            let file = jpeg(&picture(1_500, 1_200, 3), None, &[&exif(orientation)]);
            assert!(has_position(&file));
            let fitted = fit_image(file).unwrap();
            assert!(!has_position(&fitted.bytes) && !fitted.bytes.windows(4).any(|word| word == b"Exif"));
            let pixels = decoded(&fitted.bytes);
            let (width, height) = if orientation < 5 { (1_040, 832) } else { (1_040, 1_300) };
            assert_eq!((pixels.width, pixels.height), (width, height), "{orientation}");
            let places = [(9, 9), (width - 9, 9), (9, height - 9), (width - 9, height - 9)];
            for (place, corner) in places.into_iter().zip(seen) {
                is_near(&pixels, place, corners[corner]);
            }
            let across = if orientation < 5 { "1500 by 1200" } else { "1200 by 1500" };
            let turned = if orientation > 1 { ", turned upright" } else { "" };
            let said = format!("made smaller ({across} pixels to {width} by {height}){turned}");
            assert_eq!(fitted.changes.join(", "), format!("{said}, freed of the place where it was taken"));
        }
    }

    #[test]
    fn small_pictures_keep_their_dots() {
        let file = jpeg(&picture(60, 40, 3), None, &[&exif(1), b"\xff\xfe\0\x05Ann"]);
        let fitted = fit_image(file).unwrap();
        assert_eq!(fitted.bytes, jpeg(&picture(60, 40, 3), None, &[]));
        assert_eq!(fit_image(fitted.bytes.clone()), Ok(FittedImage { bytes: fitted.bytes, changes: Vec::new() }));
        let png = encode_png(&picture(60, 40, 4), &png_chunk(*b"tEXt", b"Author\0Ann"));
        let fitted = fit_image(png).unwrap();
        assert_eq!(fitted.bytes, encode_png(&picture(60, 40, 4), &[]));
        assert_eq!(fitted.changes, ["freed of its metadata"]);
    }

    #[test]
    fn transparency_and_colours_stay() {
        let mut pixels = picture(2_080, 100, 4);
        pixels.octets.iter_mut().skip(3).step_by(4).take(2_080 * 50).for_each(|alpha| *alpha = 0);
        let colours = [png_chunk(*b"gAMA", &45_455_u32.to_be_bytes()), png_chunk(*b"tEXt", b"Comment\0x")].concat();
        let fitted = fit_image(encode_png(&pixels, &colours)).unwrap();
        let small = decode_png(&fitted.bytes).unwrap();
        assert_eq!((small.width, small.height), (1_040, 50));
        assert_eq!((small.octets[3], small.octets.last()), (0, Some(&255)));
        assert_eq!(colour_chunks(&fitted.bytes), png_chunk(*b"gAMA", &45_455_u32.to_be_bytes()));
        let profile = vec![7; 70_000];
        let fitted = fit_image(jpeg(&picture(1_200, 40, 3), Some(&profile), &[])).unwrap();
        let frame = JpegFrame::parse(0xc0, &[8, 0, 35, 4, 16, 3]).unwrap();
        assert_eq!(decode_jpeg(&fitted.bytes, frame).unwrap().profile, Some(profile));
        let grey = Pixels { width: 1_200, height: 60, channels: 1, octets: vec![90; 72_000] };
        let fitted = fit_image(jpeg(&grey, None, &[])).unwrap();
        assert_eq!(remove_metadata(fitted.bytes).frame.map(|frame| frame.components), Some(1));
    }

    #[test]
    fn large_files_become_smaller_ones() {
        let png = encode_png(&noise(500, 400), &[]);
        let fitted = fit_image(png.clone()).unwrap();
        assert_eq!(
            (fitted.changes, image_size(&fitted.bytes).map(|size| size.0)),
            (vec!["saved as JPEG".to_owned()], Some("image/jpeg"))
        );
        let drawing = encode_png(&picture(3_000, 3_000, 3), &[]);
        let fitted = fit_image(drawing).unwrap();
        assert!(fitted.bytes.starts_with(b"\x89PNG") && fitted.bytes.len() < 20_000, "{}", fitted.bytes.len());
        let unknown_colours = [&png[..33], &png_chunk(*b"cHRM", &[0; 32]), &png[33..]].concat();
        assert_eq!(fit_image(unknown_colours.clone()).unwrap().bytes, unknown_colours);
    }

    #[test]
    fn other_damaged_and_huge_pictures_are_refused() {
        let error = |bytes: &[u8]| fit_image(bytes.to_vec()).unwrap_err().to_string();
        let save = "which many mail programs cannot show: save it as PNG or JPEG";
        for (bytes, name) in [
            (&b"RIFF\0\0\0\0WEBPVP8 "[..], "a WebP picture"),
            (b"\0\0\0\x18ftypheic", "a HEIC photograph"),
            (b"<?xml version=\"1.0\"?>\n<svg>", "a drawing (SVG)"),
            (&[&[1, 0, 0, 0][..], &[0; 36], b" EMF"].concat(), "a drawing (EMF)"),
        ] {
            assert_eq!(error(bytes), format!("it is {name}, {save}"));
        }
        for bytes in [&b""[..], b"words", b"<html>"] {
            assert_eq!(error(bytes), "it is not a PNG, JPEG or GIF picture");
        }
        let (photograph, png) = (jpeg(&picture(90, 90, 3), None, &[]), encode_png(&noise(90, 90), &[]));
        let mut broken = png.clone();
        broken[200] ^= 255;
        for bytes in [&photograph[..photograph.len() - 9], &png[..png.len() - 9], &broken, b"GIF89a\x01\0\x01\0\0\0\0"]
        {
            assert_eq!(error(bytes), "its file is damaged or incomplete");
            assert_eq!(error(&bytes[..4]), "its file is damaged or incomplete");
        }
        let size = 40_000_u32.to_be_bytes();
        let header = png_chunk(*b"IHDR", &[&size[..], &size, &[8, 2, 0, 0, 0]].concat());
        let bomb = [&png[..8], &header, &png[33..]].concat();
        assert!(error(&bomb).starts_with("it has 40000 by 40000 pixels, which is too large"));
        let frame = photograph.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        let mut bomb = photograph.clone();
        bomb[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
        assert!(error(&bomb).starts_with("it has 65535 by 65535 pixels"));
        let rare = [&photograph[..=frame], &[0xc9], &photograph[frame + 2..]].concat();
        assert!(error(&rare).starts_with("it is a JPEG of a rare kind"));
    }

    #[test]
    fn moving_pictures_and_those_for_print_keep_their_dots() {
        let png = encode_png(&picture(1_500, 4, 3), &png_chunk(*b"acTL", &[0; 8]));
        assert_eq!(fit_image(png.clone()).unwrap().bytes, png);
        let dots = vec![90; 1_500 * 8 * 4];
        let mut file = Vec::new();
        jpeg_encoder::Encoder::new(&mut file, 80).encode(&dots, 1_500, 8, jpeg_encoder::ColorType::Cmyk).unwrap();
        let fitted = fit_image(file.clone()).unwrap();
        assert_eq!(fitted.bytes, file);
        assert!(fitted.changes.join(", ").contains("printing press (CMYK)"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

        #[test]
        fn damaged_files_end_without_a_panic(at in 2..3_000_usize, octet in any::<u8>(), cut in 0..9_000_usize) {
            let jpeg = jpeg(&noise(40, 40), None, &[&exif(6)]);
            for mut file in [jpeg, encode_png(&noise(20, 20), &[])] {
                if let Some(place) = file.get_mut(at) {
                    *place = octet;
                }
                file.truncate(cut);
                if let Ok(fitted) = fit_image(file) {
                    prop_assert!(image_size(&fitted.bytes).is_some());
                }
            }
        }
    }
}
