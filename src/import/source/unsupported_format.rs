//! File formats that cannot be imported, each with its name.

use std::fmt;

/// A format that cannot be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnsupportedFormat {
    /// Excel 97 to 2003.
    Xls,
    /// Excel, binary.
    Xlsb,
    /// Excel with a password.
    EncryptedWorkbook,
    /// Excel 2003, XML.
    XmlSpreadsheet,
    /// OpenDocument in one XML file.
    FlatOpenDocument,
    /// Apple Numbers, Pages or Keynote.
    IWork,
    /// Word 97 to 2003.
    Doc,
    /// Word.
    Docx,
    /// PowerPoint.
    Presentation,
    /// OpenDocument text, presentation or drawing.
    OpenDocumentText,
    /// Another file of older Office programs.
    OleFile,
    /// An Outlook message.
    OutlookMessage,
    /// An Outlook data file.
    OutlookData,
    /// An Access database.
    Access,
    /// An SQLite database.
    Sqlite,
    /// A PDF.
    Pdf,
    /// A Rich Text document.
    Rtf,
    /// A web page.
    Html,
    /// XML of another kind.
    Xml,
    /// A picture.
    Picture,
    /// A ZIP archive of other files.
    Zip,
    /// Another archive.
    Compressed,
    /// Another binary file.
    Binary,
}

impl UnsupportedFormat {
    /// Recognises a binary file by its first bytes (<https://www.iana.org/assignments/media-types>).
    pub(super) fn of_bytes(start: &[u8]) -> Option<Self> {
        let magic: [(&[u8], Self); 18] = [
            (b"%PDF", Self::Pdf),
            (b"{\\rtf", Self::Rtf),
            (b"SQLite format 3\0", Self::Sqlite),
            (b"!BDN", Self::OutlookData),
            (b"\x00\x01\x00\x00Standard ", Self::Access),
            (b"\x89PNG", Self::Picture),
            (b"\xFF\xD8\xFF", Self::Picture),
            (b"GIF8", Self::Picture),
            (b"II*\0", Self::Picture),
            (b"MM\0*", Self::Picture),
            (b"\x1F\x8B", Self::Compressed),
            (b"BZh", Self::Compressed),
            (b"\xFD7zXZ\0", Self::Compressed),
            (b"7z\xBC\xAF\x27\x1C", Self::Compressed),
            (b"Rar!\x1A", Self::Compressed),
            (b"\x28\xB5\x2F\xFD", Self::Compressed),
            (b"bplist00", Self::Binary),
            (b"PAR1", Self::Binary),
        ];
        magic.iter().find(|(first, _)| start.starts_with(first)).map(|(_, format)| *format)
    }

    /// Recognises a file of older Office programs by the names of its streams.
    pub(super) fn of_ole(bytes: &[u8]) -> Self {
        let has = |name: &str| {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            memchr::memmem::find(bytes, &wide).is_some()
        };
        match () {
            () if has("EncryptedPackage") => Self::EncryptedWorkbook,
            () if has("Workbook") || has("Book") => Self::Xls,
            () if has("WordDocument") => Self::Doc,
            () if has("PowerPoint Document") => Self::Presentation,
            () if has("__substg1.0_") => Self::OutlookMessage,
            () => Self::OleFile,
        }
    }

