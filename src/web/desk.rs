//! The desk: the chair's local pages.
