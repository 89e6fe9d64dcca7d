//! A map that is written in the order in which it was filled.

use serde::{Serialize, Serializer};

/// Entries by name, each name once.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ordered<T>(Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Ordered<T> {
    /// Whether there are no entries.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entry of a name.
    pub(super) fn get(&self, name: &str) -> Option<&T> {
        let mut entries = self.0.iter();
        entries.find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Appends an entry, or takes the place of the one with this name.
    pub(super) fn insert(&mut self, name: impl Into<String>, value: T) {
        let name = name.into();
        match self.0.iter_mut().find(|(key, _)| *key == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// All entries in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl<T: Default> Ordered<T> {
    /// The entry of a name, appended where there is none.
    pub(super) fn entry(&mut self, name: &str) -> &mut T {
        let known = self.0.iter().position(|(key, _)| key == name);
        let index = known.unwrap_or_else(|| {
            self.0.push((name.to_owned(), T::default()));
            self.0.len() - 1
        });
        &mut self.0[index].1
    }
}

impl<T: Serialize> Serialize for Ordered<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}
