//! Where passwords come from besides the settings: the first line of a file.

use std::io;
use std::path::Path;

use secrecy::SecretString;

/// Returns the first line of a file, without its line end.
///
/// # Errors
/// Returns an error if the file cannot be read.
pub fn read_secret_file(path: &Path) -> io::Result<SecretString> {
    let text = std::fs::read_to_string(path)?;
    Ok(SecretString::from(text.lines().next().unwrap_or_default()))
}
