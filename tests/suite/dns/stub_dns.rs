//! A resolver over UDP and TCP that knows a few records, and fails as it is told. It writes its answers octet by octet,
//! so that it shares nothing with the program.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use crate::transport::ANYWHERE;

/// A name, a type and the data: `("example.org", "MX", "10 mail.example.org")`.
///
/// Types beyond those of the DNS: `SERVFAIL`, `REFUSED` and `SILENT` for all questions about a name; `TXT7` for a text in
/// strings of seven octets; `TRUNCATED` lets UDP answers about a name be cut off; `GARBAGE` sends octets without sense.
pub(crate) type DnsRow = (&'static str, &'static str, &'static str);

const ALIAS: u16 = 5;
/// No error, server failure, no such name, refused (RFC 1035 §4.1.1).
const CODES: [(&str, u8); 2] = [("SERVFAIL", 2), ("REFUSED", 5)];
const NO_SUCH_NAME: u8 = 3;

/// A running resolver; it ends with the handle.
pub(crate) struct StubDns {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    rows: Vec<(String, String, String)>,
    is_over: AtomicBool,
    tcp_questions: AtomicUsize,
    asked: Mutex<HashMap<String, usize>>,
}

impl StubDns {
    /// Starts a resolver that knows these records and no others.
    pub(crate) fn start(rows: &[DnsRow]) -> Self {
        let own = |text: &str| text.to_owned();
        let shared = Arc::new(Shared {
            rows: rows.iter().map(|(name, kind, data)| (own(name), own(kind), own(data))).collect(),
            is_over: AtomicBool::new(false),
            tcp_questions: AtomicUsize::new(0),
            asked: Mutex::default(),
        });
        // The same port must be free for both.
        let (udp, tcp) = loop {
            let udp = UdpSocket::bind(ANYWHERE).unwrap();
            if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()) {
                break (udp, tcp);
            }
        };
        let address = udp.local_addr().unwrap();
        let (over_udp, over_tcp) = (Arc::clone(&shared), Arc::clone(&shared));
        let threads = vec![
            std::thread::spawn(move || over_udp.answer_udp(&udp)),
            std::thread::spawn(move || over_tcp.answer_tcp(&tcp)),
        ];
        Self { address, shared, threads }
    }

    /// Returns how many questions came over TCP.
    pub(crate) fn tcp_questions(&self) -> usize {
        self.shared.tcp_questions.load(Ordering::Relaxed)
    }

    /// Returns how many questions came in all.
    pub(crate) fn questions(&self) -> usize {
        self.shared.asked.lock().unwrap().values().sum()
    }

    /// Returns how often a name was asked for.
    pub(crate) fn asked_for(&self, name: &str) -> usize {
        self.shared.asked.lock().unwrap().get(name).copied().unwrap_or(0)
    }
}

