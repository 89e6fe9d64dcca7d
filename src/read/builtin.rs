//! Protos that the tool brings: what others import to say options and to share types.
//! Only names and numbers matter; a project's own copy below an import root wins.

macro_rules! builtin {
    ($($name:literal,)*) => {
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("builtin/", $name)))),*];
    };
}

builtin! {
    "buf/validate/validate.proto",
    "google/api/annotations.proto",
    "google/api/client.proto",
    "google/api/field_behavior.proto",
    "google/api/field_info.proto",
    "google/api/http.proto",
    "google/api/httpbody.proto",
    "google/api/launch_stage.proto",
    "google/api/resource.proto",
    "google/api/routing.proto",
    "google/api/visibility.proto",
    "google/longrunning/operations.proto",
    "google/rpc/code.proto",
    "google/rpc/error_details.proto",
    "google/rpc/status.proto",
    "google/type/calendar_period.proto",
    "google/type/color.proto",
    "google/type/date.proto",
    "google/type/datetime.proto",
    "google/type/dayofweek.proto",
    "google/type/decimal.proto",
    "google/type/expr.proto",
    "google/type/fraction.proto",
    "google/type/interval.proto",
    "google/type/latlng.proto",
    "google/type/localized_text.proto",
    "google/type/money.proto",
    "google/type/month.proto",
    "google/type/phone_number.proto",
    "google/type/postal_address.proto",
    "google/type/quaternion.proto",
    "google/type/timeofday.proto",

}

/// The text of a built-in file.
pub(crate) fn text(name: &str) -> Option<&'static str> {
    let at = FILES
        .binary_search_by(|(known, _)| (*known).cmp(name))
        .ok()?;
    Some(FILES[at].1)
}

/// The names of all built-in files, sorted.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}
