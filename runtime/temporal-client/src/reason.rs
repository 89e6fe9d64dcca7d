//! Why Temporal can't be used, in words for the one who runs the process: what failed, where, by
//! which setting, and what to do.

use std::error::Error as StdError;

use temporalio_client::errors::ClientConnectError;
use tonic::{Code, Status};

use crate::settings::Settings;

/// Why no connection could be had.
pub(crate) fn of_connect(settings: &Settings, error: &ClientConnectError) -> String {
    match error {
        ClientConnectError::SystemInfoCallError(status) => of_status(settings, status),
        other => unreachable(settings, &last(other)),
    }
}

/// Why a call was refused, or had no answer.
pub(crate) fn of_status(settings: &Settings, status: &Status) -> String {
    let place = place(settings);
    let message = match StdError::source(status) {
        Some(source) => last(source),
        None => status.message().to_owned(),
    };
    match status.code() {
        Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled => {
            unreachable(settings, &message)
        }
        Code::NotFound => {
            let namespace = &settings.namespace;
            format!(
                "namespace {namespace} is not there (TEMPORAL_NAMESPACE): create it with \
                 `temporal operator namespace create --namespace {namespace}`, or set another \
                 ({place} says: {message})"
            )
        }
        Code::PermissionDenied | Code::Unauthenticated => format!(
            "{place} refuses this process: {message}; check TEMPORAL_NAMESPACE, TEMPORAL_API_KEY \
             and the certificates of TEMPORAL_TLS_…"
        ),
        code => format!("{place} answers {code:?}: {message}"),
    }
}

/// There was no answer for as long as a call waits.
pub(crate) fn no_answer(settings: &Settings) -> String {
    let cause = format!("no answer within {:?} (TEMPORAL_TIMEOUT)", settings.timeout);
    unreachable(settings, &cause)
}

fn unreachable(settings: &Settings, cause: &str) -> String {
    format!(
        "{} can't be reached: {cause}; start Temporal, for example with `tonica dev`, or set \
         TEMPORAL_ADDRESS",
        place(settings)
    )
}

fn place(settings: &Settings) -> String {
    format!("Temporal at {} (TEMPORAL_ADDRESS)", settings.address)
}

/// The innermost cause: those around it say less.
fn last(error: &dyn StdError) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
