//! Divides work among all processors.

use std::panic::resume_unwind;
use std::thread::{available_parallelism, scope};

/// Fewer items than this are not worth a thread.
const MIN_CHUNK: usize = 64;

/// Returns what `make` makes of each item, in their order.
pub(super) fn parallel_map<T: Sync, R: Send>(items: &[T], make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let processors = available_parallelism().map_or(1, usize::from);
    let chunk = items.len().div_ceil(processors).max(MIN_CHUNK);
    if items.len() <= chunk {
        return items.iter().map(make).collect();
    }
    let make = &make;
    let make_all = |items: &[T]| items.iter().map(make).collect::<Vec<R>>();
    scope(|threads| {
        let running: Vec<_> = items.chunks(chunk).map(|items| threads.spawn(move || make_all(items))).collect();
        let results = running.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        results.flatten().collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_in_the_order_of_their_items() {
        for count in [0, 1, MIN_CHUNK, MIN_CHUNK + 1, 1_000] {
            let items: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
            assert_eq!(parallel_map(&items, |item| item * 2), doubled);
        }
    }
}
