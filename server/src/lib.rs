//! Jiceng's server: services, storage, web and command line.

pub mod books;
pub mod chance;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod drawing;
pub mod files;
pub mod fonts;
pub mod http;
pub mod ingest;
pub mod mail;
pub mod paper;
pub mod passwords;
pub mod pdf;
pub mod platform;
pub mod services;
pub mod store;
pub mod telemetry;
pub mod throttle;
pub mod webhooks;

/// Pages are made of many small texts, on many threads; with the allocator of the system that is a fifth of the work.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
