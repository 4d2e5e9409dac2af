//! Measures the time from saving a draft to the updated page, with the messages of the list rendered in between, and to
//! the page of another reader.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::measure::median;
use super::plan::Size;
use super::table::{heading, line};
use super::workspace::Workspace;

const DRAFT: &str = "newsletters/letter.md";

pub(crate) fn run(size: &Size) {
    let rounds = size.rounds(9);
    for (people, goal) in
        [(140, "ms (goal 100)"), (size.recipients(10_000), "ms (goals: 10,000 people 150, 100,000 people 1,000)")]
    {
        let workspace = Workspace::new(include_str!("letter.md"), people);
        let letter = workspace.draft_to_all();
        workspace.put(DRAFT, &letter);
        let preview = RunningPreview::open(workspace.preview());
        preview.get("draft/letter");
        let mut seen = Vec::new();
        for round in 0..rounds {
            let mut changes = preview.changes();
            let word = format!("saved{round}");
            let begun = Instant::now();
            workspace.put(DRAFT, &format!("{letter}\n\n{word}\n"));
            changes.until("event: change");
            let told = begun.elapsed();
            let page = preview.get("draft/letter");
            let page_there = begun.elapsed();
            assert!(page.contains("will receive this"), "{page}");
            let (_, frame) = page.split_once("/draft/letter/letter").unwrap();
            let frame = frame.split_once('"').unwrap().0.replace("&#x3D;", "=").replace("&amp;", "&");
            assert!(preview.get(&format!("draft/letter/letter{frame}")).contains(&word));
            let ms = |time: std::time::Duration| time.as_secs_f64() * 1e3;
            seen.push([ms(told), ms(page_there), ms(begun.elapsed())]);
        }
        let others: Vec<f64> = (0..rounds)
            .map(|round| {
                let begun = Instant::now();
                preview.get(&format!("draft/letter?reader={}", people - round % people));
                begun.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        heading(&format!("save: {people} people, {} KB of draft, median of {rounds}", letter.len() / 1_000));
        line("the page is told", median(&seen, |times| times[0]), "ms");
        line("the page is there, every copy made", median(&seen, |times| times[1]), "ms");
        line("the letter in it is there", median(&seen, |times| times[2]), goal);
        line("the page of another reader", median(&others, |time| *time), "ms (goal 50)");
    }
}

/// A running preview; it stops when it is dropped.
pub(crate) struct RunningPreview {
    process: Child,
    address: String,
    token: String,
}

/// A connection to the event stream of a page.
struct Changes(BufReader<TcpStream>);

impl RunningPreview {
    pub(crate) fn open(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let (_, url) = said.trim().split_once("http://").expect("the preview prints its address");
        let (address, token) = url.split_once('/').unwrap();
        let (address, token) = (address.to_owned(), token.trim_end_matches('/').to_owned());
        Self { process, address, token }
    }

    /// Returns the address of a page.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}/{}/{path}", self.address, self.token)
    }

    fn ask(&self, path: &str) -> TcpStream {
        let mut line = TcpStream::connect(&self.address).unwrap();
        let (address, token) = (&self.address, &self.token);
        write!(line, "GET /{token}/{path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        line
    }

    fn get(&self, path: &str) -> String {
        let mut answer = String::new();
        self.ask(path).read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        answer
    }

    fn changes(&self) -> Changes {
        let mut changes = Changes(BufReader::new(self.ask("changes")));
        changes.until("event: ready");
        changes
    }
}

impl Changes {
    fn until(&mut self, event: &str) {
        let mut line = String::new();
        while line.trim() != event {
            line.clear();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the preview has ended");
        }
    }
}

impl Drop for RunningPreview {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
