/// Base of the objects that are neither data nor text. Subclasses override what they can do.
package class DynamicObject {
    /// Python's name of the type.
    package var typeName: String { "object" }
    /// How the object is called in "'…' has no attribute".
    package var ownerName: String { "\(typeName) object" }
    /// What `{{ object }}` prints.
    package var text: String { get throws { "<\(typeName)>" } }
    package var isCallable: Bool { false }
    package var isMapping: Bool { false }
    package var isSequence: Bool { false }
    package var isTruthy: Bool { true }
    /// The number of items, where the type has a length.
    package var length: Int? { nil }

    /// `object.name`; nil where there is no such attribute.
    package func attribute(_ name: String) throws -> Object? { nil }
    /// `object[key]`; nil where there is no such item.
    package func item(_ key: Object) throws -> Object? { nil }
    /// `object.name = value`, for namespaces.
    package func setAttribute(_ name: String, _ value: Object) throws {
        throw Failure("cannot assign attribute on non-namespace object")
    }
    package func call(_ arguments: CallArguments) throws -> Object {
        throw Failure("'\(typeName)' object is not callable")
    }
    /// The items for a `for`; nil where the object can't be iterated.
    package func iterate() throws -> [Object]? { nil }
    /// A hint for a missing attribute: "did you mean 'x'?".
    package func hint(forMissing name: String) -> String? { nil }
    package func isEqual(to other: DynamicObject) throws -> Bool { self === other }
    /// The object as plain data, for conversions; nil where there is none.
    package func plain() throws -> Object? { nil }
}
