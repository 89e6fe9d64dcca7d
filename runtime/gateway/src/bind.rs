//! Puts a request's path, query and body together to the wire bytes of the rpc's message. Knows
//! neither HTTP statuses nor how the rpc is called; gathers every error before it refuses.

use std::borrow::Cow;

use tonica_json::{Field, FieldPath, Kind, Label, Options};

use crate::entry::{Entry, Source};
use crate::percent::{self, Keep};
use crate::problem::Violation;
use crate::router::Match;
use crate::table::Segment;
use crate::wire;

/// Most parameters that a query may have: comparing each with each stays cheap.
const MAX_PARAMETERS: usize = 1000;

/// One request being bound.
pub(crate) struct Binder<'r> {
    entry: &'r Entry,
    options: &'r Options,
    wire: Vec<u8>,
    violations: Vec<Violation>,
    /// The singular fields that the query has set, to find those set twice.
    seen: Vec<(FieldPath, Option<String>)>,
}

impl<'r> Binder<'r> {
    pub(crate) fn new(entry: &'r Entry, options: &'r Options) -> Self {
        Self {
            entry,
            options,
            wire: Vec::with_capacity(64),
            violations: Vec::new(),
            seen: Vec::new(),
        }
    }

    /// The message's wire bytes, or all that is wrong with the request. The path is written last:
    /// it wins over the same field in a body.
    pub(crate) fn bind(
        mut self,
        matched: &Match<'_>,
        query: Option<&str>,
        body: &[u8],
        keep: Keep,
    ) -> Result<Vec<u8>, Vec<Violation>> {
        self.body(body);
        if let Some(query) = query {
            self.query(query);
        }
        self.path(matched, keep);
        if self.violations.is_empty() {
            Ok(self.wire)
        } else {
            Err(self.violations)
        }
    }

    fn body(&mut self, body: &[u8]) {
        // Custom methods such as `POST /v1/orders/1:cancel` often come without a body.
        if body.is_empty() {
            return;
        }
        let result = match self.entry.source {
            Source::None | Source::Raw(_) => return,
            Source::Whole => {
                self.wire.reserve(body.len());
                tonica_json::to_wire(self.entry.method.input, body, self.options, &mut self.wire)
            }
            Source::Field(field) => {
                self.wire.reserve(body.len());
                tonica_json::field_to_wire(field, body, self.options, &mut self.wire)
            }
        };
        if let Err(error) = result {
            let description = format!("{} (at byte {} of the body)", error.reason, error.offset);
            self.violations
                .push(Violation::new(error.path, description));
        }
    }

    fn path(&mut self, matched: &Match<'_>, keep: Keep) {
        let route = self.entry.route;
        for (variable, path) in route.variables.iter().zip(&self.entry.variables) {
            let text = matched.text(route, variable);
            let single =
                variable.first == variable.last && route.segments[variable.last] != Segment::Many;
            let keep = if single { Keep::Nothing } else { keep };
            let error = match percent::decode(text, keep) {
                Ok(text) => tonica_json::text_to_wire(path, &text, self.options, &mut self.wire)
                    .map_err(|error| Cow::Owned(error.reason)),
                Err(reason) => Err(Cow::Borrowed(reason)),
            };
            if let Err(reason) = error {
                let description = format!("{reason} (in the path)");
                self.violations
                    .push(Violation::new(variable.field, description));
            }
        }
    }

