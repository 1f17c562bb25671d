//! Jiceng's server: services, storage, web and command line.

pub mod clock;
pub mod http;
pub mod ingest;
pub mod platform;
pub mod random;
pub mod services;
pub mod store;
