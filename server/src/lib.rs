//! Jiceng's server: services, storage, web and command line.

pub mod clock;
pub mod files;
pub mod ingest;
pub mod platform;
pub mod services;
pub mod store;
