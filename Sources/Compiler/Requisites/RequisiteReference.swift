package import Model
package import Values

/// A requisite as written: what it refers to is not looked up yet.
package struct RequisiteReference: Sendable, Hashable {
    package enum Subject: Sendable, Hashable {
        /// `pkg: nginx`: states of a module, by ID or name.
        case state(module: String, String)
        /// `nginx`, or `id: nginx`: any state, by ID or name.
        case id(String)
        /// `sls: web.config`: every state of an SLS.
        case sls(String)
    }

    package var kind: RequisiteKind
    package var subject: Subject
    package var location: SourceLocation?

    package init(kind: RequisiteKind, subject: Subject, location: SourceLocation? = nil) {
        self.kind = kind
        self.subject = subject
        self.location = location
    }

    /// What is matched: an exact text or a glob.
    var pattern: String {
        switch subject {
        case .state(_, let pattern), .id(let pattern), .sls(let pattern): pattern
        }
    }

    /// `(pkg: nginx)`, as messages name it.
    var text: String {
        switch subject {
        case .state(let module, let pattern): "(\(module): \(pattern))"
        case .id(let pattern): "(id: \(pattern))"
        case .sls(let pattern): "(sls: \(pattern))"
        }
    }
}

/// A chunk whose requisites still are references.
package struct DraftChunk: Sendable, Hashable {
    package var chunk: LowChunk
    package var references: [RequisiteReference]
    /// `order` before a negative one was counted from the end. Salt compares dependents by it, so what an `order: -1`
    /// state depends on runs early.
    package var writtenOrder: Int

    package init(_ chunk: LowChunk, references: [RequisiteReference] = [], writtenOrder: Int? = nil) {
        self.chunk = chunk
        self.references = references
        self.writtenOrder = writtenOrder ?? chunk.order
    }
}
