//! A web server on a stage, and how to ask it.

use crate::common::{self, Stage, operator};
use app::{
    api::{
        tokens::{TokenOrder, Tokens},
        users::{GrantOrder, UserOrder, Users},
    },
    domain::permissions::Role,
};
use axum::{Router, body::Body};
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use server::{
    http::{HttpOptions, LiveOptions, router},
    platform::{Platform, Policy},
};
use std::{sync::Arc, time::Duration};
use tower::ServiceExt;

/// A web server with the small province.
pub struct Site {
    /// What is behind it.
    pub stage: Stage,
    /// Its platform.
    pub platform: Arc<Platform>,
    /// The server.
    pub router: Router,
    /// Cancelling its `shutdown` stops it.
    pub options: HttpOptions,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}

/// The password of everybody.
pub const PASSWORD: &str = "correct horse battery";

/// Options for tests: what is waited for in reality comes at once.
pub fn options(stage: &Stage) -> HttpOptions {
    HttpOptions {
        site_root: stage.folder().join("site"),
        live: LiveOptions {
            batch_every: Duration::ZERO,
            recheck: Duration::from_millis(20),
            poll_every: Duration::from_millis(50),
            ..LiveOptions::default()
        },
        ..HttpOptions::default()
    }
}

/// Web servers on every engine.
pub async fn sites() -> Vec<Site> {
    common::stages().await.into_iter().map(|stage| site(stage, |_| {})).collect()
}

/// A web server with other options.
pub fn site(stage: Stage, change: impl FnOnce(&mut HttpOptions)) -> Site {
    let platform = stage.platform.clone();
    site_on(stage, platform, change)
}

/// Web servers with another policy.
pub async fn sites_with(policy: Policy) -> Vec<Site> {
    let mut sites = Vec::new();
    for stage in common::stages().await {
        let platform = common::open(&stage.url, stage.folder(), stage.clock.clone(), policy.clone()).await;
        sites.push(site_on(stage, Arc::new(platform), |_| {}));
    }
    sites
}

fn site_on(stage: Stage, platform: Arc<Platform>, change: impl FnOnce(&mut HttpOptions)) -> Site {
    let mut options = options(&stage);
    change(&mut options);
    let router = router(platform.clone(), options.clone());
    Site { stage, platform, router, options }
}

impl Site {
    /// Asks, and does not read the body.
    pub async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Asks.
    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.send(request).await.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Reads an address as whoever the header says.
    pub async fn get(&self, who: &Who, path: &str) -> Answer {
        self.ask(who.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// Calls a server function with arguments in a form.
    pub async fn call(&self, who: &Who, function: &str, form: &str) -> Answer {
        let request = who
            .request(Method::POST, &function_path(function))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()));
        self.ask(request.unwrap()).await
    }

    /// Calls a server function as a form with nested fields does: `order[grants][0][role]=…`.
    pub async fn call_nested(&self, who: &Who, function: &str, arguments: &Value) -> Answer {
        let mut pairs = Vec::new();
        flatten("", arguments, &mut pairs);
        self.call(who, function, &pairs.join("&")).await
    }

    /// Changes a person by the server function for that kind of change.
    pub async fn edit_user(&self, who: &Who, name: &str, edit: &Value) -> Answer {
        let function = match edit["change"].as_str() {
            Some("roles") => "set_user_roles",
            Some("password") => "set_user_password",
            _ => "set_user_active",
        };
        let mut arguments = edit.clone();
        arguments["name"] = name.into();
        self.call_nested(who, function, &arguments).await
    }

    /// Sends a plain form from one of our own pages.
    pub async fn submit(&self, who: &Who, path: &str, form: &str) -> Answer {
        let request = who
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()));
        self.ask(request.unwrap()).await
    }

    /// Creates somebody with one role.
    pub async fn user(&self, name: &str, role: Role, unit: &str) {
        let order = UserOrder {
            name: name.to_owned(),
            display_name: name.to_uppercase(),
            password: PASSWORD.to_owned(),
            grants: vec![GrantOrder { role, unit: unit.to_owned() }],
        };
        self.platform.create_user(&operator(), &order).await.unwrap();
    }

    /// Signs in; the session.
    pub async fn sign_in(&self, name: &str) -> Who {
        let form = format!("name={name}&password={}&next=/", PASSWORD.replace(' ', "+"));
        let answer = self.submit(&Who::Nobody, "/login", &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert_eq!(answer.header("location"), "/", "sign-in of {name}");
        Who::Cookie(answer.cookie("jiceng").expect("a session"))
    }

    /// Makes a token; who sends it.
    pub async fn token(&self, scope: Role, unit: &str) -> Who {
        let order = TokenOrder { name: "test".to_owned(), scope, unit: unit.to_owned(), days: 30 };
        Who::Token(self.platform.create_token(&operator(), &order).await.unwrap().secret)
    }
}

/// Who asks.
#[derive(Debug, Clone)]
pub enum Who {
    /// Nobody in particular.
    Nobody,
    /// A session: `name=value`.
    Cookie(String),
    /// A bearer token.
    Token(String),
}

impl Who {
    /// A request from a page of our own, or by a program with a token.
    pub fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let request = Request::builder().method(method).uri(path).header(header::HOST, "court.example");
        match self {
            Self::Nobody => request.header("sec-fetch-site", "same-origin"),
            Self::Cookie(cookie) => {
                request.header("sec-fetch-site", "same-origin").header(header::COOKIE, cookie)
            }
            Self::Token(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
        }
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// A cookie that is set, as `name=value`.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let set = self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
        set.filter_map(|cookie| cookie.split(';').next())
            .find(|pair| pair.starts_with(&format!("{name}=")))
            .map(str::to_owned)
    }

    /// The reason of a failure, of REST or of a server function.
    pub fn reason(&self) -> String {
        let json: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let failure = if json["error"].is_object() { &json["error"] } else { &json };
        failure["reason"].as_str().unwrap_or_default().to_owned()
    }
}

/// The names of all server functions with their addresses.
pub fn functions() -> Vec<(String, String)> {
    let paths = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| {
        let name = path.strip_prefix("/api/fn/").unwrap_or_else(|| panic!("{path} has another prefix"));
        // Without a name of its own, an address ends in a hash of the folder that it was compiled in: a client that was
        // built elsewhere would not find it.
        assert!(!name.ends_with(|c: char| c.is_ascii_digit()), "{path}: give it an `endpoint`");
        (name.to_owned(), path.to_owned())
    });
    paths.collect()
}

/// The path of a server function.
pub fn function_path(name: &str) -> String {
    let found = functions().into_iter().find(|(known, _)| known == name);
    found.unwrap_or_else(|| panic!("no server function {name} in {:?}", functions())).1
}

/// The fields of a form that say the same as a JSON value.
fn flatten(name: &str, value: &Value, into: &mut Vec<String>) {
    let below = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}[{key}]") };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| flatten(&below(key), value, into)),
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(n, value)| flatten(&below(&n.to_string()), value, into));
        }
        Value::String(text) => into.push(format!("{name}={}", app::address::encode(text))),
        other => into.push(format!("{name}={other}")),
    }
}
