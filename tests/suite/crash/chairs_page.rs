//! The program with the chair's pages is killed while a letter goes, and started again: it goes on, and nobody gets it
//! twice without a word.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::runtime::Runtime;
use url::form_urlencoded::Serializer;

use super::scene::{CONNECTIONS, CrashScenario, READERS};
use super::tally::CrashTotals;
use crate::cli::RunningCommand;
use crate::web::admin::sending::hidden;
use crate::web::client::{HttpResponse, send};

/// The pages of a running program.
struct ChairsPages {
    running: RunningCommand,
    address: SocketAddr,
    home: String,
}

impl ChairsPages {
    fn open(scene: &CrashScenario) -> Self {
        let mut running = scene.house.begin(["preview", "--no-open"]);
        let line = running.line();
        let url = line.split_once("http://").unwrap().1;
        let (address, home) = url.split_once('/').unwrap();
        let (address, home) = (address.parse().unwrap(), format!("/{home}"));
        Self { running, address, home }
    }

    fn get(&self, scene: &CrashScenario, path: &str) -> HttpResponse {
        scene.runtime.block_on(send(self.address, "GET", &format!("{}{path}", self.home), &[], b""))
    }

    fn post(&self, scene: &CrashScenario, path: &str, form: &[(&str, &str)]) -> HttpResponse {
        let own = format!("http://{}", self.address);
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        let path = format!("{}{path}", self.home);
        scene.runtime.block_on(send(self.address, "POST", &path, &[("Origin", &own)], body.as_bytes()))
    }
}

#[test]
fn letter_goes_on_after_the_program_was_killed() {
    let runtime = Arc::new(Runtime::new().unwrap());
    let scene = CrashScenario::new(&runtime, "", CONNECTIONS);
    let mut pages = ChairsPages::open(&scene);
    let shown = hidden(&pages.get(&scene, "draft/spring/send").body);
    let count = READERS.to_string();
    let sent = pages.post(&scene, "draft/spring/send", &[("shown", &shown), ("count", &count)]);
    assert_eq!(sent.status, 303, "{}", sent.body);
    let path = sent.header("location").unwrap().strip_prefix(&pages.home).unwrap().to_owned();
    let mut kills = 0;
    for (mark, is_killed) in [(READERS / 4, true), (READERS / 2, false), (READERS * 3 / 4, true)] {
        scene.gets_to(mark, &mut pages.running);
        if is_killed {
            assert!(pages.running.kill());
            kills += 1;
        } else {
            pages.running.interrupt();
            let said = pages.running.end();
            assert_eq!(said.code(), 0, "{said:?}");
        }
        assert!(scene.count() < READERS, "it was stopped in mid-run");
        pages = ChairsPages::open(&scene);
    }
    // Those in doubt are settled last, ten seconds after the kill; looking at the page settles them, too.
    while scene.runtime.block_on(scene.is_unsettled()) {
        pages.get(&scene, &path);
    }
    let page = pages.get(&scene, &path).body;
    let doubtful = scene.runtime.block_on(scene.doubtful());
    assert!(doubtful <= kills * usize::from(CONNECTIONS), "{doubtful}");
    assert_eq!(page.matches("It arrived: ").count(), doubtful, "each of those in doubt is named: {page}");
    pages.running.interrupt();
    assert_eq!(pages.running.end().code(), 0);
    CrashTotals::of(&scene, kills, CONNECTIONS).say("killed, the chair's pages");
}
