//! Answers protobuf's conformance runner on stdin and stdout: what comes as a proto3 message in
//! one format goes out in the other, through the tables. Whatever else is asked is skipped.

use std::io::{self, Read, Write};

use conformance::TYPES;
use conformance::protobuf_test_messages::proto3::TEST_ALL_TYPES_PROTO3;
use prost::Message;
use tonica_json::{Options, to_json, to_wire};

/// `conformance.ConformanceRequest`, as far as it is used here.
#[derive(Message)]
struct Request {
    #[prost(oneof = "Payload", tags = "1, 2, 7, 8")]
    payload: Option<Payload>,
    #[prost(int32, tag = "3")]
    requested_output_format: i32,
    #[prost(string, tag = "4")]
    message_type: String,
    #[prost(int32, tag = "5")]
    test_category: i32,
}

#[derive(prost::Oneof)]
enum Payload {
    #[prost(bytes, tag = "1")]
    Protobuf(Vec<u8>),
    #[prost(string, tag = "2")]
    Json(String),
    #[prost(string, tag = "7")]
    Jspb(String),
    #[prost(string, tag = "8")]
    Text(String),
}

const PROTOBUF: i32 = 1;
const JSON: i32 = 2;
const IGNORE_UNKNOWN: i32 = 3;

/// `conformance.ConformanceResponse`, likewise.
#[derive(Message)]
struct Response {
    #[prost(oneof = "Outcome", tags = "1, 3, 4, 5, 6")]
    outcome: Option<Outcome>,
}

#[derive(prost::Oneof)]
enum Outcome {
    #[prost(string, tag = "1")]
    ParseError(String),
    #[prost(bytes, tag = "3")]
    Protobuf(Vec<u8>),
    #[prost(bytes, tag = "4")]
    Json(Vec<u8>),
    #[prost(string, tag = "5")]
    Skipped(String),
    #[prost(string, tag = "6")]
    SerializeError(String),
}

fn main() -> io::Result<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let mut length = [0; 4];
    loop {
        match input.read_exact(&mut length) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            result => result?,
        }
        let mut request = vec![0; u32::from_le_bytes(length) as usize];
        input.read_exact(&mut request)?;
        let request = Request::decode(request.as_slice()).map_err(io::Error::other)?;
        let response = Response {
            outcome: Some(answer(&request)),
        }
        .encode_to_vec();
        let length = u32::try_from(response.len()).map_err(io::Error::other)?;
        output.write_all(&length.to_le_bytes())?;
        output.write_all(&response)?;
        output.flush()?;
    }
}

fn answer(request: &Request) -> Outcome {
    if request.message_type != TEST_ALL_TYPES_PROTO3.name() {
        return Outcome::Skipped("only proto3 has tables here".to_owned());
    }
    let options = Options {
        ignore_unknown: request.test_category == IGNORE_UNKNOWN,
        types: TYPES,
        ..Options::new()
    };
    let table = &TEST_ALL_TYPES_PROTO3;
    let mut wire = Vec::new();
    match (&request.payload, request.requested_output_format) {
        (Some(Payload::Protobuf(payload)), JSON) => wire.clone_from(payload),
        (Some(Payload::Json(payload)), JSON | PROTOBUF) => {
            if let Err(error) = to_wire(table, payload.as_bytes(), &options, &mut wire) {
                return Outcome::ParseError(error.to_string());
            }
        }
        _ => return Outcome::Skipped("one side of what is tested is JSON".to_owned()),
    }
    if request.requested_output_format == PROTOBUF {
        return Outcome::Protobuf(wire);
    }
    let mut json = Vec::new();
    match to_json(table, &wire, &options, &mut json) {
        Ok(()) => Outcome::Json(json),
        Err(error) => Outcome::SerializeError(error.to_string()),
    }
}
