//! An open line to the stream of changes. What it calls belongs to a page; when the line is dropped, nobody is called any more.

use crate::address::Address;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

/// What is called.
pub type Call = Box<dyn FnMut(MessageEvent)>;

/// Changes at a unit and below it; closed when dropped.
pub struct Stream(SendWrapper<Open>);

struct Open {
    source: EventSource,
    _calls: [Closure<dyn FnMut(MessageEvent)>; 3],
}

impl Drop for Open {
    fn drop(&mut self) {
        self.source.set_onopen(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}

impl Stream {
    /// Opens one for a unit, from the change `after` on where that is known.
    pub fn open(unit: &str, after: Option<i64>, opened: Call, failed: Call, changed: Call) -> Option<Self> {
        let after = after.map(|after| after.to_string()).unwrap_or_default();
        let url = Address::new("/api/v1/live").with("unit", unit).with("after", &after).to_string();
        let source = EventSource::new(&url).ok()?;
        let calls = [opened, failed, changed].map(Closure::<dyn FnMut(MessageEvent)>::wrap);
        source.set_onopen(Some(calls[0].as_ref().unchecked_ref()));
        source.set_onerror(Some(calls[1].as_ref().unchecked_ref()));
        source.add_event_listener_with_callback("change", calls[2].as_ref().unchecked_ref()).ok()?;
        Some(Self(SendWrapper::new(Open { source, _calls: calls })))
    }

    /// Whether the browser has given up: it does for good where it was refused, for instance by a proxy.
    pub fn is_closed(&self) -> bool {
        self.0.source.ready_state() == EventSource::CLOSED
    }
}
