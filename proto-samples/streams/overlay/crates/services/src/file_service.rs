//! Takes files of any size and gives them, without ever holding one whole.

use std::sync::Arc;

use streams_api::files::v1::{DownloadRequest, File, GetLabelRequest, Label, UploadRequest};
use streams_api::google::api::HttpBody;
use streams_core::State;
use streams_grpc::files::v1::file_service_server;
use tonic::codegen::{BoxStream, tokio_stream};
use tonic::{Request, Response, Status, Streaming};

use crate::digest::Digest;

/// What the files and labels are that are made here.
const TEXT: &str = "text/plain; charset=utf-8";

/// The bytes of one part of a file.
const PART: usize = 64 * 1024;

/// Takes files and gives them.
pub struct FileService;

impl FileService {
    /// The service; it has no use for the State.
    pub fn new(_state: Arc<State>) -> Self {
        Self
    }
}

#[tonic::async_trait]
impl file_service_server::FileService for FileService {
    /// Takes a file: its bytes are the request's body, and come in parts. An upload that breaks
    /// off ends in an error, so what is answered is of a whole file.
    async fn upload(
        &self,
        request: Request<Streaming<UploadRequest>>,
    ) -> Result<Response<File>, Status> {
        let mut parts = request.into_inner();
        let mut file = File::default();
        let mut digest = Digest::default();
        while let Some(part) = parts.message().await? {
            let content = part.content.unwrap_or_default();
            digest.add(&content.data);
            file.name = part.name;
            file.content_type = content.content_type;
            file.size += content.data.len() as u64;
        }
        file.digest = digest.to_string();
        Ok(Response::new(file))
    }

    type DownloadStream = BoxStream<HttpBody>;

    /// Gives a file that is made up as it goes: as many bytes as it is asked for. A part is made
    /// when the client can take it.
    async fn download(
        &self,
        request: Request<DownloadRequest>,
    ) -> Result<Response<Self::DownloadStream>, Status> {
        let parts = Parts::of(&request.into_inner())?;
        Ok(Response::new(Box::pin(tokio_stream::iter(parts))))
    }

    /// Tells the digest of a small file, which is the request's body.
    async fn digest(&self, request: Request<HttpBody>) -> Result<Response<File>, Status> {
        let HttpBody {
            content_type, data, ..
        } = request.into_inner();
        let mut digest = Digest::default();
        digest.add(&data);
        Ok(Response::new(File {
            name: String::new(),
            content_type,
            size: data.len() as u64,
            digest: digest.to_string(),
        }))
    }

    /// Gives the label of a file: a small text beside what else there is to say of it.
    async fn get_label(
        &self,
        request: Request<GetLabelRequest>,
    ) -> Result<Response<Label>, Status> {
        let text = format!("a file named {}\n", request.into_inner().name);
        Ok(Response::new(Label {
            text: Some(body(text.into_bytes())),
            seen: 1,
        }))
    }
}

fn body(data: Vec<u8>) -> HttpBody {
    HttpBody {
        content_type: TEXT.to_owned(),
        data,
        extensions: Vec::new(),
    }
}

/// The parts of a file whose lines are all its name.
struct Parts {
    /// Long enough for a part from any place of a line on.
    lines: Vec<u8>,
    line: usize,
    /// Bytes that were given.
    given: u64,
    size: u64,
    breaks_after: Option<u64>,
}

impl Parts {
    fn of(request: &DownloadRequest) -> Result<Self, Status> {
        if request.name.len() > PART {
            return Err(Status::invalid_argument("name is longer than a part"));
        }
        let line = format!("{}\n", request.name);
        Ok(Self {
            line: line.len(),
            lines: line.bytes().cycle().take(PART + line.len()).collect(),
            given: 0,
            size: request.size,
            breaks_after: Some(request.breaks_after).filter(|&after| after > 0),
        })
    }
}

impl Iterator for Parts {
    type Item = Result<HttpBody, Status>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.breaks_after.is_some_and(|after| self.given >= after) {
            return Some(Err(Status::data_loss("the disk broke")));
        }
        let left = self.size - self.given;
        if left == 0 {
            return None;
        }
        let length = usize::try_from(left).unwrap_or(PART).min(PART);
        let from = (self.given % self.line as u64) as usize;
        self.given += length as u64;
        Some(Ok(body(self.lines[from..from + length].to_vec())))
    }
}

#[cfg(test)]
mod tests {
    use streams_clients::{Clients, FileServiceClient};
    use tonic::Code;
    use tonica_runtime::Start;

    use super::*;

    /// The service as its callers see it: the whole call, but no server and no port.
    async fn client() -> FileServiceClient {
        let state = State::open(&Start::test(), Clients::test()).await;
        let state = Arc::new(state.expect("the state opens"));
        FileServiceClient::fake(FileService::new(state))
    }

    fn part(data: &[u8]) -> UploadRequest {
        UploadRequest {
            name: "notes".to_owned(),
            content: Some(body(data.to_vec())),
        }
    }

    #[tokio::test]
    async fn a_file_is_the_same_in_whatever_parts_it_comes() {
        let client = client().await;
        let one = tokio_stream::iter([part(b"one two")]);
        let one = client.upload(one).await.unwrap().into_inner();
        let two = tokio_stream::iter([part(b"one"), part(b" "), part(b"two")]);
        let two = client.upload(two).await.unwrap().into_inner();
        assert_eq!(one, two);
        assert_eq!((one.size, one.name.as_str()), (7, "notes"));
        let whole = client.digest(body(b"one two".to_vec())).await;
        assert_eq!(whole.unwrap().into_inner().digest, one.digest);
    }

    #[tokio::test]
    async fn a_file_has_the_size_that_is_asked_for_and_lines_of_its_name() {
        let client = client().await;
        let request = DownloadRequest {
            name: "seven".to_owned(),
            size: 3 * PART as u64 + 1,
            breaks_after: 0,
        };
        let mut parts = client.download(request).await.unwrap().into_inner();
        let mut bytes = Vec::new();
        while let Some(part) = parts.message().await.unwrap() {
            assert_eq!(part.content_type, TEXT);
            bytes.extend(part.data);
        }
        assert_eq!(bytes.len(), 3 * PART + 1);
        assert!(bytes.iter().eq(b"seven\n".iter().cycle().take(bytes.len())));
    }

    #[tokio::test]
    async fn a_disk_that_breaks_ends_the_file_in_an_error() {
        let client = client().await;
        let request = DownloadRequest {
            name: "x".to_owned(),
            size: 10 * PART as u64,
            breaks_after: PART as u64,
        };
        let mut parts = client.download(request).await.unwrap().into_inner();
        assert!(parts.message().await.unwrap().is_some());
        let status = parts.message().await.unwrap_err();
        assert_eq!(status.code(), Code::DataLoss);
    }

    #[tokio::test]
    async fn a_label_is_a_text() {
        let name = "x".to_owned();
        let label = client().await.get_label(GetLabelRequest { name }).await;
        let text = label.unwrap().into_inner().text.unwrap();
        assert_eq!(text.data, b"a file named x\n");
    }
}
