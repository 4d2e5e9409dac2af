//! What readers answer to a letter: who comes, who sends apologies, who has not answered.

mod record_answer;

pub use record_answer::{places_left, record_answer, record_answer_within};
