//! Every server function and every REST operation, for every role, at an own, a foreign and an absent unit. Whoever
//! adds a way in has to say here what it needs; one that is not listed fails the test.

use crate::{
    common::{operator, photos::photo, small_province, small_table},
    site::{Answer, Site, Who, functions, sites},
};
use app::{
    api::{
        files::{Files, UploadOrder},
        imports::Imports,
        tokens::{TokenOrder, Tokens},
        units::{UnitOrder, Units},
    },
    domain::permissions::{Action, Actor, Grant, Role, may},
};
use axum::body::Body;
use http::{Method, StatusCode, header};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a way in needs.
#[derive(Debug, Clone, Copy)]
enum Needs {
    /// Nothing: open to everyone.
    Nothing,
    /// The action at the unit that is named.
    At(Action),
    /// The action anywhere; the answer is then cut to what may be seen.
    Somewhere(Action),
    /// The action anywhere, and then at the unit behind what is named.
    Within(Action),
    /// The action anywhere; what is named then belongs to somebody else, and so is not there.
    SomebodyElses(Action),
    /// Nothing but a name: what is named belongs to somebody else, and so is not there.
    Known,
    /// The action at province P, whatever the unit: the import that is named belongs to it, and the log is one for all.
    AtProvince(Action),
}

use Needs::{At, AtProvince, Known, Nothing, SomebodyElses, Somewhere, Within};

