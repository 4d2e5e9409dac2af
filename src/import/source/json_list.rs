//! Finds the list of people within a JSON object: `{"data": {"results": [{…}, …]}}`.

use std::io::{self, Read};

use super::spreadsheet::is_head;

/// The size of one read, in bytes.
const CHUNK_SIZE: usize = 64 * 1_024;
/// The maximum number of nested brackets.
const MAX_DEPTH: usize = 200;
/// The maximum length of a key that is kept, in bytes.
const MAX_KEY: usize = 100;
/// The maximum number of lists in one file.
const MAX_LISTS: usize = 100;

/// A list of objects within an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JsonList {
    /// The keys that lead to it, with points between them.
    pub(crate) key: String,
    /// The number of bytes before its `[`.
    pub(crate) offset: u64,
    /// Whether a bracket is missing at the end of the file.
    pub(crate) is_cut_off: bool,
}

/// An open bracket.
struct JsonLevel {
    is_object: bool,
    key: String,
    /// The index of the list that it begins.
    list: Option<usize>,
    is_empty: bool,
}

/// A file while its lists are searched.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the state of a reader")]
struct ListSearch {
    levels: Vec<JsonLevel>,
    lists: Vec<JsonList>,
    has_objects: Vec<bool>,
    has_addresses: Vec<bool>,
    string: Option<Vec<u8>>,
    escaped: bool,
    wants_key: bool,
    is_person: bool,
    has_ended: bool,
    /// Whether the file is not one object.
    is_other: bool,
}

/// Returns the lists with addresses in a file that is one object, and not a person itself.
pub(crate) fn find_lists(mut file: impl Read) -> io::Result<Vec<JsonList>> {
    let mut search = ListSearch::default();
    let mut chunk = vec![0; CHUNK_SIZE];
    let mut offset = 0_u64;
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        for byte in &chunk[..read] {
            search.byte(*byte, offset);
            offset += 1;
            if search.is_other || search.is_person {
                return Ok(Vec::new());
            }
        }
    }
    let is_cut_off = !search.has_ended;
    let lists = search.lists.into_iter().zip(search.has_objects).zip(search.has_addresses);
    let found = lists.filter(|((_, has_objects), has_addresses)| *has_objects && *has_addresses);
    Ok(found.map(|((list, _), _)| JsonList { is_cut_off, ..list }).collect())
}

impl ListSearch {
    fn byte(&mut self, byte: u8, offset: u64) {
        if let Some(string) = &mut self.string {
            match byte {
                b'\n' | b'\r' => self.is_other = true,
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.end_string(),
                byte if string.len() < MAX_KEY => string.push(byte),
                b'@' => string.push(b'@'),
                _ => {}
            }
            return;
        }
        if byte.is_ascii_whitespace() {
            return;
        }
        if self.has_ended || (self.levels.is_empty() && byte != b'{') {
            self.is_other = true;
            return;
        }
        if let Some(level) = self.levels.last_mut()
            && std::mem::take(&mut level.is_empty)
            && let Some(list) = level.list
        {
            self.has_objects[list] = byte == b'{';
        }
        match byte {
            b'"' => {
                self.string = Some(Vec::new());
                return;
            }
            b'{' | b'[' => self.open(byte == b'{', offset),
            b'}' | b']' => {
                let is_right = self.levels.pop().is_some_and(|level| level.is_object == (byte == b'}'));
                self.is_other |= !is_right;
                self.has_ended = self.levels.is_empty();
            }
            _ => {}
        }
        self.wants_key = byte == b'{' || (byte == b',' && self.levels.last().is_some_and(|level| level.is_object));
    }

    fn open(&mut self, is_object: bool, offset: u64) {
        self.is_other |= self.levels.len() >= MAX_DEPTH;
        let in_objects = self.levels.iter().all(|level| level.is_object);
        let list = (!is_object && in_objects && self.lists.len() < MAX_LISTS).then(|| {
            let keys: Vec<&str> = self.levels.iter().map(|level| level.key.as_str()).collect();
            self.lists.push(JsonList { key: keys.join("."), offset, is_cut_off: false });
            self.has_objects.push(false);
            self.has_addresses.push(false);
            self.lists.len() - 1
        });
        self.levels.push(JsonLevel { is_object, key: String::new(), list, is_empty: true });
    }

    fn end_string(&mut self) {
        let Some(string) = self.string.take() else { return };
        let has_at = string.contains(&b'@');
        let depth = self.levels.len();
        if let Some(list) = self.levels.iter().find_map(|level| level.list).filter(|_| has_at) {
            self.has_addresses[list] = true;
        }
        let Some(level) = self.levels.last_mut() else { return };
        if std::mem::take(&mut self.wants_key) {
            level.key = String::from_utf8_lossy(&string).into_owned();
        } else if depth == 1 && has_at {
            let key = level.key.to_lowercase();
            self.is_person = is_head(&key) || key == "address";
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn lists_of_people_in_an_object_are_found() {
        let people = r#"[{"email":"ann@example.org"}]"#;
        for (file, keys) in [
            (format!("{{\"subscribers\":{people}}}"), vec!["subscribers"]),
            (format!("{{\"meta\":{{\"n\":[1]}},\"data\":{{\"results\":{people}}}}}"), vec!["data.results"]),
            (
                format!("{{\"members\":{people},\"former\":{people},\"lists\":[{{\"id\":1}}]}}"),
                vec!["members", "former"],
            ),
            (format!("{{\"owner\":\"c@example.org\",\"members\":{people}"), vec!["members"]),
            (format!("{{\"email\":\"c@example.org\",\"guests\":{people}}}"), vec![]),
            (format!("{{\"a\":{people}}}\n{{\"a\":{people}}}\n"), vec![]),
            (people.to_owned(), vec![]),
            ("{\"a\":\"x\n".to_owned(), vec![]),
        ] {
            let found = find_lists(file.as_bytes()).unwrap();
            assert_eq!(found.iter().map(|list| list.key.as_str()).collect::<Vec<_>>(), keys, "{file}");
            for list in found {
                assert!(file[usize::try_from(list.offset).unwrap()..].starts_with("[{"), "{file}");
                assert_eq!(list.is_cut_off, !file.ends_with('}'), "{file}");
            }
        }
    }
}
