//! The only place with SQL. One text for SQLite and PostgreSQL; where an engine needs its own words they stand
//! beside the other's in the same function.

mod alarms;
mod audit;
pub mod bulletins;
mod caseload;
mod cases;
mod compliance;
pub mod contacts;
mod db;
mod devices;
mod differences;
mod facts;
mod files;
mod heard;
mod hooks;
mod imports;
mod mails;
mod notices;
mod objections;
mod outbox;
mod pictures;
pub mod problems;
mod quality;
mod reports;
pub mod reviews;
mod saved;
mod sessions;
mod standards;
mod subscriptions;
mod tokens;
mod units;
mod users;
pub mod voices;

pub use alarms::{AlarmFilter, AlarmStepRow, Counted, NewAlarm, StoredAlarm, StoredWindow};
pub use audit::AuditEntry;
pub use caseload::{AgeRow, KindCount, PendingCase, PendingCounts, PendingFilter, PendingScope, PendingSort};
pub use cases::StoredCase;
pub use db::{Db, Engine, StoreError, Tx};
pub use devices::{
    DeviceFilter, EventRow, HeardOf, RunningEvent, StateChange, StoredDevice, StoredPoint, Stranger,
    WatchedPoint,
};
pub use differences::DifferenceNote;
pub use facts::{FactKey, FactRow, HistoryRow, Origin, OriginRow};
pub use files::{NewFile, StoredFile, StoredUpload};
pub use heard::HeardRow;
pub use hooks::{DueCall, StoredHook};
pub use imports::{ImportRow, NewImport, ProblemRow};
pub use mails::DueMail;
pub use notices::{NewNotice, NoticeRow};
pub use objections::{FigureObjection, NewObjection, ObjectionChange, ObjectionFilter};
pub use outbox::OutboxRow;
pub use pictures::{CameraFilter, NewPicture, StoredCamera, StoredPicture};
pub use quality::{Dismissal, FindingKey};
pub use reports::{AnswerRow, AnswerTo, ExceptionRow, MoveRow, ReportKey, ReportRow};
pub use saved::{BoardRow, ToSave, ViewRow};
pub use sessions::Sessions;
pub use standards::{NewStandard, StandardRow};
pub use subscriptions::{DeliveryFile, DeliveryRow, DueDelivery, NewSubscription, SubscriptionRow};
pub use tokens::{NewToken, TokenRow};
pub use units::{NewUnit, UnitChange};
pub use users::{UserRow, UserWithRoles};

/// Rows per statement: well below SQLite's 32,766 and PostgreSQL's 65,535 parameters for every table here.
const BATCH: usize = 1_000;