impl Drop for StubDns {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::Relaxed);
        // Both wait for somebody.
        let _ = UdpSocket::bind(ANYWHERE).and_then(|socket| socket.send_to(&[0], self.address));
        let _ = TcpStream::connect(self.address);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn answer_udp(&self, socket: &UdpSocket) {
        let mut buffer = [0; 4096];
        while let Ok((length, client)) = socket.recv_from(&mut buffer) {
            if self.is_over.load(Ordering::Relaxed) {
                return;
            }
            if let Some(answer) = self.answer(&buffer[..length], true) {
                let _ = socket.send_to(&answer, client);
            }
        }
    }

    fn answer_tcp(&self, listener: &TcpListener) {
        for stream in listener.incoming() {
            if self.is_over.load(Ordering::Relaxed) {
                return;
            }
            let Ok(mut stream) = stream else { continue };
            let mut length = [0; 2];
            // One question for each connection.
            if stream.read_exact(&mut length).is_err() {
                continue;
            }
            let mut question = vec![0; u16::from_be_bytes(length).into()];
            if stream.read_exact(&mut question).is_err() {
                continue;
            }
            self.tcp_questions.fetch_add(1, Ordering::Relaxed);
            let Some(answer) = self.answer(&question, false) else { continue };
            let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
            let _ = stream.write_all(&[&length[..], &answer].concat());
        }
    }

    /// Answers a question; `None` for silence.
    fn answer(&self, message: &[u8], is_udp: bool) -> Option<Vec<u8>> {
        let (name, end) = read_name(message, 12);
        let question = &message[12..end + 4];
        let kind = u16::from_be_bytes([message[end], message[end + 1]]);
        *self.asked.lock().unwrap().entry(name.clone()).or_default() += 1;
        let has = |kind: &str| self.rows.iter().any(|row| row.0 == name && row.1 == kind);
        if has("SILENT") {
            return None;
        }
        let id = &message[..2];
        if has("GARBAGE") {
            return Some([id, &[0x81, 0x80, 0, 1, 0, 9, 0, 0, 0, 0], question, &[0xc0]].concat());
        }
        let code = CODES.iter().find(|(code, _)| has(code)).map(|(_, code)| *code);
        let answers = if code.is_none() { self.records(&name, kind) } else { Vec::new() };
        let is_known = self.rows.iter().any(|row| row.0 == name || row.0.ends_with(&format!(".{name}")));
        let code = code.unwrap_or(if is_known { 0 } else { NO_SUCH_NAME });
        let is_cut = is_udp && has("TRUNCATED");
        let flags = [0x81 | if is_cut { 0x02 } else { 0 }, 0x80 | code];
        let count = if is_cut { 0 } else { u16::try_from(answers.len()).unwrap() };
        let head = [id, &flags, &[0, 1], &count.to_be_bytes(), &[0; 4]].concat();
        let records = if is_cut { Vec::new() } else { answers.concat() };
        Some([head, question.to_vec(), records].concat())
    }

    /// Returns the records about a name, through its alias.
    fn records(&self, name: &str, kind: u16) -> Vec<Vec<u8>> {
        let mut answers = Vec::new();
        for (owner, text, data) in self.rows.iter().filter(|row| row.0 == name) {
            let (number, octets) = match text.as_str() {
                "A" | "AAAA" => match data.parse().unwrap() {
                    IpAddr::V4(four) => (1, four.octets().to_vec()),
                    IpAddr::V6(six) => (28, six.octets().to_vec()),
                },
                "CNAME" if kind != ALIAS => {
                    answers.push(record(owner, ALIAS, &write_name(data)));
                    answers.extend(self.records(data, kind));
                    continue;
                }
                "SOA" => {
                    (6, [write_name("ns.example.org"), write_name("hostmaster.example.org"), vec![0; 20]].concat())
                }
                "PTR" => (12, write_name(data)),
                "MX" => {
                    let (preference, host) = data.split_once(' ').unwrap();
                    (15, [preference.parse::<u16>().unwrap().to_be_bytes().to_vec(), write_name(host)].concat())
                }
                "TXT" => (16, strings(data, 255)),
                "TXT7" => (16, strings(data, 7)),
                _ => continue,
            };
            if number == kind {
                answers.push(record(owner, number, &octets));
            }
        }
        answers
    }
}

fn record(owner: &str, kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap().to_be_bytes();
    [&write_name(owner)[..], &kind.to_be_bytes(), &[0, 1], &[0, 0, 0, 60], &length, data].concat()
}

fn strings(text: &str, size: usize) -> Vec<u8> {
    let chunks = text.as_bytes().chunks(size);
    chunks.flat_map(|chunk| [&[u8::try_from(chunk.len()).unwrap()][..], chunk].concat()).collect()
}

fn write_name(name: &str) -> Vec<u8> {
    let labels = name.split('.').filter(|label| !label.is_empty());
    let octets = labels.flat_map(|label| [&[u8::try_from(label.len()).unwrap()][..], label.as_bytes()].concat());
    octets.chain([0]).collect()
}

/// Reads a name in lower case, and returns where it ends.
fn read_name(message: &[u8], start: usize) -> (String, usize) {
    let (mut labels, mut at) = (Vec::new(), start);
    while message[at] != 0 {
        let end = at + 1 + usize::from(message[at]);
        labels.push(String::from_utf8_lossy(&message[at + 1..end]).to_lowercase());
        at = end;
    }
    (labels.join("."), at + 1)
}
