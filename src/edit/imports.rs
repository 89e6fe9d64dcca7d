//! The imports of a Rust file, laid out anew after their crates took other names: their order
//! and breadth hang on those. Knows single imports and flat lists, and leaves all else as it is.

use crate::codegen::layout::Imports;

/// A text with each run of `use` lines as rustfmt would have it.
pub(crate) fn laid_out(text: &str) -> String {
    let mut laid = String::with_capacity(text.len());
    let mut run = String::new();
    let mut is_open = false;
    for line in text.split_inclusive('\n') {
        if is_open || line.trim_start().starts_with("use ") {
            run.push_str(line);
            is_open = !line.trim_end().ends_with(';');
        } else {
            laid.push_str(&sorted(&run).unwrap_or(run));
            laid.push_str(line);
            run = String::new();
        }
    }
    laid + &sorted(&run).unwrap_or(run)
}

/// A run of imports; `None` where one is of another shape.
fn sorted(run: &str) -> Option<String> {
    let mut imports = Imports::default();
    for import in run.trim().split_inclusive(';') {
        let path = import.trim().strip_prefix("use ")?.strip_suffix(';')?;
        if ["self::", "super::", "crate::"]
            .iter()
            .any(|own| path.starts_with(own))
        {
            return None; // no crate, and rustfmt has an order of its own for these
        }
        let Some((module, names)) = path.split_once("::{") else {
            let (module, name) = path.rsplit_once("::")?;
            imports.add(module, name);
            continue;
        };
        let names = names.strip_suffix('}')?;
        if names.contains('{') {
            return None;
        }
        let names = names.split(',').map(str::trim);
        for name in names.filter(|name| !name.is_empty()) {
            imports.add(module, name);
        }
    }
    let indent = run.len() - run.trim_start().len();
    Some(imports.lines(indent))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: &str = "//! Orders.

use std::sync::Arc;

use prost::Message;
use shop_api::v1::{CreateOrderRequest, GetOrderRequest, ListOrdersRequest, ListOrdersResponse};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteExecutor};

mod tests {
    use shop_core::{State, total_cents};
    use tonic::Code;

    use super::*;
    use crate::Order;
}
";

    #[test]
    fn imports_in_order_stay() {
        assert_eq!(laid_out(SHOP), SHOP);
    }

    #[test]
    fn an_import_moves_and_breaks_with_its_name() {
        let laid = laid_out(&SHOP.replace("shop_", "a_longer_name_"));
        let api = "\nuse a_longer_name_api::v1::{
    CreateOrderRequest, GetOrderRequest, ListOrdersRequest, ListOrdersResponse,
};
use prost::Message;\n";
        assert!(laid.contains(api), "{laid}");
        let laid = laid_out(&SHOP.replace("shop_", "zoo_"));
        let core = "    use tonic::Code;\n    use zoo_core::{State, total_cents};\n";
        assert!(laid.contains(core), "{laid}");
    }

    #[test]
    fn other_shapes_stay() {
        let text = "use zoo::A;\nuse a::{b::{C, D}, E};\nuse alone;\n";
        assert_eq!(laid_out(text), text);
    }
}
