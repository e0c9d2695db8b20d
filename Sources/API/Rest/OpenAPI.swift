import Values

/// The description of the REST API (OpenAPI 3.1), for `GET /openapi.json`.
enum OpenAPI {
    struct Operation {
        let method: String
        let path: String
        let summary: String
        /// Anyone may ask, without a token.
        var isOpen = false
        var status = 200
    }

    static let operations: [Operation] = [
        Operation(method: "get", path: "/", summary: "Welcome and the names of the clients", isOpen: true),
        Operation(method: "post", path: "/", summary: "Carry out a lowstate: a list of chunks, or one"),
        Operation(method: "post", path: "/run", summary: "A lowstate whose chunks carry credentials", isOpen: true),
        Operation(method: "get", path: "/login", summary: "How to log in", isOpen: true),
        Operation(method: "post", path: "/login", summary: "Get a token for a user", isOpen: true),
        Operation(method: "post", path: "/logout", summary: "End a token"),
        Operation(method: "post", path: "/token", summary: "Get a token for POST /run", isOpen: true),
        Operation(method: "get", path: "/minions", summary: "The grains of all minions"),
        Operation(method: "post", path: "/minions", summary: "Start a job on minions", status: 202),
        Operation(method: "get", path: "/minions/{id}", summary: "The grains of a minion"),
        Operation(method: "get", path: "/jobs", summary: "The newest jobs"),
        Operation(method: "get", path: "/jobs/{jid}", summary: "A job and its returns"),
        Operation(method: "get", path: "/keys", summary: "The minions' keys by state"),
        Operation(method: "post", path: "/keys", summary: "Accept, reject or delete the key of 'mid'"),
        Operation(method: "get", path: "/keys/{id}", summary: "The fingerprint of a key"),
        Operation(method: "post", path: "/keys/{id}", summary: "Accept, reject or delete a key"),
        Operation(method: "get", path: "/events", summary: "Everything that happens, as server-sent events"),
        Operation(method: "post", path: "/hook/{path}", summary: "Fire the event salt/netapi/hook/PATH"),
        Operation(method: "get", path: "/stats", summary: "Counts of requests"),
        Operation(method: "get", path: "/stacks", summary: "The stacks of all applications"),
        Operation(method: "get", path: "/stacks/{app}", summary: "The stacks of an application"),
        Operation(method: "post", path: "/stacks/{app}/release", summary: "Start a version, internal traffic only"),
        Operation(method: "post", path: "/stacks/{app}/activate", summary: "Give a version the production traffic"),
        Operation(method: "post", path: "/stacks/{app}/deactivate", summary: "Drain and remove a version"),
        Operation(method: "post", path: "/stacks/{app}/rollback", summary: "Swap the active and the inactive version"),
        Operation(method: "get", path: "/healthz", summary: "The process answers", isOpen: true),
        Operation(method: "get", path: "/readyz", summary: "The master can serve", isOpen: true),
        Operation(method: "get", path: "/metrics", summary: "Metrics in Prometheus' text format", isOpen: true),
        Operation(method: "get", path: "/openapi.json", summary: "This description", isOpen: true),
    ]

    static var document: Value {
        var paths = ValueMap()
        for operation in operations {
            var methods = paths[operation.path]?.map ?? [:]
            methods[operation.method] = describe(operation)
            paths[operation.path] = .map(methods)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Pigeon REST API", "version": "1",
                "description": "The shapes of Salt's rest_cherrypy, and the stacks beside them.",
            ],
            "security": [["token": []], ["cookie": []]],
            "paths": .map(paths),
            "components": [
                "securitySchemes": [
                    "token": ["type": "apiKey", "in": "header", "name": "X-Auth-Token"],
                    "cookie": ["type": "apiKey", "in": "cookie", "name": "session_id"],
                ]
            ],
        ]
    }

    private static func describe(_ operation: Operation) -> Value {
        let object: Value = ["application/json": ["schema": ["type": "object"]]]
        let parameters = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { part -> Value in
            let name = String(part.dropFirst().dropLast())
            return ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string"]]
        }
        var description: ValueMap = [
            "summary": .string(operation.summary),
            "responses": .map([String(operation.status): ["description": "done", "content": object]]),
        ]
        if !parameters.isEmpty { description["parameters"] = .list(parameters) }
        if operation.isOpen { description["security"] = [] }
        if operation.method == "post" { description["requestBody"] = ["content": object] }
        return .map(description)
    }
}
