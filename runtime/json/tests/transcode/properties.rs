//! Random messages with everything that JSON can hold, both ways.

use proptest::prelude::*;

use crate::holds;
use crate::tables::TYPES;
use crate::tables::kinds::KINDS;

proptest! {
    #[test]
    fn any_message_comes_back(
        entropy in prop::collection::vec(any::<u8>(), 0..600),
        choice in 0..16_u8,
    ) {
        holds::comes_back(&KINDS, TYPES, &entropy, choice);
    }

    #[test]
    fn damaged_bytes_are_told(
        entropy in prop::collection::vec(any::<u8>(), 0..400),
        damage in any::<(usize, usize, u8)>(),
    ) {
        holds::stands_damage(&KINDS, TYPES, &entropy, damage);
    }
}
