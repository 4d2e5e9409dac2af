//! How large an image is, by the first bytes of its file.

/// Returns the media type of a PNG, JPEG or GIF, and its width and height in pixels; of nothing else.
#[must_use]
pub fn image_size(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
    let (media_type, width, height) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        (bytes.get(12..16)? == b"IHDR").then_some(())?;
        ("image/png", read_uint(bytes, 16, 4)?, read_uint(bytes, 20, 4)?)
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        let number = |at: usize| Some(u32::from(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
        ("image/gif", number(6)?, number(8)?)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        let (width, height) = jpeg_size(bytes)?;
        ("image/jpeg", width, height)
    } else {
        return None;
    };
    (width > 0 && height > 0).then_some((media_type, width, height))
}

/// Goes from marker to marker until the frame's header (ITU-T T.81, annex B).
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some((read_uint(bytes, at + 7, 2)?, read_uint(bytes, at + 5, 2)?));
            }
            // The image itself begins, or ends, before any frame was told.
            0xd9 | 0xda => return None,
            _ => at += 2 + usize::try_from(read_uint(bytes, at + 2, 2)?.max(2)).ok()?,
        }
    }
}

/// Reads a number whose highest byte comes first.
fn read_uint(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::image_size;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x04\xb0\0\0\x02\x58\x08\x06\0\0\0";
    const GIF: &[u8] = b"GIF89a\x10\x00\x00\x01\xf0\0\0";
    const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xfe\0\x03x\xff\xc2\0\x11\x08\x02\x58\x04\xb0\x03";

    #[test]
    fn sizes_are_read() {
        assert_eq!(image_size(PNG), Some(("image/png", 1200, 600)));
        assert_eq!(image_size(GIF), Some(("image/gif", 16, 256)));
        assert_eq!(image_size(JPEG), Some(("image/jpeg", 1200, 600)));
        for other in
            [&b"RIFF\0\0\0\0WEBPVP8 "[..], b"<svg width=\"1\">", b"", b"\xff\xd8\xff\xda\0\x04", b"\xff\xd8\xff"]
        {
            assert_eq!(image_size(other), None);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_a_file_holds_is_taken_or_refused(
            start in prop::sample::select(vec![PNG, GIF, JPEG]),
            length in 0..40usize,
            rest in prop::collection::vec(any::<u8>(), 0..60),
        ) {
            let file: Vec<u8> = start.iter().take(length).chain(&rest).copied().collect();
            prop_assert!(image_size(&file).is_none_or(|(_, width, height)| width > 0 && height > 0));
        }
    }
}
