//! Requests: their route, their query, their body.

use std::borrow::Cow;

use http::{Method, Uri};
use orders_api::prost_types::Timestamp;
use orders_api::shop::v1::{CreateOrderRequest, LineItem, ListOrdersRequest};
use percent_encoding::percent_decode_str;

use crate::json::read::{Reader, Refused};

/// What is asked for.
pub enum Call<'a> {
    /// One order, by its id.
    Get(Cow<'a, str>),
    /// A new one.
    Create,
    /// A page of orders, by this query.
    List(&'a str),
}

/// The call of a request, if there is one.
pub fn route<'a>(method: &Method, uri: &'a Uri) -> Option<Call<'a>> {
    let rest = uri.path().strip_prefix("/v1/orders")?;
    match *method {
        Method::GET if rest.is_empty() => Some(Call::List(uri.query().unwrap_or_default())),
        Method::POST if rest.is_empty() => Some(Call::Create),
        Method::GET => {
            let id = rest.strip_prefix('/')?;
            let one = !id.is_empty() && !id.contains('/');
            one.then(|| Call::Get(decoded(id)))
        }
        _ => None,
    }
}

/// The body of a new order.
///
/// # Errors
/// Anything but JSON of that message.
pub fn create(body: &[u8]) -> Result<CreateOrderRequest, Refused> {
    let mut order = CreateOrderRequest::default();
    let mut reader = Reader::new(body)?;
    reader.object(|reader, key| {
        match key {
            "customerId" | "customer_id" => order.customer_id = reader.string()?.into_owned(),
            "status" => order.status = status(reader)?,
            "createTime" | "create_time" => {
                let (seconds, nanos) = reader.time()?;
                order.create_time = Some(Timestamp { seconds, nanos });
            }
            "lines" => reader.array(|reader| {
                order.lines.push(line(reader)?);
                Ok(())
            })?,
            "totalCents" | "total_cents" => order.total_cents = reader.number()?,
            "currency" => order.currency = reader.string()?.into_owned(),
            "taxRate" | "tax_rate" => order.tax_rate = reader.number()?,
            "gift" => order.gift = reader.boolean()?,
            "note" => order.note = reader.string()?.into_owned(),
            "tags" => reader.array(|reader| {
                order.tags.push(reader.string()?.into_owned());
                Ok(())
            })?,
            "labels" => reader.object(|reader, key| {
                let value = reader.string()?.into_owned();
                order.labels.insert(key.to_owned(), value);
                Ok(())
            })?,
            "requestId" | "request_id" => order.request_id = reader.string()?.into_owned(),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    reader.end()?;
    Ok(order)
}

fn line(reader: &mut Reader) -> Result<LineItem, Refused> {
    let mut line = LineItem::default();
    reader.object(|reader, key| {
        match key {
            "sku" => line.sku = reader.string()?.into_owned(),
            "title" => line.title = reader.string()?.into_owned(),
            "quantity" => line.quantity = reader.number()?,
            "unitCents" | "unit_cents" => line.unit_cents = reader.number()?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(line)
}

fn status(reader: &mut Reader) -> Result<i32, Refused> {
    match reader.peek()? {
        b'"' => named(&reader.string()?),
        _ => reader.number(),
    }
}

fn named(status: &str) -> Result<i32, Refused> {
    Ok(match status {
        "ORDER_STATUS_UNSPECIFIED" => 0,
        "ORDER_STATUS_PENDING" => 1,
        "ORDER_STATUS_PAID" => 2,
        "ORDER_STATUS_SHIPPED" => 3,
        "ORDER_STATUS_CANCELLED" => 4,
        number => number.parse().map_err(|_| "a status was expected")?,
    })
}

/// The query of a list.
///
/// # Errors
/// Parameters that it doesn't have.
pub fn list(query: &str) -> Result<ListOrdersRequest, Refused> {
    let mut request = ListOrdersRequest::default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = decoded(value);
        match &*decoded(key) {
            "page_size" | "pageSize" => {
                request.page_size = value.parse().map_err(|_| "page_size is no number")?;
            }
            "page_token" | "pageToken" => request.page_token = value.into_owned(),
            "status" => request.status = named(&value)?,
            "filter.customer_id" | "filter.customerId" => {
                request.filter.get_or_insert_default().customer_id = value.into_owned();
            }
            _ => return Err("an unknown parameter"),
        }
    }
    Ok(request)
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}
