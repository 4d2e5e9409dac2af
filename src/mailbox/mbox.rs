//! An mbox file: mails behind lines that begin with `From `. The file is only read.

use std::fs::File;
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, fcntl_lock};
use rustix::io::Errno;

/// The largest file that is read, in octets: it is in memory while it is cut into mails.
const MAX_MBOX_BYTES: u64 = 1 << 30;

/// How long another program may write before reading fails.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// The pause between two tries to lock the file.
const LOCK_PAUSE: Duration = Duration::from_millis(50);

/// The subject of the first mail in a file that Dovecot has emptied. It is data of the server, not a mail.
const INTERNAL_SUBJECT: &[u8] = b"don't delete this message";

/// Reads an mbox file while it holds a shared lock, so that no mail in it is half written.
///
/// Postfix, Dovecot and procmail take the same lock (fcntl) before they write.
///
/// # Errors
/// Returns an error if the file cannot be read, is larger than 1 GiB, or is locked for longer than 10 s.
pub fn read_mbox(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let start = Instant::now();
    while let Err(error) = fcntl_lock(&file, FlockOperation::NonBlockingLockShared) {
        // Some network file systems have no locks: then nobody else has one either.
        if error == Errno::NOLCK || error.kind() == io::ErrorKind::Unsupported {
            break;
        }
        if start.elapsed() > LOCK_TIMEOUT {
            return Err(io::Error::new(io::ErrorKind::WouldBlock, "another program keeps writing to it"));
        }
        std::thread::sleep(LOCK_PAUSE);
    }
    let mut octets = Vec::new();
    file.by_ref().take(MAX_MBOX_BYTES + 1).read_to_end(&mut octets)?;
    if octets.len() as u64 > MAX_MBOX_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 GiB"));
    }
    Ok(octets)
}

/// Returns whether a file is an mbox.
#[must_use]
pub fn is_mbox(octets: &[u8]) -> bool {
    octets.starts_with(b"From ")
}

/// Cuts an mbox into its mails: returns the place of each in the file, without the line that separates it.
///
/// A mail ends before the next line that begins with `From ` behind an empty line; or where its Content-Length says,
/// if such a line or the end of the file is exactly there: some programs do not quote `From ` in a mail.
#[must_use]
pub fn split_mbox(octets: &[u8]) -> Vec<Range<usize>> {
    let mut mails = Vec::new();
    let mut rest = octets;
    while let Some(mail) = after_separator(rest) {
        let start = octets.len() - mail.len();
        let exact = length_by_header(mail);
        let end = exact.or_else(|| length_by_separator(mail)).unwrap_or(mail.len());
        let (mail, next) = mail.split_at_checked(end).unwrap_or((mail, b""));
        let is_first = mails.is_empty() && rest.len() == octets.len();
        if !(is_first && is_internal(mail)) {
            let mail = if exact.is_some() { mail } else { without_last_blank(mail) };
            mails.push(start..start + mail.len());
        }
        rest = skip_blank_lines(next);
    }
    mails
}

/// Returns what follows the separator line; `None` if there is none.
fn after_separator(octets: &[u8]) -> Option<&[u8]> {
    octets.strip_prefix(b"From ")?;
    let end = memchr::memchr(b'\n', octets).map_or(octets.len(), |end| end + 1);
    octets.get(end..)
}

/// Returns the length of a mail by its Content-Length, if a mail or the file ends there.
fn length_by_header(mail: &[u8]) -> Option<usize> {
    let body = body_start(mail);
    let value = header(mail.get(..body)?, b"content-length")?;
    let length: usize = std::str::from_utf8(value).ok()?.trim().parse().ok()?;
    let end = body.checked_add(length).filter(|end| *end <= mail.len())?;
    let after = mail.get(end..)?;
    let next = skip_blank_lines(after);
    (next.is_empty() || next.starts_with(b"From ")).then_some(end)
}

/// Returns the length of a mail up to the separator of the next one, with the empty line before it.
fn length_by_separator(mail: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(mail, b"\nFrom ").map(|at| at + 1).find(|start| {
        let before = mail.get(..*start).unwrap_or_default();
        before.ends_with(b"\n\n") || before.ends_with(b"\n\r\n") || matches!(before, b"\n" | b"\r\n")
    })
}

/// Takes the empty line off that separates a mail from the next, or from the end of the file.
fn without_last_blank(mail: &[u8]) -> &[u8] {
    let shorter = mail.strip_suffix(b"\r\n").or_else(|| mail.strip_suffix(b"\n")).unwrap_or(mail);
    if shorter.ends_with(b"\n") { shorter } else { mail }
}

fn skip_blank_lines(mut octets: &[u8]) -> &[u8] {
    while let Some(rest) = octets.strip_prefix(b"\n").or_else(|| octets.strip_prefix(b"\r\n")) {
        octets = rest;
    }
    octets
}

