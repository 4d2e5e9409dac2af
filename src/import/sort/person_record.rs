//! Writes a person as bytes, and reads them again.

use std::io::{self, Read};

use crate::import::merge::{DesiredState, ImportedPerson};

/// The bytes of a record before its texts: their lengths, the line and the requested state.
const HEAD_BYTES: usize = 25;

const STATES: [DesiredState; 4] =
    [DesiredState::Subscribed, DesiredState::NoticesOnly, DesiredState::Unsubscribed, DesiredState::OptedOut];

/// Appends a person to the bytes.
pub(super) fn write_person(person: &ImportedPerson, bytes: &mut Vec<u8>) {
    let original = person.original.as_deref().unwrap_or_default();
    let texts = [person.folded.as_bytes(), original.as_bytes(), &person.kept, person.json.as_bytes()];
    for text in texts {
        bytes.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
    }
    bytes.extend(person.line.to_le_bytes());
    let state = STATES.iter().position(|state| *state == person.desired).unwrap_or_default();
    bytes.push(u8::try_from(state).unwrap_or_default());
    for text in texts {
        bytes.extend(text);
    }
}

/// Returns the folded address in a record, by which it is sorted.
pub(super) fn sort_key(record: &[u8]) -> &[u8] {
    let (head, texts) = record.split_at_checked(HEAD_BYTES).unwrap_or_default();
    let length = head.first_chunk().map_or(0, |length| u32::from_le_bytes(*length));
    texts.get(..length as usize).unwrap_or_default()
}

/// Reads the next person; `None` at the end.
///
/// # Errors
/// Returns an error if the file cannot be read, or ends within a record.
pub(super) fn read_person(records: &mut impl io::BufRead) -> io::Result<Option<ImportedPerson>> {
    if records.fill_buf()?.is_empty() {
        return Ok(None);
    }
    let mut lengths = [0; 4];
    for length in &mut lengths {
        *length = u32::from_le_bytes(array(records)?) as usize;
    }
    let line = u64::from_le_bytes(array(records)?);
    let [state] = array(records)?;
    let desired = STATES.get(usize::from(state)).copied().ok_or(io::ErrorKind::InvalidData)?;
    let [folded, original, kept, json] = lengths;
    Ok(Some(ImportedPerson {
        line,
        desired,
        folded: text(records, folded)?,
        original: if original == 0 { None } else { Some(text(records, original)?) },
        kept: octets(records, kept)?,
        json: text(records, json)?,
    }))
}

fn array<const N: usize>(records: &mut impl Read) -> io::Result<[u8; N]> {
    let mut array = [0; N];
    records.read_exact(&mut array)?;
    Ok(array)
}

fn octets(records: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut octets = vec![0; length];
    records.read_exact(&mut octets)?;
    Ok(octets)
}

fn text(records: &mut impl Read, length: usize) -> io::Result<String> {
    String::from_utf8(octets(records, length)?).map_err(|_| io::ErrorKind::InvalidData.into())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn people_are_read_as_they_were_written() {
        let person = |folded: &str, original: Option<&str>, desired| ImportedPerson {
            line: 7,
            folded: folded.to_owned(),
            original: original.map(str::to_owned),
            desired,
            json: r#"{"town":"Łódź"}"#.to_owned(),
            kept: vec![0, 3, 203],
        };
        let people = [
            person("ann@example.org", None, DesiredState::Subscribed),
            person("ben@example.org", Some("Ben@example.org"), DesiredState::NoticesOnly),
            person("cy@example.org", None, DesiredState::OptedOut),
            ImportedPerson { kept: Vec::new(), ..person("di@example.org", None, DesiredState::Unsubscribed) },
        ];
        let mut bytes = Vec::new();
        for person in &people {
            let start = bytes.len();
            write_person(person, &mut bytes);
            assert_eq!(sort_key(&bytes[start..]), person.folded.as_bytes());
        }
        let mut rest = bytes.as_slice();
        for person in &people {
            assert_eq!(read_person(&mut rest).unwrap().unwrap(), *person);
        }
        assert_eq!(read_person(&mut rest).unwrap(), None);
        let mut first = Vec::new();
        write_person(&people[0], &mut first);
        for length in 1..first.len() {
            assert!(read_person(&mut &bytes[..length]).is_err(), "{length}");
        }
    }
}
