//! Random messages of protobuf's own test message, both ways; what holds of them is the
//! transcoder's to say.

#![allow(clippy::expect_used, reason = "what a test expects it may expect")]

#[path = "../../../runtime/json/tests/transcode/arbitrary.rs"]
#[allow(dead_code, reason = "a part of it is for another test")]
mod arbitrary;
#[path = "../../../runtime/json/tests/transcode/holds.rs"]
mod holds;
#[path = "../../../runtime/json/tests/transcode/spelling.rs"]
mod spelling;

use conformance::TYPES;
use conformance::protobuf_test_messages::proto3::TEST_ALL_TYPES_PROTO3 as TABLE;
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_message_comes_back(
        entropy in prop::collection::vec(any::<u8>(), 0..600),
        choice in 0..16_u8,
    ) {
        holds::comes_back(&TABLE, TYPES, &entropy, choice);
    }

    #[test]
    fn damaged_bytes_are_told(
        entropy in prop::collection::vec(any::<u8>(), 0..400),
        damage in any::<(usize, usize, u8)>(),
    ) {
        holds::stands_damage(&TABLE, TYPES, &entropy, damage);
    }
}
