//! The demo loaded into a database.
