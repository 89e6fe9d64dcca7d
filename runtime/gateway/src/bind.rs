//! Puts a request's path, query and body together to the wire bytes of the rpc's message. Knows
//! neither HTTP statuses nor how the rpc is called; gathers every error before it refuses.

mod clash;

use std::borrow::Cow;

use tonica_json::{FieldPath, Kind, Label, Options};

use self::clash::{Clash, clash, rivalry, same, trail};
use crate::entry::{Entry, Source};
use crate::percent::{self, Keep};
use crate::problem::Violation;
use crate::router::Match;
use crate::table::Segment;
use crate::wire;
use crate::wrong::{self, Wrong};

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
        self.mask(body);
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
            self.violations.push(wrong::in_body(error, body));
        }
    }

    /// Tells a PATCH's service what the body sets, unless the query does.
    fn mask(&mut self, body: &[u8]) {
        let Some(mask) = &self.entry.mask else { return };
        let given = mask.is_among(self.seen.iter().map(|(path, _)| path));
        // Of a body that is wrong, that is told already.
        if given || body.is_empty() || !self.violations.is_empty() {
            return;
        }
        let (field, message) = (mask.field, mask.body);
        let put = tonica_json::mask_to_wire(field, message, body, self.options, &mut self.wire);
        if let Err(error) = put {
            self.violations
                .push(Violation::new(field.json(), error.reason));
        }
    }

    fn path(&mut self, matched: &Match<'_>, keep: Keep) {
        let route = self.entry.route;
        for (variable, path) in route.variables.iter().zip(&self.entry.variables) {
            let text = matched.text(route, variable);
            let single =
                variable.first == variable.last && route.segments[variable.last] != Segment::Many;
            let keep = if single { Keep::Nothing } else { keep };
            let bound = match percent::decode(text, keep) {
                Ok(text) => tonica_json::text_to_wire(path, &text, self.options, &mut self.wire)
                    .map_err(Wrong::from),
                Err(reason) => Err(Wrong::new(wrong::ENCODING, reason)),
            };
            if let Err(wrong) = bound {
                self.violations
                    .push(wrong.of(variable.field, "in the path"));
            }
        }
    }

    fn query(&mut self, query: &str) {
        let mut count = 0;
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            count += 1;
            if count > MAX_PARAMETERS {
                let description = format!("has more than {MAX_PARAMETERS} parameters");
                let violation = Violation::new("query", description).because(wrong::TOO_MANY);
                // Whatever else is wrong would only bury it.
                self.violations = vec![violation];
                return;
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, bound) = match percent::decode_query(name) {
                Ok(name) => {
                    let bound = self.parameter(&name, value);
                    (name, bound)
                }
                Err(reason) => {
                    let wrong = Wrong::new(wrong::ENCODING, reason);
                    (Cow::Borrowed(name), Err(wrong))
                }
            };
            if let Err(wrong) = bound {
                self.violations
                    .push(wrong.of(wrong::cut(&name), "in the query"));
            }
        }
    }

    /// Binds one parameter, still encoded value.
    fn parameter(&mut self, name: &str, value: &str) -> Result<(), Wrong> {
        let value = percent::decode_query(value);
        let value = value.map_err(|reason| Wrong::new(wrong::ENCODING, reason))?;
        let (base, key) = match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            Some((base, key)) => (base, Some(key)),
            None => (name, None),
        };
        let input = self.entry.method.input;
        let path = match tonica_json::resolve(input, base) {
            Ok(path) => path,
            Err(_) if self.options.ignore_unknown => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        self.free(&path, key)?;
        match key {
            None => tonica_json::text_to_wire(&path, &value, self.options, &mut self.wire)?,
            Some(key) => self.map_entry(&path, key, &value)?,
        }
        if !matches!(path.leaf().label(), Label::Repeated | Label::Packed) {
            self.seen.push((path, key.map(str::to_owned)));
        }
        Ok(())
    }

    /// Binds `labels[key]=value`.
    fn map_entry(&mut self, path: &FieldPath, key: &str, value: &str) -> Result<(), Wrong> {
        let (Label::Map, Kind::Message(entry)) = (path.leaf().label(), path.leaf().kind()) else {
            let description = "is not a map: only a map takes a key in brackets";
            return Err(Wrong::new(wrong::TYPE, description));
        };
        let mut bytes = Vec::new();
        for (name, text) in [("key", key), ("value", value)] {
            tonica_json::resolve(entry, name)
                .and_then(|part| tonica_json::text_to_wire(&part, text, self.options, &mut bytes))
                .map_err(|error| {
                    let reason = format!("{name}: {}", error.reason);
                    Wrong::from(tonica_json::Error { reason, ..error })
                })?;
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
    fn free(&self, path: &FieldPath, key: Option<&str>) -> Result<(), Wrong> {
        match self.entry.source {
            Source::Whole | Source::Raw(None) => {
                let description = "the whole message is the body, the query binds nothing";
                return Err(Wrong::new(wrong::ELSEWHERE, description));
            }
            Source::Field(field) | Source::Raw(Some(field)) if same(field, trail(path).next()) => {
                return Err(Wrong::new(wrong::ELSEWHERE, "comes from the body"));
            }
            _ => {}
        }
        for other in &self.entry.variables {
            match clash(other, path) {
                Clash::None => {}
                Clash::Same => return Err(Wrong::new(wrong::ELSEWHERE, "comes from the path")),
                Clash::Rival(rival) => return Err(rivalry(rival)),
            }
        }
        for (other, other_key) in &self.seen {
            match clash(other, path) {
                Clash::Same if other_key.as_deref() == key => {
                    return Err(Wrong::new(wrong::TWICE, "is given more than once"));
                }
                Clash::Rival(rival) => return Err(rivalry(rival)),
                _ => {}
            }
        }
        Ok(())
    }
}
