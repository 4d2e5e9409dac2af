//! Asks the public pages of `serve` while a letter is being sent: a letter on the web beside the unsubscribe page.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use super::measure::figure;
use super::plan::Size;
use super::relay::{CONNECTIONS, LETTER};
use super::sink::Sink;
use super::table::{heading, line};
use super::workspace::Workspace;

/// How many readers ask at once.
const READERS: usize = 16;

/// The requests of each page.
const REQUESTS: usize = 100_000;

pub(crate) fn run(size: &Size) {
    let recipients = size.recipients(100_000);
    let mut workspace = Workspace::new(LETTER, recipients);
    let copy = String::from_utf8_lossy(&workspace.copy()).replace("=\r\n", "");
    let token = copy.split("https://news.example.org/u/").nth(1).unwrap().get(..36).unwrap().to_owned();
    workspace.open_archive();
    let sink = Sink::start();
    let alone = workspace.send(sink.address, CONNECTIONS);
    let pages = Pages::start(&workspace);
    let paths = ["/letters/letter-1".to_owned(), format!("/u/{token}")];
    // Both pages once, so that the first reader is not measured.
    assert!(paths.iter().all(|path| ask(&mut connect(pages.address), path)));
    let (beside, [mut letter, mut unsubscribe], seconds) = thread::scope(|scope| {
        let sending = scope.spawn(|| workspace.send(sink.address, CONNECTIONS));
        let begun = Instant::now();
        let times = ask_all(pages.address, &paths);
        (sending.join().unwrap(), times, begun.elapsed().as_secs_f64())
    });
    heading(&format!(
        "pages: {REQUESTS} requests of each page by {READERS} readers, while {recipients} copies go over {CONNECTIONS} connections"
    ));
    line("both pages", figure(2 * REQUESTS) / seconds, "requests/s");
    for (name, times) in [("letter on the web", &mut letter), ("unsubscribe page", &mut unsubscribe)] {
        times.sort_by(f64::total_cmp);
        line(&format!("{name}, median"), times[times.len() / 2] * 1e3, "ms");
        line(&format!("{name}, 99 of 100"), times[times.len() * 99 / 100] * 1e3, "ms");
    }
    line("sending, with nobody reading", alone.rate, "copies/s");
    line("sending, beside them", beside.rate, "copies/s");
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

/// Asks for both pages in turn; returns the time of each answer, in seconds.
fn ask_all(address: SocketAddr, paths: &[String; 2]) -> [Vec<f64>; 2] {
    let next = AtomicUsize::new(0);
    let mut all = [Vec::new(), Vec::new()];
    thread::scope(|scope| {
        let reader = || {
            let mut times = [Vec::new(), Vec::new()];
            let mut stream = connect(address);
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= 2 * REQUESTS {
                    return times;
                }
                let begun = Instant::now();
                if !ask(&mut stream, &paths[number % 2]) {
                    stream = connect(address);
                }
                times[number % 2].push(begun.elapsed().as_secs_f64());
            }
        };
        let readers: Vec<_> = (0..READERS).map(|_| scope.spawn(reader)).collect();
        for reader in readers {
            let [letter, unsubscribe] = reader.join().unwrap();
            all[0].extend(letter);
            all[1].extend(unsubscribe);
        }
    });
    all
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// Asks for a page and reads it; returns `false` if the server closed the connection.
fn ask(stream: &mut TcpStream, path: &str) -> bool {
    if write!(stream, "GET {path} HTTP/1.1\r\nHost: news.example.org\r\n\r\n").is_err() {
        return false;
    }
    let mut answer = Vec::new();
    let mut buffer = vec![0; 65_536];
    loop {
        let Ok(read @ 1..) = stream.read(&mut buffer) else { return false };
        answer.extend_from_slice(&buffer[..read]);
        let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
        assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        if answer.len() >= end + 4 + length.unwrap() {
            return true;
        }
    }
}