    fn query(&mut self, query: &str) {
        let mut count = 0;
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            count += 1;
            if count > MAX_PARAMETERS {
                let description = format!("has more than {MAX_PARAMETERS} parameters");
                return self.violations.push(Violation::new("query", description));
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, error) = match percent::decode_query(name) {
                Ok(name) => {
                    let bound = self.parameter(&name, value);
                    (name, bound.err())
                }
                Err(reason) => (Cow::Borrowed(name), Some(Cow::Borrowed(reason))),
            };
            if let Some(reason) = error {
                let description = format!("{reason} (in the query)");
                self.violations.push(Violation::new(name, description));
            }
        }
    }

    /// Binds one parameter, still encoded value.
    fn parameter(&mut self, name: &str, value: &str) -> Result<(), Cow<'static, str>> {
        let value = percent::decode_query(value)?;
        let (base, key) = match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            Some((base, key)) => (base, Some(key)),
            None => (name, None),
        };
        let input = self.entry.method.input;
        let path = match tonica_json::resolve(input, base) {
            Ok(path) => path,
            Err(_) if self.options.ignore_unknown => return Ok(()),
            Err(error) => return Err(error.reason.into()),
        };
        self.free(&path, key)?;
        match key {
            None => tonica_json::text_to_wire(&path, &value, self.options, &mut self.wire)
                .map_err(|error| error.reason)?,
            Some(key) => self.map_entry(&path, key, &value)?,
        }
        if !matches!(path.leaf().label(), Label::Repeated | Label::Packed) {
            self.seen.push((path, key.map(str::to_owned)));
        }
        Ok(())
    }

    /// Binds `labels[key]=value`.
    fn map_entry(
        &mut self,
        path: &FieldPath,
        key: &str,
        value: &str,
    ) -> Result<(), Cow<'static, str>> {
        let (Label::Map, Kind::Message(entry)) = (path.leaf().label(), path.leaf().kind()) else {
            return Err("is not a map: only a map takes a key in brackets".into());
        };
        let mut bytes = Vec::new();
        for (name, text) in [("key", key), ("value", value)] {
            tonica_json::resolve(entry, name)
                .and_then(|part| tonica_json::text_to_wire(&part, text, self.options, &mut bytes))
                .map_err(|error| format!("{name}: {}", error.reason))?;
        }
        for field in path.parents().iter().chain([&path.leaf()]).rev() {
            let mut outer = Vec::with_capacity(bytes.len() + 8);
            wire::put(field.number(), &bytes, &mut outer);
            bytes = outer;
        }
        self.wire.extend_from_slice(&bytes);
        Ok(())
    }

    /// That nothing else has set the field yet: the path, the body, or the query before.
    fn free(&self, path: &FieldPath, key: Option<&str>) -> Result<(), Cow<'static, str>> {
        match self.entry.source {
            Source::Whole | Source::Raw(None) => {
                return Err("the whole message is the body, the query binds nothing".into());
            }
            Source::Field(field) | Source::Raw(Some(field)) if same(field, trail(path).next()) => {
                return Err("comes from the body".into());
            }
            _ => {}
        }
        for other in &self.entry.variables {
            match clash(other, path) {
                Clash::None => {}
                Clash::Same => return Err("comes from the path".into()),
                Clash::Rival(rival) => return Err(rivalry(rival)),
            }
        }
        for (other, other_key) in &self.seen {
            match clash(other, path) {
                Clash::Same if other_key.as_deref() == key => {
                    return Err("is given more than once".into());
                }
                Clash::Rival(rival) => return Err(rivalry(rival)),
                _ => {}
            }
        }
        Ok(())
    }
}

/// The fields from the message to the one that a path ends at.
fn trail(path: &FieldPath) -> impl Iterator<Item = &'static Field> {
    path.parents().iter().copied().chain([path.leaf()])
}

fn same(field: &Field, other: Option<&'static Field>) -> bool {
    other.is_some_and(|other| other.number() == field.number())
}

/// How two fields of one message get in each other's way.
enum Clash {
    None,
    /// One is the other, or leads through it.
    Same,
    /// They are, or lie in, different members of one oneof; the first one's member.
    Rival(&'static Field),
}

fn clash(a: &FieldPath, b: &FieldPath) -> Clash {
    let fork = trail(a)
        .zip(trail(b))
        .find(|(a, b)| a.number() != b.number());
    match fork {
        None => Clash::Same,
        Some((a, b)) if a.oneof().is_some() && a.oneof() == b.oneof() => Clash::Rival(a),
        Some(_) => Clash::None,
    }
}

fn rivalry(rival: &Field) -> Cow<'static, str> {
    format!("can't be set together with {}", rival.json()).into()
}
