//! `GET /v1/tickets:export`, in the group `/public`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use desk_api::desk::v1::ListRequest;
use tonica_routes::Error;

/// Exports all tickets as a table.
#[utoipa::path(
    get,
    path = "/v1/tickets:export",
    responses((status = 200, description = "A line a ticket", content_type = "text/csv", body = String))
)]
pub async fn export_tickets(
    State(state): State<Arc<desk_core::State>>,
) -> Result<impl IntoResponse, Error> {
    let listed = state.clients.tickets.list(ListRequest {}).await?;
    let mut table = String::from("id,sender,subject\n");
    for ticket in listed.into_inner().tickets {
        let cells = [ticket.id, ticket.sender, ticket.subject].map(|cell| quoted(&cell));
        table.push_str(&cells.join(","));
        table.push('\n');
    }
    Ok(([(CONTENT_TYPE, "text/csv")], table))
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_in_a_cell_is_doubled() {
        assert_eq!(quoted("a \"b\""), "\"a \"\"b\"\"\"");
    }
}
