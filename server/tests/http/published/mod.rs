//! Figures that courts have published, fed through the import door and read through REST: a file for each source.

mod jiangxi;
mod liaoning;
mod phoenix;
mod xinxiang;
mod zhengzhou;

use crate::site::{Site, Who, sites};
use app::{address::encode, domain::permissions::Role};
use axum::body::Body;
use http::{Method, StatusCode};
use serde_json::Value;

/// A site with its administrator, on every engine.
async fn desks() -> Vec<Desk> {
    let mut desks = Vec::new();
    for site in sites().await {
        let who = site.token(Role::Administrator, "P").await;
        desks.push(Desk { site, who });
    }
    desks
}

struct Desk {
    site: Site,
    who: Who,
}

/// A profile for tables with the columns `unit`, `month` (the last one of the span) and an item in each further column.
fn profile(units: &str, months: u16, items: &[&str]) -> String {
    let values: String =
        items.iter().map(|item| format!("[[value]]\nitem = \"{item}\"\ncolumn = \"{item}\"\n")).collect();
    let ends = if months > 1 { format!("months = {months}\nmonth_is = \"last\"\n") } else { String::new() };
    format!(
        "id = \"published\"\nzh = \"公布数据\"\nen = \"Published figures\"\n\
         [province]\ncode = \"P\"\nzh = \"P单位\"\nen = \"Unit P\"\n{units}\n\
         [period]\ntext = \"{{month}}\"\nformat = \"{{year}}-{{mm}}\"\n{ends}{values}"
    )
}

/// A unit right below the province.
fn below(level: &str) -> String {
    format!("[[unit]]\nlevel = \"{level}\"\ncode = \"P-{{unit}}\"\nname = \"{{unit}}\"")
}

impl Desk {
    /// Reads a table in, as a preview first, and commits it.
    async fn import(&self, profile: &str, table: &str) {
        let path = format!("/api/v1/imports?profile={}&file_name=published.csv", encode(profile));
        let preview = self.post(&path, table.to_owned()).await;
        let rows = table.lines().count() as i64 - 1;
        assert_eq!(preview["import"]["rows_accepted"].as_i64(), Some(rows), "{preview}");
        self.post(&format!("/api/v1/imports/{}/commit", preview["import"]["id"]), String::new()).await;
    }

    async fn post(&self, path: &str, body: String) -> Value {
        let request = self.who.request(Method::POST, path).body(Body::from(body)).unwrap();
        let answer = self.site.ask(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    /// Values of an indicator; `more` are further parameters.
    async fn rows(&self, unit: &str, indicator: &str, (from, to): (&str, &str), more: &str) -> Vec<Value> {
        let path = format!("/api/v1/values?unit={unit}&indicator={indicator}&from={from}&to={to}{more}");
        let answer = self.site.get(&self.who, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()["rows"].as_array().unwrap().clone()
    }

    async fn value(&self, unit: &str, indicator: &str, span: (&str, &str)) -> f64 {
        self.rows(unit, indicator, span, "").await[0]["value"].as_f64().unwrap()
    }

    /// A rate as it is printed.
    async fn percent(&self, unit: &str, indicator: &str, span: (&str, &str)) -> String {
        printed(self.value(unit, indicator, span).await)
    }
}

/// Per cent with two decimals.
fn printed(share: f64) -> String {
    format!("{:.2}", share * 100.0)
}
