import Glibc

/// Text to a file descriptor, without C's streams.
struct FileDescriptorText {
    static let standardError = FileDescriptorText(descriptor: STDERR_FILENO)

    let descriptor: Int32

    func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let start = rest.baseAddress, !rest.isEmpty {
                let count = Glibc.write(descriptor, start, rest.count)
                if count > 0 { rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count)) }
                if count < 0, errno != EINTR { return }
            }
        }
    }
}
