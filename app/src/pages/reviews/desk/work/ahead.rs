//! Loading ahead: sheets of the next tribunals, pictures of the next items.

use super::{Key, Work};
use crate::{
    address::Address,
    api::reviews::{DeskItem, get_desk, get_desk_sheet},
    components::waiting::AGAIN,
    pages::reviews::{
        desk::order::{Way, step},
        desk_href,
        entry::parts::is_picture,
    },
};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsValue;

/// How many tribunals are loaded ahead, going tribunal by tribunal.
const SHEETS: usize = 2;
/// For how many items pictures are loaded ahead.
const ITEMS: usize = 4;
/// Pictures of an item that are loaded ahead.
const PICTURES: usize = 4;

impl Work {
    /// Loads what comes next, one sheet after the other. The one that lies there comes first.
    pub fn load_ahead(self) {
        // The page may be gone.
        let Some(loading) = self.loading.try_get_value() else { return };
        self.load_pictures();
        if loading {
            return;
        }
        let Some(unit) = self.next_missing() else { return };
        self.loading.set_value(true);
        let (address, when) = (self.address(&unit), self.count.get_value());
        spawn_local(async move {
            let answer = get_desk_sheet(address).await;
            // The page may be gone.
            if self.loading.try_set_value(false).is_some() {
                return;
            }
            match answer {
                Ok(sheet) => {
                    self.lay(sheet, when);
                    self.settle_place();
                    self.load_ahead();
                }
                Err(failure) if !failure.is_final() => {
                    set_timeout(move || self.load_ahead(), AGAIN);
                }
                Err(failure) => {
                    self.sheets.try_update(|sheets| sheets.insert(unit, Err(failure)));
                    self.load_ahead();
                }
            }
        });
    }

    /// The tribunal to be loaded next.
    fn next_missing(self) -> Option<String> {
        let here = self.at.try_get_untracked()?.row;
        let far = match self.way.get_untracked() {
            Way::ByTribunal => SHEETS,
            Way::ByItem => usize::MAX,
        };
        let stops = self.stops();
        let from = stops.iter().position(|stop| stop.row == here).unwrap_or_default();
        // Round the corner, too: after the last one the first ones come again.
        let coming = stops.iter().cycle().skip(from).take(stops.len().min(far.saturating_add(1)));
        let rows = self.rows.get_untracked();
        let units = coming.filter_map(|stop| rows.get(stop.row).map(|row| row.unit.clone()));
        self.sheets.with_untracked(|sheets| units.into_iter().find(|unit| !sheets.contains_key(unit)))
    }

    /// Loads the pictures of what lies there and of the next items into the cache of the browser.
    fn load_pictures(self) {
        let sequence = self.sequence();
        let Some(mut at) = self.at.try_get_untracked() else { return };
        for _ in 0..=ITEMS {
            let unit = self.rows.with_untracked(|rows| rows.get(at.row).map(|row| row.unit.clone()));
            let id = self.items.with_value(|items| items.get(at.item).map(|item| item.id.clone()));
            if let Some((unit, id)) = unit.zip(id) {
                self.sheets.with_untracked(|sheets| {
                    if let Some(Ok(sheet)) = sheets.get(&unit)
                        && let Some(item) = sheet.items.iter().find(|item| item.view.id == id)
                    {
                        self.fetch_pictures(item);
                    }
                });
            }
            match step(&sequence, at, true, false) {
                Some(next) => at = next,
                None => break,
            }
        }
    }

    fn fetch_pictures(self, item: &DeskItem) {
        let pictures = item.view.evidence.iter().filter(|row| is_picture(row)).take(PICTURES);
        for id in pictures.filter_map(|row| row.file.as_ref()).map(|file| file.id) {
            let fresh = self.pictures.try_update_value(|known| known.insert(id)) == Some(true);
            if fresh && let Ok(picture) = web_sys::HtmlImageElement::new() {
                picture.set_src(&format!("/api/v1/files/{id}"));
                // Unpacked as well, so that it is there at once; who cannot be unpacked says so where it is shown.
                let unpacked = picture.decode();
                spawn_local(async move {
                    let _ = wasm_bindgen_futures::JsFuture::from(unpacked).await;
                });
            }
        }
    }

    /// Keeps the address of the page in step, so that it can be kept and opened again.
    pub fn tell_address(self) {
        let at = self.at.get_untracked();
        let unit = self.rows.with_untracked(|rows| rows.get(at.row).map(|row| row.unit.clone()));
        let item = self.items.with_value(|items| items.get(at.item).map(|item| item.id.clone()));
        let by = if self.way.get_untracked() == Way::ByItem { "item" } else { "" };
        let address = Address::new(desk_href(self.campaign))
            .with("unit", &unit.unwrap_or_default())
            .with("item", &item.unwrap_or_default())
            .with("by", by)
            .to_string();
        if let Ok(history) = window().history() {
            // A browser that is told too often refuses; the address is then an older one.
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
        }
    }

    /// Asks anew for the list and for a tribunal: something was handed in or asked for.
    pub fn refresh(self, unit: String) {
        let campaign = self.campaign;
        spawn_local(async move {
            if let Ok(desk) = get_desk(campaign).await {
                // The order on the desk stays as it is: numbers of places follow it.
                self.rows.try_update(|rows| {
                    for row in rows.iter_mut() {
                        if let Some(now) = desk.rows.iter().find(|now| now.unit == row.unit) {
                            row.clone_from(now);
                        }
                    }
                });
            }
            let Some(when) = self.count.try_get_value() else { return };
            if let Ok(sheet) = get_desk_sheet(self.address(&unit)).await
                && !self.rows.is_disposed()
            {
                self.lay(sheet, when);
            }
        });
    }

    /// Lets a mark go that the server refuses, and takes what it has.
    pub fn restore(self, key: &Key) {
        self.marks.try_update(|marks| marks.remove(key));
        self.remember();
        self.refresh(key.0.clone());
    }
}
