//! Sorts the people of a long file by address before they are written.
//!
//! The index on addresses is larger than a database's cache. People in no order would change a page of it each, and each
//! of these pages would be read and written many times. Sorted in large chunks, neighbours are on one page. A chunk lies
//! in temporary files, so that it takes no memory.

mod address_order;
mod person_record;
mod sorted_people;

pub(super) use address_order::AddressOrder;
pub(super) use sorted_people::SortedPeople;
