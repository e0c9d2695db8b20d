/// A file of the file server, or a stretch of it.
package struct ServedPart: Sendable {
    package let bytes: [UInt8]
    /// Where in the file the bytes begin.
    package let start: Int
    /// The size of the whole file in bytes.
    package let size: Int
    /// Of the whole file.
    package let digest: String

    package init(_ bytes: [UInt8], start: Int = 0, size: Int? = nil, digest: String) {
        self.bytes = bytes
        self.start = start
        self.size = size ?? bytes.count
        self.digest = digest
    }
}
