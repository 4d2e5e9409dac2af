//! The program ends in the midst of its work: nothing is lost, nothing is repeated, and what is in doubt is named.

mod chairs_page;
mod dice;
mod freezing;
mod full_disk;
mod killed;
mod scene;
mod sender_round;
mod several_senders;
mod tally;
mod together;

pub(crate) use dice::SeededRandom;
