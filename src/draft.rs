//! Reads a draft, finds its mistakes, composes the issue.
