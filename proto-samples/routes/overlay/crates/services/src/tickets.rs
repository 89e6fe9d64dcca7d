//! Tickets of a help desk.

use std::sync::Arc;

use desk_api::desk::v1::{GetRequest, ListRequest, ListResponse, OpenRequest, Ticket};
use desk_core::State;
use desk_grpc::desk::v1::tickets_server;
use tonic::{Request, Response, Status};

/// Serves `desk.v1.Tickets`.
pub struct Tickets {
    /// What all parts of `desk` share.
    pub state: Arc<State>,
}

impl Tickets {
    /// Made once, when the process starts.
    pub fn new(state: Arc<State>) -> Self {
        Self { state }
    }
}

#[tonic::async_trait]
impl tickets_server::Tickets for Tickets {
    /// Opens a ticket.
    async fn open(&self, request: Request<OpenRequest>) -> Result<Response<Ticket>, Status> {
        let OpenRequest { sender, subject } = request.into_inner();
        if sender.is_empty() {
            return Err(Status::invalid_argument("a ticket has a sender"));
        }
        let ticket = desk_core::Ticket { sender, subject };
        let mut tickets = self.state.tickets();
        tickets.push(ticket.clone());
        Ok(Response::new(numbered(tickets.len(), ticket)))
    }

    /// Gets a ticket.
    async fn get(&self, request: Request<GetRequest>) -> Result<Response<Ticket>, Status> {
        let id = request.into_inner().id;
        let tickets = self.state.tickets();
        let mut all = (1..).zip(tickets.iter());
        let found = all.find(|(number, _)| number.to_string() == id);
        found
            .map(|(number, ticket)| Response::new(numbered(number, ticket.clone())))
            .ok_or_else(|| Status::not_found(format!("there is no ticket {id:?}")))
    }

    /// Lists all tickets.
    async fn list(&self, _: Request<ListRequest>) -> Result<Response<ListResponse>, Status> {
        let tickets = self.state.tickets();
        let all = (1..).zip(tickets.iter());
        let tickets = all.map(|(number, ticket)| numbered(number, ticket.clone()));
        Ok(Response::new(ListResponse {
            tickets: tickets.collect(),
        }))
    }
}

fn numbered(number: usize, ticket: desk_core::Ticket) -> Ticket {
    Ticket {
        id: number.to_string(),
        sender: ticket.sender,
        subject: ticket.subject,
    }
}

#[cfg(test)]
mod tests {
    use desk_clients::{Clients, TicketsClient};
    use tonic::Code;

    use super::*;

    #[tokio::test]
    async fn a_ticket_is_found_once_it_is_open() {
        let state = Arc::new(State::new(Clients::test(), None));
        let client = TicketsClient::fake(Tickets::new(state));
        let get = || GetRequest { id: "1".to_owned() };
        let missing = client.get(get()).await.expect_err("there is none yet");
        assert_eq!(missing.code(), Code::NotFound);
        let request = OpenRequest {
            sender: "me".to_owned(),
            subject: "help".to_owned(),
        };
        let opened = client.open(request).await.expect("it is opened");
        let found = client.get(get()).await.expect("it is there");
        assert_eq!(found.into_inner(), opened.into_inner());
    }
}
