//! Being asked to stop: Ctrl-C at the keyboard, or SIGTERM from the system.

use tokio::signal::ctrl_c;

/// Waits until somebody asks the program to stop.
pub(super) async fn asked_to_stop() {
    tokio::select! {
        _ = ctrl_c() => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => drop(signal.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
