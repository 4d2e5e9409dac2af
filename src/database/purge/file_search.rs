//! Searches a file for texts, on all cores.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use memchr::memmem::Finder;

/// How much is read at once.
const CHUNK: usize = 1 << 20;
/// More threads do not read faster.
const MAX_THREADS: usize = 4;

/// Returns whether one of the texts is in a file.
///
/// # Errors
/// The file cannot be read.
pub(super) fn contains_any(path: &Path, texts: &[String]) -> io::Result<bool> {
    let finders: Vec<Finder<'_>> = texts.iter().map(|text| Finder::new(text.as_bytes())).collect();
    let longest = texts.iter().map(String::len).max().unwrap_or_default();
    let length = path.metadata()?.len();
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS) as u64;
    let share = (length / threads).max(CHUNK as u64) + 1;
    let is_found = AtomicBool::new(false);
    thread::scope(|scope| {
        let starts = (0..threads).map(|number| number * share).take_while(|start| *start < length);
        let parts = starts.map(|start| {
            let (finders, is_found) = (&finders, &is_found);
            // A text may begin in one part and end in the next.
            scope.spawn(move || search_part(path, start, share + longest as u64, finders, is_found))
        });
        let parts: Vec<_> = parts.collect();
        parts.into_iter().try_for_each(|part| part.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into())))
    })?;
    Ok(is_found.into_inner())
}

fn search_part(path: &Path, start: u64, length: u64, finders: &[Finder<'_>], is_found: &AtomicBool) -> io::Result<()> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(start))?;
    let mut rest = file.take(length);
    let longest = finders.iter().map(|finder| finder.needle().len()).max().unwrap_or_default();
    let mut chunk = Vec::with_capacity(CHUNK + longest);
    while !is_found.load(Ordering::Relaxed) {
        let read = rest.by_ref().take(CHUNK as u64).read_to_end(&mut chunk)?;
        if finders.iter().any(|finder| finder.find(&chunk).is_some()) {
            is_found.store(true, Ordering::Relaxed);
        }
        if read == 0 {
            break;
        }
        let kept = chunk.len().saturating_sub(longest);
        chunk.drain(..kept);
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn text_is_found_wherever_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let (text, other) = ("ann.zwiebel@example.org".to_owned(), "bob@example.org".to_owned());
        let length = 5 * CHUNK + 17;
        let middle = length / 2;
        for place in [0, 1, CHUNK - 1, CHUNK - text.len(), CHUNK, middle - 9, 3 * CHUNK - 4, length - text.len()] {
            let mut octets = vec![b'x'; length];
            octets[place..place + text.len()].copy_from_slice(text.as_bytes());
            std::fs::write(&path, &octets).unwrap();
            assert!(contains_any(&path, &[other.clone(), text.clone()]).unwrap(), "{place}");
            assert!(!contains_any(&path, std::slice::from_ref(&other)).unwrap(), "{place}");
        }
        std::fs::write(&path, "").unwrap();
        assert!(!contains_any(&path, &[text]).unwrap());
        assert!(contains_any(&folder.path().join("none"), &[other]).is_err());
    }
}
