//! What readers' data and templates must not be able to do.

mod compiled;
mod press;