/// What is sent.
enum Sent {
    /// Nothing but the address.
    Get(String),
    /// A form to a server function.
    Form(String),
    /// A body by REST.
    Post(String, &'static str),
    /// A piece of an upload.
    Patch(String),
    /// JSON by REST.
    PostJson(String, Value),
}

use Sent::{Form, Get, Patch, Post, PostJson};

mod contacts;
mod judges;
mod problems;
mod reports;
mod reviews;
mod safety;
mod saved;
use contacts::contacts;
use judges::judges;
use problems::problems;
use reports::reports;
use reviews::reviews;
use safety::safety;
use saved::saved;

const NO_QUERY: &str = "query[search]=&query[sort]=&query[offset]=0&query[limit]=0";

/// Its name, what it needs, and how it is tried at a unit.
type WayIn = (&'static str, Needs, fn(&Names, &str) -> Sent);

/// The table. `u` is the code of the unit, or of the post below it where only posts will do.
fn ways_in() -> Vec<WayIn> {
    let mut ways: Vec<WayIn> = vec![
        // Server functions
        ("session_info", Nothing, |_, _| Form(String::new())),
        ("list_indicators", Nothing, |_, _| Form(String::new())),
        ("list_units", At(Action::SeeUnit), |_, u| Form(format!("query[under]={u}"))),
        ("create_unit", Within(Action::ManageUnits), |names, u| {
            let code = names.fresh(u);
            Form(format!(
                "order[code]={code}&order[level]=post&order[name]=New&order[parent]={u}&order[opened]=2020-01"
            ))
        }),
        ("move_unit", At(Action::ManageUnits), |_, u| Form(format!("code={u}&parent=P&from=never"))),
        ("rename_unit", At(Action::ManageUnits), |_, u| Form(format!("code={u}&name=x&from=never"))),
        ("merge_unit", At(Action::ManageUnits), |_, u| Form(format!("code={u}&into=P&from=never"))),
        ("close_unit", At(Action::ManageUnits), |_, u| Form(format!("code={u}&from=never"))),
        ("sheet", At(Action::ReadValues), |_, u| Form(format!("unit={u}&here=/&known=&drawn="))),
        ("show_policy", Nothing, |_, _| Form(String::new())),
        ("set_ranking", AtProvince(Action::DecidePolicy), |_, _| Form("ranking=false".to_owned())),
        ("list_profiles", Somewhere(Action::ImportTables), |_, _| Form(String::new())),
        ("list_imports", Somewhere(Action::ImportTables), |_, _| Form(NO_QUERY.to_owned())),
        ("open_import", AtProvince(Action::ImportTables), |_, _| Form(format!("id=1&{NO_QUERY}"))),
        ("commit_import", AtProvince(Action::ImportTables), |_, _| Form("id=1".to_owned())),
        ("undo_import", AtProvince(Action::ImportTables), |_, _| Form("id=1".to_owned())),
        ("retry_import", AtProvince(Action::ImportTables), |_, _| Form("id=1".to_owned())),
        ("list_users", Somewhere(Action::ManageUsers), |_, _| Form(NO_QUERY.to_owned())),
        ("create_user", Within(Action::ManageUsers), |_, u| {
            let grant = format!("order[grants][0][role]=reviewer&order[grants][0][unit]={u}");
            Form(format!("order[name]=new&order[display_name]=New&order[password]=short&{grant}"))
        }),
        ("set_user_roles", Within(Action::ManageUsers), |names, u| {
            let name = names.user(u);
            Form(format!("name={name}&grants[0][role]=reviewer&grants[0][unit]={u}"))
        }),
        ("set_user_password", Within(Action::ManageUsers), |names, u| {
            Form(format!("name={}&password=short", names.user(u)))
        }),
        ("set_user_email", Within(Action::ManageUsers), |names, u| {
            Form(format!("name={}&email=a@court.example", names.user(u)))
        }),
        ("set_user_active", Within(Action::ManageUsers), |names, u| {
            Form(format!("name={}&active=true", names.user(u)))
        }),
        ("get_print", At(Action::ReadValues), |_, u| {
            Form(format!("part=reported&unit={u}&here=/units/{u}?tab=works"))
        }),
        ("list_tokens", Somewhere(Action::ManageTokens), |_, _| Form(NO_QUERY.to_owned())),
        ("create_token", At(Action::ManageTokens), |_, u| {
            Form(format!("order[name]=x&order[scope]=feeder&order[unit]={u}&order[days]=0"))
        }),
        ("revoke_token", Within(Action::ManageTokens), |names, u| Form(format!("id={}", names.token(u)))),
        ("list_audit", AtProvince(Action::ReadAudit), |_, _| Form(NO_QUERY.to_owned())),
        ("verify_audit", AtProvince(Action::ReadAudit), |_, _| Form(String::new())),
        // REST
        ("GET /api/v1/units", At(Action::SeeUnit), |_, u| Get(format!("/api/v1/units?under={u}"))),
        ("GET /api/v1/indicators", Nothing, |_, _| Get("/api/v1/indicators".to_owned())),
        ("GET /api/v1/values", At(Action::ReadValues), |_, u| {
            Get(format!("/api/v1/values?{}", values("", "", u)))
        }),
        ("GET /api/v1/explain", At(Action::ReadValues), |_, u| {
            Get(format!("/api/v1/explain?{}", values("", "", u)))
        }),
        ("GET /api/v1/policy", Nothing, |_, _| Get("/api/v1/policy".to_owned())),
        ("POST /api/v1/policy/ranking", AtProvince(Action::DecidePolicy), |_, _| {
            PostJson("/api/v1/policy/ranking".to_owned(), serde_json::json!({ "ranking": false }))
        }),
        ("GET /api/v1/analysis", At(Action::ReadValues), |_, u| Get(format!("/api/v1/analysis?unit={u}"))),
        // Let in and then told what is wrong: a paper for everybody would take long.
        ("GET /api/v1/units/{code}/report", At(Action::ReadValues), |_, u| {
            Get(format!("/api/v1/units/{u}/report?format=none"))
        }),
        ("GET /api/v1/units/{code}/chart", At(Action::ReadValues), |_, u| {
            Get(format!("/api/v1/units/{u}/chart?format=none"))
        }),
        ("POST /api/v1/cases", Somewhere(Action::SendCases), |_, _| Post("/api/v1/cases".to_owned(), "")),
        ("GET /api/v1/profiles", Somewhere(Action::ImportTables), |_, _| Get("/api/v1/profiles".to_owned())),
        ("GET /api/v1/imports", Somewhere(Action::ImportTables), |_, _| Get("/api/v1/imports".to_owned())),
        ("POST /api/v1/imports", Somewhere(Action::ImportTables), |_, _| {
            Post("/api/v1/imports?profile=none&file_name=a.csv".to_owned(), "a,b\n")
        }),
        ("GET /api/v1/imports/{id}", AtProvince(Action::ImportTables), |_, _| {
            Get("/api/v1/imports/1".to_owned())
        }),
        ("GET /api/v1/imports/{id}/problems", AtProvince(Action::ImportTables), |_, _| {
            Get("/api/v1/imports/1/problems".to_owned())
        }),
        ("POST /api/v1/imports/{id}/commit", AtProvince(Action::ImportTables), |_, _| {
            Post("/api/v1/imports/1/commit".to_owned(), "")
        }),
        ("POST /api/v1/imports/{id}/undo", AtProvince(Action::ImportTables), |_, _| {
            Post("/api/v1/imports/1/undo".to_owned(), "")
        }),
        ("POST /api/v1/imports/{id}/retry", AtProvince(Action::ImportTables), |_, _| {
            Post("/api/v1/imports/1/retry".to_owned(), "")
        }),
        ("GET /api/v1/users", Somewhere(Action::ManageUsers), |_, _| Get("/api/v1/users".to_owned())),
        ("GET /api/v1/tokens", Somewhere(Action::ManageTokens), |_, _| Get("/api/v1/tokens".to_owned())),
        ("GET /api/v1/audit", AtProvince(Action::ReadAudit), |_, _| Get("/api/v1/audit".to_owned())),
        ("GET /api/v1/audit/chain", AtProvince(Action::ReadAudit), |_, _| {
            Get("/api/v1/audit/chain".to_owned())
        }),
        ("GET /api/v1/units/{code}/looks", At(Action::ReadAudit), |names, u| {
            Get(format!("/api/v1/units/{}/looks", names.post(u)))
        }),
        ("GET /api/v1/live", At(Action::Follow), |_, u| Get(format!("/api/v1/live?unit={u}"))),
    ];
    ways.extend(reports());
    ways.extend(reviews());
    ways.extend(judges());
    ways.extend(safety());
    ways.extend(saved());
    ways.extend(problems());
    ways.extend(contacts());
    ways
}

fn address(unit: &str) -> String {
    format!("address[form]=monthly&address[unit]={unit}&address[period]=2026-10")
}

fn values(open: &str, close: &str, unit: &str) -> String {
    let pairs = [("indicator", "received"), ("unit", unit), ("from", "2026-01"), ("to", "2026-10")];
    pairs.map(|(name, value)| format!("{open}{name}{close}={value}")).join("&")
}

/// What stands for a unit where the unit itself is not named.
#[derive(Default)]
struct Names {
    tokens: BTreeMap<String, i64>,
    files: BTreeMap<String, i64>,
    upload: String,
    fresh: std::sync::atomic::AtomicU32,
}

impl Names {
    fn user(&self, unit: &str) -> String {
        format!("at-{}", unit.to_lowercase())
    }
    fn token(&self, unit: &str) -> i64 {
        self.tokens.get(unit).copied().unwrap_or(999_999)
    }
    fn file(&self, unit: &str) -> i64 {
        self.files.get(unit).copied().unwrap_or(999_999)
    }
    fn post(&self, unit: &str) -> String {
        format!("{unit}-POST")
    }
    fn fresh(&self, unit: &str) -> String {
        let n = self.fresh.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        format!("{unit}-NEW{n}")
    }
}

/// Own, foreign, absent.
const UNITS: [&str; 3] = ["A", "B", "XX"];

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum Verdict {
    Allowed,
    SignInFirst,
    Refused,
    NotFound,
}

async fn expected(site: &Site, actor: &Actor, way: &str, needs: Needs, unit: &str) -> Verdict {
    let (tree, month) = (site.platform.tree().await.unwrap(), site.platform.month());
    let refused = if actor.is_known() { Verdict::Refused } else { Verdict::SignInFirst };
    let somewhere = |action| {
        let places = actor.grants.iter().filter_map(|grant| tree.get(grant.unit));
        places.into_iter().any(|place| may(actor, action, place, &tree, month))
    };
    let at = |action| match tree.by_code(unit) {
        None if actor.is_known() => Verdict::NotFound,
        Some(unit) if may(actor, action, unit, &tree, month) => Verdict::Allowed,
        _ => refused,
    };
    match needs {
        Nothing => Verdict::Allowed,
        Known if actor.is_known() => Verdict::NotFound,
        Known => refused,
        Somewhere(action) if somewhere(action) => Verdict::Allowed,
        Within(action) if somewhere(action) => at(action),
        SomebodyElses(action) if somewhere(action) => Verdict::NotFound,
        Somewhere(_) | Within(_) | SomebodyElses(_) => refused,
        AtProvince(action) => match tree.by_code("P") {
            Some(province) if may(actor, action, province, &tree, month) => Verdict::Allowed,
            _ => refused,
        },
        // Units that may not be listed at all are not told apart.
        At(Action::SeeUnit) if !somewhere(Action::SeeUnit) && way.contains("units") => refused,
        At(action) => at(action),
    }
}

fn verdict(answer: &Answer) -> Verdict {
    match answer.status {
        StatusCode::UNAUTHORIZED => Verdict::SignInFirst,
        StatusCode::FORBIDDEN => Verdict::Refused,
        // Whoever is told that a profile or an entry is unknown has been let in.
        StatusCode::NOT_FOUND
            if ["profile", "entry"]
                .iter()
                .any(|field| answer.text().contains(&format!("\"field\":\"{field}\""))) =>
        {
            Verdict::Allowed
        }
        StatusCode::NOT_FOUND => Verdict::NotFound,
        // Whoever is told what is wrong with the request has been let in.
        StatusCode::OK | StatusCode::NO_CONTENT | StatusCode::BAD_REQUEST | StatusCode::CONFLICT => {
            Verdict::Allowed
        }
        other => panic!("{other}: {}", answer.text()),
    }
}

#[tokio::test]
async fn every_way_in_is_listed() {
    let listed: BTreeSet<_> = ways_in().iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(listed.len(), ways_in().len(), "listed twice");
    let mut found: BTreeSet<_> = functions().into_iter().map(|(name, _)| name).collect();
    assert!(found.len() > 10, "server functions are not registered: {found:?}");
    let document = serde_json::to_value(server::http::openapi()).unwrap();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            if ["get", "post", "put", "patch", "delete"].contains(&method.as_str()) {
                found.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    let unlisted: Vec<_> = found.difference(&listed).collect();
    assert!(unlisted.is_empty(), "say in `ways_in` what these need: {unlisted:?}");
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(gone.is_empty(), "these are no more: {gone:?}");
}

#[tokio::test]
async fn every_way_in_asks_who_comes() {
    for site in sites().await {
        let names = furnish(&site).await;
        let mut checked = 0;
        for (actor, who) in everybody(&site).await {
            for (way, needs, send) in ways_in() {
                for unit in UNITS {
                    let rest = way.contains(' ');
                    let who = if rest { &who.0 } else { &who.1 };
                    let Some(who) = who else { continue };
                    let answer = ask(&site, who, way, send(&names, unit)).await;
                    let expected = expected(&site, &actor, way, needs, unit).await;
                    let text = answer.text();
                    assert_eq!(verdict(&answer), expected, "{way} at {unit} by {}: {text}", actor.name);
                    if expected != Verdict::Allowed {
                        let reason = answer.reason();
                        let known = ["sign_in_first", "forbidden", "not_found"].contains(&reason.as_str());
                        assert!(known, "{way}: {reason}");
                    }
                    checked += 1;
                }
            }
        }
        assert!(checked > 500, "only {checked} cases on {}", site.stage.engine);
    }
}

/// Posts, users and tokens at the own and at the foreign unit.
async fn furnish(site: &Site) -> Names {
    let mut names = Names::default();
    for unit in &UNITS[..2] {
        let post = UnitOrder {
            code: names.post(unit),
            level: "post".to_owned(),
            parent: (*unit).to_owned(),
            ..small_province().remove(0)
        };
        site.platform.create_units(&operator(), &[post]).await.unwrap();
        site.user(&names.user(unit), Role::Reviewer, unit).await;
        let order =
            TokenOrder { name: "x".to_owned(), scope: Role::Feeder, unit: (*unit).to_owned(), days: 1 };
        let token = site.platform.create_token(&operator(), &order).await.unwrap();
        names.tokens.insert((*unit).to_owned(), token.row.id);
        let file = site.platform.add_file(&operator(), unit, "a.jpg", photo(20, 10, 1)).await.unwrap();
        names.files.insert((*unit).to_owned(), file.id);
    }
    let order =
        UploadOrder { unit: "A".to_owned(), name: "a.jpg".to_owned(), size: 9, sha256: String::new() };
    names.upload = site.platform.start_upload(&operator(), &order).await.unwrap().id;
    reviews::furnish(site).await;
    let import = site.platform.preview_import(&operator(), small_table()).await.unwrap();
    assert_eq!(import.import.id, 1);
    names
}

/// Every role at unit A, and nobody: the actor, and how REST and server functions are asked.
async fn everybody(site: &Site) -> Vec<(Actor, (Option<Who>, Option<Who>))> {
    let tree = site.platform.tree().await.unwrap();
    let unit = tree.by_code("A").unwrap().id;
    let mut everybody = vec![(Actor::nobody(), (Some(Who::Nobody), Some(Who::Nobody)))];
    for role in Role::ALL {
        let actor = Actor { name: role.to_string(), grants: vec![Grant { role, unit }], operator: false };
        let token = if role == Role::Guest { None } else { Some(site.token(role, "A").await) };
        let session = if Role::PEOPLE.contains(&role) {
            let name = format!("{role}");
            site.user(&name, role, "A").await;
            Some(site.sign_in(&name).await)
        } else {
            None
        };
        everybody.push((actor, (token, session)));
    }
    everybody
}

async fn ask(site: &Site, who: &Who, way: &str, sent: Sent) -> Answer {
    match sent {
        Form(form) => site.call(who, way, &form).await,
        Get(path) if path.starts_with("/api/v1/live") => {
            let response = site.send(who.request(Method::GET, &path).body(Body::empty()).unwrap()).await;
            if response.status().is_success() {
                // The stream would never end.
                let (parts, _) = response.into_parts();
                return Answer { status: parts.status, headers: parts.headers, body: vec![] };
            }
            site.get(who, &path).await
        }
        Get(path) => site.get(who, &path).await,
        Patch(path) => {
            let request = who.request(Method::PATCH, &path).header("upload-offset", "0");
            site.ask(request.body(Body::from("piece")).unwrap()).await
        }
        PostJson(path, body) => {
            let request = who
                .request(Method::POST, &path)
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string()));
            site.ask(request.unwrap()).await
        }
        Post(path, body) => {
            let request = who
                .request(Method::POST, &path)
                .header(header::CONTENT_TYPE, "application/octet-stream")
                .body(Body::from(body));
            site.ask(request.unwrap()).await
        }
    }
}
