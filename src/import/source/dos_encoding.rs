//! The encodings of DOS, which the Encoding Standard does not have.

/// An encoding of one byte for each character, the first half ASCII.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DosEncoding {
    pub(super) name: &'static str,
    /// The characters from 0x80 to 0xFF.
    upper: &'static str,
}

/// Western Europe (<https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/CP850.TXT>).
#[rustfmt::skip]
pub(super) static IBM850: DosEncoding = DosEncoding {
    name: "IBM850",
    upper: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
};

/// The original IBM PC (<https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/CP437.TXT>).
#[rustfmt::skip]
pub(super) static IBM437: DosEncoding = DosEncoding {
    name: "IBM437",
    upper: "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
};

impl DosEncoding {
    /// Returns the encoding with a label such as `cp850`.
    pub(super) fn of(label: &str) -> Option<&'static Self> {
        let label = label.trim().to_ascii_lowercase().replace(['-', '_'], "");
        let number = ["ibm", "cp", "dos"].iter().find_map(|prefix| label.strip_prefix(prefix)).unwrap_or(&label);
        match number {
            "850" => Some(&IBM850),
            "437" => Some(&IBM437),
            _ => None,
        }
    }

    /// Decodes bytes.
    pub(super) fn decode(&self, bytes: &[u8]) -> String {
        let upper: Vec<char> = self.upper.chars().collect();
        let character = |byte: &u8| match byte.checked_sub(0x80) {
            None => char::from(*byte),
            Some(at) => upper.get(usize::from(at)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        bytes.iter().map(character).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dos_letters_are_decoded() {
        assert!(IBM850.upper.chars().count() == 128 && IBM437.upper.chars().count() == 128);
        assert_eq!(
            IBM850.decode(b"M\x81ller, J\x94rg, Ren\x82, S\x9bren, Stra\xe1e"),
            "Müller, Jörg, René, Søren, Straße"
        );
        assert_eq!(IBM437.decode(b"M\x81ller, Stra\xe1e, Garc\xa1a"), "Müller, Straße, García");
        assert_eq!(DosEncoding::of("CP-850"), Some(&IBM850));
        assert_eq!(DosEncoding::of("437"), Some(&IBM437));
        assert_eq!(DosEncoding::of("utf-8"), None);
    }
}
