//! The content codings by their names.

/// A content coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Gzip,
    Brotli,
    Zstd,
}

impl Coding {
    pub(super) const ALL: [Self; 3] = [Self::Gzip, Self::Brotli, Self::Zstd];

    /// As `Content-Encoding` has it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
        }
    }

    /// The coding of a name, also an older one.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = if name.eq_ignore_ascii_case("x-gzip") {
            "gzip"
        } else {
            name
        };
        let mut all = Self::ALL.into_iter();
        all.find(|coding| coding.name().eq_ignore_ascii_case(name))
    }
}

/// Those that a setting lists, the best liked first; none for `none`.
pub(super) fn list(value: &str) -> Result<Vec<Coding>, String> {
    if value == "none" {
        return Ok(Vec::new());
    }
    let mut all = Vec::new();
    for name in value.split(',').map(str::trim) {
        match Coding::named(name) {
            Some(coding) if all.contains(&coding) => {
                return Err(format!("names {name} twice"));
            }
            Some(coding) => all.push(coding),
            None => {
                return Err(format!(
                    "has {name:?}, which is none of zstd, br, gzip: give some of them with commas between, or none"
                ));
            }
        }
    }
    Ok(all)
}
