//! Tables: files read with an import profile into units, facts and a quarantine. Pure: no database.
