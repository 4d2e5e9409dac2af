//! Writes the bytes of one copy (RFC 5322).