    /// Recognises XML and web pages by their first characters.
    pub(super) fn of_text(start: &str) -> Option<Self> {
        let start = start.trim_start_matches('\u{feff}').trim_start();
        if !start.starts_with('<') {
            return None;
        }
        let begins = |with: &str| start.get(..with.len()).is_some_and(|first| first.eq_ignore_ascii_case(with));
        let tag = start.chars().nth(1).is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '!' | '?'));
        match () {
            () if start.contains("urn:schemas-microsoft-com:office:spreadsheet") => Some(Self::XmlSpreadsheet),
            () if start.contains("<office:document") => Some(Self::FlatOpenDocument),
            () if ["<!doctype html", "<html", "<table", "<head", "<body", "<meta", "<div"]
                .iter()
                .any(|with| begins(with)) =>
            {
                Some(Self::Html)
            }
            () if tag && begins("<?xml") && start.to_lowercase().contains("<html") => Some(Self::Html),
            () if tag && begins("<?xml") => Some(Self::Xml),
            () => None,
        }
    }

    /// Returns whether a text is binary: at least a tenth of it are control characters.
    pub(super) fn is_binary(start: &[u8]) -> bool {
        let controls = start.iter().filter(|byte| matches!(byte, 0..=8 | 14..=31)).count();
        controls > 8 && controls * 10 > start.len()
    }

    fn name(self) -> &'static str {
        match self {
            Self::Xls => "an Excel workbook of the old kind (.xls)",
            Self::Xlsb => "a binary Excel workbook (.xlsb)",
            Self::EncryptedWorkbook => "an Excel workbook protected by a password",
            Self::XmlSpreadsheet => "a spreadsheet in the XML of Excel 2003",
            Self::FlatOpenDocument => "an OpenDocument file in one piece (.fods)",
            Self::IWork => "a file of Apple Numbers, Pages or Keynote",
            Self::Doc => "a Word document of the old kind (.doc)",
            Self::Docx => "a Word document (.docx)",
            Self::Presentation => "a presentation",
            Self::OpenDocumentText => "an OpenDocument text, not a spreadsheet",
            Self::OleFile => "a file of an old Office program",
            Self::OutlookMessage => "a message saved by Outlook (.msg)",
            Self::OutlookData => "a data file of Outlook (.pst)",
            Self::Access => "an Access database",
            Self::Sqlite => "an SQLite database",
            Self::Pdf => "a PDF",
            Self::Rtf => "a rich text document (.rtf)",
            Self::Html => "a web page (HTML), whatever its name says",
            Self::Xml => "an XML file",
            Self::Picture => "a picture",
            Self::Zip => "a ZIP archive",
            Self::Compressed => "a compressed archive",
            Self::Binary => "a file that is not text",
        }
    }

    fn advice(self) -> &'static str {
        match self {
            Self::Xls | Self::Xlsb | Self::XmlSpreadsheet | Self::FlatOpenDocument | Self::OleFile => {
                "open it in a spreadsheet program and save it as .xlsx or CSV"
            }
            Self::Html => "open it in a spreadsheet program and save it as .xlsx or CSV, or export the list as CSV",
            Self::EncryptedWorkbook => "open it, save a copy without the password, and import that",
            Self::IWork => "export it as Excel (.xlsx) or CSV",
            Self::Zip | Self::Compressed => "unpack it and import the file with the list",
            Self::Access | Self::Sqlite | Self::Xml | Self::OutlookData => "export the list from its program as CSV",
            Self::Doc | Self::Docx | Self::Presentation | Self::OpenDocumentText | Self::Pdf | Self::Rtf => {
                "copy the list into a spreadsheet and save it as .xlsx or CSV"
            }
            Self::Picture | Self::OutlookMessage | Self::Binary => "save the list as .xlsx or CSV",
        }
    }
}

impl fmt::Display for UnsupportedFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name(), self.advice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_files_are_recognised_by_content() {
        for (start, format) in [
            (b"%PDF-1.7".as_slice(), UnsupportedFormat::Pdf),
            (b"{\\rtf1\\ansi", UnsupportedFormat::Rtf),
            (b"SQLite format 3\0", UnsupportedFormat::Sqlite),
        ] {
            assert_eq!(UnsupportedFormat::of_bytes(start), Some(format));
        }
        assert_eq!(UnsupportedFormat::of_bytes(b"email,name\n"), None);
        for (start, format) in [
            ("\u{feff}<html><table>", Some(UnsupportedFormat::Html)),
            (
                "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                Some(UnsupportedFormat::XmlSpreadsheet),
            ),
            ("<ann@example.org>", None),
            ("email,name", None),
        ] {
            assert_eq!(UnsupportedFormat::of_text(start), format, "{start}");
        }
        let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(UnsupportedFormat::of_ole(&wide), UnsupportedFormat::EncryptedWorkbook);
    }
}
