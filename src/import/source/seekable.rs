//! The input of an import.

use std::fs::File;
use std::io::{Cursor, Read, Seek};

/// A file that can be read twice.
pub trait Source: Read + Seek + Send + 'static {}

impl Source for File {}
impl<T: AsRef<[u8]> + Send + 'static> Source for Cursor<T> {}
