package import Values

/// One state to run: a function, its name and arguments, and where it was written.
package struct LowChunk: Sendable, Hashable {
    /// The state module, `file`.
    package var state: String
    /// The function in it, `managed`.
    package var function: String
    package var name: String
    package var id: String
    package var sls: String
    package var environment: String
    package var order: Int
    /// Place among the chunks of one `names` list, from 1; nil without one.
    package var nameOrder: Int?
    /// What is passed to the state function, without `name`.
    package var arguments: ValueMap
    /// What the engine consumes: `unless`, `onlyif`, `retry`, `check_cmd`, requisites as written, ...
    package var globals: ValueMap
    package var requisites: [Requisite]
    /// The SLS files that included this one.
    package var includedFrom: [String]
    package var location: SourceLocation?
    package var argumentLocations: [String: SourceLocation]

    package init(
        state: String, function: String, name: String, id: String, sls: String = "", environment: String = "base",
        order: Int = 0, nameOrder: Int? = nil, arguments: ValueMap = [:], globals: ValueMap = [:],
        requisites: [Requisite] = [], includedFrom: [String] = [], location: SourceLocation? = nil,
        argumentLocations: [String: SourceLocation] = [:]
    ) {
        self.state = state
        self.function = function
        self.name = name
        self.id = id
        self.sls = sls
        self.environment = environment
        self.order = order
        self.nameOrder = nameOrder
        self.arguments = arguments
        self.globals = globals
        self.requisites = requisites
        self.includedFrom = includedFrom
        self.location = location
        self.argumentLocations = argumentLocations
    }

    /// The key of its result: `file_|-motd_|-/etc/motd_|-managed`.
    package var tag: String {
        var tag = ""
        tag.reserveCapacity(state.utf8.count + id.utf8.count + name.utf8.count + function.utf8.count + 9)
        tag += state
        for part in [id, name, function] {
            tag += "_|-"
            tag += part
        }
        return tag
    }

    package var functionName: FunctionName { FunctionName(module: state, function: function) }
}

/// What one run executes: chunks in the order of execution, requisites pointing into the same list.
package struct LowState: Sendable, Hashable {
    /// When a chunk that another looks ahead at (`prereq`) is tried in test mode: before its place in the list.
    package struct LookAhead: Sendable, Hashable {
        /// The place of the chunk before which that is.
        package var place: Int
        /// The place of the chunk that is tried.
        package var target: Int

        package init(place: Int, target: Int) {
            self.place = place
            self.target = target
        }
    }

    package var chunks: [LowChunk]
    package var lookAheads: [LookAhead]

    package init(chunks: [LowChunk], lookAheads: [LookAhead] = []) {
        self.chunks = chunks
        self.lookAheads = lookAheads
    }
}
