import Glibc

/// Memory from `malloc`, to be given back with `free`. `UnsafeMutablePointer.allocate` asks for aligned memory, which costs
/// several times as much, and malloc's 16 bytes are enough for everything here.
enum Memory {
    static func allocate<Element>(_ count: Int, of type: Element.Type = Element.self) -> UnsafeMutablePointer<Element> {
        guard let memory = malloc(max(1, count) * MemoryLayout<Element>.stride) else {
            preconditionFailure("out of memory")
        }
        return memory.bindMemory(to: type, capacity: count)
    }
}
