//! Messages as people name them: in full, or short where only one can be meant.

use crate::{
    diagnostic::{Diagnostic, Diagnostics, nearest},
    lower,
    model::EMPTY,
    read::Raw,
};

/// The full name of a message of the project: `OrderEvent` → `shop.orders.v1.OrderEvent`.
/// What is defined elsewhere stays as it is, and is judged with all of service.yaml.
pub(super) fn full_name(raw: &Raw, wanted: &str) -> Result<String, Diagnostics> {
    if wanted == EMPTY || raw.protos.pool.get_message_by_name(wanted).is_some() {
        return Ok(wanted.to_owned());
    }
    let names: Vec<String> = lower::messages(raw)
        .map(|message| message.full_name().to_owned())
        .collect();
    let is_meant = |name: &&String| {
        name.strip_suffix(wanted)
            .is_some_and(|package| package.ends_with('.'))
    };
    let found: Vec<&String> = names.iter().filter(is_meant).collect();
    match found[..] {
        [name] => Ok(name.clone()),
        [] if wanted == "Empty" => Ok(EMPTY.to_owned()),
        [] => Err(unknown(wanted, &names)),
        _ => {
            let names: Vec<&str> = found.into_iter().map(String::as_str).collect();
            Err(
                Diagnostic::error(format!("`{wanted}` may be any of {}", names.join(", ")))
                    .help("say its full name")
                    .into(),
            )
        }
    }
}

fn unknown(wanted: &str, names: &[String]) -> Diagnostics {
    let short = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    let mut near = nearest(wanted, names.iter().map(String::as_str));
    if near.is_empty() {
        let shorts: Vec<String> = names.iter().map(|name| short(name)).collect();
        let nearest = nearest(wanted, shorts.iter().map(String::as_str));
        let is_near = |name: &&str| nearest.contains(&short(name).as_str());
        near = names.iter().map(String::as_str).filter(is_near).collect();
    }
    let diagnostic = Diagnostic::error(format!(
        "no proto of the project defines a message `{wanted}`"
    ));
    match near[..] {
        [] => diagnostic.help("define the message in a proto first"),
        _ => diagnostic.help(format!("did you mean `{}`?", near.join("` or `"))),
    }
    .into()
}
