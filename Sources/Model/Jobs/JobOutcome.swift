/// How a job ended for one of the minions that it expects, in a word.
///
/// The rule is here and nowhere else: `JobReturn.outcome` of a return, `JobExpectation.outcome` of what the ledger knows.
package enum JobOutcome: String, Sendable, Hashable, CaseIterable {
    case succeeded
    /// It returned with a return code other than 0: it failed, was killed, or the minion stopped in the middle of it.
    case failed
    /// The minion was connected while the job was valid, and had not returned when it was waited for no longer.
    case timedOut = "timed out"
    /// The minion was not connected while the job was valid, which ends with its expiry, or when it is killed.
    case unreachable
    /// The minion said that it does not begin it: it came too late, or something is in its way there.
    case refused

    /// Of a return.
    package init(retcode: Int, isRefusal: Bool) {
        self = isRefusal ? .refused : retcode == 0 ? .succeeded : .failed
    }

    /// Of a minion that was given up before it returned.
    package init(givenUp isReached: Bool) { self = isReached ? .timedOut : .unreachable }
}

/// What the ledger knows of one minion that a job expects.
package struct JobExpectation: Sendable, Hashable {
    /// Whether the minion was connected while the job was valid, so that it may have heard of it.
    package var isReached: Bool
    /// Whether it was waited for in vain. What it returns afterwards is kept and changes nothing.
    package var isGivenUp: Bool
    /// Whether it is to end the job, or not to begin it.
    package var isKilled: Bool
    /// Of its return: how it ended.
    package var returned: JobOutcome?

    package init(isReached: Bool, isGivenUp: Bool, isKilled: Bool = false, returned: JobOutcome?) {
        self.isReached = isReached
        self.isGivenUp = isGivenUp
        self.isKilled = isKilled
        self.returned = returned
    }

    /// Nil as long as it is not over.
    package var outcome: JobOutcome? { isGivenUp ? JobOutcome(givenUp: isReached) : returned }

    /// Whether it was killed before the minion can have heard of it.
    package var isWithdrawn: Bool { isKilled && isGivenUp && !isReached }
}

extension JobReturn {
    package var outcome: JobOutcome { JobOutcome(retcode: retcode, isRefusal: isRefusal) }
}

/// What came of one expected minion of a job, for whoever waited for it.
package enum MinionOutcome: Sendable, Hashable {
    case returned(JobReturn)
    /// Connected, did not return in time.
    case timedOut
    /// Not connected when the job was published, nor since.
    case unreachable
    /// The same, as the job was killed before it was delivered.
    case withdrawn

    /// Nil as long as it is not over.
    ///
    /// - Parameter answer: what the minion returned, in time or not.
    package init?(_ expectation: JobExpectation, answer: JobReturn?) {
        switch expectation.outcome {
        case nil: return nil
        case .timedOut: self = .timedOut
        case .unreachable: self = expectation.isWithdrawn ? .withdrawn : .unreachable
        case .succeeded, .failed, .refused:
            guard let answer else { return nil }
            self = .returned(answer)
        }
    }

    package var word: JobOutcome {
        switch self {
        case .returned(let answer): answer.outcome
        case .timedOut: .timedOut
        case .unreachable, .withdrawn: .unreachable
        }
    }

    package var isSuccess: Bool { word == .succeeded }
}
