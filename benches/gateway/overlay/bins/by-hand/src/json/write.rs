//! JSON from structs.

use orders_api::shop::v1::{LineItem, ListOrdersResponse, Order};

use super::text::plain_end;
use super::time;

/// Where the JSON is put.
pub struct Writer(pub Vec<u8>);

impl Writer {
    /// An order.
    pub fn order(&mut self, order: &Order) {
        let start = self.0.len();
        self.text_field(",\"id\":", &order.id);
        self.text_field(",\"customerId\":", &order.customer_id);
        if order.status != 0 {
            self.raw(",\"status\":");
            self.status(order.status);
        }
        if let Some(time) = &order.create_time {
            self.raw(",\"createTime\":");
            self.time(time.seconds, time.nanos);
        }
        self.list_field(",\"lines\":", &order.lines, Self::line);
        if order.total_cents != 0 {
            self.raw(",\"totalCents\":");
            self.quoted(order.total_cents);
        }
        self.text_field(",\"currency\":", &order.currency);
        if order.tax_rate.to_bits() != 0 {
            self.raw(",\"taxRate\":");
            self.double(order.tax_rate);
        }
        if order.gift {
            self.raw(",\"gift\":true");
        }
        self.text_field(",\"note\":", &order.note);
        self.list_field(",\"tags\":", &order.tags, |out, tag| out.text(tag));
        if !order.labels.is_empty() {
            self.raw(",\"labels\":");
            let start = self.0.len();
            for (key, value) in &order.labels {
                self.raw(",");
                self.text(key);
                self.raw(":");
                self.text(value);
            }
            self.close(start);
        }
        self.close(start);
    }

    /// A page of orders.
    pub fn page(&mut self, page: &ListOrdersResponse) {
        let start = self.0.len();
        self.list_field(",\"orders\":", &page.orders, Self::order);
        self.text_field(",\"nextPageToken\":", &page.next_page_token);
        self.close(start);
    }

    fn line(&mut self, line: &LineItem) {
        let start = self.0.len();
        self.text_field(",\"sku\":", &line.sku);
        self.text_field(",\"title\":", &line.title);
        if line.quantity != 0 {
            self.raw(",\"quantity\":");
            self.number(line.quantity);
        }
        if line.unit_cents != 0 {
            self.raw(",\"unitCents\":");
            self.quoted(line.unit_cents);
        }
        self.close(start);
    }

    #[inline]
    fn text_field(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.raw(name);
            self.text(value);
        }
    }

    #[inline]
    fn list_field<T>(&mut self, name: &str, items: &[T], write: impl Fn(&mut Self, &T)) {
        if items.is_empty() {
            return;
        }
        self.raw(name);
        for (index, item) in items.iter().enumerate() {
            self.raw(if index == 0 { "[" } else { "," });
            write(self, item);
        }
        self.raw("]");
    }

    /// Every field writes `,"name":`; the first comma becomes the brace.
    #[inline]
    pub(super) fn close(&mut self, start: usize) {
        if self.0.len() == start {
            self.raw("{}");
        } else {
            self.0[start] = b'{';
            self.0.push(b'}');
        }
    }

    #[inline]
    pub(super) fn raw(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    #[inline]
    pub(super) fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        self.0.reserve(bytes.len() + 2);
        self.0.push(b'"');
        if plain_end(bytes, 0) == bytes.len() {
            self.0.extend_from_slice(bytes);
        } else {
            self.escaped(bytes);
        }
        self.0.push(b'"');
    }

    #[cold]
    fn escaped(&mut self, bytes: &[u8]) {
        let mut at = 0;
        loop {
            let end = plain_end(bytes, at);
            self.0.extend_from_slice(&bytes[at..end]);
            let Some(byte) = bytes.get(end) else { return };
            match byte {
                b'"' => self.raw("\\\""),
                b'\\' => self.raw("\\\\"),
                b'\n' => self.raw("\\n"),
                b'\r' => self.raw("\\r"),
                b'\t' => self.raw("\\t"),
                byte => self.raw(&format!("\\u{byte:04x}")),
            }
            at = end + 1;
        }
    }

    #[inline]
    pub(super) fn number(&mut self, value: impl itoa::Integer) {
        self.raw(itoa::Buffer::new().format(value));
    }

    /// 64-bit numbers are strings in ProtoJSON.
    #[inline]
    pub(super) fn quoted(&mut self, value: i64) {
        self.0.push(b'"');
        self.number(value);
        self.0.push(b'"');
    }

    #[inline]
    pub(super) fn double(&mut self, value: f64) {
        if value.is_finite() {
            self.raw(zmij::Buffer::new().format_finite(value));
        } else if value.is_nan() {
            self.raw("\"NaN\"");
        } else if value > 0.0 {
            self.raw("\"Infinity\"");
        } else {
            self.raw("\"-Infinity\"");
        }
    }

    pub(super) fn time(&mut self, seconds: i64, nanos: i32) {
        let (text, length) = time::write(seconds, nanos);
        self.0.extend_from_slice(&text[..length]);
    }

    #[inline]
    pub(super) fn status(&mut self, value: i32) {
        match value {
            0 => self.raw("\"ORDER_STATUS_UNSPECIFIED\""),
            1 => self.raw("\"ORDER_STATUS_PENDING\""),
            2 => self.raw("\"ORDER_STATUS_PAID\""),
            3 => self.raw("\"ORDER_STATUS_SHIPPED\""),
            4 => self.raw("\"ORDER_STATUS_CANCELLED\""),
            other => self.number(other),
        }
    }
}
