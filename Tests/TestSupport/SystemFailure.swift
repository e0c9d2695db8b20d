import Glibc

/// A test's surroundings do not work.
package struct SystemFailure: Error, CustomStringConvertible {
    package let description: String

    package init(reason: String) { description = reason }

    /// What did not work, with the system's reason from `errno`.
    package init(_ what: String) { description = "\(what): \(String(cString: strerror(errno)))" }
}

/// - Throws: the system's reason when a call of its has failed.
package func check(_ result: Int32, _ call: String) throws {
    if result < 0 { throw SystemFailure(call) }
}
