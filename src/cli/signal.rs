//! Being asked to stop: Ctrl-C at the keyboard, or SIGTERM from the system.

use std::io;

/// An ear for requests to stop: from when it is made, none goes unheard.
pub(super) struct Ear {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl Ear {
    /// Begins to listen.
    pub(super) fn open() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self { signals: [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?] })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Waits until somebody asks the program to stop.
    pub(super) async fn asked_to_stop(&mut self) {
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
