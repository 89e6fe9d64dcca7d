//! The JSON Schema of service.yaml, from the structs that read it.

use schemars::generate::SchemaSettings;

use super::config::Config;

/// The JSON Schema (draft 2020-12) of service.yaml; ends with a line feed.
pub fn schema() -> String {
    let mut schema = SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<Config>();
    schema.insert("title".to_owned(), "service.yaml".into());
    format!("{:#}\n", schema.as_value())
}
