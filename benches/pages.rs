//! Asks the public pages of `serve` while a letter is being sent: a letter on the web beside the unsubscribe page, and then
//! people leave, each by one POST, and then by the same once more. The same on PostgreSQL, if there is a server.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use super::measure::figure;
use super::plan::Size;
use super::relay::{CONNECTIONS, LETTER};
use super::server::Server;
use super::sink::Sink;
use super::table::{heading, line};
use super::workspace::{Workspace, unsubscribe_token};

/// How many readers ask at once.
const READERS: usize = 16;
/// The requests of each page.
const REQUESTS: usize = 100_000;
/// How many people leave.
const LEAVING: usize = 20_000;

pub(crate) fn run(size: &Size) {
    measure(None, size.recipients(100_000));
    if let Some(url) = Server::named() {
        let server = Server::create(&url);
        measure(Some(server.database()), size.recipients(100_000));
    }
}

fn measure(database: Option<String>, recipients: usize) {
    let engine = if database.is_some() { "PostgreSQL" } else { "SQLite" };
    let mut workspace = Workspace::new_on(database, LETTER, recipients);
    let token = unsubscribe_token(&workspace.copy());
    let leaving = workspace.leaving_tokens(LEAVING).iter().map(|token| post(&format!("/u/{token}"))).collect();
    workspace.open_archive();
    let sink = Sink::start();
    let alone = figure(recipients) / workspace.send_all(sink.address, CONNECTIONS).wall;
    let pages = Pages::start(&workspace);
    let letter = Kind { name: "letter on the web", requests: vec![get("/letters/letter-1")] };
    let unsubscribe = Kind { name: "unsubscribe page", requests: vec![get(&format!("/u/{token}"))] };
    let leaving = Kind { name: "leaving by POST", requests: leaving };
    let again = Kind { name: "leaving once more by POST", requests: leaving.requests.clone() };
    // Both pages once, so that the first reader is not measured.
    assert!([&letter, &unsubscribe].iter().all(|kind| ask(&mut connect(pages.address), &kind.requests[0])));
    heading(&format!(
        "pages: {engine}, {READERS} readers, while {recipients} copies go over {CONNECTIONS} connections"
    ));
    line("sending, with nobody reading", alone, "copies/s");
    let turns = [(vec![letter, unsubscribe], 2 * REQUESTS), (vec![leaving], LEAVING), (vec![again], REQUESTS)];
    for (kinds, count) in turns {
        let (beside, mut times, seconds) = thread::scope(|scope| {
            let sending = scope.spawn(|| figure(recipients) / workspace.send_all(sink.address, CONNECTIONS).wall);
            let begun = Instant::now();
            let times = ask_all(pages.address, &kinds, count);
            let seconds = begun.elapsed().as_secs_f64();
            (sending.join().unwrap(), times, seconds)
        });
        line("requests", figure(count) / seconds, "/s");
        for (Kind { name, .. }, times) in kinds.iter().zip(&mut times) {
            times.sort_by(f64::total_cmp);
            line(&format!("{name}, median"), times[times.len() / 2] * 1e3, "ms");
            line(&format!("{name}, 99 of 100"), times[times.len() * 99 / 100] * 1e3, "ms");
        }
        line("sending, beside them", beside, "copies/s");
    }
}

/// Requests that are measured together.
struct Kind {
    name: &'static str,
    requests: Vec<String>,
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: news.example.org\r\n\r\n")
}

/// Writes what a mail program sends for its reader (RFC 8058 §3.2).
fn post(path: &str) -> String {
    const BODY: &str = "List-Unsubscribe=One-Click";
    let head = format!("POST {path} HTTP/1.1\r\nHost: news.example.org\r\nContent-Length: {}\r\n", BODY.len());
    format!("{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n{BODY}")
}

/// `circular serve`; it ends with its handle.
struct Pages {
    child: Child,
    address: SocketAddr,
}

impl Pages {
    fn start(workspace: &Workspace) -> Self {
        let mut command = workspace.serve();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first.rsplit_once("http://").unwrap().1.parse().unwrap();
        // Nobody reads the other lines: they must not fill the pipe.
        thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Sends so many requests, of each kind in turn; returns the time of each answer, in seconds, by kind.
fn ask_all(address: SocketAddr, kinds: &[Kind], count: usize) -> Vec<Vec<f64>> {
    let next = AtomicUsize::new(0);
    let mut all = vec![Vec::new(); kinds.len()];
    thread::scope(|scope| {
        let reader = || {
            let mut times = vec![Vec::new(); kinds.len()];
            let mut stream = connect(address);
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return times;
                }
                let (kind, turn) = (number % kinds.len(), number / kinds.len());
                let requests = &kinds[kind].requests;
                let begun = Instant::now();
                if !ask(&mut stream, &requests[turn % requests.len()]) {
                    stream = connect(address);
                }
                times[kind].push(begun.elapsed().as_secs_f64());
            }
        };
        let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(reader)).collect();
        for reader in readers {
            for (all, times) in all.iter_mut().zip(reader.join().unwrap()) {
                all.extend(times);
            }
        }
    });
    all
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Sends a request and reads the answer; returns `false` if the server closed the connection.
fn ask(stream: &mut TcpStream, request: &str) -> bool {
    if stream.write_all(request.as_bytes()).is_err() {
        return false;
    }
    let mut answer = Vec::new();
    let mut buffer = vec![0; 65_536];
    loop {
        let Ok(read @ 1..) = stream.read(&mut buffer) else { return false };
        answer.extend_from_slice(&buffer[..read]);
        let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
        assert!(head.starts_with("http/1.1 200"), "{request}: {head}");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        if answer.len() >= end + 4 + length.unwrap() {
            return true;
        }
    }
}
