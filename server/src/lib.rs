//! Jiceng's server: services, storage, web and command line.

pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod ingest;
pub mod platform;
pub mod services;
pub mod store;
pub mod telemetry;
