import WebAPI

/// Why a command was not carried out, when that is the caller's doing. Each command has its own closed enum of them;
/// throwing one rolls the command's transaction back.
protocol Refusal: Error {
    var problem: Problem { get }
}
