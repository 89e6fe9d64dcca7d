//! Where our gateway answers otherwise than the HTTP API of Temporal's server, which is grpc-gateway
//! with a marshaller of its own; each with its reason. A call of calls.yaml names those that must
//! show at it: one that doesn't is as wrong as one that isn't listed.
//!
//! Not compared: headers (grpc-gateway answers with the media type that was asked for, we with
//! `application/json`), the order of an object's keys (it follows the declaration, we the wire), and
//! white space.

use serde_json::{Value, json};

/// Status and body of an answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    pub(super) status: u16,
    pub(super) body: Value,
}

/// One difference.
pub(super) struct Difference {
    pub(super) name: &'static str,
    /// Whose answer is how, and why ours is.
    pub(super) why: &'static str,
    /// Takes it out of their answer and ours; whether it was there.
    pub(super) take: fn(&mut Said, &mut Said) -> bool,
}

pub(super) const ALL: [Difference; 9] = [
    Difference {
        name: "empty-details",
        why: "an error without details has `details: []`, so that clients need not ask whether \
              there are any; theirs leaves the field out",
        take: |theirs, ours| {
            let empty = ours.body["details"] == json!([]) && theirs.body.get("details").is_none();
            empty && ours.status >= 400 && remove(ours, "details")
        },
    },
    Difference {
        name: "own-words",
        why: "what the gateway itself refuses it tells in its own words, with details for \
              programs; theirs gives the text of a Go error",
        take: |theirs, ours| {
            let same = theirs.status == ours.status && theirs.body["code"] == ours.body["code"];
            (same && is_refusal(ours)) && alike(theirs, ours)
        },
    },
    Difference {
        name: "method-not-allowed",
        why: "a path that is served with other methods is a 405 that names them in Allow, as RFC \
              9110 has it; theirs turns UNIMPLEMENTED into 501",
        take: |theirs, ours| {
            (theirs.status == 501 && ours.status == 405 && is_refusal(ours)) && alike(theirs, ours)
        },
    },
    Difference {
        name: "head",
        why: "HEAD is served where GET is; theirs knows bound methods alone",
        take: |theirs, ours| (theirs.status == 501 && ours.status == 200) && alike(theirs, ours),
    },
    Difference {
        name: "unknown-parameter",
        why: "a query parameter that is no field is most likely a typing error, and a 400 that \
              names it (GATEWAY_IGNORE_UNKNOWN lets it pass); theirs drops it without a word",
        take: |theirs, ours| {
            let refused =
                theirs.status == 200 && ours.status == 400 && violates(ours, "UNKNOWN_FIELD");
            refused && alike(theirs, ours)
        },
    },
    Difference {
        name: "query-beside-body",
        why: "with `body: \"*\"` the whole message is the body, says google/api/http.proto: a query \
              is a 400; theirs drops it without a word",
        take: |theirs, ours| {
            let refused = theirs.status == 200 && ours.status == 400;
            (refused && violates(ours, "BOUND_ELSEWHERE")) && alike(theirs, ours)
        },
    },
    Difference {
        name: "encoded-slash",
        why: "`%2F` in a variable of one segment is a `/` in its value, says \
              google/api/http.proto; theirs decodes before it splits, and finds no route",
        take: |theirs, ours| (theirs.status == 404 && ours.status == 200) && alike(theirs, ours),
    },
    Difference {
        name: "deadline",
        why: "a deadline that passes here is told here: 504 either way, the words differ",
        take: |theirs, ours| {
            let late = |said: &Said| said.status == 504 && said.body["code"] == 4;
            let same = theirs.body["message"] == ours.body["message"];
            (late(theirs) && late(ours) && !same) && alike(theirs, ours)
        },
    },
    Difference {
        name: "payload-shorthand",
        why: "theirs writes payloads in JSON as the values that they hold unless asked not to, a \
              rule of Temporal's own; the JSON mapping of protobuf knows none",
        take: |theirs, ours| {
            let shorthand = theirs.body != ours.body && theirs.status == ours.status;
            shorthand && {
                expand(&mut theirs.body);
                theirs.body == ours.body
            }
        },
    },
];

/// What the gateway itself has refused: its details say so.
fn is_refusal(said: &Said) -> bool {
    let detail = &said.body["details"][0];
    let kind = detail["@type"].as_str().unwrap_or_default();
    detail["domain"] == "tonica.gateway" || kind.ends_with("/google.rpc.BadRequest")
}

/// Whether a field of the request is refused for this reason.
fn violates(said: &Said, reason: &str) -> bool {
    said.body["details"][0]["fieldViolations"][0]["reason"] == reason
}

/// Makes both the same: the difference is all that there is to them.
fn alike(theirs: &mut Said, ours: &mut Said) -> bool {
    *theirs = ours.clone();
    true
}

fn remove(said: &mut Said, field: &str) -> bool {
    let object = said.body.as_object_mut();
    object.is_some_and(|object| object.remove(field).is_some())
}

/// Lists of payloads in shorthand, and maps of them (a memo's), in full.
fn expand(value: &mut Value) {
    if let Value::Object(fields) = value {
        for (key, value) in fields {
            match (key.as_str(), &mut *value) {
                ("input" | "queryResult", Value::Array(items)) => {
                    *value = json!({"payloads": items.iter().map(payload).collect::<Value>()});
                }
                ("fields", Value::Object(fields)) => {
                    fields
                        .values_mut()
                        .for_each(|value| *value = payload(value));
                }
                _ => expand(value),
            }
        }
    } else if let Value::Array(items) = value {
        items.iter_mut().for_each(expand);
    }
}

fn payload(value: &Value) -> Value {
    json!({"metadata": {"encoding": base64("json/plain")}, "data": base64(&value.to_string())})
}

/// In the alphabet and with the padding of ProtoJSON.
fn base64(text: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) & 63;
            let letter = char::from(ALPHABET[index as usize]);
            out.push(if digit > chunk.len() { '=' } else { letter });
        }
    }
    out
}
