//! The pages: public ones for subscribers, the desk for the chair.
