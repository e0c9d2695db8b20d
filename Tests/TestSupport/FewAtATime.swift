// A build with the static standard library makes this target, too, and has no Swift Testing.
#if canImport(Testing)
    public import Testing

    /// Lets only few tests run at a time, of all the suites that have it.
    ///
    /// Tests that start servers and clients and measure what these do by the clock starve each other on a small machine when a
    /// hundred of them begin at once. A test waits for its place before its time limit counts.
    public struct FewAtATime: SuiteTrait, TestTrait, TestScoping {
        private static let places = Places(4)

        public let isRecursive = true

        /// Around a test with all its arguments; a suite that held a place would keep its own tests from theirs.
        public func scopeProvider(for test: Test, testCase: Test.Case?) -> FewAtATime? {
            test.isSuite || testCase != nil ? nil : self
        }

        public func provideScope(
            for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
        ) async throws {
            await Self.places.take()
            do {
                try await function()
            } catch {
                await Self.places.free()
                throw error
            }
            await Self.places.free()
        }
    }

    extension Trait where Self == FewAtATime {
        public static var fewAtATime: Self { FewAtATime() }
    }

    private actor Places {
        private var unused: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(_ count: Int) { unused = count }

        func take() async {
            guard unused == 0 else { return unused -= 1 }
            await withCheckedContinuation { waiting.append($0) }
        }

        func free() {
            if waiting.isEmpty { unused += 1 } else { waiting.removeFirst().resume() }
        }
    }
#endif
