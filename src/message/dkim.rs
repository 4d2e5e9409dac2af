//! DKIM signatures over the final bytes of a message (RFC 6376, RFC 8463).

mod canonical_form;
mod dkim_key;
mod dkim_record;
mod dkim_signer;
mod key_generation;
mod signature_header;

pub use dkim_key::{DkimAlgorithm, DkimIdentity, DkimKey, DkimKeyError};
pub use dkim_record::DkimRecord;
pub use dkim_signer::{DkimError, DkimSigner, load_dkim_identities};
pub use key_generation::{generate_ed25519_key, generate_rsa_key};
