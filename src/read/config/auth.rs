//! `auth` and `breaking`.

use super::Spanned;
use crate::read::map::{choice, map};

map! {
    /// Who may call what, by tokens; keys are fetched from the issuer's JWKS.
    Auth {
        /// Who signs the tokens.
        issuer: Spanned<String>,
        /// Whom the tokens are for; any of these.
        #[schemars(default)]
        audience: Vec<Spanned<String>>,
        /// What holds where no rule matches; default `authenticated`.
        #[schemars(default)]
        default: Option<Access>,
        /// The first that matches holds.
        #[schemars(default)]
        rules: Vec<AuthRule>,
    }
}

choice! {
    /// Who is let in.
    Access {
        /// Anybody.
        Anonymous = "anonymous",
        /// Anybody with a valid token.
        Authenticated = "authenticated",
    }
}

map! {
    /// Who may call some rpcs or paths.
    AuthRule {
        /// An rpc, `package.*` or a path with `**`.
        r#match: Spanned<String>,
        /// `anonymous`, `authenticated` or `scope:NAME`.
        allow: Vec<Spanned<String>>,
    }
}

map! {
    /// What `tonica breaking` lets pass.
    Breaking {
        /// Changes that are meant.
        #[schemars(default)]
        allow: Vec<BreakingChange>,
    }
}

map! {
    /// A breaking change that is meant.
    BreakingChange {
        /// The change as `tonica breaking` prints it.
        change: Spanned<String>,
        /// Why it breaks nobody.
        reason: Spanned<String>,
    }
}
