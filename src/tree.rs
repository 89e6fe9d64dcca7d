//! The emitted tree as values: what each file holds and whose it is. Nothing here
//! reads or writes a disk.

/// Who may edit an emitted file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The tool: overwritten by each run, refused when it was edited by hand.
    Generated,
    /// The user: written once, then only changed on the user's word.
    Seeded,
}

/// One emitted file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Relative to the root of the workspace, with `/`.
    pub path: String,
    /// Who may edit it.
    pub owner: Owner,
    /// What it holds when it is written new.
    pub bytes: Vec<u8>,
    /// How a seeded file that is there already is brought up to date.
    pub upkeep: Upkeep,
}

/// What later runs do to a seeded file; all else in it is the user's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Upkeep {
    /// Nothing.
    #[default]
    Nothing,
    /// These come into a Rust file that lacks them.
    Stubs(Vec<Stub>),
    /// A Cargo.lock: what the plan newly needs is merged into it.
    CargoLock {
        /// The planned packages whose manifests are the user's: `shop-core`.
        theirs: Vec<String>,
    },
}

/// Items of an impl block that a seeded Rust file must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stub {
    /// Where they belong.
    pub block: Block,
    /// The method by which its presence is told: `create_order`.
    pub item: String,
    /// The items as they stand in the impl block: indented by four, with doc comments.
    pub code: String,
}

/// An impl block of a Rust file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Of a trait, by the last segment of its path: `OrderService`.
    Trait(String),
    /// Of a type itself, with a macro before it: `#[activities] impl Fulfilment`.
    Type {
        /// The last segment of the type's path.
        name: String,
        /// The last segment of the macro's path.
        of_macro: String,
    },
}

impl Block {
    /// The name of the trait, or else of the type.
    pub fn name(&self) -> &str {
        match self {
            Self::Trait(name) | Self::Type { name, .. } => name,
        }
    }
}

impl std::fmt::Display for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Trait(name) => write!(f, "impl {name} for …"),
            Self::Type { name, of_macro } => write!(f, "#[{of_macro}] impl {name}"),
        }
    }
}

/// The whole emitted workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    /// Sorted by path, each path once.
    pub outputs: Vec<Output>,
}
