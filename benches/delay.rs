//! A proxy that emulates a distant relay: data arrive 25 ms later, in each direction.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

/// Half of a round trip.
const ONE_WAY: Duration = Duration::from_millis(25);

/// A running proxy; it stops when the handle is dropped.
pub(crate) struct Delay {
    pub(crate) address: SocketAddr,
    _runtime: Runtime,
}

impl Delay {
    /// Starts a proxy in front of `server`.
    pub(crate) fn start(server: SocketAddr) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        // Both tasks end with the runtime.
        runtime.spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let far = TcpStream::connect(server).await.unwrap();
                    near.set_nodelay(true).unwrap();
                    far.set_nodelay(true).unwrap();
                    let ((near_out, near_in), (far_out, far_in)) = (near.into_split(), far.into_split());
                    tokio::join!(pass(near_out, far_in), pass(far_out, near_in));
                });
            }
        });
        Self { address, _runtime: runtime }
    }
}

/// Forwards data, each piece after its delay; the bandwidth is not limited.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
    let (sender, mut pieces) = mpsc::unbounded_channel();
    let read = async move {
        let mut piece = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = from.read(&mut piece).await {
            sender.send((Instant::now() + ONE_WAY, piece[..count].to_vec())).ok();
        }
    };
    let write = async {
        while let Some((due, piece)) = pieces.recv().await {
            sleep_until(due).await;
            to.write_all(&piece).await.ok();
        }
        to.shutdown().await.ok();
    };
    tokio::join!(read, write);
}
