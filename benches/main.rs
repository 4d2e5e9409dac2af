//! Measures how fast the program is, compared with its peers, on one machine; see `README.md`.
#![expect(clippy::print_stdout, reason = "a table is the result")]
#![expect(clippy::unwrap_used, reason = "a measurement that fails says so by stopping")]

mod browser;
mod delay;
mod engines;
mod import;
mod inbound;
mod key;
mod large_list;
mod latency;
mod measure;
mod million;
mod one;
mod pages;
mod peer;
mod plan;
mod relay;
mod save;
mod senders;
mod server;
mod signing;
mod sink;
mod table;
mod workspace;

use plan::Plan;

fn main() {
    let Plan { scenarios, size } = Plan::read(std::env::args().skip(1));
    for scenario in scenarios {
        match scenario {
            "relay" => relay::run(&size),
            "one" => one::run(&size),
            "short" => relay::run_short(&size),
            "engines" => engines::run(&size),
            "large" => large_list::run(&size),
            "import" => import::run(&size),
            "inbound" => inbound::run(&size),
            "signing" => signing::run(&size),
            "save" => save::run(&size),
            "key" => key::run(&size),
            "pages" => pages::run(&size),
            "million" => million::run(&size),
            "senders" => senders::run(&size),
            _ => latency::run(&size),
        }
    }
}
