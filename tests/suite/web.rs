//! The pages over real HTTP, each test with its own server on a free port.

pub(crate) mod client;
mod desk;
mod site;

mod leaving;
mod logging;
mod looking;
mod refusals;
