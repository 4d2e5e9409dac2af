//! Goes through the blocks of a GIF file.

/// Where XMP is written into a GIF (XMP specification, part 3, §1.1.2).
const XMP_APPLICATION: &[u8] = b"\x0bXMP DataXMP";

/// A GIF without comments and metadata.
#[derive(Debug)]
pub(super) struct CleanGif {
    pub(super) bytes: Vec<u8>,
    /// Whether it has its end and at least one picture.
    pub(super) is_complete: bool,
}

/// Copies a GIF without its comments (§24) and its XMP; of a damaged one, what can be followed.
pub(super) fn clean_gif(bytes: &[u8]) -> CleanGif {
    let mut at = 13 + colour_table(bytes.get(10).copied());
    let mut clean = bytes.get(..at).unwrap_or(bytes).to_vec();
    let mut has_picture = false;
    loop {
        let end = match bytes.get(at) {
            Some(0x21) => sub_blocks_end(bytes, at + 2),
            Some(0x2c) => {
                has_picture = true;
                sub_blocks_end(bytes, at + 11 + colour_table(bytes.get(at + 9).copied()))
            }
            Some(0x3b) => {
                clean.push(0x3b);
                return CleanGif { bytes: clean, is_complete: has_picture };
            }
            _ => None,
        };
        let Some(block) = end.and_then(|end| bytes.get(at..end)) else {
            return CleanGif { bytes: bytes.to_vec(), is_complete: false };
        };
        let is_comment = block.starts_with(&[0x21, 0xfe]);
        let is_xmp =
            block.get(1) == Some(&0xff) && block.get(2..).is_some_and(|rest| rest.starts_with(XMP_APPLICATION));
        if !is_comment && !is_xmp {
            clean.extend_from_slice(block);
        }
        at += block.len();
    }
}

/// Returns the size of a table of colours by the octet that announces it, in octets.
fn colour_table(flags: Option<u8>) -> usize {
    flags.filter(|flags| flags & 0x80 != 0).map_or(0, |flags| 3 << ((flags & 7) + 1))
}

/// Returns where a row of blocks ends, each of which begins with its length.
fn sub_blocks_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            0 => return Some(at + 1),
            length => at += 1 + usize::from(*length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::clean_gif;

    const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

    #[test]
    fn comments_and_metadata_are_removed_and_the_loop_stays() {
        let again = b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";
        let with = |blocks: &[&[u8]]| [&GIF[..19], &blocks.concat(), &GIF[19..]].concat();
        let xmp = b"!\xff\x0bXMP DataXMP\x0fGPSLatitude 51N\0";
        let clean = clean_gif(&with(&[b"!\xfe\x05Ann's\0", xmp, again]));
        assert_eq!((clean.bytes, clean.is_complete), (with(&[again]), true));
        assert_eq!(clean_gif(&[GIF, b"behind"].concat()).bytes, GIF);
    }

    #[test]
    fn incomplete_files_are_told() {
        for cut in 0..GIF.len() {
            let clean = clean_gif(&GIF[..cut]);
            assert!(!clean.is_complete && clean.bytes == GIF[..cut], "{cut}");
        }
        assert!(!clean_gif(b"GIF89a\x01\0\x01\0\0\0\0;").is_complete, "it has no picture");
    }
}
