//! Reads the two Exif values that matter for letters: where a photograph was taken, and how it is turned.

use memchr::memmem;

/// How Exif data begin: in a JPEG or HEIC, in a PNG, in a WebP (with four bytes of length in between).
const EXIF_STARTS: [(&[u8], usize); 3] = [(b"Exif\0\0", 0), (b"eXIf", 0), (b"EXIF", 4)];

/// Tags of TIFF and Exif (CIPA DC-008).
const ORIENTATION_TAG: u32 = 0x0112;
const GPS_TAG: u32 = 0x8825;
const LATITUDE_TAG: u32 = 0x0002;

/// The property of XMP that says the same as the tag.
const XMP_LATITUDE: &[u8] = b"GPSLatitude";

/// Exif data: a TIFF file without an image.
#[derive(Debug, Clone, Copy)]
pub(super) struct ExifData<'e> {
    tiff: &'e [u8],
    is_little_endian: bool,
}

impl<'e> ExifData<'e> {
    /// Reads the header of a TIFF file.
    pub(super) fn parse(tiff: &'e [u8]) -> Option<Self> {
        let is_little_endian = tiff.starts_with(b"II*\0");
        (is_little_endian || tiff.starts_with(b"MM\0*")).then_some(Self { tiff, is_little_endian })
    }

    /// Returns how the picture is turned, from 1 (not at all) to 8.
    pub(super) fn orientation(self) -> Option<u16> {
        let at = self.entry(self.number(4, 4)?, ORIENTATION_TAG)?;
        u16::try_from(self.number(at + 8, 2)?).ok().filter(|value| (1..=8).contains(value))
    }

    /// Returns whether it says where the picture was taken.
    fn has_position(self) -> bool {
        let position = || {
            let gps = self.entry(self.number(4, 4)?, GPS_TAG)?;
            self.entry(self.number(gps + 8, 4)?, LATITUDE_TAG)
        };
        position().is_some()
    }

    /// Returns where the entry of a tag is in the directory at a place.
    fn entry(self, directory: u32, tag: u32) -> Option<usize> {
        let start = usize::try_from(directory).ok()?;
        let count = usize::try_from(self.number(start, 2)?).ok()?;
        let entries = (0..count).map(|index| start + 2 + index * 12);
        entries.take_while(|at| *at < self.tiff.len()).find(|at| self.number(*at, 2) == Some(tag))
    }

    fn number(self, at: usize, length: usize) -> Option<u32> {
        let bytes = self.tiff.get(at..at.checked_add(length)?)?;
        let add = |number: u32, byte: &u8| number << 8 | u32::from(*byte);
        Some(if self.is_little_endian { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) })
    }
}

/// Returns whether a file, or a photograph within it, says where it was taken.
#[must_use]
pub fn has_position(bytes: &[u8]) -> bool {
    let blocks = EXIF_STARTS.iter().flat_map(|(start, gap)| {
        memmem::find_iter(bytes, start).filter_map(move |at| bytes.get(at + start.len() + gap..))
    });
    let mut blocks = blocks.filter_map(ExifData::parse);
    blocks.any(ExifData::has_position) || memmem::find(bytes, XMP_LATITUDE).is_some_and(|_| is_photograph(bytes))
}

fn is_photograph(bytes: &[u8]) -> bool {
    let starts: [&[u8]; 3] = [b"\xff\xd8\xff", b"\x89PNG", b"RIFF"];
    starts.iter().any(|start| bytes.starts_with(start)) || bytes.get(4..8) == Some(b"ftyp")
}
