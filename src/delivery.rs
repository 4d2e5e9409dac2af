//! Takes an issue round: plans it, sends it, keeps the ledger.
