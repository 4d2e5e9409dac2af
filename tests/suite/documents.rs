//! Documents: what they become, block by block.

mod block_score;
mod given;
mod limits;
mod memory;
mod pictures;
mod round_trip;
mod samples;
