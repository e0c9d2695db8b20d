/// An error of a store. Nothing of what was asked is stored.
package protocol StoreFailure: Error {
    /// Why the store takes nothing for now, for whoever asked and so without a path: the same request succeeds once that
    /// is over. Nil for every other error, of which only the master's log may tell.
    var unavailability: String? { get }
}

extension Error {
    /// Why a store takes nothing for now; nil when that is not what is wrong.
    package var storeUnavailability: String? { (self as? any StoreFailure)?.unavailability }
}
