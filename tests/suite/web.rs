//! The pages over real HTTP, each test with its own server on a free port.

pub(crate) mod admin;
pub(crate) mod client;
pub(crate) mod site;

pub(crate) mod answering;
mod api;
mod choosing;
mod lasting;
mod leaving;
mod logging;
mod looking;
mod monitoring;
mod refusals;
pub(crate) mod signup;
mod suspects;
