//! Attachments of a kind that providers refuse.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity, single_line};

pub(super) const RULE: LintRule = LintRule {
    id: "attach-type",
    severity: Severity::Block,
    other_severity: "",
    mandatory: false,
    description: "an attachment is a program or a script, alone or in a ZIP file: Gmail and others refuse the whole letter",
    help: "Put the file on the web and link to it.",
    example: RuleExample {
        bad: "attachments:\n  - calculator.js",
        good: "[The calculator](https://www.example.org/calculator)",
    },
    check: Some(check),
};

/// Ends of file names that Gmail blocks, and what Outlook and Yahoo block as well.
const REFUSED_EXTENSIONS: &[&str] = &[
    "ade",
    "adp",
    "apk",
    "appx",
    "appxbundle",
    "bat",
    "cab",
    "chm",
    "cmd",
    "com",
    "cpl",
    "diagcab",
    "diagcfg",
    "diagpkg",
    "dll",
    "dmg",
    "ex",
    "ex_",
    "exe",
    "hta",
    "img",
    "ins",
    "iso",
    "isp",
    "jar",
    "jnlp",
    "js",
    "jse",
    "lib",
    "lnk",
    "mde",
    "mjs",
    "mpkg",
    "msc",
    "msi",
    "msix",
    "msixbundle",
    "msp",
    "mst",
    "nsh",
    "pif",
    "pkg",
    "ps1",
    "ps1xml",
    "ps2",
    "psc1",
    "psc2",
    "reg",
    "scr",
    "sct",
    "shb",
    "sys",
    "vb",
    "vbe",
    "vbs",
    "vhd",
    "vhdx",
    "vxd",
    "wsc",
    "wsf",
    "wsh",
    "xll",
];

/// How the entry of a file begins in the directory of a ZIP file, and where its name is (APPNOTE 4.3.12).
const ZIP_ENTRY: &[u8] = b"PK\x01\x02";
const ZIP_NAME_LENGTH: usize = 28;
const ZIP_NAME: usize = 46;

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for file in &page.draft.attachments {
        let name = single_line(&file.name);
        let sentence = if let Some(extension) = refused_extension(&file.name) {
            format!("Gmail and others refuse letters with a file such as `{name}` (`.{extension}`)")
        } else if let Some(inner) = zip_names(&file.bytes).find(|inner| refused_extension(inner).is_some()) {
            let inner = single_line(&inner).into_owned();
            format!("`{name}` holds `{inner}`: Gmail and others refuse letters with such a file")
        } else {
            continue;
        };
        let location = Some(page.draft.word_location("attachments", &file.name));
        let finding = Diagnostic { location, ..RULE.diagnostic_at_key(page, "attachments", sentence) };
        findings.push(finding.with_help("put the file on the web and link to it"));
    }
    findings
}

fn refused_extension(name: &str) -> Option<&'static str> {
    let (_, extension) = name.trim_end_matches(['.', ' ']).rsplit_once('.')?;
    REFUSED_EXTENSIONS.iter().copied().find(|refused| extension.eq_ignore_ascii_case(refused))
}

/// Lists the names in the directory of a ZIP file; nothing for other files.
fn zip_names(bytes: &[u8]) -> impl Iterator<Item = String> + '_ {
    let is_zip = bytes.starts_with(b"PK");
    let entries = memchr::memmem::find_iter(if is_zip { bytes } else { b"" }, ZIP_ENTRY);
    entries.filter_map(|at| {
        let length = bytes.get(at + ZIP_NAME_LENGTH..at + ZIP_NAME_LENGTH + 2)?;
        let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
        Some(String::from_utf8_lossy(bytes.get(at + ZIP_NAME..at + ZIP_NAME + length)?).into_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_found_by_name_and_in_zip_files() {
        for name in ["a.js", "A.EXE", "report.pdf.scr", "x.bat. "] {
            assert!(refused_extension(name).is_some(), "{name}");
        }
        for name in ["a.pdf", "a.json", "js", "notes.docx", "a.zip", "a.ics"] {
            assert_eq!(refused_extension(name), None, "{name}");
        }
        let entry = [&b"PK\x03\x04"[..], ZIP_ENTRY, &[0; 24], &[5, 0], &[0; 16], b"a.exe"].concat();
        assert_eq!(zip_names(&entry).collect::<Vec<_>>(), ["a.exe"]);
        assert_eq!(zip_names(&entry[4..9]).count() + zip_names(b"x").count(), 0);
    }
}
