//! Which coding a request's `Accept-Encoding` asks for (RFC 9110, section 12.5.3).

use http::{HeaderMap, header};

use super::{Coding, Encoding};
use crate::media;
use crate::problem::Problem;
use crate::refusal;

/// How to send an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    /// `None`: as it is.
    pub(crate) coding: Option<Coding>,
    /// The request refuses an answer as it is, however small.
    pub(crate) must: bool,
}

impl Encoding {
    /// What a request likes best, the better liked one of ours where it likes several alike.
    ///
    /// # Errors
    ///
    /// 406 where it takes neither any of ours nor an answer as it is.
    pub(crate) fn choose(&self, headers: &HeaderMap) -> Result<Choice, Problem> {
        let values = headers.get_all(header::ACCEPT_ENCODING).iter();
        let asked: Vec<(&str, u16)> = values.filter_map(media::ranges).flatten().collect();
        let of = |name: &str| {
            let mut asked = asked.iter();
            let found = asked.find(|(asked, _)| asked.eq_ignore_ascii_case(name));
            found.map(|(_, quality)| *quality)
        };
        let any = of("*");
        // As it is may be sent unless that is refused by name, or together with all the rest.
        let plain = of("identity").or(any.filter(|quality| *quality == 0));
        let must = plain == Some(0);
        let mut best = None;
        for &coding in &self.codings {
            let old = (coding == Coding::Gzip).then(|| of("x-gzip")).flatten();
            let quality = of(coding.name()).or(old).or(any).unwrap_or(0);
            if quality > best.map_or(0, |(_, quality)| quality) {
                best = Some((coding, quality));
            }
        }
        let best = best.filter(|(_, quality)| must || *quality >= plain.unwrap_or(0));
        match best {
            None if must => Err(refusal::no_coding(&self.names())),
            best => Ok(Choice {
                coding: best.map(|(coding, _)| coding),
                must,
            }),
        }
    }

    fn names(&self) -> String {
        let names: Vec<_> = self.codings.iter().map(|coding| coding.name()).collect();
        names.join(", ")
    }
}
