//! Removes from images what programs wrote beside the picture: places, names, dates, previews.

use super::exif_data::ExifData;
use super::gif_blocks::clean_gif;
use super::jpeg_pixels::JpegFrame;
use super::png_pixels::{png_chunk, png_chunks};

/// An image as it goes with a letter.
#[derive(Debug)]
pub struct CleanImage {
    /// The file without its metadata; of Exif data, only how it is turned.
    pub bytes: Vec<u8>,
    /// How the picture is turned, from 1 (not at all) to 8.
    pub orientation: u16,
    /// Whether the file has its end.
    pub(super) is_complete: bool,
    /// The header of a JPEG.
    pub(super) frame: Option<JpegFrame>,
}

/// The PNG chunks that are dropped (PNG, third edition, §11.3).
const DROPPED_CHUNKS: [&[u8]; 5] = [b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"];

/// The profile of colours in a JPEG, which programs need to show it (ICC.1, annex B.4).
const COLOUR_PROFILE: &[u8] = b"ICC_PROFILE\0";

const EXIF_START: &[u8] = b"Exif\0\0";

/// Returns whether the picture in a file is upright only once it is turned or mirrored as its Exif data say.
#[must_use]
pub fn is_turned(bytes: Vec<u8>) -> bool {
    remove_metadata(bytes).orientation > 1
}

/// Removes the metadata of a JPEG, PNG or GIF without touching the picture; other files, and what cannot be read, stay.
#[must_use]
pub fn remove_metadata(bytes: Vec<u8>) -> CleanImage {
    match bytes.as_slice() {
        [0xff, 0xd8, 0xff, ..] => clean_jpeg(&bytes),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => clean_png(&bytes),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => {
            let clean = clean_gif(&bytes);
            CleanImage { bytes: clean.bytes, orientation: 1, is_complete: clean.is_complete, frame: None }
        }
        _ => CleanImage { bytes, orientation: 1, is_complete: false, frame: None },
    }
}

/// Goes from segment to segment (ITU-T T.81, annex B); what is behind the picture's end is dropped, too.
fn clean_jpeg(bytes: &[u8]) -> CleanImage {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut orientation, mut frame) = (1, None);
    let mut at = 2;
    out.extend_from_slice(&bytes[..at.min(bytes.len())]);
    while let Some(end) = segment_end(bytes, at) {
        let (marker, segment) = (bytes.get(at + 1).copied().unwrap_or(0), bytes.get(at..end).unwrap_or_default());
        let content = segment.get(4..).unwrap_or_default();
        let exif = content.strip_prefix(EXIF_START).filter(|_| marker == 0xe1).and_then(ExifData::parse);
        if let Some(turned) = exif.and_then(ExifData::orientation).filter(|turned| *turned > 1 && orientation == 1) {
            orientation = turned;
            out.extend_from_slice(&exif_segment(turned));
        }
        frame = frame.or_else(|| JpegFrame::parse(marker, content));
        if is_part_of_picture(marker, content) {
            out.extend_from_slice(segment);
        }
        at = end;
        if marker == 0xd9 {
            return CleanImage { bytes: out, orientation, is_complete: frame.is_some(), frame };
        }
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    CleanImage { bytes: out, orientation, is_complete: false, frame }
}

fn is_part_of_picture(marker: u8, content: &[u8]) -> bool {
    match marker {
        0xe2 => content.starts_with(COLOUR_PROFILE),
        0xe1 | 0xe3..=0xed | 0xef | 0xfe => false,
        // Among them JFIF (0xe0) and Adobe (0xee), which say how colours are written.
        _ => true,
    }
}

/// Returns where the segment at a place ends, with the picture that follows its header; `None` if there is none.
fn segment_end(bytes: &[u8], at: usize) -> Option<usize> {
    let marker = (*bytes.get(at)? == 0xff).then(|| bytes.get(at + 1).copied()).flatten()?;
    match marker {
        // A byte that only fills.
        0xff => Some(at + 1),
        0x01 | 0xd0..=0xd9 => Some(at + 2),
        _ => {
            let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
            let end = at + 2 + length.max(2);
            if marker != 0xda {
                return (end <= bytes.len()).then_some(end);
            }
            let picture = bytes.get(end..)?;
            let is_marker = |pair: &[u8]| matches!(pair, [0xff, next] if !matches!(next, 0x00 | 0xd0..=0xd7 | 0xff));
            picture.windows(2).position(is_marker).map(|length| end + length)
        }
    }
}

/// Returns a segment that says only how a picture is turned.
fn exif_segment(orientation: u16) -> Vec<u8> {
    [&b"\xff\xe1\0\x22"[..], EXIF_START, &turned_tiff(orientation)].concat()
}

/// Returns Exif data that say only how a picture is turned.
fn turned_tiff(orientation: u16) -> Vec<u8> {
    let [high, low] = orientation.to_be_bytes();
    let entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, high, low, 0, 0];
    [&b"MM\0*\0\0\0\x08\0\x01"[..], &entry, &[0; 4]].concat()
}

