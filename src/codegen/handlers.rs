//! The crate `routes`: the seeded file of one handler, and the wiring of all. A stub never
//! pretends: it answers that it is not written.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::codegen::layout::{self, Imports, Type};
use crate::codegen::types;
use crate::model::{Model, Route, name};

/// rustfmt's width of a chain that stays on one line.
const CHAIN: usize = 60;

/// A seeded handler, as its template wants it.
#[derive(Serialize)]
pub struct Seed {
    method: String,
    path: String,
    /// The same as OpenAPI writes it.
    openapi_path: String,
    group: Option<String>,
    imports: String,
    /// `post`, as utoipa's attribute has it.
    verb: String,
    /// Text in that attribute.
    responses: String,
    parameters: Option<String>,
    /// The types of its bodies, where it has any.
    request: Option<String>,
    answer: Option<String>,
    function: String,
    body: String,
    test_imports: String,
    open: String,
    call: String,
    assertion: String,
}

/// The seeded file of one handler.
pub fn seed(model: &Model, route: &Route) -> Seed {
    let handler = &route.name;
    let camel = name::camel(handler);
    let request = route.has_body().then(|| format!("{camel}Request"));
    let answer = route.has_answer().then(|| format!("{camel}Answer"));
    let unwritten = format!("\"{handler} is not written yet\"");
    let mut test_imports = Imports::default();
    test_imports.add(&types::crate_of(model, "clients"), "Clients");
    test_imports.add("tonica_runtime", "Start");
    Seed {
        method: route.method.clone(),
        path: route.template.text.clone(),
        openapi_path: route.template.text.replace("{*", "{"),
        group: route.group.clone(),
        imports: imports(route),
        verb: route.method.to_lowercase(),
        responses: responses(answer.as_deref()),
        parameters: parameters(route),
        function: function(model, route, request.as_deref(), answer.as_deref()),
        body: layout::nested(4, "Err", "Error::unimplemented", &[&unwritten], ""),
        test_imports: test_imports.lines(4),
        open: layout::assignment(
            8,
            "state",
            &format!("{}::State::open", types::crate_of(model, "core")),
            &["&start", "clients"],
            ";",
        ),
        call: call(route, request.as_deref()),
        assertion: layout::call(8, "assert_eq!", &["error.to_string()", &unwritten], ";"),
        request,
        answer,
    }
}

fn imports(route: &Route) -> String {
    let mut imports = Imports::default();
    imports.add("axum::extract", "State");
    if !route.template.variables.is_empty() {
        imports.add("axum::extract", "Path");
    }
    if route.has_answer() {
        imports.add("axum", "Json");
        imports.add("serde", "Serialize");
        imports.add("utoipa", "ToSchema");
    } else {
        imports.add("axum::http", "StatusCode");
    }
    if route.has_body() {
        imports.add("serde", "Deserialize");
    }
    imports.add("tonica_routes", "Error");
    imports.lines(0)
}

fn responses(answer: Option<&str>) -> String {
    match answer {
        Some(answer) => format!("(status = 200, description = \"Done\", body = {answer})"),
        None => "(status = 204, description = \"Done\")".to_owned(),
    }
}

/// What utoipa is to know of the path's variables.
fn parameters(route: &Route) -> Option<String> {
    let variables = route.template.variables.iter();
    let parameters = variables.map(|of| format!("({:?} = String, Path)", of.field));
    let parameters: Vec<String> = parameters.collect();
    (!parameters.is_empty()).then(|| parameters.join(", "))
}

fn function(model: &Model, route: &Route, request: Option<&str>, answer: Option<&str>) -> String {
    let state = Type::plain(format!("{}::State", types::crate_of(model, "core")));
    let state = Type::of("State", [Type::of("Arc", [state])]);
    let mut parameters = vec![("State(_state)".to_owned(), state)];
    let variables = &route.template.variables;
    match &variables[..] {
        [] => {}
        [one] => {
            let path = Type::of("Path", [Type::plain("String")]);
            parameters.push((format!("Path(_{})", one.field), path));
        }
        several => {
            let names: Vec<String> = several.iter().map(|of| format!("_{}", of.field)).collect();
            let strings = vec!["String"; several.len()].join(", ");
            let path = Type::of("Path", [Type::plain(format!("({strings})"))]);
            let names = names.join(", ");
            // rustfmt would break longer ones, each in its own way.
            let pattern = match names.len() {
                ..=40 => format!("Path(({names}))"),
                _ => "Path(_path)".to_owned(),
            };
            parameters.push((pattern, path));
        }
    }
    if let Some(request) = request {
        let json = Type::of("Json", [Type::plain(request)]);
        parameters.push(("Json(_request)".to_owned(), json));
    }
    let parameters = parameters.iter();
    let parameters: Vec<(&str, Option<&Type>)> = parameters
        .map(|(name, of)| (name.as_str(), Some(of)))
        .collect();
    let answer = match answer {
        Some(answer) => Type::of("Json", [Type::plain(answer)]),
        None => Type::plain("StatusCode"),
    };
    let result = Type::of("Result", [answer, Type::plain("Error")]);
    let head = format!("pub async fn {}", route.name);
    layout::function(0, &head, &parameters, &result)
}

