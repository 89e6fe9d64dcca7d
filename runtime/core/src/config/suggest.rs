//! "Did you mean …?": the known name that is fewest edits away.

/// The nearest of `known` names, if it is near enough to be a slip.
pub(crate) fn suggestion(name: &str, known: impl Iterator<Item = String>) -> Option<String> {
    let most = (name.len() / 3).clamp(1, 3);
    let distances = known.map(|known| (distance(name, &known), known));
    distances
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, known)| known)
}

/// How many letters must be added, removed or changed to make `a` of `b` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let change = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
