//! A relay that stops at one copy until it is let go on: for what happens in mid-run.

use std::sync::{Mutex, mpsc};

use circular::mail_catcher::{CatcherAction, CatcherScript, SmtpStep};

/// Holds a copy at its final dot. The relay goes on when it is opened or dropped.
pub(super) struct MessageGate {
    there: mpsc::Receiver<()>,
    shut: mpsc::Sender<()>,
}

impl MessageGate {
    /// Waits until the copy is there.
    pub(super) fn wait(&self) {
        self.there.recv().unwrap();
    }

    /// Lets it go on.
    pub(super) fn open(self) {
        drop(self.shut);
    }
}

/// Makes a relay that stops once on its first connection, at this message, counted from 0.
pub(super) fn gate_at(message: usize) -> (CatcherScript, MessageGate) {
    let (arrived, there) = mpsc::channel();
    let (shut, gate) = mpsc::channel::<()>();
    let gate = Mutex::new(gate);
    let script = CatcherScript::with_responder(move |moment| {
        if (moment.connection, moment.message, moment.step) == (0, message, SmtpStep::FinalDot) {
            arrived.send(()).unwrap();
            // It answers when the gate is gone.
            let _ = gate.lock().unwrap().recv();
        }
        CatcherAction::Accept
    });
    (script, MessageGate { there, shut })
}
