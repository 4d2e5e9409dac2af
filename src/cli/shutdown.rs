//! Being asked to stop: Ctrl-C at the keyboard, or SIGTERM from the system.

use std::io;

use tokio::sync::watch;

/// An ear for requests to stop: from when it is made, none goes unheard.
pub(super) struct ShutdownSignal {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl ShutdownSignal {
    /// Begins to listen.
    pub(super) fn listen() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self { signals: [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?] })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Waits until somebody asks the program to stop.
    pub(super) async fn requested(&mut self) {
        #[cfg(unix)]
        {
            let [interrupt, terminate] = &mut self.signals;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// Waits until `stopped` becomes true.
pub(super) async fn stop_requested(mut stopped: watch::Receiver<bool>) {
    // It is dropped only after all has ended.
    let _ = stopped.wait_for(|stop| *stop).await;
}
