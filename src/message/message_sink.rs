//! Where a message is written to: to memory, or nowhere if only its size is wanted.

/// Takes the octets of a message.
pub(super) trait MessageSink {
    fn write(&mut self, octets: &[u8]);

    /// Returns how many octets it took.
    fn octets(&self) -> usize;

    /// Takes octets that `append` appends to a buffer; `length` says how many.
    fn write_with(&mut self, length: impl FnOnce() -> usize, append: impl FnOnce(&mut Vec<u8>));
}

impl MessageSink for Vec<u8> {
    fn write(&mut self, octets: &[u8]) {
        self.extend_from_slice(octets);
    }

    fn octets(&self) -> usize {
        self.len()
    }

    fn write_with(&mut self, _: impl FnOnce() -> usize, append: impl FnOnce(&mut Vec<u8>)) {
        append(self);
    }
}

/// Counts octets without storing them.
#[derive(Debug)]
pub(super) struct OctetCount(pub(super) usize);

impl MessageSink for OctetCount {
    fn write(&mut self, octets: &[u8]) {
        self.0 += octets.len();
    }

    fn octets(&self) -> usize {
        self.0
    }

    fn write_with(&mut self, length: impl FnOnce() -> usize, _: impl FnOnce(&mut Vec<u8>)) {
        self.0 += length();
    }
}
