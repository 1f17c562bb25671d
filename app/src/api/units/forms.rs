//! Units as forms send them: every field is text, so that they work without JavaScript and what cannot be read is
//! answered with the field it stands in.

use super::{Failure, UnitRow};
#[cfg(feature = "ssr")]
use super::{UnitEdit, UnitOrder};
use serde::{Deserialize, Serialize};

/// A unit to be created, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnitForm {
    /// Code.
    pub code: String,
    /// Level.
    pub level: String,
    /// Name.
    pub name: String,
    /// English name, or empty.
    pub name_en: String,
    /// Latin spelling, or empty.
    pub pinyin: String,
    /// Code of the parent; empty for a province.
    pub parent: String,
    /// First month of existence, `YYYY-MM`.
    pub opened: String,
    /// Degrees north, or empty.
    pub lat: String,
    /// Degrees east, or empty.
    pub lon: String,
    /// Square kilometres, or empty.
    pub area_km2: String,
    /// Inhabitants, or empty.
    pub population: String,
    /// Peer groups, separated by commas.
    pub groups: String,
    /// Townships served, separated by commas.
    pub townships: String,
    /// Facts in words, with source.
    pub facts: String,
}

#[cfg(feature = "ssr")]
impl TryFrom<UnitForm> for UnitOrder {
    type Error = Failure;

    fn try_from(form: UnitForm) -> Result<Self, Failure> {
        let position = (number("lat", &form.lat)?, number("lon", &form.lon)?);
        match position {
            (Some(_), None) => return Err(Failure::invalid("lon", "missing", "")),
            (None, Some(_)) => return Err(Failure::invalid("lat", "missing", "")),
            _ => {}
        }
        Ok(Self {
            code: form.code.trim().to_owned(),
            level: form.level,
            name: form.name,
            name_en: form.name_en,
            pinyin: form.pinyin,
            parent: form.parent.trim().to_owned(),
            opened: form.opened.trim().to_owned(),
            closed: None,
            lat: position.0,
            lon: position.1,
            area_km2: number("area_km2", &form.area_km2)?,
            population: number("population", &form.population)?,
            groups: words(&form.groups),
            townships: words(&form.townships),
            facts: form.facts.trim().to_owned(),
        })
    }
}

/// A number, or none where nothing was typed.
#[cfg(feature = "ssr")]
fn number<T: std::str::FromStr>(field: &str, text: &str) -> Result<Option<T>, Failure> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Failure::invalid(field, "bad_number", text)),
    }
}

/// What stands between commas, European or Chinese.
#[cfg(feature = "ssr")]
fn words(text: &str) -> Vec<String> {
    let parts = text.split([',', '，', '、', ';', '；']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Creates a unit, for the browser.
#[leptos::server(CreateUnit, "/api/fn", endpoint = "create_unit")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn create_unit(order: UnitForm) -> Result<Vec<UnitRow>, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.create_units(&actor, &[order.try_into()?]).await
}

/// Gives a unit another parent from a month on, for the browser.
#[leptos::server(MoveUnit, "/api/fn", endpoint = "move_unit")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn move_unit(code: String, parent: String, from: String) -> Result<UnitRow, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.edit_unit(&actor, &code, &UnitEdit::Move { parent, from }).await
}

/// Gives a unit another name from a month on, for the browser.
#[leptos::server(RenameUnit, "/api/fn", endpoint = "rename_unit")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn rename_unit(
    code: String,
    name: String,
    #[server(default)] name_en: String,
    from: String,
) -> Result<UnitRow, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.edit_unit(&actor, &code, &UnitEdit::Rename { name, name_en, from }).await
}

/// Makes a unit part of another from a month on, for the browser.
#[leptos::server(MergeUnit, "/api/fn", endpoint = "merge_unit")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn merge_unit(code: String, into: String, from: String) -> Result<UnitRow, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.edit_unit(&actor, &code, &UnitEdit::Merge { into, from }).await
}

/// Ends a unit, for the browser; `from` is the first month without it.
#[leptos::server(CloseUnit, "/api/fn", endpoint = "close_unit")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn close_unit(code: String, from: String) -> Result<UnitRow, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.edit_unit(&actor, &code, &UnitEdit::Close { from }).await
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn form() -> UnitForm {
        UnitForm {
            code: " 360102-T9 ".into(),
            level: "tribunal".into(),
            name: "甲".into(),
            ..UnitForm::default()
        }
    }

    #[test]
    fn what_was_left_empty_is_none_and_not_zero() {
        let order = UnitOrder::try_from(form()).unwrap();
        assert_eq!(order.code, "360102-T9");
        assert_eq!((order.lat, order.lon, order.area_km2, order.population), (None, None, None, None));
        assert!(order.groups.is_empty() && order.townships.is_empty());
    }

    #[test]
    fn lists_are_read_with_european_and_chinese_commas() {
        let order =
            UnitOrder::try_from(UnitForm { townships: "甲镇、乙乡， 丙镇,".into(), ..form() }).unwrap();
        assert_eq!(order.townships, ["甲镇", "乙乡", "丙镇"]);
    }

    #[test]
    fn what_cannot_be_read_is_answered_with_its_field() {
        let wrong = |form| UnitOrder::try_from(form).map_err(|failure: Failure| failure.field).unwrap_err();
        assert_eq!(wrong(UnitForm { population: "1.5".into(), ..form() }), "population");
        assert_eq!(wrong(UnitForm { area_km2: "much".into(), ..form() }), "area_km2");
        assert_eq!(wrong(UnitForm { lat: "28.5".into(), ..form() }), "lon");
    }
}
