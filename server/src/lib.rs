//! Jiceng's server: services, storage, web and command line.

pub mod ingest;
pub mod store;
