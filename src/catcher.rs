//! Catches mail on loopback: for the demo, and scripted for the tests.
