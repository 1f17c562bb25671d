//! Device messages: Frigate's by MQTT, others' through the signed door, and the mapping files that say which camera is
//! which point.

pub mod door;
pub mod frigate;
pub mod mapping;
pub mod mqtt;
