/// The store took nothing any more in the middle of a request: made again, the request would do a second time what is done.
package struct PartlyDone: Error, CustomStringConvertible {
    /// For whoever asked, without what only the master's log may tell.
    package let message: String
    package let hint = "`pigeon jobs list` shows what was done: ask for the rest only"

    package var description: String { message }

    /// What a request fails with of which something is done.
    ///
    /// - Returns: any other error as it is: that one is no reason to make the same request again.
    package static func after(_ error: any Error) -> any Error {
        guard let reason = error.storeUnavailability else { return error }
        return PartlyDone(message: "only a part of it was done: \(reason)")
    }
}
