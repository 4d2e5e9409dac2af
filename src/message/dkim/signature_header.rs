//! Writes the `DKIM-Signature` header (RFC 6376 §3.5), folded before it is signed, so that nobody has to fold it later.

use encodify::base64;
use jiff::Timestamp;

use super::canonical_form::HeaderField;
use super::dkim_key::DkimIdentity;
use crate::message::headers;

/// The recommended maximum length of a line (RFC 5322 §2.1.1).
const MAX_LINE: usize = 76;

/// A header without its signature.
#[derive(Debug)]
pub(super) struct SignatureHeader {
    text: String,
    column: usize,
}

/// What a signature says about a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct SignedParts<'a> {
    /// The names of the signed headers, in the order in which they are signed.
    pub(super) names: &'a [&'a str],
    /// The digest of the body, in base64.
    pub(super) body_digest: &'a str,
    /// When it is signed.
    pub(super) time: Timestamp,
}

impl SignatureHeader {
    pub(super) fn new(identity: &DkimIdentity, domain: &str, parts: SignedParts<'_>) -> Self {
        let mut header =
            Self { text: format!("{}:", headers::DKIM_SIGNATURE), column: headers::DKIM_SIGNATURE.len() + 1 };
        header.push_word(" v=1;");
        header.push_word(&format!(" a={};", identity.key.algorithm().signature_tag()));
        header.push_word(" c=relaxed/relaxed;");
        header.push_word(&format!(" d={domain};"));
        header.push_word(&format!(" s={};", identity.selector));
        header.push_word(&format!(" t={};", parts.time.as_second()));
        header.push_names(parts.names);
        header.break_line();
        header.push(&format!("bh={};", parts.body_digest));
        header.break_line();
        header.push("b=");
        header
    }

    /// Appends the canonical form that is signed: with an empty `b=`, and without a line break at the end.
    pub(super) fn write_relaxed(&self, out: &mut Vec<u8>) {
        let bytes = self.text.as_bytes();
        let (name, value) = bytes.split_at(headers::DKIM_SIGNATURE.len());
        HeaderField { name, value: &value[1..] }.write_relaxed(out);
    }

    /// Returns the header with its signature and its line break.
    pub(super) fn finish(mut self, signature: &[u8]) -> String {
        let signature = base64::STANDARD.encode(signature);
        let mut rest = signature.as_str();
        while let Some((line, more)) = rest.split_at_checked(MAX_LINE - self.column)
            && !more.is_empty()
        {
            self.push(line);
            self.break_line();
            rest = more;
        }
        self.push(rest);
        self.text.push_str("\r\n");
        self.text
    }

    fn push_names(&mut self, names: &[&str]) {
        let mut prefix = " h=";
        for (number, name) in names.iter().enumerate() {
            let end = if number + 1 == names.len() { ";" } else { ":" };
            self.push_word(&format!("{prefix}{}{end}", name.to_ascii_lowercase()));
            prefix = "";
        }
    }

    /// Appends a word, on a new line if it does not fit.
    fn push_word(&mut self, word: &str) {
        if self.column + word.len() > MAX_LINE && self.column > 1 {
            self.break_line();
            self.push(word.trim_start());
        } else {
            self.push(word);
        }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.column += text.len();
    }

    fn break_line(&mut self) {
        self.text.push_str("\r\n ");
        self.column = 1;
    }
}