/// The test's call of the handler.
fn call(route: &Route, request: Option<&str>) -> String {
    let mut arguments = vec!["State(state)".to_owned()];
    let mut before = String::new();
    match route.template.variables.len() {
        0 => {}
        1 => arguments.push("Path(\"1\".to_owned())".to_owned()),
        several => {
            before.push_str("        let one = || \"1\".to_owned();\n");
            let values = vec!["one()"; several].join(", ");
            arguments.push(format!("Path(({values}))"));
        }
    }
    arguments.extend(request.map(|request| format!("Json({request} {{}})")));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let line = format!("{}({}).await", route.name, arguments.join(", "));
    if line.len() <= CHAIN {
        return format!("{before}        let answer = {line};");
    }
    let call = layout::assignment(8, "answer", &route.name, &arguments, ";");
    format!("{before}{call}\n        let answer = answer.await;")
}

/// The seeded file of a group, as its template wants it.
#[derive(Serialize)]
pub struct GroupSeed {
    path: String,
    imports: String,
    test_imports: String,
}

/// The seeded file of a group.
pub fn group_seed(model: &Model, group: &crate::model::Group) -> GroupSeed {
    let mut imports = Imports::default();
    imports.add("axum", "Router");
    imports.add(&types::crate_of(model, "core"), "State");
    let mut test_imports = Imports::default();
    for (module, name) in [
        ("axum::body", "Body"),
        ("axum::http", "Request"),
        ("axum::routing", "get"),
        (&types::crate_of(model, "clients"), "Clients"),
        ("tonica_runtime", "Start"),
        ("tower", "ServiceExt"),
    ] {
        test_imports.add(module, name);
    }
    GroupSeed {
        path: group.path.clone(),
        imports: imports.lines(0),
        test_imports: test_imports.lines(4),
    }
}

/// What `wiring.rs` says, as its template wants it.
#[derive(Serialize)]
pub struct Wiring {
    imports: String,
    layers: Vec<String>,
    with: Vec<String>,
    routes: Vec<Wired>,
}

/// A group, as the generated files name it.
#[derive(Serialize)]
pub struct Group {
    path: String,
    name: String,
    module_name: String,
}

impl Group {
    /// The names of all groups, in the order of `mod` lines.
    pub fn all(model: &Model) -> Vec<Self> {
        let groups = model.groups().into_iter();
        let mut groups: Vec<Self> = groups.map(Self::of).collect();
        let bare = |group: &Self| name::file_stem(&group.module_name).to_owned();
        groups.sort_by_key(bare);
        groups
    }

    fn of(group: crate::model::Group) -> Self {
        Self {
            module_name: name::identifier(&group.name),
            path: group.path,
            name: group.name,
        }
    }
}

/// One route, as `wiring.rs` has it.
#[derive(Serialize)]
struct Wired {
    constant: String,
    /// The attribute and the type by which utoipa describes it.
    paths: String,
    document: String,
}

/// The wiring of all custom routes.
pub fn wiring(model: &Model) -> Wiring {
    let mut imports = Imports::default();
    let methods: BTreeSet<String> = (model.routes.iter())
        .map(|route| route.method.to_lowercase())
        .collect();
    for method in &methods {
        imports.add("axum::routing", method);
    }
    imports.add(&types::crate_of(model, "core"), "State");
    imports.add("tonica_routes", "Route");
    imports.add("tonica_routes", "Routes");
    imports.add("utoipa", "OpenApi");
    let groups = model.groups().into_iter().map(Group::of);
    let layers = groups.map(|group| {
        let layers = format!("groups::{}::layers", group.module_name);
        let arguments = [&format!("{:?}", group.path), &layers];
        let arguments = arguments.map(String::as_str);
        layout::assignment(4, "routes", "routes.group", &arguments, ";")
    });
    let calls = model.routes.iter().map(|route| {
        let method = route.method.to_lowercase();
        let constant = format!("&{}", name::shouty(&route.name));
        (constant, format!("{method}({})", handler(route)))
    });
    Wiring {
        imports: imports.lines(0),
        layers: layers.collect(),
        with: layout::with("routes", &calls.collect::<Vec<_>>()),
        routes: (model.routes.iter())
            .map(|route| Wired {
                constant: constant(route),
                paths: layout::attribute("openapi", "paths", &handler(route)),
                document: document(route),
            })
            .collect(),
    }
}

fn handler(route: &Route) -> String {
    let module = name::identifier(&route.name);
    format!("{module}::{module}")
}

fn document(route: &Route) -> String {
    format!("{}Document", name::camel(&route.name))
}

fn constant(route: &Route) -> String {
    let group = match &route.group {
        Some(group) => format!("Some({group:?})"),
        None => "None".to_owned(),
    };
    let fields = [
        ("name", format!("{:?}", route.name)),
        ("method", format!("{:?}", route.method)),
        ("path", format!("{:?}", route.template.text)),
        ("group", group),
        ("document", format!("{}::openapi", document(route))),
    ];
    let name = name::shouty(&route.name);
    layout::constant("const", &name, &Type::plain("Route"), "Route", &fields)
}
