//! The nearest known names to one that isn't known.

/// How alike two names must be to be offered; 1 is equality.
const ALIKE: f64 = 0.65;

/// Up to three of `known` that are near to `word`, the nearest first. A name whose last
/// part is the same counts as near: `OrderService` for `shop.orders.v1.OrderService`.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let mut near: Vec<(f64, &str)> = known
        .into_iter()
        .map(|name| (alike(&word, &name.to_lowercase()), name))
        .filter(|(alike, _)| *alike >= ALIKE)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    near.dedup();
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

fn alike(word: &str, name: &str) -> f64 {
    let whole = strsim::normalized_damerau_levenshtein(word, name);
    if last(word) == last(name) {
        whole.max(0.9)
    } else {
        whole
    }
}

/// The last part of a dotted name or of a path.
fn last(name: &str) -> &str {
    let separator = if name.contains('/') { '/' } else { '.' };
    name.rsplit(separator).next().unwrap_or_default()
}
