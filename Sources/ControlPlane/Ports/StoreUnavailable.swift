/// An error of a store that has nothing to do with what was asked of it. Nothing was stored, and the same request
/// succeeds once the cause is gone.
package protocol StoreUnavailable: Error {
    /// For whoever asked, without a path; nil when only the master's log may tell.
    var sentence: String? { get }
}
