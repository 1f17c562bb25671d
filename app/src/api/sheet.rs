//! The overview and the unit pages as the server prints them: what the page itself has to know, and its pieces as HTML.

use super::Failure;
use crate::domain::units::Level;
use serde::{Deserialize, Serialize, Serializer};

/// What a page has to know of the unit that it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Code of the unit.
    pub unit: String,
    /// Its name, in the language of the page.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// First month shown.
    pub from: String,
    /// Last month shown.
    pub to: String,
    /// Edition of the catalogue.
    pub edition: String,
    /// Number of the newest change that is in it: where the live stream continues.
    pub seq: i64,
}

/// A piece of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Where it goes.
    pub place: String,
    /// Another one whenever the piece is another one.
    pub mark: String,
    /// The piece; none when it stands in the page already.
    pub html: Option<String>,
}

/// The page. Of the map only what is coloured is sent when the page has its outlines already: they are the most of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// What the page has to know.
    pub shown: Shown,
    /// Its pieces.
    pub pieces: Vec<Piece>,
}

impl Sheet {
    /// The piece that goes to a place.
    pub fn piece(&self, place: &str) -> Option<&Piece> {
        self.pieces.iter().find(|piece| piece.place == place)
    }
}

/// A page that is sent as a whole: its pieces stand in the document, so they are not written beside it once more.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Standing(pub Sheet);

impl Serialize for Standing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pieces = self
            .0
            .pieces
            .iter()
            .map(|piece| Piece { place: piece.place.clone(), mark: piece.mark.clone(), html: None })
            .collect();
        Sheet { shown: self.0.shown.clone(), pieces }.serialize(serializer)
    }
}

#[leptos::server(GetSheet, "/api/fn", endpoint = "sheet")]
/// The page of a unit, of the actor's own where its code is empty, at the address `here`. `known` names the pieces that
/// the page has, `place=mark` with commas between them, `drawn` the unit whose outlines its map has.
///
/// # Errors
/// Those of the overview; `malformed` for an address that is none of this site.
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn sheet(unit: String, here: String, known: String, drawn: String) -> Result<Sheet, Failure> {
    crate::prints::sheet(unit, here, &known, &drawn).await
}