/// Returns where the body of a mail begins.
fn body_start(mail: &[u8]) -> usize {
    let lf = memchr::memmem::find(mail, b"\n\n").map(|at| at + 2);
    let crlf = memchr::memmem::find(mail, b"\n\r\n").map(|at| at + 3);
    lf.into_iter().chain(crlf).min().unwrap_or(mail.len())
}

/// Returns the value of the first line of a header; `name` is in lower case.
fn header<'a>(headers: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    headers.split(|octet| *octet == b'\n').find_map(|line| {
        let (start, rest) = line.split_at_checked(name.len())?;
        rest.strip_prefix(b":").filter(|_| start.eq_ignore_ascii_case(name))
    })
}

/// Returns whether a mail is the one that Dovecot leaves in a file without mails.
fn is_internal(mail: &[u8]) -> bool {
    let headers = mail.get(..body_start(mail)).unwrap_or(mail);
    let is_marked = header(headers, b"x-imap").is_some() || header(headers, b"x-imapbase").is_some();
    is_marked
        && header(headers, b"subject").is_some_and(|subject| {
            let subject = subject.trim_ascii().to_ascii_lowercase();
            subject.starts_with(INTERNAL_SUBJECT)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mails(file: &str) -> Vec<String> {
        split_mbox(file.as_bytes()).into_iter().map(|place| file[place].to_owned()).collect()
    }

    #[test]
    fn files_of_other_programs_are_split() {
        let dovecot = "From MAILER-DAEMON Sun Nov 29 04:00:00 2026\nSubject: a\nContent-Length: 29\n\n\
            text\n\nFrom the garden\n\nmore\n\nFrom ann@example.org  Sun Nov 29 04:00:00 2026\nSubject: b\n\nb\n";
        let body = "text\n\nFrom the garden\n\nmore\n";
        assert_eq!(body.len(), 28);
        for (name, file, expected) in [
            ("nothing", String::new(), vec![]),
            ("no mbox", "Subject: a\n\nFrom here\n".to_owned(), vec![]),
            ("one", "From ann Sun\nSubject: a\n\nx\n\n".to_owned(), vec!["Subject: a\n\nx\n"]),
            (
                "Postfix",
                "From ann@example.org  Sun Nov 29 04:00:00 2026\nSubject: a\n\n>From here\n\nFrom - Sun\nSubject: b\n\nb\n\n"
                    .to_owned(),
                vec!["Subject: a\n\n>From here\n", "Subject: b\n\nb\n"],
            ),
            (
                "Dovecot, From in the body",
                dovecot.replace("29\n\n", "28\n\n"),
                vec!["Subject: a\nContent-Length: 28\n\ntext\n\nFrom the garden\n\nmore\n", "Subject: b\n\nb\n"],
            ),
            (
                "Content-Length that counts the empty line too",
                dovecot.to_owned(),
                vec!["Subject: a\nContent-Length: 29\n\ntext\n\nFrom the garden\n\nmore\n\n", "Subject: b\n\nb\n"],
            ),
            (
                "procmail, no empty line",
                "From ann Sun\nContent-Length: 2\n\na\nFrom bob Sun\nSubject: b\n\nb\n".to_owned(),
                vec!["Content-Length: 2\n\na\n", "Subject: b\n\nb\n"],
            ),
            (
                "wrong Content-Length",
                "From ann Sun\nContent-Length: 99\n\na\n\nFrom bob Sun\nContent-Length: 1\n\nbcd\n".to_owned(),
                vec!["Content-Length: 99\n\na\n", "Content-Length: 1\n\nbcd\n"],
            ),
            (
                "Thunderbird",
                "From - Sun Nov 29 04:32:42 2026\r\nSubject: a\r\n\r\nx\r\n\r\nFrom - Sun\r\nSubject: b\r\n\r\nFrom\r\n from\r\n"
                    .to_owned(),
                vec!["Subject: a\r\n\r\nx\r\n", "Subject: b\r\n\r\nFrom\r\n from\r\n"],
            ),
            (
                "From without an empty line before it",
                "From ann Sun\nSubject: a\n\nx\nFrom here\n".to_owned(),
                vec!["Subject: a\n\nx\nFrom here\n"],
            ),
            ("mails without headers", "From a\n\nx\n\nFrom b\n\n\nFrom c".to_owned(), vec!["\nx\n", "\n", ""]),
        ] {
            assert_eq!(mails(&file), expected, "{name}");
        }
    }

    #[test]
    fn mail_that_dovecot_made_is_skipped() {
        let own = "From MAILER-DAEMON Sun\nFrom: Mail System Internal Data <MAILER-DAEMON@x>\n\
            Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\nX-IMAP: 1 2\nStatus: RO\n\nThis text\n\n";
        let mail = "From ann Sun\nSubject: a\n\nx\n\n";
        assert_eq!(mails(&format!("{own}{mail}")), ["Subject: a\n\nx\n"]);
        assert_eq!(mails(own).len(), 0);
        assert_eq!(mails(&format!("{mail}{own}")).len(), 2, "only the first mail is data of the server");
        assert_eq!(mails(&own.replace("X-IMAP", "X-Other")).len(), 1);
    }
}
