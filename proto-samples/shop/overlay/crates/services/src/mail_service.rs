//! Sends mail to customers and remembers what was sent.

use std::sync::Arc;

use shop_api::shop::mail::v1::{ListMailsRequest, ListMailsResponse, Mail, SendMailRequest};
use shop_core::State;
use shop_grpc::shop::mail::v1::mail_service_server;
use tonic::{Request, Response, Status};

/// Sends mail to customers and remembers what was sent.
pub struct MailService {
    state: Arc<State>,
}

impl MailService {
    /// The service over the State of this process.
    pub fn new(state: Arc<State>) -> Self {
        Self { state }
    }
}

#[tonic::async_trait]
impl mail_service_server::MailService for MailService {
    /// Sends a mail. Calls with the same idempotency_key send one mail. No route
    /// leads here: only other parts of the shop send mail.
    async fn send_mail(&self, request: Request<SendMailRequest>) -> Result<Response<Mail>, Status> {
        let request = request.into_inner();
        if request.idempotency_key.is_empty() || !request.to.contains('@') {
            let problem = "a mail needs an idempotency_key and an address that it goes to";
            return Err(Status::invalid_argument(problem));
        }
        let mail = self.state.mails.send(request).await?;
        Ok(Response::new(mail))
    }

    /// Lists the mails to one address, the oldest first.
    async fn list_mails(
        &self,
        request: Request<ListMailsRequest>,
    ) -> Result<Response<ListMailsResponse>, Status> {
        let mails = self.state.mails.list(&request.into_inner().to).await?;
        Ok(Response::new(ListMailsResponse { mails }))
    }
}

#[cfg(test)]
mod tests {
    use shop_clients::{Clients, MailServiceClient};

    use super::*;

    #[tokio::test]
    async fn a_mail_is_sent_once_for_an_idempotency_key() {
        let state = State::in_memory(Clients::test());
        let client = MailServiceClient::fake(MailService::new(Arc::new(state)));
        let to = "grace@example.com".to_owned();
        let request = SendMailRequest {
            idempotency_key: "welcome/grace".to_owned(),
            to: to.clone(),
            subject: "Welcome".to_owned(),
            text: "Good to have you here.".to_owned(),
        };
        for _ in 0..2 {
            let sent = client.send_mail(request.clone()).await.unwrap();
            assert_eq!(sent.into_inner().subject, "Welcome");
        }
        let sent = client.list_mails(ListMailsRequest { to }).await.unwrap();
        assert_eq!(sent.into_inner().mails.len(), 1);
    }
}
