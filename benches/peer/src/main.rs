//! Sends one message many times through lettre's pooled transport and prints the messages per second.
//!
//! `peer ADDRESS FILE COUNT CONNECTIONS`

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use lettre::address::Envelope;
use lettre::transport::smtp::PoolConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use tokio::task::JoinSet;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, file, count, connections] = &arguments[..] else {
        return Err("usage: peer ADDRESS FILE COUNT CONNECTIONS".into());
    };
    let (address, count, connections): (SocketAddr, u32, u32) =
        (address.parse()?, count.parse()?, connections.parse()?);
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(address.ip().to_string())
        .port(address.port())
        .pool_config(PoolConfig::new().max_size(connections))
        .build();
    let envelope = Envelope::new(Some("chair@example.org".parse()?), vec!["reader@example.org".parse()?])?;
    let letter: Arc<[u8]> = std::fs::read(file)?.into();
    let taken = Arc::new(AtomicU32::new(0));
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    // The pool size limits the connections that are kept, not those that are open, so the number of tasks limits
    // them.
    for _ in 0..connections {
        let (transport, envelope, letter, taken) = (transport.clone(), envelope.clone(), letter.clone(), taken.clone());
        tasks.spawn(async move {
            while taken.fetch_add(1, Ordering::Relaxed) < count {
                transport.send_raw(&envelope, &letter).await?;
            }
            Ok::<_, lettre::transport::smtp::Error>(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    println!("{}", f64::from(count) / begun.elapsed().as_secs_f64());
    Ok(())
}
