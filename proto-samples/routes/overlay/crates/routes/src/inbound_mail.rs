//! `POST /hooks/mail`, in the group `/public`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use desk_api::desk::v1::OpenRequest;
use serde::{Deserialize, Serialize};
use tonica_routes::Error;
use utoipa::ToSchema;

/// A mail, as the mail service reports it.
#[derive(Debug, Deserialize, ToSchema)]
pub struct InboundMail {
    /// Address of the sender.
    pub from: String,
    #[serde(default)]
    pub subject: String,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Filed {
    /// Id of the ticket.
    pub ticket: String,
}

/// Opens a ticket for a mail.
///
/// The mail service calls it once for each mail that comes in.
#[utoipa::path(
    post,
    path = "/hooks/mail",
    responses((status = 200, description = "The ticket is open", body = Filed))
)]
pub async fn inbound_mail(
    State(state): State<Arc<desk_core::State>>,
    Json(mail): Json<InboundMail>,
) -> Result<Json<Filed>, Error> {
    let request = OpenRequest {
        sender: mail.from,
        subject: mail.subject,
    };
    let ticket = state.clients.tickets.open(request).await?; // in this process, or elsewhere
    let ticket = ticket.into_inner().id;
    Ok(Json(Filed { ticket }))
}

#[cfg(test)]
mod tests {
    use desk_clients::Clients;
    use tonica_routes::Code;

    use super::*;

    #[tokio::test]
    async fn without_the_service_it_says_so() {
        let state = Arc::new(desk_core::State::new(Clients::test(), None));
        let mail = InboundMail {
            from: "me@example.com".to_owned(),
            subject: String::new(),
        };
        let error = inbound_mail(State(state), Json(mail)).await;
        let error = error.expect_err("no service answers");
        assert_eq!(error.status().code(), Code::Unavailable);
    }
}
