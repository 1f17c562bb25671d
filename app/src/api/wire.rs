//! How a page asks: what the server has answered is written into the page, and read again by the client.
//!
//! A question of leptos (`Resource`) is some hundred functions for every type of answer and of what it depends on. Here all
//! questions are of one type, and the answer's own type comes back where it is shown: half of the client is spared.

use leptos::prelude::{ArcMemo, ArcResource, Resource, With};
use leptos::server::codee::{Decoder, Encoder};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    any::Any,
    marker::PhantomData,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// JSON, read by the same reader as the answers of server functions. The usual codec reads from text instead of bytes, for
/// which the compiler writes every reader a second time: a fifth of the client.
#[derive(Debug, Clone, Copy)]
pub struct Wire;

/// An answer of any type.
#[derive(Clone)]
pub struct Answer(Held);

#[derive(Clone)]
enum Held {
    /// As the server has written it into the page.
    Text(Arc<str>),
    /// As it was answered, and how it is written: only the server writes.
    Value(
        Arc<dyn Any + Send + Sync>,
        #[cfg(feature = "ssr")] fn(&dyn Any) -> Result<String, serde_json::Error>,
    ),
}

impl Answer {
    fn of<T: Serialize + Send + Sync + 'static>(value: T) -> Self {
        Self(Held::Value(
            Arc::new(value),
            #[cfg(feature = "ssr")]
            |value| serde_json::to_string(&value.downcast_ref::<T>()),
        ))
    }

    /// The answer; none of one that was written by another version.
    pub fn read<T: DeserializeOwned + Clone + 'static>(&self) -> Option<T> {
        match &self.0 {
            Held::Text(text) => serde_json::from_slice(text.as_bytes()).ok(),
            Held::Value(value, ..) => value.downcast_ref::<T>().cloned(),
        }
    }
}

impl Encoder<Answer> for Wire {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(answer: &Answer) -> Result<String, Self::Error> {
        match &answer.0 {
            Held::Text(text) => Ok(text.to_string()),
            #[cfg(feature = "ssr")]
            Held::Value(value, write) => write(value.as_ref()),
            #[cfg(not(feature = "ssr"))]
            Held::Value(..) => Ok(String::new()),
        }
    }
}

impl Decoder<Answer> for Wire {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<Answer, Self::Error> {
        Ok(Answer(Held::Text(text.into())))
    }
}

/// What a page has asked, and is answered by a `T`.
pub struct Question<T> {
    asked: Resource<Answer, Wire>,
    answer: PhantomData<fn() -> T>,
}

impl<T> Clone for Question<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Question<T> {}

impl<T> Question<T> {
    /// Asks once more.
    pub fn refetch(self) {
        self.asked.refetch();
    }

    /// The question itself, which outlives the page that asked.
    pub fn kept(self) -> ArcResource<Answer, Wire> {
        self.asked.into()
    }
}

/// What a page asks of the server: asked anew when `source` changes, on the server before the page is sent.
pub fn ask<S, T, F>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetcher: impl Fn(S) -> F + Send + Sync + 'static,
) -> Question<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let source = ArcMemo::new(move |_| source());
    let follow = {
        let source = source.clone();
        Arc::new(move || source.with(|_| ()))
    };
    let fetch = Arc::new(move || -> Coming {
        let answer = fetcher(leptos::prelude::GetUntracked::get_untracked(&source));
        Box::pin(async move { Answer::of(answer.await) })
    });
    Question { asked: asked(follow, fetch), answer: PhantomData }
}

type Coming = Pin<Box<dyn Future<Output = Answer> + Send>>;

fn asked(
    follow: Arc<dyn Fn() + Send + Sync>,
    fetch: Arc<dyn Fn() -> Coming + Send + Sync>,
) -> Resource<Answer, Wire> {
    // A number that is another one whenever what is followed has changed.
    let changes = AtomicU32::new(0);
    let source = move || {
        follow();
        changes.fetch_add(1, Ordering::Relaxed)
    };
    Resource::new_with_options(source, move |_| fetch(), false)
}