/// Goes from chunk to chunk; what is behind the last one is dropped, too.
fn clean_png(bytes: &[u8]) -> CleanImage {
    let (mut out, mut orientation) = (bytes.get(..8).unwrap_or(bytes).to_vec(), 1);
    let mut at = 8;
    for chunk in png_chunks(bytes) {
        at += chunk.whole.len();
        let turned = Some(chunk.data).filter(|_| chunk.name == b"eXIf").and_then(ExifData::parse);
        if let Some(turned) = turned.and_then(ExifData::orientation).filter(|turned| *turned > 1 && orientation == 1) {
            orientation = turned;
            out.extend(png_chunk(*b"eXIf", &turned_tiff(turned)));
        }
        if !DROPPED_CHUNKS.contains(&chunk.name) {
            out.extend_from_slice(chunk.whole);
        }
        if chunk.name == b"IEND" {
            return CleanImage { bytes: out, orientation, is_complete: true, frame: None };
        }
    }
    out.extend_from_slice(bytes.get(at..).unwrap_or_default());
    CleanImage { bytes: out, orientation, is_complete: false, frame: None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::exif_data::has_position;
    use super::{exif_segment, png_chunk, remove_metadata, turned_tiff};

    const PICTURE: &[u8] = b"\xff\xdb\0\x04ab\xff\xc0\0\x11\x08\0\x14\0\x28\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\
        \xff\xda\0\x02xy\xff\0z\xff\xd0z\xff\xda\0\x02w\xff\xd9";

    fn jpeg(segments: &[(u8, &[u8])], behind: &[u8]) -> Vec<u8> {
        let mut file = b"\xff\xd8".to_vec();
        for (marker, content) in segments {
            let length = u16::try_from(content.len() + 2).unwrap_or(0).to_be_bytes();
            file.extend([&[0xff, *marker][..], &length, content].concat());
        }
        [&file, PICTURE, behind].concat()
    }

    fn exif(little_endian: bool) -> Vec<u8> {
        let be: &[u8] =
            b"MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\x88\x25\0\x04\0\0\0\x01\0\0\0\x26\0\0\0\0\
            \0\x01\0\x02\0\x05\0\0\0\x03\0\0\0\0\0\0\0\0";
        let le: &[u8] =
            b"II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0\
            \x01\0\x02\0\x05\0\x03\0\0\0\0\0\0\0\0\0\0\0";
        [&b"Exif\0\0"[..], if little_endian { le } else { be }].concat()
    }

    #[test]
    fn jpeg_keeps_only_what_its_picture_needs() {
        for little_endian in [false, true] {
            let exif = exif(little_endian);
            let full = jpeg(
                &[
                    (0xe0, b"JFIF\0"),
                    (0xe1, &exif),
                    (0xe1, b"http://ns.adobe.com/xap/1.0/\0exif:GPSLatitude"),
                    (0xe2, b"ICC_PROFILE\0p"),
                    (0xe2, b"MPF\0preview"),
                    (0xed, b"Photoshop 3.0\0Ann Lee"),
                    (0xee, b"Adobe"),
                    (0xfe, b"Ann's telephone"),
                ],
                b"\xff\xd8another picture",
            );
            assert!(has_position(&full));
            let clean = remove_metadata(full);
            assert_eq!(clean.orientation, 6);
            let mut expected = jpeg(&[(0xe0, b"JFIF\0")], b"");
            let kept = jpeg(&[(0xe2, b"ICC_PROFILE\0p"), (0xee, b"Adobe")], b"");
            expected.truncate(expected.len() - PICTURE.len());
            assert_eq!(clean.bytes, [&expected[..], &exif_segment(6), &kept[2..]].concat());
            assert!(!has_position(&clean.bytes));
            let again = remove_metadata(clean.bytes.clone());
            assert_eq!((again.bytes, again.orientation), (clean.bytes, 6));
        }
    }

    #[test]
    fn png_keeps_only_what_its_picture_needs() {
        let chunk = |name: &[u8], data: &[u8]| {
            let length = u32::try_from(data.len()).unwrap_or(0).to_be_bytes();
            [&length[..], name, data, b"sum!"].concat()
        };
        let png = |chunks: &[Vec<u8>]| [&b"\x89PNG\r\n\x1a\n"[..], &chunks.concat()].concat();
        let (head, data, end) = (chunk(b"IHDR", b"head"), chunk(b"IDAT", b"data"), chunk(b"IEND", b""));
        let exif = chunk(b"eXIf", &exif(false)[6..]);
        let full =
            png(&[head.clone(), exif, chunk(b"tEXt", b"Author\0Ann"), data.clone(), end.clone(), b"more".to_vec()]);
        assert!(has_position(&full));
        let turned = png_chunk(*b"eXIf", &turned_tiff(6));
        let clean = remove_metadata(full);
        assert_eq!((clean.bytes, clean.orientation), (png(&[head, turned, data, end]), 6));
    }

    #[test]
    fn files_without_metadata_stay() {
        for file in [jpeg(&[(0xe0, b"JFIF\0")], b""), b"GIF89a".to_vec(), b"\xff\xd8\xff".to_vec(), Vec::new()] {
            let clean = remove_metadata(file.clone());
            assert_eq!((clean.bytes, clean.orientation), (file, 1));
        }
    }

    #[test]
    fn positions_are_found_in_other_files() {
        let exif = exif(true);
        for (file, has) in [
            ([&b"\0\0\0\x18ftypheic...."[..], &exif[..]].concat(), true),
            ([&b"RIFF....WEBPEXIF\x40\0\0\0"[..], &exif[6..]].concat(), true),
            ([&b"RIFF....WEBPEXIF\x40\0\0\0"[..], &exif[..]].concat(), true),
            ([&b"%PDF-1.7 stream "[..], &jpeg(&[(0xe1, &exif)], b"")[..]].concat(), true),
            (b"How to remove Exif\0\0II*\0 and exif:GPSLatitude".to_vec(), false),
            (jpeg(&[(0xe1, &exif_segment(6)[4..])], b""), false),
        ] {
            assert_eq!(has_position(&file), has, "{}", String::from_utf8_lossy(&file));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn damaged_files_are_taken(cut in 0..400usize, at in 0..200usize, byte in any::<u8>(), little in any::<bool>()) {
            let exif = exif(little);
            let png = [&b"\x89PNG\r\n\x1a\n\0\0\0\x40eXIf"[..], &exif[6..]].concat();
            for mut file in [jpeg(&[(0xe1, &exif), (0xe2, b"ICC_PROFILE\0p")], b"behind"), png] {
                file.truncate(cut);
                if let Some(damaged) = file.get_mut(at) {
                    *damaged = byte;
                }
                let (length, had_position) = (file.len(), has_position(&file));
                prop_assert!(had_position || !has_position(&remove_metadata(file.clone()).bytes));
                prop_assert!(remove_metadata(file).bytes.len() <= length + 36);
            }
        }
    }
}
