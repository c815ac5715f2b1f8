//! Headless peers and helpers for the tests of the whole server.
