//! Projects and their documents.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use tonica::codegen::openapi;
use tonica::lower;
use tonica::model::Model;
use tonica::read::{self, Root};

/// The samples that have a gateway and whose protos stand beside them.
pub(crate) const SAMPLES: [&str; 3] = ["shop", "gateway-only", "names"];

/// A sample's model.
pub(crate) fn sample(name: &str) -> Model {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    model(&Root::at(root.join("proto-samples").join(name)))
}

/// The model of one proto, whose package is `t.v1` and whose service is `T`. `yaml` goes to
/// service.yaml.
pub(crate) fn proto(text: &str, yaml: &str) -> Model {
    let head = "syntax = \"proto3\";\npackage t.v1;\nimport \"google/api/annotations.proto\";\n";
    let service = "version: 1\nname: t\nservices: [{proto: t.v1.T}]\n";
    let files = [
        ("service.yaml", format!("{service}{yaml}")),
        ("proto/t.proto", format!("{head}{text}")),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.into_bytes()));
    model(&Root {
        edits: BTreeMap::from(files),
        ..Root::at(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/openapi/nowhere"))
    })
}

fn model(root: &Root) -> Model {
    let raw = read::project(root).unwrap_or_else(|errors| panic!("{}", errors.render(false)));
    lower::model(&raw).unwrap_or_else(|errors| panic!("{}", errors.render(false)))
}

/// A document that can be asked.
pub(crate) struct Document(pub(crate) Value);

impl Document {
    pub(crate) fn of(model: &Model) -> Self {
        Self(serde_json::from_slice(&openapi::json(model)).unwrap())
    }

    /// The document of one proto.
    pub(crate) fn of_proto(text: &str) -> Self {
        Self::of(&proto(text, ""))
    }

    /// A schema by the name of its message.
    #[track_caller]
    pub(crate) fn schema(&self, name: &str) -> &Value {
        let schemas = self.0["components"]["schemas"].as_object().unwrap();
        let known: Vec<&String> = schemas.keys().collect();
        schemas
            .get(name)
            .unwrap_or_else(|| panic!("no {name} in {known:?}"))
    }

    /// The schema of a property of `t.v1.M`.
    #[track_caller]
    pub(crate) fn property(&self, name: &str) -> &Value {
        let schema = self.schema("t.v1.M");
        let property = schema["properties"].get(name);
        property.unwrap_or_else(|| panic!("no {name} in {schema}"))
    }

    /// An operation.
    #[track_caller]
    pub(crate) fn operation(&self, method: &str, path: &str) -> &Value {
        let item = &self.0["paths"][path];
        assert!(item.is_object(), "no {path} in {}", self.0["paths"]);
        item.get(method)
            .unwrap_or_else(|| panic!("no {method} in {item}"))
    }

    /// A parameter of an operation.
    #[track_caller]
    pub(crate) fn parameter<'a>(operation: &'a Value, name: &str) -> &'a Value {
        let mut all = operation["parameters"].as_array().unwrap().iter();
        let found = all.find(|parameter| parameter["name"] == name);
        found.unwrap_or_else(|| panic!("no {name} in {operation}"))
    }

    /// What is wrong with a value by the schema of a message. Nothing but what is named is taken.
    pub(crate) fn errors(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut schema = schema.clone();
        schema["components"] = self.0["components"].clone();
        for schema in schema["components"]["schemas"]
            .as_object_mut()
            .unwrap()
            .values_mut()
        {
            if schema["type"] == "object" && schema.get("additionalProperties").is_none() {
                schema["additionalProperties"] = json!(false);
            }
        }
        let options = jsonschema::options().should_validate_formats(true);
        let validator = options.build(&schema).unwrap();
        let errors = validator.iter_errors(value);
        errors
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect()
    }

    /// The same by the name of a message.
    pub(crate) fn errors_of(&self, message: &str, value: &Value) -> Vec<String> {
        let reference = format!("#/components/schemas/{message}");
        self.errors(&json!({ "$ref": reference }), value)
    }
}
