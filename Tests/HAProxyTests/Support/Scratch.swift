import TestSupport

struct ScratchFailure: Error { let message: String }

/// A folder for one test; removed afterwards.
func withScratch<Result>(
    _ body: (String) async throws -> Result
) async throws -> Result {
    let folder = try TemporaryDirectory()
    defer { withExtendedLifetime(folder) {} }
    return try await body(folder.path)
}
